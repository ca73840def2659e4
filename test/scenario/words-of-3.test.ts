/**
 * Words of Airflow 3 in scenario files: each belongs to its versions, and is refused in words elsewhere.
 * @module
 */
import { checkScenarios, ScenarioError } from "airlapse/scenario";
import { describe, expect, test } from "vitest";

const TASK = { task_id: "t", operator: "work" };

function problemsOf(airflow: string, dag: object, more: object = {}): readonly string[] {
  try {
    checkScenarios({ name: "s", airflow, dags: [{ dag_id: "d", tasks: [TASK], ...dag }], ...more }, "s");
    return [];
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
}

describe("words that came with Airflow 3", () => {
  test.each([
    ["assets", { schedule: { assets: ["s3://a"] } }, {}, /schedule\.assets: .*call it `datasets`/],
    ["fail_fast", { fail_fast: true }, {}, /fail_fast: .*call it `fail_stop`/],
    ["run_after", {}, { runs: [{ dag_id: "d", run_id: "r", run_after: 9 }] }, /runs\[0\]\.run_after: .*from 3\.0 on/],
    ["a number as backoff", { tasks: [{ ...TASK, retry_exponential_backoff: 3 }] }, {}, /backoff: .*from 3\.2 on/],
    ["triggerer.capacity", {}, { config: { triggerer: { capacity: 5 } } }, /capacity: .*call it `default_capacity`/],
  ])("%s is refused before, and taken from then on", (_, dag, more, expected) => {
    expect(problemsOf("2.11.0", dag, more)).toEqual([expect.stringMatching(expected)]);
    expect(problemsOf("3.2.1", dag, more)).toEqual([]);
  });
});

describe("words that Airflow 3 has no more", () => {
  const mini = { config: { scheduler: { schedule_after_task_execution: true } } };
  const templated = {
    task_id: "t",
    operator: "S3KeySensor",
    bucket_name: "b",
    bucket_key: "in/{{ execution_date }}/{{ next_ds }}",
  };

  test.each([
    ["sla", { tasks: [{ ...TASK, sla: 60 }] }, {}, [/sla: .*no more from 3\.0 on.*deadlines/]],
    ["sla_miss", { callbacks: ["sla_miss"] }, {}, [/sla_miss_callback: .*no more/]],
    ["an old trigger rule", { tasks: [{ ...TASK, trigger_rule: "dummy" }] }, {}, [/trigger_rule: .*`always`/]],
    ["the mini-scheduler", {}, mini, [/schedule_after_task_execution: .*no mini-scheduler/]],
    ["old names in templates", { tasks: [templated] }, {}, [/use `logical_date`/, /data_interval_end \| ds/]],
  ])("%s is refused there, and taken before", (_, dag, more, expected) => {
    expect(problemsOf("3.2.1", dag, more)).toEqual(expected.map((text) => expect.stringMatching(text)));
    expect(problemsOf("2.11.0", dag, more)).toEqual([]);
  });
});

describe("what is not simulated is refused in words", () => {
  const partitioned = (mapper: object) => ({
    schedule: { timetable: "PartitionedAssetTimetable", assets: ["a"], default_partition_mapper: mapper },
  });

  test.each([
    ["an alias as outlet", { tasks: [{ ...TASK, outlets: [{ alias: "x" }] }] }, /outlets\[0\]: asset aliases are not/],
    [
      "an alias as schedule",
      { schedule: { assets: { any: ["a", { alias: "x" }] } } },
      /any\[1\]: asset aliases are not/,
    ],
    [
      "watchers",
      { schedule: { assets: ["a"], watchers: [{ name: "w" }] } },
      /schedule\.watchers: watchers of assets are/,
    ],
    ["inlets", { tasks: [{ ...TASK, inlets: ["a"] }] }, /tasks\[0\]\.inlets: inlets are not simulated/],
    [
      "a deadline of Airflow's",
      { deadline: { reference: "queued_at", interval: 5 } },
      /deadline: the deadlines of Airflow 3/,
    ],
    [
      "RollupMapper",
      partitioned({ mapper: "RollupMapper" }),
      /partition_mapper\.mapper: RollupMapper, which makes one run/,
    ],
  ])("%s", (_, dag, expected) => {
    expect(problemsOf("3.3.2", dag)).toContainEqual(expect.stringMatching(expected));
  });
});

test("a run that is asked for may not have the id of another kind of run, which it would be up to Airflow 2", () => {
  const runs = ["scheduled__x", "asset_triggered__x", "manual__x"].map((run_id, at) => ({ dag_id: "d", run_id, at }));
  expect(problemsOf("2.11.0", {}, { runs })).toEqual([]);
  expect(problemsOf("3.2.1", {}, { runs })).toEqual([
    expect.stringMatching(/runs\[0\]\.run_id: .* reserved for scheduled runs/),
    expect.stringMatching(/runs\[1\]\.run_id: .* reserved for asset_triggered runs/),
  ]);
});

test("two runs that are asked for by hand at once have no date in common where they have none", () => {
  const runs = ["a", "b"].map((run_id) => ({ dag_id: "d", run_id }));
  expect(problemsOf("2.11.0", {}, { runs })).toEqual([expect.stringMatching(/logical date of its own/)]);
  expect(problemsOf("3.2.1", {}, { runs })).toEqual([]);
});

test.each([
  ["3.0.6", "the nearest is 3.2.1"],
  ["3.1.0", "the nearest is 3.2.1"],
  ["2.8.4", "the nearest is 2.7.2"],
  ["2.9.3", "the nearest is 2.10.5; 2.9 counts tries as they begin"],
  ["4.0.0", "the nearest is 3.3.2"],
])("Airflow %s is refused with the nearest that is simulated", (airflow, expected) => {
  expect(problemsOf(airflow, {}).join("\n")).toContain(expected);
});
