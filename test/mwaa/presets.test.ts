/**
 * Environments beside MWAA: their workers, their start-ups and their bills, by formula.
 * @module
 */
import { DAG, PRESET_PRICES, Simulation, SimulationError } from "airlapse";
import { sleep } from "airlapse/kernel";
import { PythonOperator } from "airlapse/operators";
import { describe, expect, test } from "vitest";
import { cheapestWorkers, type EnvironmentOptions } from "../../src/mwaa/index.ts";

function run(count: number, seconds: number, environment: EnvironmentOptions) {
  const dag = new DAG("d", { maxActiveTasks: 100 });
  for (let i = 0; i < count; i += 1)
    new PythonOperator({
      dag,
      taskId: `t${i}`,
      *pythonCallable() {
        yield sleep(seconds);
      },
    });
  return new Simulation({ dags: [dag], environment, until: 7200 }).trigger("d", { runId: "r" }).run();
}

describe("kubernetes", () => {
  test("has a pod for each task, with its start-up, billed for as long as the task has its slot", () => {
    const result = run(40, 600, { class: "kubernetes" });
    const { bill, workerHours, peakWorkers } = result.environment ?? expect.unreachable();
    const { worker, environment } = PRESET_PRICES.classes.kubernetes;
    expect(peakWorkers).toBe(32); // `core.parallelism`
    expect(workerHours).toBeCloseTo((40 * (600 + 20)) / 3600, 9);
    expect(bill.workers).toBeCloseTo(workerHours * worker, 9);
    expect(bill.environment).toBeCloseTo((result.endedAt / 3.6e9) * environment, 9);
  });

  test("loses one task with a pod, in its start-up too; Kubernetes says so at once, and the retry has a pod of its own", () => {
    const failures = { workers: { lifetime: { distribution: "exponential", mean: 900 } } } as const;
    const dag = new DAG("d", { defaultArgs: { retries: 30, retryDelay: 10 } });
    for (const taskId of ["a", "b"])
      new PythonOperator({
        dag,
        taskId,
        *pythonCallable() {
          yield sleep(500);
        },
      });
    const environment = { class: "kubernetes", taskStartup: 20 } as const;
    const simulation = new Simulation({ dags: [dag], airflow: "2.10.5", environment, failures, until: 86_400 });
    const result = simulation.trigger("d", { runId: "r" }).run();
    expect(result.failures.length).toBeGreaterThan(0);
    expect(result.failures.every(({ name, tasks }) => name.startsWith("pod-") && tasks === 1)).toBe(true);
    expect(result.dagRun("r").state).toBe("success");
    expect(result.environment?.killedTasks).toBe(result.failures.length);

    const starting = new Simulation({
      dags: [dag],
      airflow: "2.10.5",
      environment: { class: "kubernetes", taskStartup: 400, maxWorkers: 1 },
      failures: { workers: { every: 300 } },
      until: 302,
    }).trigger("d", { runId: "r" });
    const states: string[] = [];
    starting.on("taskInstance", ({ at, taskId, state, from }) => {
      if (at >= 300e6) states.push(`${taskId} ${from} ${state}`);
    });
    starting.run();
    expect(states).toEqual(["a queued up_for_retry"]); // not stuck until task_queued_timeout
  });

  test("has fewer pods at once where so many are the most", () => {
    expect(run(40, 600, { class: "kubernetes", maxWorkers: 7 }).usage().peakSlots).toBe(7);
  });
});

describe("celery", () => {
  test("has so many workers of 16 slots, all billed from the first on", () => {
    const { environment, endedAt } = run(40, 600, { class: "celery", minWorkers: 2 });
    const { worker } = PRESET_PRICES.classes.celery;
    expect(environment).toMatchObject({ peakWorkers: 2, maxWorkers: 2, tasksPerWorker: 16 });
    expect(environment?.bill.workers).toBeCloseTo(((2 * endedAt) / 3.6e9) * worker, 9);
  });

  test("takes no more workers than that", () => {
    expect(() => run(1, 1, { class: "celery", minWorkers: 2, maxWorkers: 3 })).toThrow(SimulationError);
    expect(() => run(1, 1, { class: "celery", minWorkers: 2, maxWorkers: 3 })).toThrow(/nothing adds workers/);
  });
});

test("a deployment like Astronomer's adds workers by the same formula, each half a minute, without a lag", () => {
  const { environment } = run(20, 1800, { class: "astro.a5", maxWorkers: 10 });
  expect(environment?.peakWorkers).toBe(4); // 20 tasks, 5 a worker
  expect(environment?.workers.map(({ startedAt }) => startedAt / 1e6)).toEqual([0, 30, 30, 30]);
  expect(environment?.workers[1]?.activeAt).toBe((30 + 90) * 1e6);
});

test("the search for the cheapest knows workers that are always there, and pods that never wait", () => {
  const tried: string[] = [];
  const tryOut = ({ minWorkers = 1, maxWorkers = 1 }: EnvironmentOptions) => {
    tried.push(`${minWorkers}-${maxWorkers}`);
    return { isEnough: maxWorkers >= 5, month: maxWorkers, peakWorkers: maxWorkers };
  };
  expect(cheapestWorkers({ class: "celery" }, 25, tryOut)).toMatchObject({ minWorkers: 5, maxWorkers: 5 });
  expect(tried.every((one) => one.split("-")[0] === one.split("-")[1])).toBe(true);
  tried.length = 0;
  const pods = (options: EnvironmentOptions) => ({ ...tryOut(options), month: 1e6 + (options.maxWorkers ?? 1) });
  expect(cheapestWorkers({ class: "kubernetes" }, 25, pods)).toMatchObject({ minWorkers: 1, maxWorkers: 5 });
  expect(tried.every((one) => one.startsWith("1-"))).toBe(true);
});
