/**
 * A deferral does not end a try: what the columns of a task instance show on the way.
 * @module
 */
import { AirflowException } from "airlapse";
import { BaseOperator } from "airlapse/operators";
import { describe, expect, test } from "vitest";
import { AfterSeconds, Defer, runOnce, simulate, timeOf } from "../pipelines.ts";

describe("a task that defers", () => {
  test("is in the same try when it resumes; the column try_number says one less while it is deferred", () => {
    const result = runOnce((dag) => new Defer({ dag, taskId: "t", wait: 10 }));
    expect(result.taskInstance("r1", "t").history.map(({ state, tryNumber }) => [state, tryNumber])).toEqual([
      [null, 0],
      ["scheduled", 0],
      ["queued", 0],
      ["running", 1],
      ["deferred", 0],
      ["scheduled", 0],
      ["queued", 0],
      ["running", 1],
      ["success", 1],
    ]);
  });

  test("keeps the date of its first start, and its duration counts from there", () => {
    const { startDate, endDate, duration } = runOnce(
      (dag) => new Defer({ dag, taskId: "t", wait: 10, resume: 2 }),
    ).taskInstance("r1", "t");
    expect([startDate, endDate, duration]).toEqual([1e6, 15e6, 14e6]); // running at 1, again at 13, ended at 15
  });

  test("sees its first start and its try number when it resumes", () => {
    const seen: unknown[] = [];
    class Look extends BaseOperator {
      execute() {
        return this.defer({ trigger: new AfterSeconds({ seconds: 10 }), methodName: "resumed" });
      }

      resumed(context: Parameters<BaseOperator["execute"]>[0]) {
        seen.push(context.ti.startDate, context.ti.tryNumber, context.now);
      }
    }
    runOnce((dag) => new Look({ dag, taskId: "t" }));
    expect(seen).toEqual([1e6, 1, 13e6]);
  });

  test("may defer again and again, each time with a trigger of its own", () => {
    const result = runOnce((dag) => new Defer({ dag, taskId: "t", wait: 10, times: 3 }));
    const created = [...result.changes()].filter((change) => change.kind === "trigger" && change.event === "created");
    expect(created.map((change) => change.kind === "trigger" && change.triggerId)).toEqual([1, 2, 3]);
    expect(result.usage().deferrals).toBe(3);
    expect(result.taskInstance("r1", "t").tryNumber).toBe(1);
  });

  test("starts a new try, with a new start date, where it fails after it has resumed", () => {
    class FailOnce extends BaseOperator {
      execute() {
        return this.defer({ trigger: new AfterSeconds({ seconds: 10 }), methodName: "resumed" });
      }

      resumed(context: Parameters<BaseOperator["execute"]>[0]) {
        if (context.ti.tryNumber === 1) throw new AirflowException("not this time");
      }
    }
    const result = runOnce((dag) => new FailOnce({ dag, taskId: "t", retries: 1, retryDelay: 20 }));
    expect(timeOf(result, "t", "up_for_retry")).toBe(13);
    const { startDate, tryNumber, state } = result.taskInstance("r1", "t");
    expect({ startDate, tryNumber, state }).toEqual({ startDate: 34e6, tryNumber: 2, state: "success" }); // strictly after 33
  });

  test("is given the event of its trigger, and what it deferred with", () => {
    const seen: unknown[] = [];
    class Keep extends BaseOperator {
      execute() {
        const trigger = new AfterSeconds({ seconds: 10 });
        return this.defer({ trigger, methodName: "resumed", kwargs: { job: "j-1" } });
      }

      resumed(_context: unknown, kwargs: Readonly<Record<string, unknown>>) {
        seen.push(kwargs);
      }
    }
    runOnce((dag) => new Keep({ dag, taskId: "t" }));
    expect(seen).toEqual([{ job: "j-1", event: { waited: 10 } }]);
  });

  test("resumes as a new object: what it has set on itself is gone", () => {
    const seen: unknown[] = [];
    class Forgetful extends BaseOperator {
      note = "as constructed";

      execute() {
        this.note = "set before the deferral";
        return this.defer({ trigger: new AfterSeconds({ seconds: 10 }), methodName: "resumed" });
      }

      resumed() {
        seen.push(this.note);
      }
    }
    runOnce((dag) => new Forgetful({ dag, taskId: "t" }));
    expect(seen).toEqual(["as constructed"]);
  });

  test("pushes its result when it ends, not when it defers", () => {
    const pulled: unknown[] = [];
    class Pull extends BaseOperator {
      execute(context: Parameters<BaseOperator["execute"]>[0]) {
        pulled.push(context.ti.xcomPull({ taskIds: "t" }));
      }
    }
    runOnce((dag) => new Defer({ dag, taskId: "t", wait: 10 }).setDownstream(new Pull({ dag, taskId: "after" })));
    expect(pulled).toEqual([{ waited: 10 }]);
  });

  test("leaves no trace of the deferral behind when it is cleared and runs again", () => {
    const simulation = simulate((dag) => new Defer({ dag, taskId: "t", wait: 10 }));
    const result = simulation.clear({ at: 20, dagId: "d", runId: "r1", taskId: "t" }).run();
    const running = result.taskInstance("r1", "t").history.filter(({ state }) => state === "running");
    expect(running.map(({ tryNumber }) => tryNumber)).toEqual([1, 1, 2, 2]);
  });
});
