/**
 * The operators that only scenario files have: they hold a slot, wait, defer and branch as the file says. The oracle's
 * scenario_operators.py is their specification.
 * @module
 */

import {
  AirflowException,
  AirflowFailException,
  AirflowSkipException,
  draw,
  RANDOM,
  RUN_NAME,
  type TaskContext,
  type TaskDeferred,
} from "../definition/index.ts";
import { durationMicros, type Seconds, type Sleep, type Steps, sleep } from "../kernel/index.ts";
import {
  BaseBranchOperator,
  BaseOperator,
  type BaseOperatorArguments,
  BaseSensor,
  type BaseSensorArguments,
  type Branch,
  type StartTriggerArgs,
} from "../operators/index.ts";
import { namesOf, type Problem } from "../options/index.ts";
import type { RandomSeconds } from "../random/index.ts";
import { END_FROM_TRIGGER, type NewArguments } from "../rules/index.ts";
import { argumentsOf, type Case } from "./cases.ts";
import { momentsOf, type Recurring, recurs, secondsBetween } from "./recurring.ts";
import { type TriggerResult, WaitTrigger } from "./wait-trigger.ts";

/** Sleeps as long as it is drawn for this try. */
export function sleepFor(context: TaskContext, seconds: RandomSeconds, purpose: string): Sleep {
  if (typeof seconds === "string") throw new TypeError("'str' object cannot be interpreted as an integer"); // a result, mapped over
  return sleep(draw(context, seconds, purpose));
}

/** The instant at which what a task instance waits for is there, whichever try looks. */
function readyMicros(context: TaskContext, readyAt: RandomSeconds | Recurring): number {
  if (typeof readyAt === "number") return durationMicros(readyAt);
  const { dagId, taskId, mapIndex } = context.ti;
  const run = context.service(RUN_NAME)(context.dagRun);
  const spread = recurs(readyAt) ? inDayOfRun(context, readyAt) : readyAt;
  return durationMicros(context.service(RANDOM).draw(spread, ["ready_at", dagId, taskId, run, mapIndex]));
}

/** The moments of the day or hour in which a run is due, as its data interval ends. */
function inDayOfRun({ calendar, dagRun }: TaskContext, ready: Recurring): RandomSeconds {
  const due = calendar.date(dagRun.dataIntervalEnd ?? dagRun.runAfter).setZone(ready.timezone ?? dagRun.timezone);
  return secondsBetween(momentsOf(ready, due), calendar.date(0));
}

/** The end of a try. */
export type TryOutcome = "success" | "fail" | "fail_without_retry" | "skip";

/** Ends a try. */
export function finish(outcome: TryOutcome): void {
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
export function nth(outcomes: readonly TryOutcome[], tryNumber: number): TryOutcome {
  return outcomes[Math.min(tryNumber, outcomes.length) - 1] ?? "success";
}

export interface WorkArguments extends BaseOperatorArguments {
  readonly cases?: readonly Case[];
  readonly duration?: RandomSeconds;
  readonly outcomes?: readonly TryOutcome[];
}

/** Holds its slot for `duration` seconds, then ends as the outcome of its try says. */
export class WorkOperator extends BaseOperator<WorkArguments> {
  static override readonly argumentNames: readonly string[] = namesOf<Omit<WorkArguments, keyof BaseOperatorArguments>>(
    {
      cases: true,
      duration: true,
      outcomes: true,
    },
  );

  protected override get keepsNothing(): boolean {
    return true;
  }

  *execute(context: TaskContext): Steps<void> {
    const { duration = 0, outcomes = ["success"] } = argumentsOf(context, this.args);
    yield sleepFor(context, duration, "duration");
    finish(nth(outcomes, context.ti.tryNumber));
  }
}

export interface WaitArguments extends BaseSensorArguments {
  readonly cases?: readonly Case[];
  readonly readyAt: RandomSeconds | Recurring;
  readonly pokeDuration?: RandomSeconds;
}

/** True from `readyAt` seconds after the start on. Each poke takes `pokeDuration` seconds. */
export class WaitSensor extends BaseSensor<WaitArguments> {
  static override readonly argumentNames: readonly string[] = namesOf<Omit<WaitArguments, keyof BaseSensorArguments>>({
    cases: true,
    readyAt: true,
    pokeDuration: true,
  });

  protected override get keepsNothing(): boolean {
    return true;
  }

  *poke(context: TaskContext): Steps<boolean> {
    const { pokeDuration = 0, readyAt } = argumentsOf(context, this.args);
    if (pokeDuration !== 0) yield sleepFor(context, pokeDuration, `poke at ${context.now}`);
    return context.now >= readyMicros(context, readyAt);
  }
}

export interface DeferOperatorArguments extends BaseOperatorArguments {
  /** Not where it starts from its trigger: nobody asks then which case holds. */
  readonly cases?: readonly Case[];
  /** Seconds of work before deferring. */
  readonly submit?: RandomSeconds;
  /** Seconds to wait from each deferral on, where `readyAt` is not given. */
  readonly wait?: RandomSeconds;
  readonly readyAt?: RandomSeconds | null;
  /** Seconds of work after each resumption. */
  readonly resume?: RandomSeconds;
  readonly deferrals?: number;
  readonly result?: TriggerResult;
  readonly pollInterval?: Seconds | null;
  readonly triggerTimeout?: Seconds | null;
  readonly outcomes?: readonly TryOutcome[];
  /** True if the scheduler defers it first, so that there is no `submit`. */
  readonly startFromTrigger?: boolean;
  /** For a mapped task. */
  readonly triggerKwargs?: Readonly<Record<string, unknown>>;
  /** The XComs that an event which ends the task pushes. */
  readonly xcoms?: Readonly<Record<string, unknown>>;
}

/** Works, defers `deferrals` times, and works again after each. */
export class DeferOperator extends BaseOperator<DeferOperatorArguments> {
  static override readonly argumentNames: readonly string[] = namesOf<
    Omit<DeferOperatorArguments, keyof BaseOperatorArguments>
  >({
    cases: true,
    submit: true,
    wait: true,
    readyAt: true,
    resume: true,
    deferrals: true,
    result: true,
    pollInterval: true,
    triggerTimeout: true,
    outcomes: true,
    startFromTrigger: true,
    triggerKwargs: true,
    xcoms: true,
  });

  protected override get keepsNothing(): boolean {
    return true;
  }

  override get startFromTrigger(): boolean {
    return this.args.startFromTrigger ?? false;
  }

  override get newArgumentsUsed(): NewArguments {
    const endsTask = this.args.result?.startsWith("task_") ?? false;
    return { ...super.newArgumentsUsed, ...(endsTask ? { result: END_FROM_TRIGGER } : {}) };
  }

  static override startTriggerArgs(): StartTriggerArgs {
    return { trigger: new WaitTrigger({ readyAt: null }), nextMethod: "executeComplete", nextKwargs: { left: 0 } };
  }

  override startTriggerArgs(): StartTriggerArgs {
    const { deferrals = 1, triggerTimeout: timeout = null, readyAt = null, wait = 0 } = this.args;
    const trigger = triggerOf(this.args, readyAt as Seconds | null, wait as Seconds);
    return { trigger, nextMethod: "executeComplete", nextKwargs: { left: deferrals - 1 }, timeout };
  }

  /** Nothing is drawn before a worker begins the task. */
  override problems(): readonly Problem[] {
    const drawn = (["wait", "readyAt"] as const).filter((name) => typeof this.args[name] === "object");
    const random = this.startFromTrigger ? drawn.filter((name) => this.args[name] !== null) : [];
    const noCases = {
      path: "cases",
      message: "expected none, as it starts from its trigger, before any case is looked at",
    };
    return [
      ...super.problems(),
      ...(this.startFromTrigger && this.args.cases !== undefined ? [noCases] : []),
      ...random.map((path) => ({
        path,
        message: "expected a number, as it starts from its trigger, got a distribution",
      })),
    ];
  }

  *execute(context: TaskContext): Steps<TaskDeferred | undefined> {
    const args = argumentsOf(context, this.args);
    const { submit = 0, deferrals = 1 } = args;
    yield sleepFor(context, submit, "submit");
    return deferrals > 0 ? this.#defer(context, args, deferrals - 1) : this.#finish(context, args);
  }

  *executeComplete(
    context: TaskContext,
    { left, event }: { readonly left: number; readonly event: { readonly status: string } },
  ): Steps<TaskDeferred | undefined> {
    const args = argumentsOf(context, this.args);
    yield sleepFor(context, args.resume ?? 0, `resume, ${left} left`);
    if (event.status === "error") throw new AirflowException("scenario: event says error");
    return left > 0 ? this.#defer(context, args, left - 1) : this.#finish(context, args);
  }

  #defer(context: TaskContext, args: DeferOperatorArguments, left: number): TaskDeferred {
    const { readyAt, wait = 0, triggerTimeout = null } = args;
    const ready =
      readyAt === null || readyAt === undefined
        ? context.now / 1e6 + draw(context, wait, `wait, ${left} left`)
        : readyMicros(context, readyAt) / 1e6;
    const trigger = triggerOf(args, ready);
    return this.defer({ trigger, methodName: "executeComplete", kwargs: { left }, timeout: triggerTimeout });
  }

  #finish(context: TaskContext, { outcomes = ["success"] }: DeferOperatorArguments): undefined {
    finish(nth(outcomes, context.ti.tryNumber));
  }
}

function triggerOf(args: DeferOperatorArguments, readyAt: Seconds | null, wait: Seconds = 0): WaitTrigger {
  const { pollInterval = null, result = "success", xcoms } = args;
  return new WaitTrigger({ readyAt, wait, pollInterval, result, ...(xcoms === undefined ? {} : { xcoms }) });
}

export interface ProduceArguments extends BaseOperatorArguments {
  readonly value: unknown;
  readonly duration?: RandomSeconds;
  readonly cases?: readonly Case[];
}

/** Holds its slot for `duration` seconds, then returns `value`, which other tasks may be mapped over. */
export class ProduceOperator extends BaseOperator<ProduceArguments> {
  static override readonly argumentNames: readonly string[] = namesOf<
    Omit<ProduceArguments, keyof BaseOperatorArguments>
  >({
    value: true,
    duration: true,
    cases: true,
  });

  static override readonly templateFields: readonly string[] = ["value"];

  readonly value: unknown;

  constructor(given: ProduceArguments) {
    super(given);
    this.value = given.value;
  }

  *execute(context: TaskContext): Steps<unknown> {
    const { duration = 0, value } = argumentsOf(context, { ...this.args, value: this.value });
    yield sleepFor(context, duration, "duration");
    return value;
  }
}

export interface ChooseArguments extends BaseOperatorArguments {
  /** Ids of tasks, or of task groups. */
  readonly choose: readonly string[];
  readonly duration?: RandomSeconds;
  readonly cases?: readonly Case[];
}

/** Branches to `choose`. */
export class ChooseOperator extends BaseBranchOperator<ChooseArguments> {
  static override readonly argumentNames: readonly string[] = namesOf<
    Omit<ChooseArguments, keyof BaseOperatorArguments>
  >({
    choose: true,
    duration: true,
    cases: true,
  });

  *chooseBranch(context: TaskContext): Steps<Branch> {
    const { duration = 0, choose } = argumentsOf(context, this.args);
    yield sleepFor(context, duration, "duration");
    return choose;
  }
}
