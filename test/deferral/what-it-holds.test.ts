/**
 * What a task holds while it is deferred, and what it does not. The times follow from Airflow's loops: the scheduler
 * iterates at whole seconds, the triggerer's loop on the database at a quarter past, the loop that its triggers run in at
 * half past.
 * @module
 */
import { describe, expect, test } from "vitest";
import { Defer, history, runOnce, simulate, slotsAt, timeOf, triggersAt, Work } from "../pipelines.ts";

describe("a deferred task", () => {
  test("holds its worker slot only before and after it waits", () => {
    const result = runOnce((dag) => new Defer({ dag, taskId: "t", submit: 2, wait: 60, resume: 3 }));
    expect([...result.slotChanges()].map(({ at, delta }) => [at / 1e6, delta])).toEqual([
      [1, 1],
      [3, -1],
      [65, 1],
      [68, -1],
    ]);
    expect(slotsAt(result, 30)).toBe(0);
  });

  test("goes from running to deferred, then through the queue again", () => {
    const result = runOnce((dag) => new Defer({ dag, taskId: "t", submit: 2, wait: 60, resume: 3 }));
    expect(history(result, "t")).toEqual([
      "0.5 null",
      "1 scheduled",
      "1 queued",
      "1 running",
      "3 deferred",
      "64.25 scheduled", // started by the triggerer at 3.5, fired at 63.5, submitted at 64.25
      "65 queued", // the scheduler's next iteration
      "65 running",
      "68 success",
    ]);
  });

  test("has a trigger from its deferral until the triggerer cleans up after it has gone on", () => {
    const result = runOnce((dag) => new Defer({ dag, taskId: "t", wait: 60, resume: 3 }));
    const events = [...result.changes()].filter((change) => change.kind === "trigger");
    expect(events.map(({ at, event, by }) => [at / 1e6, event, by])).toEqual([
      [1, "created", "worker"],
      [1.25, "assigned", "triggerer"],
      [63.25, "deleted", "triggerer"],
    ]);
    expect(triggersAt(result, 30)).toBe(1);
  });

  test("lets another task have its only slot meanwhile", () => {
    const result = runOnce(
      (dag) => {
        new Defer({ dag, taskId: "a", wait: 60, priorityWeight: 2 });
        new Work({ dag, taskId: "b", seconds: 10 });
      },
      { executor: { workerSlots: 1 } },
    );
    expect(timeOf(result, "a", "deferred")).toBe(1);
    expect(timeOf(result, "b", "running")).toBe(1);
    expect(timeOf(result, "b", "success")).toBe(11);
  });

  test("has to wait for a slot when its trigger has fired", () => {
    const result = runOnce(
      (dag) => {
        new Defer({ dag, taskId: "a", wait: 5, priorityWeight: 2 });
        new Work({ dag, taskId: "b", seconds: 30 });
      },
      { executor: { workerSlots: 1 } },
    );
    expect(timeOf(result, "a", "scheduled")).toBe(1);
    expect(history(result, "a").slice(-4)).toEqual(["7.25 scheduled", "8 queued", "31 running", "31 success"]);
  });

  test("holds no slot of its pool", () => {
    const result = twoInAPoolOfOne(false);
    expect(timeOf(result, "a", "deferred")).toBe(1);
    expect(timeOf(result, "b", "running")).toBe(2);
  });

  test("holds its slots of a pool that includes deferred tasks", () => {
    const result = twoInAPoolOfOne(true);
    expect(timeOf(result, "a", "success")).toBe(63);
    expect(timeOf(result, "b", "running")).toBeGreaterThan(63);
  });

  function twoInAPoolOfOne(includeDeferred: boolean) {
    return runOnce(
      (dag) => {
        new Defer({ dag, taskId: "a", wait: 60, pool: "p", priorityWeight: 2 });
        new Work({ dag, taskId: "b", seconds: 1, pool: "p" });
      },
      { pools: { p: { slots: 1, includeDeferred } } },
    );
  }

  test("does not count for max_active_tasks", () => {
    const result = runOnce(
      (dag) => {
        new Defer({ dag, taskId: "a", wait: 60, priorityWeight: 2 });
        new Work({ dag, taskId: "b", seconds: 1 });
      },
      { dag: { maxActiveTasks: 1 } },
    );
    expect(timeOf(result, "a", "deferred")).toBe(1);
    expect(timeOf(result, "b", "running")).toBe(2);
  });

  test("does not count for max_active_tis_per_dag", () => {
    const simulation = simulate((dag) => new Defer({ dag, taskId: "t", wait: 60, maxActiveTisPerDag: 1 }));
    const result = simulation.trigger("d", { runId: "r2", at: 0.6 }).run();
    expect(timeOf(result, "t", "deferred", "r1")).toBe(1);
    expect(timeOf(result, "t", "deferred", "r2")).toBe(2);
  });

  test("counts as active for its run: the run stays running, and counts for max_active_runs", () => {
    const simulation = simulate((dag) => new Defer({ dag, taskId: "t", wait: 60 }), { dag: { maxActiveRuns: 1 } });
    const result = simulation.trigger("d", { runId: "r2", at: 0.6 }).run();
    expect(result.dagRun("r1").endDate).toBe(64e6);
    expect(result.dagRun("r2").startDate).toBe(65e6);
  });

  test("does not count for parallelism once the executor has heard of the end of its first part", () => {
    const result = runOnce(
      (dag) => {
        new Defer({ dag, taskId: "a", wait: 60, priorityWeight: 2 });
        new Work({ dag, taskId: "b", seconds: 1 });
      },
      { config: { core: { parallelism: 1 } } },
    );
    expect(timeOf(result, "a", "deferred")).toBe(1);
    expect(timeOf(result, "b", "running")).toBe(3); // heard of at 2, so there is room from 3 on
  });
});
