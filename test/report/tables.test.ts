/**
 * What people read: a comparison as a table, and a run in a row.
 * @module
 */
import { buildSimulation, type Comparison, checkScenarios, comparisonTable, type ModeResult } from "airlapse/scenario";
import { describe, expect, test } from "vitest";
import { RUN_SUMMARY_HEADER, runSummary } from "../../src/report/index.ts";

type Usage = ModeResult["usage"];

const NOTHING: Usage = {
  makespan: 100,
  slotSeconds: 0,
  peakSlots: 0,
  meanSlots: 0,
  queuedSeconds: 0,
  deferrals: 0,
  reschedules: 0,
  triggerSeconds: 0,
  peakTriggers: 0,
  apiCalls: [],
};

const standard: ModeResult = {
  mode: "standard",
  runs: { success: 12 },
  taskInstances: { success: 34, skipped: 2 },
  queued: { count: 36, mean: 1200 / 36, min: 0, p50: 20, p90: 60, p95: 90, p99: 90, max: 90 },
  isScheduled: false,
  dags: [],
  visits: 36,
  usage: {
    ...NOTHING,
    makespan: 600,
    slotSeconds: 2000,
    peakSlots: 5,
    meanSlots: 2000 / 600,
    queuedSeconds: 1200,
    apiCalls: [{ service: "s3", by: "worker", count: 40 }],
  },
  utilisation: 2000 / 600 / 5,
};

const deferrable: ModeResult = {
  mode: "deferrable",
  runs: { success: 9, failed: 3 },
  taskInstances: { success: 30, failed: 3, skipped: 3 },
  queued: { count: 60, mean: 1, min: 0, p50: 1, p90: 2, p95: 3, p99: 3, max: 3 },
  isScheduled: false,
  dags: [],
  visits: 60,
  usage: {
    ...NOTHING,
    makespan: 330,
    slotSeconds: 500,
    peakSlots: 5,
    meanSlots: 500 / 330,
    queuedSeconds: 60,
    deferrals: 24,
    triggerSeconds: 1234.56,
    peakTriggers: 24,
    apiCalls: [
      { service: "glue", by: "triggerer", count: 7 },
      { service: "s3", by: "worker", count: 50 },
    ],
  },
  utilisation: 500 / 330 / 5,
};

const comparison = (modes: readonly ModeResult[], more: Partial<Comparison> = {}): Comparison => ({
  scenario: "s",
  runs: 12,
  workerSlots: 5,
  modes,
  ...more,
});

/** The cells below the title: those of a row have two blanks or more between them. */
const cells = (lines: readonly string[]) => lines.slice(2).map((line) => line.split(/ {2,}/));

describe("a comparison's table", () => {
  test("has a column for each mode, and how much each but the first differs from that", () => {
    const lines = comparisonTable(comparison([standard, deferrable]));
    expect(lines.slice(0, 2)).toEqual(["s: 12 runs on 5 worker slots", ""]);
    expect(cells(lines)).toEqual([
      ["", "standard", "deferrable"],
      ["runs, success", "12", "9"],
      ["runs, failed", "0", "3"],
      ["tasks, success", "34", "30"],
      ["tasks, skipped", "2", "3"],
      ["tasks, failed", "0", "3"],
      ["makespan", "10 min 00 s", "5 min 30 s", "-45 %"],
      ["worker-slot seconds", "2,000", "500", "-75 %"],
      ["worker slots, peak", "5", "5"],
      ["worker slots, mean", "3.3", "1.5"],
      ["worker-slot utilisation", "66.7 %", "30.3 %"],
      ["time queued a task, mean", "33.3 s", "1 s", "-97 %"],
      ["time queued a task, p95", "90 s", "3 s", "-96.7 %"],
      ["deferrals", "0", "24"],
      ["trigger seconds", "0", "1,234.6"],
      ["triggers, peak", "0", "24"],
      ["glue calls, triggerer", "0", "7"],
      ["s3 calls, worker", "40", "50", "+25 %"],
    ]);
  });

  test("counts visits to workers where the mode that saves them is among them", () => {
    const started: ModeResult = { ...deferrable, mode: "start_from_trigger", visits: 12 };
    expect(cells(comparisonTable(comparison([standard, deferrable, started]))).at(-1)).toEqual([
      "visits to workers",
      "36",
      "60",
      "+66.7 %",
      "12",
      "-66.7 %",
    ]);
  });

  test("leaves out what is nothing in all modes, but never the makespan of runs by hand", () => {
    const empty: ModeResult = {
      mode: "standard",
      runs: {},
      taskInstances: {},
      queued: null,
      isScheduled: false,
      dags: [],
      visits: 0,
      usage: { ...NOTHING, makespan: 0 },
      utilisation: null,
    };
    expect(cells(comparisonTable(comparison([empty])))).toEqual([
      ["", "standard"],
      ["makespan", "0 s"],
    ]);
    expect(cells(comparisonTable(comparison([{ ...empty, isScheduled: true }])))).toEqual([["", "standard"]]);
  });

  test("says where runs have not ended, and compares nothing with that", () => {
    const running: ModeResult = { ...standard, runs: { running: 12 }, usage: { ...standard.usage, makespan: null } };
    const rows = (...modes: ModeResult[]) => cells(comparisonTable(comparison(modes)));
    expect(rows(running, deferrable)).toContainEqual(["makespan", "not ended", "5 min 30 s"]);
    expect(rows(deferrable, running)).toContainEqual(["makespan", "5 min 30 s", "not ended"]);
    expect(rows(running, deferrable)).toContainEqual(["runs, running", "12", "0"]);
  });

  test("says in its title on how many slots how many runs were", () => {
    const title = (success: number, more: Partial<Comparison>) =>
      comparisonTable(comparison([{ ...standard, runs: { success } }], more))[0];
    expect(title(1, { workerSlots: null })).toBe("s: 1 run on as many worker slots as it takes");
    expect(title(2, { workerSlots: 7 })).toBe("s: 2 runs on 7 worker slots");
    expect(title(2, { workerSlots: 7, taskStartup: 1.25 })).toBe("s: 2 runs on 7 worker slots, 1.25 s to start a task");
  });
});

describe("a run's summary", () => {
  function summary(content: object) {
    const [scenario] = checkScenarios({ name: "s", ...content }, "test");
    if (scenario === undefined) throw new Error("Expected a scenario");
    return Object.fromEntries(
      runSummary("s", buildSimulation(scenario).run()).map((cell, i) => [RUN_SUMMARY_HEADER[i], cell]),
    );
  }

  test("counts states, the most frequent first and by name where they are as frequent", () => {
    const tasks = ["success", "fail", "skip", "skip"].map((outcome, i) => ({
      task_id: `t${i}`,
      operator: "work",
      duration: 1.5,
      outcomes: [outcome],
    }));
    // all four run from 1 s to 2.5 s; the scheduler sees it at 3 s
    expect(summary({ dags: [{ dag_id: "d", tasks }], runs: [{ dag_id: "d", run_id: "r", at: 0.5 }] })).toEqual({
      scenario: "s",
      runs: "1 failed",
      "task instances": "2 skipped, 1 failed, 1 success",
      "virtual time": "3 s",
      "peak slots": "4",
      deferrals: "0",
      errors: "1",
    });
  });

  test("says that there was none, and counts task instances that have no state", () => {
    const tasks = [
      { task_id: "a", operator: "work", duration: 5 },
      { task_id: "b", operator: "work", upstream: ["a"] },
    ];
    const dags = [{ dag_id: "d", tasks }];
    expect(summary({ dags, until: 7200 })).toMatchObject({ runs: "none", "task instances": "none" });
    expect(summary({ dags, until: 3, runs: [{ dag_id: "d", run_id: "r", at: 0.5 }] })).toMatchObject({
      runs: "1 running",
      "task instances": "1 no state, 1 running",
    });
  });
});
