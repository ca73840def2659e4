/**
 * Distributions in scenario files and DAGs: same seed, same bytes; a draw more shifts no other.
 * @module
 */
import { DAG, draw, Simulation } from "airlapse";
import { PythonOperator } from "airlapse/operators";
import { buildSimulation, compareModes, parseScenarios, type Scenario, ScenarioError } from "airlapse/scenario";
import { describe, expect, test } from "vitest";

const LOGNORMAL = { distribution: "lognormal", median: 60, sigma: 0.5 };
const EXPONENTIAL = { distribution: "exponential", mean: 30 };

function parsed(given: object, files: Readonly<Record<string, string>> = {}): Scenario {
  const read = (path: string) => {
    const text = files[path];
    if (text === undefined) throw new Error(`${path}: no such file`);
    return text;
  };
  return parseScenarios(JSON.stringify({ name: "s", ...given }), "file.json", read)[0] as Scenario;
}

function problemsOf(given: object): string[] {
  try {
    parsed(given);
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

const work = (taskId: string, duration: unknown = LOGNORMAL) => ({ task_id: taskId, operator: "work", duration });
const withTasks = (tasks: readonly object[], more: object = {}) => ({
  dags: [{ dag_id: "d", max_active_runs: 50, tasks }],
  runs: [{ dag_id: "d", run_id: "r", count: 5, every: EXPONENTIAL }],
  ...more,
});
const trace = (given: object) => JSON.stringify(buildSimulation(parsed(given)).run().trace());
const durationOf = (given: object, taskId: string) =>
  buildSimulation(parsed(given))
    .run()
    .taskInstances.filter((instance) => instance.taskId === taskId)
    .map(({ duration }) => duration);

describe("distributions in a scenario", () => {
  test("give the same bytes for the same seed, and others for another", () => {
    const given = withTasks([work("a"), work("b")], { seed: 1 });
    expect(trace(given)).toBe(trace(given));
    expect(trace(given)).not.toBe(trace({ ...given, seed: 2 }));
  });

  test("draw for each try of each instance, and one task more shifts no other's", () => {
    const alone = durationOf(withTasks([work("a")]), "a");
    expect(new Set(alone).size).toBe(5);
    expect(durationOf(withTasks([work("z"), work("a")]), "a")).toEqual(alone);
  });

  test("a constant is the number that it names, to the byte", () => {
    const constant = { distribution: "constant", value: 12.5 };
    expect(trace(withTasks([work("a", constant)]))).toBe(trace(withTasks([work("a", 12.5)])));
  });

  test("are one draw for an instance that waits, however often it looks, and in whatever mode", () => {
    const sensor = {
      task_id: "a",
      operator: "wait",
      ready_at: { distribution: "uniform", min: 0, max: 900 },
      poke_interval: 7,
    };
    const endsOf = (mode: string) =>
      buildSimulation(parsed(withTasks([{ ...sensor, mode }])))
        .run()
        .taskInstances.map(({ endDate }) => endDate as number);
    const [poke, reschedule] = [endsOf("poke"), endsOf("reschedule")];
    for (const [i, end] of poke.entries()) expect(Math.abs(end - (reschedule[i] as number))).toBeLessThan(16e6);
  });

  test("leave instants before the start as they were", () => {
    const sensor = { task_id: "a", operator: "wait", ready_at: -60 };
    const result = buildSimulation(parsed({ ...withTasks([sensor]), runs: [{ dag_id: "d", run_id: "r" }] })).run();
    expect(result.taskInstance("r", "a")).toMatchObject({ state: "success", duration: 0 });
  });

  test("`count` and `every` make arrivals one after the other, their gaps drawn", () => {
    const { runs } = { runs: buildSimulation(parsed(withTasks([work("a", 1)]))).run().dagRuns };
    expect(runs.map(({ runId }) => runId)).toEqual(["r_1", "r_2", "r_3", "r_4", "r_5"]);
    const queued = runs.map(({ queuedAt }) => queuedAt);
    expect(queued).toEqual([...new Set(queued)].sort((a, b) => a - b));
  });

  test("say how long crawls and job runs take, and when objects appear", () => {
    const cloud = {
      s3: { objects: [{ bucket: "b", key: "k", at: { distribution: "uniform", min: 100, max: 200 } }] },
      glue: { jobs: [{ name: "j", existing: {}, duration: { distribution: "uniform", min: 300, max: 400 } }] },
    };
    const tasks = [
      { task_id: "s", operator: "S3KeySensor", bucket_name: "b", bucket_key: "k", poke_interval: 1 },
      {
        task_id: "g",
        operator: "GlueJobOperator",
        job_name: "j",
        iam_role_name: "r",
        upstream: ["s"],
        job_poll_interval: 1,
      },
    ];
    const result = buildSimulation(parsed({ ...withTasks(tasks), cloud, runs: [{ dag_id: "d", run_id: "r" }] })).run();
    const [sensor, job] = [result.taskInstance("r", "s"), result.taskInstance("r", "g")];
    expect(sensor.endDate).toBeGreaterThanOrEqual(100e6);
    expect(sensor.endDate).toBeLessThanOrEqual(202e6);
    expect(job.duration).toBeGreaterThanOrEqual(300e6);
    expect(job.duration).toBeLessThanOrEqual(402e6);
  });

  test("take observed values from a CSV file beside the scenario", () => {
    const given = withTasks([work("a", { distribution: "empirical", csv: "seen.csv", column: "s" })]);
    const scenario = parsed(given, { "seen.csv": "run,s\na,3\nb,5\n" });
    const durations = buildSimulation(scenario)
      .run()
      .taskInstances.map(({ duration }) => duration);
    expect(durations.every((duration) => duration === 3e6 || duration === 5e6)).toBe(true);
  });

  test("go through a comparison of modes with several runs", () => {
    const { modes } = compareModes(parsed(withTasks([work("a")])), { modes: ["standard", "deferrable"], runs: 3 });
    expect(modes.map(({ runs }) => runs.success)).toEqual([15, 15]);
  });
});

describe("distributions in a scenario are refused", () => {
  test.each<[object, string]>([
    [
      withTasks([work("a", "x")]),
      'dags[0].tasks[0].duration: expected a number of seconds from 0 to 1000000000, or a distribution (constant, uniform, exponential, lognormal, empirical), got "x"',
    ],
    [
      withTasks([work("a", { distribution: "exponential", mean: 0 })]),
      "dags[0].tasks[0].duration.mean: expected a finite number of seconds above 0, got `0`",
    ],
    [
      withTasks([work("a", { distribution: "empirical", csv: "no.csv" })]),
      "dags[0].tasks[0].duration.csv: no.csv: no such file",
    ],
    [withTasks([work("a")], { seed: -1 }), "seed: expected a whole number from 0 up, got -1"],
    [
      withTasks([work("a")], { runs: [{ dag_id: "d", run_id: "r", every: 5 }] }),
      "runs[0].every: expected `count` beside it",
    ],
    [
      withTasks([work("a")], { runs: [{ dag_id: "d", run_id: "r", count: 2, logical_at: 5 }] }),
      "runs[0].logical_at: several runs have no logical date in common: leave it out",
    ],
    [
      withTasks([work("a")], {
        runs: [
          { dag_id: "d", run_id: "r", count: 2 },
          { dag_id: "d", run_id: "r_2", at: 9 },
        ],
      }),
      'runs[1]: expected a run_id of its own, got "r_2", which runs[0] of this DAG has: Airflow refuses it as DagRunAlreadyExists',
    ],
  ])("%#: with every problem at its place", (given, problem) => {
    expect(problemsOf(given)).toEqual([problem]);
  });

  test("all at once", () => {
    const wrong = { distribution: "exponential", mean: 0 };
    const cloud = { glue: { crawlers: [{ name: "c", duration: wrong, stopping: wrong }] } };
    expect(problemsOf(withTasks([work("a", wrong)], { cloud, seed: 0.5 }))).toHaveLength(4);
  });
});

describe("distributions in a DAG", () => {
  test("are drawn by a task from its context, the same for the same seed", () => {
    const durationWith = (seed: number) => {
      const dag = new DAG("d");
      new PythonOperator({
        dag,
        taskId: "t",
        *pythonCallable(context) {
          yield context.sleep(draw(context, { distribution: "uniform", min: 10, max: 20 }));
        },
      });
      return new Simulation({ dags: [dag], seed }).trigger("d", { runId: "r" }).run().taskInstance("r", "t").duration;
    };
    expect(durationWith(1)).toBe(durationWith(1));
    expect(durationWith(1)).not.toBe(durationWith(2));
    expect(durationWith(1)).toBeGreaterThanOrEqual(10e6);
    expect(durationWith(1)).toBeLessThanOrEqual(20e6);
  });

  test("need a seed that is a whole number", () => {
    expect(() => new Simulation({ dags: [], seed: -1 })).toThrow("seed: expected a whole number from 0 up, got `-1`");
  });
});
