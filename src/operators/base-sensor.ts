import {
  AirflowException,
  AirflowFailException,
  AirflowSensorTimeout,
  AirflowSkipException,
  AirflowTaskTerminated,
  AirflowTaskTimeout,
  exceptionMessage,
  jittered,
  type TaskContext,
  TaskDeferralTimeout,
  TaskRescheduled,
} from "../definition/index.ts";
import { type Body, durationMicros, type Seconds, type Steps, settle, sleep, takesTime } from "../kernel/index.ts";
import { expected, namesOf, type Problem } from "../options/index.ts";
import { isTruthy, pythonFloat } from "../python/index.ts";
import type { NewArguments, Rules } from "../rules/index.ts";
import { BaseOperator } from "./base-operator.ts";
import type { BaseOperatorArguments } from "./base-operator-arguments.ts";
import { checkNumber } from "./check-arguments.ts";

/** The arguments that every sensor takes, with Airflow's defaults. */
export interface BaseSensorArguments extends BaseOperatorArguments {
  /** Seconds between two pokes. Default 60. */
  readonly pokeInterval?: Seconds;
  /** Seconds until it gives up. Default seven days. */
  readonly timeout?: Seconds;
  /** True if its timeout makes it skipped instead of failed. Default false. */
  readonly softFail?: boolean;
  /** `poke` holds its worker slot between two pokes, `reschedule` gives it back. Default `poke`. */
  readonly mode?: "poke" | "reschedule";
  /** True if the time between pokes grows. Default false. */
  readonly exponentialBackoff?: boolean;
  /** Most seconds between two pokes with exponential backoff. Default none. */
  readonly maxWait?: Seconds | null;
  /** True if errors of a poke count as "not yet". Default false. */
  readonly silentFail?: boolean;
  /** True if errors of a poke make it skipped, but not its timeout. Default false. From Airflow 2.10 on. */
  readonly neverFail?: boolean;
}

/**
 * The value that a poke may return instead of true, to push a value as well.
 *
 * @example
 * const dag = new DAG("d");
 * new PythonSensor({ dag, taskId: "t", pythonCallable: () => new PokeReturnValue(true, "found") });
 * const result = new Simulation({ dags: [dag] }).trigger("d", { runId: "r" }).run();
 * console.log(result.taskInstance("r", "t").state); // success
 */
export class PokeReturnValue {
  readonly isDone: boolean;
  readonly xcomValue: unknown;

  constructor(isDone: boolean, xcomValue?: unknown) {
    this.isDone = isDone;
    this.xcomValue = xcomValue;
  }
}

type PokeResult = boolean | PokeReturnValue;

/**
 * The base class of sensors (airflow/sensors/base.py; spec/airflow-core.md, section 4). Override `poke`: plain, async or a
 * generator. The timeout is looked at only after a poke that was in vain, and strictly: the last poke may come after it.
 *
 * @example
 * class Later extends BaseSensor {
 *   poke(context: TaskContext) {
 *     return context.now >= 120 * SECOND;
 *   }
 * }
 * const dag = new DAG("d");
 * new Later({ dag, taskId: "t", pokeInterval: 30 });
 * const result = new Simulation({ dags: [dag] }).trigger("d", { runId: "r" }).run();
 * console.log(result.taskInstance("r", "t").state); // success
 */
export abstract class BaseSensor<
  Arguments extends BaseSensorArguments = BaseSensorArguments,
> extends BaseOperator<Arguments> {
  static override readonly argumentNames: readonly string[] = namesOf<
    Omit<BaseSensorArguments, keyof BaseOperatorArguments>
  >({
    pokeInterval: true,
    timeout: true,
    softFail: true,
    mode: true,
    exponentialBackoff: true,
    maxWait: true,
    silentFail: true,
    neverFail: true,
  });
  static override readonly newArguments: NewArguments = {
    ...BaseOperator.newArguments,
    neverFail: { airflow: "2.10" },
  };

  readonly pokeInterval: Seconds;
  readonly timeout: Seconds;
  readonly softFail: boolean;
  readonly mode: "poke" | "reschedule";
  readonly exponentialBackoff: boolean;
  readonly maxWait: Seconds | null;
  readonly silentFail: boolean;
  readonly neverFail: boolean;

  constructor(given: Arguments) {
    super(given);
    const { pokeInterval, timeout, softFail, mode, exponentialBackoff, maxWait, silentFail, neverFail } = this.args;
    this.pokeInterval = pokeInterval ?? 60;
    this.timeout = timeout ?? 7 * 24 * 60 * 60;
    this.softFail = softFail ?? false;
    this.mode = mode ?? "poke";
    this.exponentialBackoff = exponentialBackoff ?? false;
    this.maxWait = maxWait ?? null;
    this.silentFail = silentFail ?? false;
    this.neverFail = neverFail ?? false;
  }

  /** Tells if what it waits for is there. */
  abstract poke(context: TaskContext): Body<PokeResult>;

  override get reschedule(): boolean {
    return this.mode === "reschedule";
  }

  override get onlyWaits(): boolean {
    return true;
  }

  override get isSensor(): boolean {
    return true;
  }

  override problems(): readonly Problem[] {
    const seconds = { least: 0, whole: false };
    const problems = [...super.problems(), ...checkNumber("pokeInterval", this.args.pokeInterval, seconds)];
    problems.push(
      ...checkNumber("timeout", this.args.timeout, seconds),
      ...checkNumber("maxWait", this.args.maxWait, seconds),
    );
    if (this.mode !== "poke" && this.mode !== "reschedule")
      problems.push(expected("mode", "`poke` or `reschedule`", this.mode));
    if (this.softFail && this.neverFail)
      problems.push({
        path: "neverFail",
        message: "soft_fail and never_fail are mutually exclusive, you can not provide both: leave one of the two",
      });
    return problems;
  }

  execute(context: TaskContext): Body<unknown> {
    return this.pokeUntilDone(context);
  }

  /** The loop of poke and sleep; in reschedule mode one turn of it. */
  protected *pokeUntilDone(context: TaskContext): Steps<unknown> {
    const duration = this.reschedule ? this.#durationOverReschedules(context) : this.#durationOfPoking(context);
    const usual = this.pokeIntervalBy(context.rules);
    const pause = sleep(usual);
    for (let pokes = 1; ; pokes += 1) {
      let result: PokeResult;
      context.recordPoke();
      try {
        const poked = this.poke(context);
        result = takesTime(poked) ? yield* settle(poked) : poked;
      } catch (error) {
        result = this.#failedPoke(error, context);
      }
      if (result instanceof PokeReturnValue ? result.isDone : isTruthy(result)) {
        context.log.at("base.py:287").info("Success criteria met. Exiting.");
        return result instanceof PokeReturnValue ? result.xcomValue : null;
      }
      const seconds = duration.seconds();
      if (seconds > this.timeout) this.#giveUp(seconds);
      const interval = this.exponentialBackoff ? this.#backoff(context, duration, seconds, pokes) : usual;
      if (this.reschedule) return new TaskRescheduled(context.now + durationMicros(interval));
      yield interval === usual ? pause : sleep(interval);
    }
  }

  /** Handles an error of a poke, which may skip the task or count as false. */
  #failedPoke(error: unknown, context: TaskContext): false {
    if (error instanceof AirflowSkipException) throw error;
    if (error instanceof AirflowTaskTerminated) throw error; // no `except Exception` catches it
    const isFinal =
      error instanceof AirflowSensorTimeout ||
      error instanceof AirflowTaskTimeout ||
      error instanceof AirflowFailException;
    if (!isFinal && this.silentFail) {
      context.log.at("base.py:252").error("Sensor poke failed: \n %s", exceptionMessage(error));
      return false;
    }
    if (this.softFail && (isFinal || context.rules.softFailSkipsAnyError))
      throw new AirflowSkipException("Skipping due to soft_fail is set to True.", { cause: error });
    if (this.neverFail) throw new AirflowSkipException("Skipping due to never_fail is set to True.", { cause: error });
    throw error;
  }

  #giveUp(seconds: Seconds): never {
    const message = `Sensor has timed out; run duration of ${pythonFloat(seconds)} seconds exceeds the specified timeout of ${pythonFloat(this.timeout)}.`;
    throw this.softFail ? new AirflowSkipException(message) : new AirflowSensorTimeout(message);
  }

  /** In poke mode the time counts from the start of this execution, by the monotonic clock. */
  #durationOfPoking(context: TaskContext): Duration {
    const start = context.monotonic();
    return { startedAt: () => pythonFloat(start), seconds: () => context.monotonic() - start };
  }

  /**
   * In reschedule mode it counts from the first run of the first try, where that has rescheduled itself; else from now, or
   * from the first run of a later one that has: see `Rules.rescheduledSinceLaterTries`.
   */
  #durationOverReschedules(context: TaskContext): Duration {
    const { ti, calendar } = context;
    const firstTry = ti.maxTries - this.settings.retries + 1;
    const start = ti.firstRescheduleStart(firstTry, context.rules.rescheduledSinceLaterTries) ?? context.now;
    return { startedAt: () => calendar.str(start), seconds: () => (context.now - start) / 1e6 };
  }

  /** Seconds between two pokes. Some sensors have a default of their own, in some versions. */
  protected pokeIntervalBy(_rules: Rules): Seconds {
    return this.pokeInterval;
  }

  /** `_get_next_poke_interval`. In reschedule mode each process counts its pokes from one: see `Rules.rescheduledBackoff`. */
  #backoff(context: TaskContext, duration: Duration, seconds: Seconds, pokes: number): Seconds {
    const usual = this.pokeIntervalBy(context.rules);
    const startedAt = duration.startedAt();
    const backoffAfter = (count: number) => {
      const least = Math.max(Math.trunc(usual * 2 ** (count - 2)), 1);
      return jittered(`${context.ti.dagId}#${this.taskId}#${startedAt}#${count}`, least);
    };
    const isWorkedOut = this.reschedule && context.rules.rescheduledBackoff !== "never grows";
    const backoff = backoffAfter(isWorkedOut ? pokesWithin(seconds, backoffAfter) : pokes);
    const interval = Math.min(this.timeout - Math.trunc(seconds), backoff);
    const limited = this.maxWait === null ? interval : Math.min(this.maxWait, interval);
    context.log.at("base.py:323").info("new %s interval is %s", this.mode, limited);
    return limited;
  }

  /**
   * With `softFail`, what goes wrong after a deferral skips the task. What goes wrong before it does not. The timeout of a
   * deferral is the sensor's own, in some versions.
   */
  override resumeExecution(
    nextMethod: string,
    nextKwargs: Readonly<Record<string, unknown>>,
    context: TaskContext,
  ): Body<unknown> {
    return this.softFail || context.rules.triggerTimeoutIs === "a TaskDeferralTimeout"
      ? this.#resumeOrSkip(nextMethod, nextKwargs, context)
      : super.resumeExecution(nextMethod, nextKwargs, context);
  }

  *#resumeOrSkip(
    nextMethod: string,
    nextKwargs: Readonly<Record<string, unknown>>,
    context: TaskContext,
  ): Steps<unknown> {
    try {
      return yield* settle(super.resumeExecution(nextMethod, nextKwargs, context));
    } catch (error) {
      const failure = error instanceof TaskDeferralTimeout ? new AirflowSensorTimeout(error.message) : error;
      const skips = this.softFail || (this.neverFail && context.rules.triggerTimeoutIs === "a TaskDeferralTimeout");
      throw skips && failure instanceof AirflowException
        ? new AirflowSkipException(exceptionMessage(failure), { cause: failure })
        : failure;
    }
  }
}

/** Counts the pokes, with the backoff after each, that lie in that time. */
function pokesWithin(seconds: Seconds, backoffAfter: (count: number) => Seconds): number {
  let count = 0;
  for (let passed = 0; passed <= seconds; passed += backoffAfter(count)) count += 1;
  return count;
}

interface Duration {
  /** The start as Python writes it, which the jitter of the backoff is made of. */
  readonly startedAt: () => string;
  readonly seconds: () => Seconds;
}
