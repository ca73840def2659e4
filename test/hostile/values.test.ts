/**
 * Values that TypeScript would not let through, given to the API by JavaScript or a cast: refused with the DAG, the task and the
 * field, however little of a text they have.
 * @module
 */
import { AwsModel, DAG, Simulation, SimulationError } from "airlapse";
import { EmptyOperator, TimeDeltaSensorAsync } from "airlapse/operators";
import { describe, expect, test } from "vitest";

const HOSTILE: readonly unknown[] = [
  Symbol("s"),
  10n,
  "x",
  {
    toString() {
      throw new Error("has no text");
    },
  },
  Object.create(null),
];

/** The problems that a simulation is refused with. */
function problemsOf(simulate: () => unknown): readonly string[] {
  try {
    simulate();
  } catch (error) {
    if (error instanceof SimulationError) return error.problems.map(({ path }) => path);
    throw error;
  }
  return [];
}

function simulate(options: object, ofDag: object = {}, ofTask: object = {}) {
  const dag = new DAG("d", ofDag);
  new TimeDeltaSensorAsync({ dag, taskId: "t", delta: 5, ...ofTask });
  return new Simulation({ dags: [dag], ...options });
}

describe.each(HOSTILE.map((value) => [typeof value, value]))("a %s given as a number", (_, value) => {
  test.each([
    "retries",
    "retryDelay",
    "maxRetryDelay",
    "executionTimeout",
    "sla",
    "priorityWeight",
    "poolSlots",
    "maxActiveTisPerDag",
    "delta",
    "pokeInterval",
    "timeout",
    "triggerRule",
    "weightRule",
    "startDate",
  ])("to a task, as %s, is refused under that name", (field) => {
    expect(problemsOf(() => simulate({}, {}, { [field]: value }))).toEqual([`DAG "d", task "t", ${field}`]);
  });

  test.each(["maxActiveRuns", "maxActiveTasks", "dagrunTimeout", "startDate", "endDate"])(
    "to a DAG, as %s, is refused under that name",
    (field) => {
      expect(problemsOf(() => simulate({}, { [field]: value }))).toEqual([`DAG "d", ${field}`]);
    },
  );

  test.each([
    ["until", { until: value }],
    ["start", { start: value }],
    ["seed", { seed: value }],
    ["keep", { keep: value }],
    ["airflow", { airflow: value }],
    ["executor.workerSlots", { executor: { workerSlots: value } }],
    ["executor.taskStartup", { executor: { taskStartup: value } }],
    ["pools.a.slots", { pools: { a: { slots: value } } }],
    ["phases.scheduler", { phases: { scheduler: value } }],
    ["triggerers[0].capacity", { triggerers: [{ capacity: value }] }],
    ["config.core.parallelism", { config: { core: { parallelism: value } } }],
    ["triggerers", { triggerers: value }],
    ["services", { services: value }],
    ["cloud", { cloud: value }],
  ])("to a simulation, as %s, is refused under that name", (path, options) => {
    expect(problemsOf(() => simulate(options))).toEqual([path]);
  });

  test("to AWS as a model, as a time or a list, is refused under that name", () => {
    const objects = [{ bucket: "b", key: "k", until: value }] as never;
    expect(problemsOf(() => simulate({ cloud: new AwsModel({ s3: { objects } }) }))).toEqual([
      "cloud.s3.objects[0].until",
    ]);
    expect(problemsOf(() => simulate({ cloud: new AwsModel({ glue: { crawlers: value as never } }) }))).toEqual([
      "cloud.glue.crawlers",
    ]);
  });

  test("as the time of a run, a mark or a clear is refused where it is asked for", () => {
    const at = value as number;
    const which = { at, dagId: "d", runId: "r", taskId: "t" };
    expect(problemsOf(() => simulate({}).trigger("d", { runId: "r", at }))).toEqual(['DAG "d", run "r", at']);
    expect(problemsOf(() => simulate({}).trigger("d", { logicalAt: at }))).toEqual(['DAG "d", manual run, logicalAt']);
    expect(problemsOf(() => simulate({}).triggerAll("d", [{ at }]))).toEqual(['DAG "d", manual run, at']);
    expect(problemsOf(() => simulate({}).mark("success", which))).toEqual(['DAG "d", run "r", task "t", at']);
    expect(problemsOf(() => simulate({}).clear(which))).toEqual(['DAG "d", run "r", task "t", at']);
  });

  test("as an id is refused", () => {
    const named = (id: unknown) => () => {
      const dag = new DAG(id as string);
      new EmptyOperator({ dag, taskId: id as string });
      return new Simulation({ dags: [dag] });
    };
    expect(problemsOf(named(value))).toHaveLength(typeof value === "string" ? 0 : 2);
  });
});

test.each([Number.NaN, -1, Number.POSITIVE_INFINITY, 1e308])("a run is not asked for at %d", (at) => {
  expect(problemsOf(() => simulate({}).trigger("d", { runId: "r", at }))).toEqual(['DAG "d", run "r", at']);
});

test.each(["pools", "executor", "phases", "config", "triggerers", "cloud", "dags"])("null is no %s", (name) => {
  expect(problemsOf(() => simulate({ [name]: null }))).toEqual([name]);
});

test("an option of the name of one that every object has is none of Airflow's", () => {
  expect(() => simulate({ config: { core: { toString: 1 } } })).toThrow(
    'config.core.toString: unknown key "toString"; none of the ',
  );
});
