/**
 * The charts of an environment's workers: the figures that they are given, from a simulation's spans.
 * @module
 */
import { DAG, Simulation } from "airlapse";
import { sleep } from "airlapse/kernel";
import { PythonOperator } from "airlapse/operators";
import { expect, test } from "vitest";
import { lanesOption, sinceStart } from "../../src/drawing/browser/charts/index.ts";
import { LOOKS, THEMES } from "../../src/drawing/browser/look.ts";

/** Ten tasks of half an hour on a small: a second worker comes after 120 s, and takes tasks from 300 s on. The first dies at 900 s. */
function workers() {
  const dag = new DAG("d", { defaultArgs: { retries: 3, retryDelay: 30 } });
  for (let i = 0; i < 10; i += 1)
    new PythonOperator({
      dag,
      taskId: `t${i}`,
      *pythonCallable() {
        yield sleep(1800);
      },
    });
  const options = {
    environment: { class: "mw1.small", maxWorkers: 2 },
    failures: { workers: { every: 900 } },
  } as const;
  const simulation = new Simulation({ dags: [dag], airflow: "2.10.5", ...options, until: 1000 }).trigger("d", {
    runId: "r",
  });
  const result = simulation.run();
  return { drawing: result.drawing("s").workers ?? expect.unreachable(), result };
}

test("each worker is a lane: starting, active, and killed with its tasks", () => {
  const { drawing } = workers();
  const [first, second] = drawing.lanes;
  const dead = [first, second].find((lane) => lane?.endedAt === 900);
  expect(second?.starting).toEqual([120, 300]);
  expect(second?.active?.[0]).toBe(300);
  expect(dead?.killedTasks).toBe(5);
  expect(drawing.lanes[2]?.starting).toEqual([900, 1000]); // another takes its place, and is not there yet
});

test("counts and dollars are those of the spans and of the bill", () => {
  const { drawing, result } = workers();
  const { at, parts } = drawing.levels;
  const countAt = (instant: number) => {
    const place = at.findLastIndex((one) => one <= instant);
    return [parts.starting[place], parts.active[place]];
  };
  expect([countAt(60), countAt(200), countAt(500), countAt(950)]).toEqual([
    [0, 1],
    [1, 1],
    [0, 2],
    [1, 1],
  ]);
  const bill = result.environment?.bill ?? expect.unreachable();
  const { levels, total } = drawing.cost ?? expect.unreachable();
  expect(total).toBe(bill.total);
  expect(levels.parts.workers.at(-1)).toBeCloseTo(bill.workers, 9);
  expect(levels.parts.fee.at(-1)).toBeCloseTo(bill.environment, 9);
  expect(levels.parts.workers[0]).toBe(0);
});

test.each(THEMES)("the lanes have a bar for each stay and a mark for each death, %s", (theme) => {
  const { drawing } = workers();
  const option = lanesOption(drawing, 1000, LOOKS[theme], { width: 800, scale: sinceStart(1000) });
  const counts = [option.series ?? []].flat().map(({ id, data }) => [id, (data as unknown[]).length]);
  expect(counts).toEqual([
    ["starting", 2],
    ["active", 2],
    ["draining", 0],
    ["killed", 1],
  ]);
});

test("Celery's own workers are lanes too, without a cost", () => {
  const dag = new DAG("d", { defaultArgs: { retries: 1 } });
  for (const taskId of ["a", "b"])
    new PythonOperator({
      dag,
      taskId,
      *pythonCallable() {
        yield sleep(100);
      },
    });
  const workers = [
    { name: "warm", concurrency: 1, stopAt: 60, shutdown: "warm" },
    { name: "spot", concurrency: 1, stopAt: 50 },
    { name: "late", startAt: 80 },
  ] as const;
  const simulation = new Simulation({ dags: [dag], executor: { class: "CeleryExecutor", workers }, until: 200 });
  const drawing = simulation.trigger("d", { runId: "r" }).run().drawing("s").workers;
  expect(drawing?.cost).toBeNull();
  const lane = { starting: null, draining: null, killedTasks: 0 };
  expect(drawing?.lanes).toEqual([
    { ...lane, name: "warm", active: [0, 60], draining: [60, 101], endedAt: 101 },
    { ...lane, name: "spot", active: [0, 50], endedAt: 50, killedTasks: 1 },
    { ...lane, name: "late", active: [80, 200], endedAt: null },
  ]);
});

test("workers that nobody has named have no lanes", () => {
  const simulation = new Simulation({ dags: [new DAG("d")], until: 1 });
  expect(simulation.run().drawing("s").workers).toBeNull();
});
