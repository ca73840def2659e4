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
