/**
 * Sensors that wait for a moment, and their siblings that wait for it in the triggerer (airflow/sensors/date_time.py,
 * time_delta.py; airflow/triggers/temporal.py). Those that wait for a time of the day are in time-of-day-sensors.ts.
 * @module
 */

import { DateTime } from "luxon";
import {
  type Calendar,
  type DAG,
  ParserError,
  type TaskContext,
  type TaskDeferred,
  TaskSuccessEvent,
  type Trigger,
  type TriggerContext,
  TriggerEvent,
  type TriggerRun,
} from "../definition/index.ts";
import { type Body, durationMicros, type Micros, SECOND, type Seconds, sleep } from "../kernel/index.ts";
import { expected, namesOf, type Problem } from "../options/index.ts";
import { pythonRepr } from "../python/index.ts";
import { END_FROM_TRIGGER, type NewArguments, type Rules } from "../rules/index.ts";
import { BaseSensor, type BaseSensorArguments } from "./base-sensor.ts";
import { BaseTrigger } from "./base-trigger.ts";
import { checkSpan } from "./check-arguments.ts";
import type { MappedStartArguments, StartTriggerArgs } from "./start-trigger-args.ts";

/**
 * Fires at a moment, give or take a second: it sleeps in ever smaller steps.
 *
 * @example
 * const trigger = new DateTimeTrigger({ moment: 600 * SECOND });
 * console.log(trigger.serialize()); // { moment: 600000000 }
 */
export class DateTimeTrigger extends BaseTrigger<DateTimeTriggerArguments> {
  override *run(context: TriggerContext): TriggerRun {
    const { moment, endFromTrigger = false } = this.kwargs;
    const log = context.log.at("temporal.py");
    log.info("trigger starting");
    for (const step of [3600, 60, 10])
      while (moment - context.now > 2 * step * SECOND) {
        log.info("%s seconds remaining; sleeping %s seconds", Math.trunc((moment - context.now) / SECOND), step);
        yield sleep(step);
      }
    while (moment > context.now) {
      log.info("sleeping 1 second...");
      yield sleep(1);
    }
    log.info("yielding event with payload %s", context.calendar.isoformat(moment));
    yield endFromTrigger ? new TaskSuccessEvent() : new TriggerEvent(context.calendar.isoformat(moment));
  }

  /** In the triggerer, which fails a trigger that it cannot make. */
  override recreate(kwargs: Readonly<Record<string, unknown>>): Trigger {
    if (typeof kwargs["moment"] !== "number")
      throw new TypeError(`Expected datetime.datetime type for moment. Got ${pythonRepr(kwargs["moment"])}`);
    return super.recreate(kwargs);
  }
}

export interface DateTimeTriggerArguments {
  readonly moment: Micros;
  /** True if it ends the task itself. Default false. */
  readonly endFromTrigger?: boolean;
}

/** Arguments with which a sensor needs one visit of a worker less, or two. */
export interface StartAndEndArguments extends EndArguments, MappedStartArguments {
  /** True if the scheduler defers it, so that no worker begins it. Default false. From Airflow 2.10 on. */
  readonly startFromTrigger?: boolean;
}

export interface EndArguments {
  /** True if its trigger ends it, so that no worker takes it up again. Default false. From Airflow 2.10 on. */
  readonly endFromTrigger?: boolean;
}

export const START_AND_END = namesOf<StartAndEndArguments>({
  startFromTrigger: true,
  triggerKwargs: true,
  nextKwargs: true,
  triggerTimeout: true,
  endFromTrigger: true,
});

/**
 * Airflow's sensors write what their trigger is made of into their class when they are constructed: of all of one class in a
 * DAG's file that start from their trigger, the last decides for all, and for mapped ones that are not told otherwise.
 */
export function lastOfClass<Sensor extends BaseSensor>(
  dag: DAG | undefined,
  sensorClass: abstract new (given: never) => Sensor,
  momentOf: (sensor: Sensor) => Micros | undefined,
  { startTriggerArgumentsAre }: Rules,
): StartTriggerArgs {
  const isShared = startTriggerArgumentsAre === "those of the last of a class";
  const tasks: readonly unknown[] = isShared ? [...(dag?.tasks.values() ?? [])] : [];
  const last = tasks.findLast((task): task is Sensor => task instanceof sensorClass && task.startFromTrigger);
  return last === undefined ? momentArgs(undefined, {}) : momentArgs(momentOf(last), last.args as EndArguments);
}

/** Returns the arguments of a trigger that the scheduler makes, which waits until a moment. */
export function momentArgs(moment: Micros | undefined, { endFromTrigger = false }: EndArguments): StartTriggerArgs {
  // as long as none has, there is an empty text in place of a moment, of which no trigger can be made
  const kwargs = { moment: moment ?? ("" as never), endFromTrigger };
  return { trigger: new DateTimeTrigger(kwargs), nextMethod: "executeComplete" };
}

/** Where a sensor and its async sibling differ: one pokes, the other defers until the same moment. */
export abstract class MomentSensor<A extends BaseSensorArguments> extends BaseSensor<A> {
  protected abstract moment(context: TaskContext): Micros;
  /** Where in Airflow's code it says that it looks; empty where it never does. */
  protected readonly logPlace: string = "";

  poke(context: TaskContext): boolean {
    const moment = this.moment(context);
    context.log.at(this.logPlace).info("Checking if the time (%s) has come", context.calendar.isoformat(moment));
    return context.now > moment;
  }
}

export abstract class AsyncMomentSensor<A extends BaseSensorArguments & EndArguments> extends MomentSensor<A> {
  static override readonly newArguments: NewArguments = {
    ...BaseSensor.newArguments,
    endFromTrigger: END_FROM_TRIGGER,
  };

  override execute(context: TaskContext): Body<unknown> {
    return this.deferUntil(this.moment(context));
  }

  protected deferUntil(moment: Micros, timeout: Seconds | null = null): TaskDeferred {
    const { endFromTrigger = false } = this.args;
    return this.defer({
      trigger: new DateTimeTrigger({ moment, endFromTrigger }),
      methodName: "executeComplete",
      ...(timeout === null ? {} : { timeout }),
    });
  }

  executeComplete(): void {}
}

export interface DateTimeSensorArguments extends BaseSensorArguments {
  /** The moment, as a date or ISO 8601 text; a text is rendered with Jinja. */
  readonly targetTime: DateTime | string;
}

function isoText(time: DateTime | string): string {
  return typeof time === "string" ? time : (time.toUTC().toISO() ?? "");
}

function parseMoment(context: TaskContext, text: string): Micros {
  const moment = context.calendar.parse(text);
  if (moment === undefined) throw new ParserError(`Expected \`targetTime\` to be a date in ISO 8601, got \`${text}\``);
  return moment;
}

/**
 * Waits until after a moment.
 *
 * @example
 * const dag = new DAG("d");
 * new DateTimeSensor({ dag, taskId: "t", targetTime: "2024-01-01T00:10:00Z" });
 * const result = new Simulation({ dags: [dag] }).trigger("d", { runId: "r" }).run();
 * console.log(result.taskInstance("r", "t").state); // success
 */
export class DateTimeSensor extends MomentSensor<DateTimeSensorArguments> {
  static override readonly argumentNames = namesOf<Omit<DateTimeSensorArguments, keyof BaseSensorArguments>>({
    targetTime: true,
  });

  protected override readonly logPlace = "date_time.py:74";
  static override readonly templateFields: readonly string[] = ["targetTime"];
  targetTime: string;

  constructor(given: DateTimeSensorArguments) {
    super(given);
    this.targetTime = isoText(this.args.targetTime);
  }

  protected override moment(context: TaskContext): Micros {
    return parseMoment(context, this.targetTime);
  }
}

/**
 * Waits until a moment, deferred. It defers even where the moment is past.
 *
 * @example
 * const dag = new DAG("d");
 * new DateTimeSensorAsync({ dag, taskId: "t", targetTime: "2024-01-01T00:10:00Z" });
 * const result = new Simulation({ dags: [dag] }).trigger("d", { runId: "r" }).run();
 * console.log(result.taskInstance("r", "t").state); // success
 */
export class DateTimeSensorAsync extends AsyncMomentSensor<DateTimeSensorArguments & StartAndEndArguments> {
  static override readonly argumentNames = ["targetTime", ...START_AND_END];
  static override readonly templateFields: readonly string[] = ["targetTime"];
  targetTime: string;

  constructor(given: DateTimeSensorArguments & StartAndEndArguments) {
    super(given);
    this.targetTime = isoText(this.args.targetTime);
  }

  override get startFromTrigger(): boolean {
    return this.args.startFromTrigger ?? false;
  }

  static override startTriggerArgs(dag: DAG | undefined, calendar: Calendar, rules: Rules): StartTriggerArgs {
    return lastOfClass(dag, DateTimeSensorAsync, ({ targetTime }) => calendar.parse(targetTime), rules);
  }

  override startTriggerArgs(calendar: Calendar, rules: Rules): StartTriggerArgs | null {
    const isShared = rules.startTriggerArgumentsAre === "those of the last of a class";
    return isShared ? super.startTriggerArgs(calendar, rules) : momentArgs(calendar.parse(this.targetTime), this.args);
  }

  override problems(): readonly Problem[] {
    const isDate = !this.startFromTrigger || DateTime.fromISO(this.targetTime).isValid;
    return isDate
      ? super.problems()
      : [
          ...super.problems(),
          expected("targetTime", "a date in ISO 8601, as it starts from its trigger", this.targetTime),
        ];
  }

  protected override moment(context: TaskContext): Micros {
    return parseMoment(context, this.targetTime);
  }
}

/** So long after the end of the run's data interval, or, where it has none, after the moment from which on it may run. */
function momentOf({ dagRun }: TaskContext, delta: Seconds): Micros {
  return (dagRun.dataIntervalEnd ?? dagRun.runAfter) + durationMicros(delta);
}

export interface TimeDeltaSensorArguments extends BaseSensorArguments {
  /** Seconds after the end of the run's data interval. */
  readonly delta: Seconds;
  /** Waits in the triggerer. Default false. From Airflow 3 on. */
  readonly deferrable?: boolean;
}

/** A sensor in the triggerer until so long after the end of the run's data interval. */
abstract class DeferredDeltaSensor extends AsyncMomentSensor<TimeDeltaSensorArguments & EndArguments> {
  override problems(): readonly Problem[] {
    return [...super.problems(), ...checkSpan("delta", this.args.delta)];
  }

  /** Where the moment is past, `Rules.pastTimeDeltaDefers` decides; how long it waits, `Rules.deltaSensorsTimeOutDeferred`. */
  override execute(context: TaskContext): Body<unknown> {
    const { pastTimeDeltaDefers, deltaSensorsTimeOutDeferred } = context.rules;
    const moment = this.moment(context);
    if (context.now > moment && !pastTimeDeltaDefers) return true;
    return this.deferUntil(moment, deltaSensorsTimeOutDeferred ? this.timeout : null);
  }

  protected override moment(context: TaskContext): Micros {
    return momentOf(context, this.args.delta);
  }
}

/**
 * Waits until after so long after the end of the run's data interval.
 *
 * @example
 * const dag = new DAG("d");
 * new TimeDeltaSensor({ dag, taskId: "t", delta: 600 });
 * const result = new Simulation({ dags: [dag] }).trigger("d", { runId: "r" }).run();
 * console.log(result.taskInstance("r", "t").state); // success
 */
export class TimeDeltaSensor extends DeferredDeltaSensor {
  static override readonly argumentNames = ["delta", "deferrable", "endFromTrigger"];
  static override readonly newArguments: NewArguments = {
    ...BaseSensor.newArguments,
    deferrable: { airflow: "3.0" },
    endFromTrigger: { airflow: "3.0" },
  };

  protected override readonly logPlace = "time_delta.py:47";

  override execute(context: TaskContext): Body<unknown> {
    return this.args.deferrable === true ? super.execute(context) : this.pokeUntilDone(context);
  }
}

/**
 * As TimeDeltaSensor, deferred.
 *
 * @example
 * const dag = new DAG("d");
 * new TimeDeltaSensorAsync({ dag, taskId: "t", delta: 600 });
 * const result = new Simulation({ dags: [dag] }).trigger("d", { runId: "r" }).run();
 * console.log(result.taskInstance("r", "t").state); // success
 */
export class TimeDeltaSensorAsync extends DeferredDeltaSensor {
  static override readonly argumentNames = ["delta", "endFromTrigger"];
}
