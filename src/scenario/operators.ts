/**
 * The operators that only scenario files have: they hold a slot, wait, defer and branch as the file says. The oracle's
 * scenario_operators.py is their specification.
 * @module
 */
import { durationMicros, type Seconds, type Steps, sleep } from "../kernel/index.ts";
import {
  AirflowException,
  AirflowFailException,
  AirflowSkipException,
  type TaskContext,
  type TaskDeferred,
  type TriggerContext,
  TriggerEvent,
  type TriggerRun,
} from "../model/index.ts";
import {
  BaseBranchOperator,
  BaseOperator,
  type BaseOperatorArguments,
  BaseSensor,
  type BaseSensorArguments,
  BaseTrigger,
  type Branch,
} from "../operators/index.ts";

/** How a try ends. */
export type TryOutcome = "success" | "fail" | "fail_without_retry" | "skip";

function finish(outcome: TryOutcome): void {
  switch (outcome) {
    case "fail":
      throw new AirflowException("scenario: fail");
    case "fail_without_retry":
      throw new AirflowFailException("scenario: fail without retry");
    case "skip":
      throw new AirflowSkipException("scenario: skip");
    case "success":
  }
}

/** The outcome of a try; the last one repeats. */
function nth(outcomes: readonly TryOutcome[], tryNumber: number): TryOutcome {
  return outcomes[Math.min(tryNumber, outcomes.length) - 1] ?? "success";
}

export interface WorkArguments extends BaseOperatorArguments {
  readonly duration?: Seconds;
  readonly outcomes?: readonly TryOutcome[];
}

/** Holds its slot for `duration` seconds, then ends as the outcome of its try says. */
export class WorkOperator extends BaseOperator<WorkArguments> {
  protected override get keepsNothing(): boolean {
    return true;
  }

  *execute(context: TaskContext): Steps<void> {
    yield sleep(this.args.duration ?? 0);
    finish(nth(this.args.outcomes ?? ["success"], context.ti.tryNumber));
  }
}

export interface WaitArguments extends BaseSensorArguments {
  readonly readyAt: Seconds;
  readonly pokeDuration?: Seconds;
}

/** True from `readyAt` seconds after the start on. Each poke takes `pokeDuration` seconds. */
export class WaitSensor extends BaseSensor<WaitArguments> {
  protected override get keepsNothing(): boolean {
    return true;
  }

  *poke(context: TaskContext): Steps<boolean> {
    const { pokeDuration = 0, readyAt } = this.args;
    if (pokeDuration > 0) yield sleep(pokeDuration);
    return context.now >= durationMicros(readyAt);
  }
}

/** What a `defer` task's trigger does when its moment has come. */
export type TriggerResult = "success" | "error" | "raise" | "exit" | "never";

interface WaitTriggerArguments {
  /** Seconds after the start. */
  readonly readyAt: Seconds;
  readonly pollInterval: Seconds | null;
  readonly result: TriggerResult;
}

/** Fires at `readyAt`: asleep until then, or looking every `pollInterval` seconds. */
export class WaitTrigger extends BaseTrigger<WaitTriggerArguments> {
  override *run(context: TriggerContext): TriggerRun {
    const { readyAt, pollInterval, result } = this.kwargs;
    while (result === "never") yield sleep(3600);
    const ready = durationMicros(readyAt);
    if (pollInterval !== null) while (context.now < ready) yield sleep(pollInterval);
    else if (context.now < ready) yield sleep((ready - context.now) / 1e6);
    if (result === "raise") throw new RuntimeError("scenario: trigger raised");
    if (result !== "exit") yield new TriggerEvent({ status: result });
  }
}

class RuntimeError extends Error {
  override readonly name = "RuntimeError";
}

export interface DeferOperatorArguments extends BaseOperatorArguments {
  /** Seconds of work before deferring. */
  readonly submit?: Seconds;
  /** Seconds to wait from each deferral on, where `readyAt` is not given. */
  readonly wait?: Seconds;
  readonly readyAt?: Seconds | null;
  /** Seconds of work after each resumption. */
  readonly resume?: Seconds;
  readonly deferrals?: number;
  readonly result?: TriggerResult;
  readonly pollInterval?: Seconds | null;
  readonly triggerTimeout?: Seconds | null;
  readonly outcomes?: readonly TryOutcome[];
}

/** Works, defers `deferrals` times, and works again after each. */
export class DeferOperator extends BaseOperator<DeferOperatorArguments> {
  protected override get keepsNothing(): boolean {
    return true;
  }

  *execute(context: TaskContext): Steps<TaskDeferred | undefined> {
    const { submit = 0, deferrals = 1 } = this.args;
    yield sleep(submit);
    return deferrals > 0 ? this.#defer(context, deferrals - 1) : this.#finish(context);
  }

  *executeComplete(
    context: TaskContext,
    { left, event }: { readonly left: number; readonly event: { readonly status: string } },
  ): Steps<TaskDeferred | undefined> {
    yield sleep(this.args.resume ?? 0);
    if (event.status === "error") throw new AirflowException("scenario: event says error");
    return left > 0 ? this.#defer(context, left - 1) : this.#finish(context);
  }

  #defer(context: TaskContext, left: number): TaskDeferred {
    const { readyAt, wait = 0, pollInterval = null, result = "success", triggerTimeout = null } = this.args;
    const trigger = new WaitTrigger({ readyAt: readyAt ?? context.now / 1e6 + wait, pollInterval, result });
    return this.defer({ trigger, methodName: "executeComplete", kwargs: { left }, timeout: triggerTimeout });
  }

  #finish(context: TaskContext): undefined {
    finish(nth(this.args.outcomes ?? ["success"], context.ti.tryNumber));
  }
}

export interface ProduceArguments extends BaseOperatorArguments {
  readonly value: unknown;
  readonly duration?: Seconds;
}

/** Holds its slot for `duration` seconds, then returns `value`, which other tasks may be mapped over. */
export class ProduceOperator extends BaseOperator<ProduceArguments> {
  *execute(): Steps<unknown> {
    yield sleep(this.args.duration ?? 0);
    return this.args.value;
  }
}

export interface ChooseArguments extends BaseOperatorArguments {
  /** Task ids. */
  readonly choose: readonly string[];
  readonly duration?: Seconds;
}

/** Branches to `choose`. */
export class ChooseOperator extends BaseBranchOperator<ChooseArguments> {
  *chooseBranch(): Steps<Branch> {
    yield sleep(this.args.duration ?? 0);
    return this.args.choose;
  }
}
