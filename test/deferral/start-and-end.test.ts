/**
 * Tasks that start from their trigger, and tasks that it ends (Airflow 2.10): one visit to a worker less, or both. That it is
 * so in real Airflow too, is for test/conformance.
 * @module
 */
import { DAG, Simulation, SimulationError, type SimulationOptions, type SimulationResult } from "airlapse";
import {
  BaseOperator,
  type BaseOperatorArguments,
  BaseTrigger,
  DateTimeSensorAsync,
  type StartTriggerArgs,
  TaskFailedEvent,
  TaskSuccessEvent,
  TimeDeltaSensorAsync,
  TriggerEvent,
} from "airlapse/operators";
import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import type { TriggerContext, TriggerRun } from "../../src/definition/index.ts";
import { history, runOnce, Work } from "../pipelines.ts";

const in2105 = (define: (dag: DAG) => void, options: Partial<SimulationOptions> = {}): SimulationResult =>
  runOnce(define, { airflow: "2.10.5", ...options });

type End = "resume" | "success" | "failed";

/** Fires `seconds` after it has begun. */
class Countdown extends BaseTrigger<{ readonly seconds: number; readonly end: End }> {
  override *run(context: TriggerContext): TriggerRun {
    yield context.sleep(this.kwargs.seconds);
    if (this.kwargs.end === "success") yield new TaskSuccessEvent({ return_value: "from the trigger" });
    else yield this.kwargs.end === "failed" ? new TaskFailedEvent() : new TriggerEvent("now");
  }
}

interface WaitArguments extends BaseOperatorArguments {
  readonly end?: End;
}

class Wait extends BaseOperator<WaitArguments> {
  override get startFromTrigger(): boolean {
    return true;
  }
  override startTriggerArgs(): StartTriggerArgs {
    const trigger = new Countdown({ seconds: 60, end: this.args.end ?? "resume" });
    return { trigger, nextMethod: "resumed" };
  }
  execute(): never {
    throw new Error("No worker begins it");
  }
  resumed(_context: unknown, { event }: { readonly event: string }): string {
    return event;
  }
}

const at = (seconds: number) => DateTime.utc(2024, 1, 1).plus({ seconds });

describe("a task that starts from its trigger", () => {
  test("is deferred by the scheduler, and visits a worker once", () => {
    const result = in2105((dag) => new Wait({ dag, taskId: "t" }));
    expect(history(result, "t")).toEqual([
      "0.5 null",
      "1 deferred",
      "62.25 scheduled",
      "63 queued",
      "63 running",
      "63 success",
    ]);
    const [deferred] = [...result.changes()].filter((change) => change.kind === "taskInstance" && change.at === 1e6);
    expect(deferred?.by).toBe("scheduler");
  });

  test("is asked for no pool and no limit before it waits", () => {
    const result = in2105(
      (dag) => {
        for (const taskId of ["a", "b", "c"]) new Wait({ dag, taskId, pool: "small", end: "success" });
      },
      { pools: { small: { slots: 1, includeDeferred: true } } },
    );
    expect(result.usage().peakTriggers).toBe(3);
  });

  test("is deferred by the process of the task before it, where the mini-scheduler finds it", () => {
    const result = in2105((dag) =>
      new Wait({ dag, taskId: "t" }).setUpstream(new Work({ dag, taskId: "w", seconds: 5 })),
    );
    const deferred = [...result.changes()].find(
      (change) => change.kind === "taskInstance" && change.state === "deferred",
    );
    expect([deferred?.at, deferred?.by]).toEqual([6e6, "worker"]);
  });
});

describe("a task that its trigger ends", () => {
  test("visits no worker at all, where it also starts from it", () => {
    const result = in2105((dag) => new Wait({ dag, taskId: "t", end: "success" }));
    expect(history(result, "t")).toEqual(["0.5 null", "1 deferred", "62.25 success"]);
    expect([...result.slotChanges()]).toEqual([]);
  });

  test("has its callbacks called without a worker", () => {
    const called: string[] = [];
    in2105((dag) => {
      new Wait({ dag, taskId: "a", end: "success", onSuccessCallback: () => called.push("success") });
      new Wait({ dag, taskId: "b", end: "failed", onFailureCallback: () => called.push("failure") });
    });
    expect(called).toEqual(["success", "failure"]);
  });

  test("is tried again where it was failed and has retries left: the failure handler decides", () => {
    const result = in2105((dag) => new Wait({ dag, taskId: "t", end: "failed", retries: 1, retryDelay: 10 }));
    expect(history(result, "t")).toEqual([
      "0.5 null",
      "1 deferred",
      "62.25 failed",
      "62.25 up_for_retry",
      "73 deferred",
      "134.25 failed",
    ]);
  });

  test("may have visited a worker first", () => {
    const result = in2105((dag) => new TimeDeltaSensorAsync({ dag, taskId: "t", delta: 40, endFromTrigger: true }));
    expect(history(result, "t").slice(3)).toEqual(["1 running", "1 deferred", "41.25 success"]);
  });
});

describe("DateTimeSensorAsync", () => {
  test("keeps what its trigger is made of in its class: of two in a DAG, the last decides for both", () => {
    const result = in2105((dag) => {
      new DateTimeSensorAsync({ dag, taskId: "a", targetTime: at(40), startFromTrigger: true });
      new DateTimeSensorAsync({ dag, taskId: "b", targetTime: at(70), startFromTrigger: true, endFromTrigger: true });
    });
    expect(history(result, "a").at(-1)).toBe("71.25 success");
    expect(history(result, "b").at(-1)).toBe("71.25 success");
  });
});

test("what came with 2.10 is refused in 2.7.2, with the versions that have it", () => {
  const dag = new DAG("d");
  new Wait({ dag, taskId: "own" });
  new TimeDeltaSensorAsync({ dag, taskId: "sensor", delta: 40, endFromTrigger: true });
  const problems = (() => {
    try {
      new Simulation({ dags: [dag] });
    } catch (error) {
      if (error instanceof SimulationError) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    }
    return [];
  })();
  const reason =
    "Airflow has it from 2.10 on, and 2.7.2 is simulated: leave it out, or choose 2.10.5, 2.11.0, 3.2.1 or 3.3.2";
  expect(problems).toEqual([
    `DAG "d", task "own", startFromTrigger: ${reason}`,
    `DAG "d", task "sensor", endFromTrigger: ${reason}`,
  ]);
});
