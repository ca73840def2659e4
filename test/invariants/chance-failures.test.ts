/**
 * Failures that come by chance, over many seeds: invariants hold, every task ends or is said to wait, and no try is lost but to a
 * failure that was there.
 * @module
 */
import {
  type AirflowVersion,
  DAG,
  type FailureOptions,
  Simulation,
  type SimulationOptions,
  type SimulationResult,
} from "airlapse";
import { sleep } from "airlapse/kernel";
import { PythonOperator, TimeDeltaSensorAsync } from "airlapse/operators";
import { buildSimulation, checkScenarios } from "airlapse/scenario";
import { describe, expect, test } from "vitest";

const HOUR = 3600;

/** Chains of work and deferred waits, of lengths that the seed of their place decides. */
function dags(count: number): DAG[] {
  return Array.from({ length: count }, (_, i) => {
    const dag = new DAG(`d${i}`, { defaultArgs: { retries: 20, retryDelay: 30 } });
    let last: PythonOperator | TimeDeltaSensorAsync | undefined;
    for (let j = 0; j < 4; j += 1) {
      const task: PythonOperator | TimeDeltaSensorAsync =
        (i + j) % 3 === 0
          ? new TimeDeltaSensorAsync({ dag, taskId: `wait${j}`, delta: 600 + 60 * i })
          : new PythonOperator({
              dag,
              taskId: `work${j}`,
              *pythonCallable() {
                yield sleep(200 + ((i * 7 + j * 13) % 11) * 90);
              },
            });
      if (last !== undefined) task.setUpstream(last);
      last = task;
    }
    return dag;
  });
}

const FAILURES: FailureOptions = {
  workers: { every: { distribution: "exponential", mean: 900 }, replacedAfter: 120 },
  schedulers: {
    lifetime: { distribution: "exponential", mean: 2 * HOUR },
    replacedAfter: { distribution: "uniform", min: 5, max: 90 },
  },
  tasks: { every: { distribution: "exponential", mean: 1200 } },
};

function run(seed: number, airflow: AirflowVersion, options: Partial<SimulationOptions> = {}): SimulationResult {
  const simulation = new Simulation({
    dags: dags(6),
    airflow,
    seed,
    until: 30 * HOUR,
    check: true,
    executor: { class: "CeleryExecutor", workers: [{ concurrency: 4 }, { concurrency: 4 }, { concurrency: 4 }] },
    schedulers: [{}, {}],
    failures: FAILURES,
    ...options,
  });
  for (let i = 0; i < 6; i += 1) for (const at of [0, 1800, 7200]) simulation.trigger(`d${i}`, { runId: `r${at}`, at });
  return simulation.run();
}

/** Instances that have neither ended nor are said to wait. */
function forgotten(result: SimulationResult): string[] {
  const waiting = new Map(result.unfinished.map((one) => [`${one.dagId} ${one.runId} ${one.taskId}`, one]));
  const ended = new Set(["success", "failed", "skipped", "upstream_failed", "removed"]);
  return result.taskInstances.flatMap(({ dagId, runId, taskId, state, history }) => {
    if (state !== null && ended.has(state)) return [];
    const said = waiting.get(`${dagId} ${runId} ${taskId}`);
    const isSaid = said !== undefined && said.state === state && said.since === (history.at(-1)?.at ?? 0);
    return isSaid ? [] : [`${dagId} ${runId} ${taskId}: ${state}`];
  });
}

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);

describe.each(["2.7.2", "2.10.5", "2.11.0"] as const)("with Airflow %s, over 40 seeds", (airflow) => {
  test("every task ends, or is said to wait, and a try is lost only to a failure", () => {
    let deaths = 0;
    for (const seed of SEEDS) {
      const result = run(seed, airflow);
      deaths += result.failures.length;
      expect(forgotten(result), `seed ${seed}`).toEqual([]);
      const lost = result.failures.reduce((sum, { tasks }) => sum + tasks, 0);
      const tries = result.taskInstances.reduce(
        (sum, { history }) =>
          sum + history.filter(({ state }) => state === "up_for_retry" || state === "failed").length,
        0,
      );
      expect(tries, `seed ${seed}`).toBeLessThanOrEqual(lost);
    }
    expect(deaths).toBeGreaterThan(40);
  }, 300_000);
});

test("all of it ends where failures leave enough time", () => {
  const result = run(3, "2.10.5");
  expect(result.failures.length).toBeGreaterThan(5);
  expect(new Set(result.taskInstances.map(({ state }) => state))).toEqual(new Set(["success"]));
});

test("what a dead worker had is said to wait for that to be found, not for a slot or for its code", () => {
  const dag = new DAG("d");
  for (const taskId of ["a", "b"])
    new PythonOperator({
      dag,
      taskId,
      *pythonCallable() {
        yield sleep(5000);
      },
    });
  const options = {
    dags: [dag],
    executor: { class: "CeleryExecutor", workers: [{ concurrency: 1, stopAt: 60 }] },
  } as const;
  const prefetched = { celery: { workerPrefetchMultiplier: 2 } };
  const result = new Simulation({ ...options, config: prefetched, until: 100 }).trigger("d", { runId: "r" }).run();
  expect(
    result.unfinished.map(({ taskId, state, since, waitsFor }) => [taskId, state, since / 1e6, waitsFor.kind]),
  ).toEqual([
    ["a", "running", 1, "lost"],
    ["b", "queued", 1, "lost"],
  ]);
});

describe("the failures of a seed", () => {
  const failuresOf = (options: Partial<SimulationOptions>, seed = 1) => run(seed, "2.10.5", options).failures;

  test("are the same each time, and others with another seed", () => {
    expect(failuresOf({})).toEqual(failuresOf({}));
    expect(failuresOf({}, 2)).not.toEqual(failuresOf({}, 1));
  });

  test("of one kind do not depend on those of another", () => {
    const { workers, schedulers, tasks } = FAILURES;
    const workersOf = (failures: FailureOptions) =>
      failuresOf({ failures, until: 5000 })
        .filter(({ kind }) => kind === "worker")
        .map(({ at }) => at);
    expect(workersOf({ workers, schedulers, tasks } as FailureOptions)).toEqual(
      workersOf({ workers } as FailureOptions),
    );
  });

  test("come at the time that is said, where nothing is left to chance", () => {
    const [first, second] = failuresOf({ failures: { workers: { every: 1800 } }, until: 4000 });
    expect([first?.at, second?.at]).toEqual([1800e6, 3600e6]);
    expect(first?.kind).toBe("worker");
  });

  test("take each worker after its lifetime, and the one that replaces it too", () => {
    const failures = { workers: { lifetime: 1000, replacedAfter: 100 } } as const;
    const executor = { class: "CeleryExecutor", workers: [{ name: "spot", concurrency: 4 }] } as const;
    const at = failuresOf({ failures, executor, until: 3500 }).map((one) => one.at / 1e6);
    expect(at).toEqual([1000, 2100, 3200]);
  });

  test("take a worker of an environment, which its autoscaler replaces and bills", () => {
    const environment = { class: "mw1.small", minWorkers: 1, maxWorkers: 1 } as const;
    const options = {
      environment,
      failures: { workers: { every: 3000 } },
      until: 4000,
      executor: {},
      schedulers: undefined,
    };
    const result = run(1, "2.10.5", options as never);
    const [dead, other] = result.environment?.workers ?? [];
    expect(dead).toMatchObject({ name: "worker-0", endedAt: 3000e6 });
    expect(dead?.killedTasks).toBe(result.failures[0]?.tasks);
    expect(other).toMatchObject({ startedAt: 3000e6, activeAt: 3180e6, endedAt: null });
  });
});

describe("in an environment", () => {
  const dag = () => {
    const made = new DAG("d", { defaultArgs: { retries: 2, retryDelay: 5 } });
    new PythonOperator({
      dag: made,
      taskId: "t",
      *pythonCallable() {
        yield sleep(600);
      },
    });
    return made;
  };
  const resultOf = (workers: NonNullable<FailureOptions["workers"]>) =>
    new Simulation({
      dags: [dag()],
      airflow: "2.10.5",
      environment: { class: "mw1.small", minWorkers: 1, maxWorkers: 1 },
      failures: { workers },
      until: 1000,
    })
      .trigger("d", { runId: "r" })
      .run();

  test("a warm shutdown lets the task end, and another worker starts meanwhile", () => {
    const result = resultOf({ every: 300, shutdown: "warm" });
    const [first, second] = result.environment?.workers ?? [];
    expect(first).toMatchObject({ drainingAt: 300e6, killedTasks: 0 });
    expect(first?.endedAt).toBe(result.taskInstance("r", "t").endDate);
    expect(second).toMatchObject({ startedAt: 300e6, activeAt: 480e6 });
    expect(result.dagRun("r").state).toBe("success");
    expect(result.taskInstance("r", "t").tryNumber).toBe(1);
  });

  test("SIGTERM to all processes ends the task at once, and its worker", () => {
    const result = resultOf({ every: 300, shutdown: "terminate", replacedAfter: 45 });
    const [first, second] = result.environment?.workers ?? [];
    expect(first?.drainingAt).toBe(300e6);
    expect(first?.endedAt ?? 0).toBeGreaterThanOrEqual(300e6);
    expect(first?.endedAt ?? 0).toBeLessThanOrEqual(305e6); // the supervisor's next heartbeat
    expect(second).toMatchObject({ startedAt: 300e6, activeAt: 345e6 }); // `replacedAfter`, not `workerStart`
  });
});

describe("failures are refused", () => {
  test.each([
    [{ workers: {} }, "failures.workers: expected `every` or `lifetime`, got neither"],
    [{ workers: { every: 60, lifetime: 60 } }, "got both"],
    [{ workers: { every: 0 } }, "failures.workers.every: expected a number of seconds from 1"],
    [{ workers: { every: { distribution: "normal" } } }, "failures.workers.every.distribution"],
    [{ schedulers: { every: 60, shutdown: "warm" } }, "failures.schedulers.shutdown: expected one of kill, terminate"],
    [{ worker: { every: 60 } }, "failures"],
  ])("%j", (failures, message) => {
    expect(() => run(1, "2.10.5", { failures: failures as FailureOptions })).toThrow(message);
  });

  test("beside an executor of which nothing dies", () => {
    const failures = { workers: { every: 60 } };
    expect(() => new Simulation({ dags: dags(1), failures })).toThrow(/failures: .*CeleryExecutor/);
  });

  test("in a scenario file, by its own words", () => {
    const scenario = {
      name: "s",
      dags: [{ dag_id: "d", tasks: [{ task_id: "t", operator: "work", duration: 900 }] }],
      runs: [{ dag_id: "d", run_id: "r" }],
      environment: "mw1.small",
    };
    const workers = { every: 600, replaced_after: 30 };
    const [checked] = checkScenarios({ ...scenario, failures: { workers } }, "s");
    expect(buildSimulation(checked ?? expect.unreachable()).run().failures[0]?.at).toBe(600e6);
    const wrong = () => checkScenarios({ ...scenario, failures: { workers: { replaced_after: -1 }, task: 1 } }, "s");
    expect(wrong).toThrow(/failures\.workers\.replaced_after/);
    expect(() => checkScenarios({ ...scenario, failures: { workers: {} } }, "s")).toThrow(/`every` or `lifetime`/);
  });
});
