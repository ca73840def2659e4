/**
 * How a deferral ends otherwise than by an event: timeouts, and triggers that fail.
 * @module
 */
import { AwsModel, type TaskContext, type TriggerContext, TriggerEvent, type TriggerRun } from "airlapse";
import { sleep } from "airlapse/kernel";
import { BaseOperator, BaseTrigger } from "airlapse/operators";
import { GlueJobOperator } from "airlapse/operators/amazon";
import { describe, expect, test } from "vitest";
import { Defer, history, runOnce, simulate, timeOf, triggersAt } from "../pipelines.ts";

/** Ends as it is told, after ten seconds. */
class OddTrigger extends BaseTrigger<{ readonly way: "throws" | "returns" | "fires twice" }> {
  override *run() {
    yield sleep(10);
    if (this.kwargs.way === "throws") throw new TypeError("the service is gone");
    if (this.kwargs.way === "returns") return;
    yield new TriggerEvent("first");
    yield sleep(1);
    yield new TriggerEvent("second");
  }
}

class WaitOddly extends BaseOperator<
  ConstructorParameters<typeof BaseOperator>[0] & { readonly way: "throws" | "returns" | "fires twice" }
> {
  execute() {
    return this.defer({ trigger: new OddTrigger({ way: this.args.way }), methodName: "resumed" });
  }

  resumed(_context: TaskContext, { event }: { readonly event: unknown }) {
    return event;
  }
}

describe("the timeout of a deferral", () => {
  test("is found by the scheduler's check, every 15 s from its start, strictly after it has passed", () => {
    const result = runOnce((dag) => new Defer({ dag, taskId: "t", wait: 600, deferTimeout: 29 }));
    // deferred at 1, so the timeout is at 30: the check at 30 does not find it yet. The timers come last in an iteration,
    // so that the next one queues the task
    expect(timeOf(result, "t", "deferred")).toBe(1);
    expect(history(result, "t").slice(-4)).toEqual(["45 scheduled", "46 queued", "46 running", "46 failed"]);
  });

  test("fails the task with TaskDeferralError, for which it takes a worker slot", () => {
    const result = runOnce((dag) => new Defer({ dag, taskId: "t", wait: 600, deferTimeout: 20 }));
    expect(result.errors.map(({ type, message }) => [type, message])).toEqual([
      ["TaskDeferralError", "Trigger/execution timeout"],
    ]);
    expect([...result.slotChanges()].filter(({ delta }) => delta === 1)).toHaveLength(2);
  });

  test("is not that of a sensor: the task is tried again", () => {
    const result = runOnce(
      (dag) => new Defer({ dag, taskId: "t", wait: 600, deferTimeout: 20, retries: 1, retryDelay: 5 }),
    );
    expect(result.taskInstance("r1", "t").history.filter(({ state }) => state === "deferred")).toHaveLength(2);
    expect(result.taskInstance("r1", "t").state).toBe("failed");
  });

  test("counts from each deferral anew", () => {
    const result = runOnce((dag) => new Defer({ dag, taskId: "t", wait: 20, times: 3, deferTimeout: 29 }));
    expect(result.taskInstance("r1", "t").state).toBe("success");
  });

  test("cancels the trigger", () => {
    const result = runOnce((dag) => new Defer({ dag, taskId: "t", wait: 600, deferTimeout: 20 }));
    expect(triggersAt(result, 40)).toBe(0);
  });
});

describe("the execution_timeout of a task that defers", () => {
  test("counts from its first start, and ends the deferral", () => {
    const result = runOnce((dag) => new Defer({ dag, taskId: "t", submit: 5, wait: 600, executionTimeout: 28 }));
    expect(timeOf(result, "t", "failed")).toBe(31); // started at 1, so it ends at 29: found at 30
  });

  test("is what is left of it when the task resumes", () => {
    const result = runOnce((dag) => new Defer({ dag, taskId: "t", wait: 10, resume: 60, executionTimeout: 30 }));
    expect(timeOf(result, "t", "failed")).toBe(31); // started at 1, resumed at 13
    expect(result.errors.map(({ type }) => type)).toEqual(["AirflowTaskTimeout"]);
  });

  test("comes before a later timeout of the deferral, and the other way round", () => {
    const end = (executionTimeout: number, deferTimeout: number) =>
      timeOf(
        runOnce((dag) => new Defer({ dag, taskId: "t", wait: 600, executionTimeout, deferTimeout })),
        "t",
        "failed",
      );
    expect(end(20, 200)).toBe(31);
    expect(end(200, 20)).toBe(31);
    expect(end(200, 300)).toBe(211);
  });
});

describe("a trigger", () => {
  test("that throws fails its task with TaskDeferralError", () => {
    const result = runOnce((dag) => new WaitOddly({ dag, taskId: "t", way: "throws" }));
    expect(result.taskInstance("r1", "t").state).toBe("failed");
    expect(result.errors.map(({ type, message }) => [type, message])).toEqual([
      ["TaskDeferralError", "Trigger failure"],
    ]);
  });

  test("that throws leaves the task its retries", () => {
    const result = runOnce((dag) => new WaitOddly({ dag, taskId: "t", way: "throws", retries: 2, retryDelay: 1 }));
    expect(result.errors).toHaveLength(3);
  });

  test("that ends without an event fails its task too", () => {
    const result = runOnce((dag) => new WaitOddly({ dag, taskId: "t", way: "returns" }));
    expect(result.errors.map(({ message }) => message)).toEqual(["Trigger failure"]);
  });

  test("resumes its task by its first event; later ones find it gone", () => {
    const pulled: unknown[] = [];
    class Pull extends BaseOperator {
      execute(context: TaskContext) {
        pulled.push(context.ti.xcomPull({ taskIds: "t" }));
      }
    }
    const result = runOnce((dag) => {
      new WaitOddly({ dag, taskId: "t", way: "fires twice" }).setDownstream(new Pull({ dag, taskId: "after" }));
    });
    expect(pulled).toEqual(["first"]);
    expect(result.taskInstance("r1", "t").history.filter(({ state }) => state === "scheduled")).toHaveLength(2);
  });

  test("fails its task through the worker: callbacks see it there", () => {
    const seen: string[] = [];
    runOnce(
      (dag) =>
        new WaitOddly({
          dag,
          taskId: "t",
          way: "throws",
          onFailureCallback: ({ exception }) => seen.push(String(exception)),
        }),
    );
    expect(seen).toEqual(["TaskDeferralError: Trigger failure"]);
  });
});

describe("what on_kill throws", () => {
  test("takes the place of the timeout that it was called for", () => {
    class Unstoppable extends BaseOperator {
      *execute() {
        yield sleep(600);
      }
      override onKill() {
        throw new TypeError("no handle");
      }
    }
    const result = runOnce((dag) => new Unstoppable({ dag, taskId: "t", executionTimeout: 30 }));
    expect(result.errors.map(({ at, type }) => [at / 1e6, type])).toEqual([[31, "TypeError"]]);
  });

  test("is boto's refusal where a GlueJobOperator is out of time after a deferral: it has forgotten its job run", () => {
    const result = runOnce(
      (dag) =>
        new GlueJobOperator({
          dag,
          taskId: "t",
          jobName: "j",
          scriptLocation: "s3://b/s.py",
          iamRoleName: "r",
          deferrable: true,
          stopJobRunOnKill: true,
          executionTimeout: 20,
        }),
      { cloud: new AwsModel({ glue: { jobs: [{ name: "j", duration: 600 }] } }) },
    );
    expect(result.errors[0]?.type).toBe("ParamValidationError");
    expect(result.errors[0]?.message).toContain("Invalid type for parameter JobRunIds[0], value: None");
    expect(result.apiCalls.filter(({ call }) => call === "glue.BatchStopJobRun")).toEqual([]);
  });
});

describe("a trigger that is cancelled", () => {
  const tidy = (run: (context: TriggerContext, note: (what: string) => void) => TriggerRun) => {
    const seen: string[] = [];
    class Tidy extends BaseTrigger<Record<string, never>> {
      override run(context: TriggerContext) {
        return run(context, (what) => seen.push(`${what} at ${context.now / 1e6}`));
      }
    }
    class WaitTidily extends BaseOperator {
      execute() {
        return this.defer({ trigger: new Tidy({}), methodName: "resumed", timeout: 20 });
      }
    }
    const simulation = simulate((dag) => {
      new WaitTidily({ dag, taskId: "t" });
      new Defer({ dag, taskId: "keep", wait: 90 });
    });
    return { seen, simulation };
  };
  // timed out at 21, found at 30, its row deleted at 30.25, told to end in the runner's round at 30.5
  const expected = ["closing at 30.5", "closed at 32.5"];

  test("does what it has to do finally, in virtual time, and sends no event more", () => {
    const { seen, simulation } = tidy(function* (_context, note) {
      try {
        yield sleep(600);
        yield new TriggerEvent("too late");
      } finally {
        note("closing");
        yield sleep(2);
        note("closed");
      }
    });
    expect(simulation.run().taskInstance("r1", "t").state).toBe("failed");
    expect(seen).toEqual(expected);
  });

  test("does so as an async generator too: its sleep ends with a CancelledError", async () => {
    const { seen, simulation } = tidy(async function* (context, note) {
      try {
        await context.sleep(600);
        yield new TriggerEvent("too late");
      } finally {
        note("closing");
        await context.sleep(2);
        note("closed");
      }
    });
    expect((await simulation.runAsync()).taskInstance("r1", "t").state).toBe("failed");
    expect(seen).toEqual(expected);
  });
});
