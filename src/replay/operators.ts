/**
 * The operators of a replay: they hold slots, wait, defer and end as was recorded, whatever their code is.
 * @module
 */
import {
  AirflowException,
  AirflowFailException,
  AirflowSkipException,
  type TaskContext,
  type TaskDeferred,
  type TriggerContext,
  TriggerEvent,
  type TriggerRun,
} from "../definition/index.ts";
import { type Body, durationMicros, type Seconds, type Steps, sleep } from "../kernel/index.ts";
import {
  BaseBranchOperator,
  BaseOperator,
  type BaseOperatorArguments,
  BaseSensor,
  type BaseSensorArguments,
  BaseTrigger,
  type Branch,
  ShortCircuitOperator,
  TriggerDagRunOperator,
  type TriggerDagRunOperatorArguments,
} from "../operators/index.ts";
import type { RecordedTry } from "./recording.ts";

/** Answers what a try does: the recording, as the operators of one DAG see it. */
export interface Recorded {
  try(context: TaskContext): RecordedTry;
  /** The result that others are mapped over; null for a task that nothing is mapped over. */
  value(context: TaskContext): unknown;
  /** The tasks that a branch follows. */
  branch(context: TaskContext): readonly string[];
  /** The condition of a short circuit. */
  condition(context: TaskContext): boolean;
  /** Notes so many looks at something outside: calls to its API. */
  readonly looked: (times: number) => void;
  /** The id of the run that a TriggerDagRunOperator starts; null for Airflow's own choice. */
  startedRun(context: TaskContext): string | null;
}

function conclude({ outcome }: RecordedTry): void {
  switch (outcome) {
    case "fail":
      throw new AirflowException("recorded: failed");
    case "fail_without_retry":
      throw new AirflowFailException("recorded: failed for good");
    case "skip":
      throw new AirflowSkipException("recorded: skipped");
    case "success":
  }
}

interface RecordedArguments extends BaseOperatorArguments {
  readonly recorded: Recorded;
  /** The value that a mapped task is mapped over; nothing looks at it. */
  readonly over?: unknown;
}

/** Holds its slot for the recorded time. */
export class RecordedWork extends BaseOperator<RecordedArguments> {
  static override readonly argumentNames: readonly string[] = ["recorded", "over"];

  protected override get keepsNothing(): boolean {
    return true;
  }

  *execute(context: TaskContext): Steps<unknown> {
    const one = this.args.recorded.try(context);
    if (one.seconds > 0) yield sleep(one.seconds);
    conclude(one);
    return this.args.recorded.value(context);
  }
}

interface RecordedJobArguments extends RecordedArguments {
  readonly deferrable: boolean;
  /** Seconds between two looks of its operator. */
  readonly lookInterval: Seconds;
  /** Seconds between two looks of its trigger. */
  readonly triggerInterval: Seconds;
}

/** Submits something outside and waits for it: in its slot, or in the triggerer. */
export class RecordedJob extends BaseOperator<RecordedJobArguments> {
  static override readonly argumentNames: readonly string[] = [
    "recorded",
    "over",
    "deferrable",
    "lookInterval",
    "triggerInterval",
  ];

  override get onlyWaits(): boolean {
    return true;
  }

  protected override get keepsNothing(): boolean {
    return true;
  }

  *execute(context: TaskContext): Steps<unknown> {
    const { recorded, deferrable, triggerInterval: interval, lookInterval } = this.args;
    const one = recorded.try(context);
    if (deferrable) {
      const ready = context.now + durationMicros(one.outside);
      const { looked } = recorded;
      return this.defer({ trigger: new RecordedTrigger({ ready, interval, looked }), methodName: "executeComplete" });
    }
    recorded.looked(1 + Math.ceil(one.seconds / lookInterval));
    if (one.seconds > 0) yield sleep(one.seconds);
    return this.executeComplete(context);
  }

  executeComplete(context: TaskContext): unknown {
    conclude(this.args.recorded.try(context));
    return this.args.recorded.value(context);
  }
}

interface RecordedSensorArguments extends BaseSensorArguments {
  readonly recorded: Recorded;
  readonly deferrable: boolean;
  readonly over?: unknown;
}

/** Waits for something that comes at its own time, as it was recorded. */
export class RecordedSensor extends BaseSensor<RecordedSensorArguments> {
  static override readonly argumentNames: readonly string[] = ["recorded", "over", "deferrable"];

  protected override get keepsNothing(): boolean {
    return true;
  }

  poke(context: TaskContext): boolean {
    this.args.recorded.looked(1);
    const one = this.args.recorded.try(context);
    if (context.now < one.ready * 1e6) return false;
    conclude(one);
    return true;
  }

  override execute(context: TaskContext): Body<unknown> {
    if (this.args.deferrable) return this.#pokeOrDefer(context);
    return this.reschedule ? this.pokeUntilDone(context) : this.#sleepUntilFound(context);
  }

  /** In poke mode: the pokes that are in vain are known to be, so it sleeps through them to the one that is not. */
  *#sleepUntilFound(context: TaskContext): Steps<null> {
    const { recorded } = this.args;
    const one = recorded.try(context);
    const pokes = pokesUntil(one.ready * 1e6 - context.now, this.pokeInterval);
    if (pokes > 0) yield sleep(pokes * this.pokeInterval);
    recorded.looked(pokes + 1);
    conclude(one);
    return null;
  }

  #pokeOrDefer(context: TaskContext): TaskDeferred | null {
    context.recordPoke();
    if (this.poke(context)) return null;
    const { recorded } = this.args;
    const { ready } = recorded.try(context);
    const { looked } = recorded;
    const trigger = new RecordedTrigger({ ready: ready * 1e6, interval: this.pokeInterval, looked });
    return this.defer({ trigger, methodName: "executeComplete", timeout: this.timeout });
  }

  executeComplete(context: TaskContext): null {
    conclude(this.args.recorded.try(context));
    return null;
  }
}

interface RecordedTriggerArguments {
  /** Microseconds since the start; Infinity for never. */
  readonly ready: number;
  readonly interval: Seconds;
  readonly looked: (times: number) => void;
}

/** Days that something which never comes is waited for: longer than any replay. */
const NEVER_POKES = 36_500 * 86_400;

/** The number of intervals until one ends at or behind an instant. */
function pokesUntil(micros: number, interval: Seconds): number {
  if (micros <= 0) return 0;
  return Math.ceil(Math.min(micros / 1e6, NEVER_POKES) / Math.max(interval, 0.001) - 1e-9);
}

/** Looks at once, and then every so often. */
export class RecordedTrigger extends BaseTrigger<RecordedTriggerArguments> {
  override *run(context: TriggerContext): TriggerRun {
    const { ready, interval, looked } = this.kwargs;
    context.recordPoke();
    const looks = pokesUntil(ready - context.now, interval);
    if (looks > 0) yield sleep(looks * interval);
    looked(looks + 1);
    yield new TriggerEvent({ status: "success" });
  }
}

/** Follows the branch that was followed. */
export class RecordedBranch extends BaseBranchOperator<RecordedArguments> {
  static override readonly argumentNames: readonly string[] = ["recorded", "over"];

  protected override get keepsNothing(): boolean {
    return true;
  }

  *chooseBranch(context: TaskContext): Steps<Branch> {
    const one = this.args.recorded.try(context);
    if (one.seconds > 0) yield sleep(one.seconds);
    conclude(one);
    return this.args.recorded.branch(context);
  }
}

/** Lets through, or skips, as it did. */
export class RecordedShortCircuit extends ShortCircuitOperator {
  constructor({ recorded, ...given }: RecordedArguments & { readonly ignoreDownstreamTriggerRules?: boolean }) {
    super({
      ...given,
      *pythonCallable(context: TaskContext): Steps<boolean> {
        const one = recorded.try(context);
        if (one.seconds > 0) yield sleep(one.seconds);
        conclude(one);
        return recorded.condition(context);
      },
    });
  }

  protected override get keepsNothing(): boolean {
    return true;
  }
}

/** Starts a run of another DAG, by the id that it had. */
export class RecordedTriggerRun extends TriggerDagRunOperator {
  readonly #recorded: Recorded;
  readonly #given: TriggerDagRunOperatorArguments;

  constructor({ recorded, ...given }: TriggerDagRunOperatorArguments & { readonly recorded: Recorded }) {
    super(given);
    this.#recorded = recorded;
    this.#given = given;
  }

  override prepareForExecution(context: TaskContext): TriggerDagRunOperator {
    const { dag: _, taskGroup: __, ...given } = this.#given;
    return new TriggerDagRunOperator({ ...given, triggerRunId: this.#recorded.startedRun(context) });
  }
}
