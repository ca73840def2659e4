/**
 * Sensors that wait for a time, and their siblings that wait for it in the triggerer (airflow/sensors/date_time.py,
 * time_delta.py, time_sensor.py; airflow/triggers/temporal.py).
 * @module
 */
import type { DateTime } from "luxon";
import { durationMicros, type Micros, SECOND, type Seconds, sleep } from "../kernel/index.ts";
import {
  AirflowException,
  type TaskContext,
  type TaskDeferred,
  type TriggerContext,
  TriggerEvent,
  type TriggerRun,
} from "../model/index.ts";
import { BaseSensor, type BaseSensorArguments } from "./base-sensor.ts";
import { BaseTrigger } from "./base-trigger.ts";

const DAY = 24 * 60 * 60 * SECOND;

/** Fires at a moment, give or take a second: it sleeps in ever smaller steps. */
export class DateTimeTrigger extends BaseTrigger<{ readonly moment: Micros }> {
  override *run(context: TriggerContext): TriggerRun {
    const { moment } = this.kwargs;
    for (const step of [3600, 60, 10]) while (moment - context.now > 2 * step * SECOND) yield sleep(step);
    while (moment > context.now) yield sleep(1);
    yield new TriggerEvent(context.calendar.isoformat(moment));
  }
}

/** Where a sensor and its async sibling differ: one pokes, the other defers until the same moment. */
abstract class MomentSensor<A extends BaseSensorArguments> extends BaseSensor<A> {
  protected abstract moment(context: TaskContext): Micros;

  poke(context: TaskContext): boolean {
    const moment = this.moment(context);
    context.log.info("Checking if the time (%s) has come", context.calendar.isoformat(moment));
    return context.now > moment;
  }
}

abstract class AsyncMomentSensor<A extends BaseSensorArguments> extends MomentSensor<A> {
  override execute(context: TaskContext): TaskDeferred {
    return this.defer({
      trigger: new DateTimeTrigger({ moment: this.moment(context) }),
      methodName: "executeComplete",
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
  if (moment === undefined)
    throw new AirflowException(`Expected \`targetTime\` to be a date in ISO 8601, got \`${text}\``);
  return moment;
}

/** Waits until after a moment. */
export class DateTimeSensor extends MomentSensor<DateTimeSensorArguments> {
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

/** Waits until a moment, deferred. It defers even where the moment is past. */
export class DateTimeSensorAsync extends AsyncMomentSensor<DateTimeSensorArguments> {
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

export interface TimeDeltaSensorArguments extends BaseSensorArguments {
  /** Seconds after the end of the run's data interval. */
  readonly delta: Seconds;
}

/** Waits until after so long after the end of the run's data interval. */
export class TimeDeltaSensor extends MomentSensor<TimeDeltaSensorArguments> {
  protected override moment(context: TaskContext): Micros {
    return context.dagRun.dataIntervalEnd + durationMicros(this.args.delta);
  }
}

/** As TimeDeltaSensor, deferred. It defers even where the moment is past. */
export class TimeDeltaSensorAsync extends AsyncMomentSensor<TimeDeltaSensorArguments> {
  protected override moment(context: TaskContext): Micros {
    return context.dagRun.dataIntervalEnd + durationMicros(this.args.delta);
  }
}

export interface TimeSensorArguments extends BaseSensorArguments {
  /** The time of day in UTC, as seconds after midnight. */
  readonly targetTime: Seconds;
}

/** Waits until after a time of the day on which it runs. */
export class TimeSensor extends MomentSensor<TimeSensorArguments> {
  protected override moment(context: TaskContext): Micros {
    return midnight(context, context.now) + durationMicros(this.args.targetTime);
  }
}

/** Waits until a time of the day on which the DAG was parsed: the simulation's first. */
export class TimeSensorAsync extends AsyncMomentSensor<TimeSensorArguments> {
  protected override moment(context: TaskContext): Micros {
    return midnight(context, 0) + durationMicros(this.args.targetTime);
  }
}

function midnight({ calendar }: TaskContext, at: Micros): Micros {
  return at - ((calendar.startMicros + at) % DAY);
}
