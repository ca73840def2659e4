/**
 * Capacity, assignment and failover: what triggerers do to deferred tasks.
 * @module
 */
import type { DAG, SimulationOptions } from "airlapse";
import { describe, expect, test } from "vitest";
import { Defer, history, runOnce, timeOf } from "../pipelines.ts";

function deferring(count: number, triggerers: SimulationOptions["triggerers"], wait = 10) {
  const define = (dag: DAG) => {
    for (let i = 0; i < count; i += 1) new Defer({ dag, taskId: `t${i}`, wait, priorityWeight: count - i });
  };
  return runOnce(define, triggerers === undefined ? {} : { triggerers });
}

describe("a triggerer", () => {
  test("runs no more triggers than its capacity, the oldest first; the others wait without one", () => {
    const result = deferring(3, [{ capacity: 1 }]);
    const assigned = [...result.changes()].filter((change) => change.kind === "trigger" && change.event === "assigned");
    expect(assigned.map((change) => change.kind === "trigger" && change.taskId)).toEqual(["t0", "t1", "t2"]);
    // t0 fires at 11.5, is submitted at 12.25, its row deleted once it has gone on, at 13.25: then there is room for t1
    expect(assigned.map(({ at }) => at / 1e6)).toEqual([1.25, 13.25, 25.25]);
    expect(result.dagRun("r1").state).toBe("success");
  });

  test("that is not there leaves deferred tasks deferred, until one starts", () => {
    const result = deferring(1, [{ startAt: 100 }]);
    expect(history(result, "t0").slice(4, 6)).toEqual(["1 deferred", "111.25 scheduled"]);
  });

  test("that is missing altogether leaves them deferred to the end", () => {
    const result = deferring(1, []);
    expect(result.taskInstance("r1", "t0").state).toBe("deferred");
    expect(result.usage().makespan).toBeNull();
  });

  test("that dies takes its triggers with it; another starts them from the beginning when its heartbeat is 30 s old", () => {
    const result = deferring(1, [{ stopAt: 6 }, { startAt: 2 }], 60);
    const assigned = [...result.changes()].filter((change) => change.kind === "trigger" && change.event === "assigned");
    // heartbeats at 5.25 and before; the row of the job holds the one before the last, that of the start at 0
    expect(assigned.map(({ at }) => at / 1e6)).toEqual([1.25, 30.25]);
    expect(timeOf(result, "t0", "success")).toBeGreaterThan(30 + 60);
  });

  test("that dies with nobody to take over leaves its tasks deferred, though they have an assigned trigger", () => {
    const result = deferring(1, [{ stopAt: 6 }], 60);
    expect(result.taskInstance("r1", "t0").state).toBe("deferred");
  });

  test("that dies does not keep a timeout from ending the deferral", () => {
    const result = runOnce((dag) => new Defer({ dag, taskId: "t", wait: 60, deferTimeout: 20 }), {
      triggerers: [{ stopAt: 6 }],
    });
    expect(timeOf(result, "t", "failed")).toBe(31); // deferred at 1, found at 30
  });

  test("shares with another: each takes what it has room for", () => {
    const result = deferring(4, [{ capacity: 2 }, { capacity: 2 }], 30);
    const firings = [0, 1, 2, 3].map((i) => history(result, `t${i}`)[5]);
    expect(new Set(firings)).toEqual(new Set(["32.25 scheduled"]));
  });
});
