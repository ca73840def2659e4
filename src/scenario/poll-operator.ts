/**
 * The operator for services that are not modelled: it submits work, polls until that has ended, and finishes.
 * @module
 */
import {
  draw,
  type TaskContext,
  type TaskDeferred,
  type TriggerContext,
  TriggerEvent,
  type TriggerRun,
} from "../definition/index.ts";
import { durationMicros, type Micros, type Seconds, type Steps, sleep } from "../kernel/index.ts";
import { BaseOperator, type BaseOperatorArguments, BaseTrigger } from "../operators/index.ts";
import { namesOf } from "../options/index.ts";
import type { RandomSeconds } from "../random/index.ts";
import { argumentsOf, type Case } from "./cases.ts";
import { finish, nth, sleepFor, type TryOutcome } from "./operators.ts";

export interface PollArguments extends BaseOperatorArguments {
  readonly cases?: readonly Case[];
  /** Seconds that the request takes which starts the work. */
  readonly submit?: RandomSeconds;
  /** Seconds that the work takes in the service, from when it is submitted. */
  readonly duration: RandomSeconds;
  /** Seconds from the answer to a poll to the next poll. Default 60. */
  readonly pollInterval?: Seconds;
  /** Seconds that each poll takes. */
  readonly pollDuration?: Seconds;
  /** Seconds of work once the service has ended. */
  readonly finish?: RandomSeconds;
  /** True if it polls in the triggerer. */
  readonly deferrable?: boolean;
  readonly outcomes?: readonly TryOutcome[];
}

/**
 * Submits, polls at once and then every `pollInterval` seconds until the service has ended, and finishes. The standard form
 * does all of it in its worker slot; the deferrable form polls in the triggerer, between two visits to a worker.
 */
export class PollOperator extends BaseOperator<PollArguments> {
  static override readonly argumentNames: readonly string[] = namesOf<Omit<PollArguments, keyof BaseOperatorArguments>>(
    {
      cases: true,
      submit: true,
      duration: true,
      pollInterval: true,
      pollDuration: true,
      finish: true,
      deferrable: true,
      outcomes: true,
    },
  );

  protected override get keepsNothing(): boolean {
    return true;
  }

  *execute(context: TaskContext): Steps<TaskDeferred | undefined> {
    const args = argumentsOf(context, this.args);
    const { submit = 0, duration, pollInterval = 60, pollDuration = 0, deferrable = false } = args;
    yield sleepFor(context, submit, "submit");
    const endsAt = context.now + durationMicros(draw(context, duration, "duration"));
    const polling = { endsAt, pollInterval, pollDuration };
    if (deferrable) return this.defer({ trigger: new PollTrigger(polling), methodName: "executeComplete" });
    yield* pollUntilEnd(context, polling);
    return yield* this.#finish(context, args);
  }

  *executeComplete(context: TaskContext): Steps<undefined> {
    return yield* this.#finish(context, argumentsOf(context, this.args));
  }

  *#finish(context: TaskContext, { finish: seconds = 0, outcomes = ["success"] }: PollArguments): Steps<undefined> {
    yield sleepFor(context, seconds, "finish");
    finish(nth(outcomes, context.ti.tryNumber));
  }
}

interface Polling {
  readonly endsAt: Micros;
  readonly pollInterval: Seconds;
  readonly pollDuration: Seconds;
}

function* pollUntilEnd(clock: { readonly now: Micros }, { endsAt, pollInterval, pollDuration }: Polling) {
  for (;;) {
    if (pollDuration > 0) yield sleep(pollDuration);
    if (clock.now >= endsAt) return;
    yield sleep(pollInterval);
  }
}

class PollTrigger extends BaseTrigger<Polling> {
  override *run(context: TriggerContext): TriggerRun {
    yield* pollUntilEnd(context, this.kwargs);
    yield new TriggerEvent({ status: "success" });
  }
}
