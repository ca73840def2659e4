/**
 * Sensors that wait for a time of the day (airflow/sensors/time_sensor.py; from Airflow 3 on providers/standard/sensors/time.py).
 * @module
 */
import { DateTime } from "luxon";
import type { Calendar, DAG, TaskContext } from "../definition/index.ts";
import { type Body, durationMicros, type Micros, SECOND, type Seconds } from "../kernel/index.ts";
import { namesOf, type Problem } from "../options/index.ts";
import type { NewArguments, Rules } from "../rules/index.ts";
import { BaseSensor, type BaseSensorArguments } from "./base-sensor.ts";
import { checkNumber } from "./check-arguments.ts";
import type { StartTriggerArgs } from "./start-trigger-args.ts";
import {
  AsyncMomentSensor,
  DateTimeTrigger,
  lastOfClass,
  MomentSensor,
  momentArgs,
  START_AND_END,
  type StartAndEndArguments,
} from "./time-sensors.ts";

const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

export interface TimeSensorArguments extends BaseSensorArguments {
  /** The time of day in the DAG's time zone, as seconds after midnight. */
  readonly targetTime: Seconds;
  /** Waits in the triggerer. Default false. From Airflow 3 on. */
  readonly deferrable?: boolean;
}

/** The time that clocks show in a zone, as if it were UTC: microseconds from 1970. */
function wallClock(calendar: Calendar, at: Micros, zone: string): Micros {
  return calendar.startMicros + at + offsetAt(calendar.startMicros + at, zone);
}

function offsetAt(micros: Micros, zone: string): Micros {
  return DateTime.fromMillis(Math.floor(micros / 1000), { zone }).offset * MINUTE;
}

/**
 * The moment when clocks show a time: the first of two where they go back, and, where they leave it out, as if they had not yet
 * gone forward, or as if they had.
 */
function momentOfWallClock(calendar: Calendar, wall: Micros, zone: string, leftOutIs: "later" | "earlier"): Micros {
  const [before, after] = [offsetAt(wall - DAY, zone), offsetAt(wall + DAY, zone)];
  const isAfter =
    offsetAt(wall - before, zone) !== before && (leftOutIs === "earlier" || offsetAt(wall - after, zone) === after);
  return wall - (isAfter ? after : before) - calendar.startMicros;
}

/** In the versions that start tasks from their triggers. */
const STARTED = { timesOfDayAreReckoned: "in the DAG's zone, on the day in UTC" } as const;

/** The time of a day: of that on which the DAG was read, the simulation's first. */
function momentOf(
  targetTime: Seconds,
  zone: string,
  calendar: Calendar,
  { timesOfDayAreReckoned }: Pick<Rules, "timesOfDayAreReckoned">,
): Micros {
  const target = durationMicros(targetTime);
  const midnight = (day: Micros) => day - (((day % DAY) + DAY) % DAY);
  switch (timesOfDayAreReckoned) {
    case "in UTC":
      return midnight(calendar.startMicros) + target - calendar.startMicros;
    case "in the DAG's zone, on the day in UTC":
      return momentOfWallClock(calendar, midnight(calendar.startMicros) + target, zone, "later");
    case "in the DAG's zone":
      return momentOfWallClock(calendar, midnight(wallClock(calendar, 0, zone)) + target, zone, "earlier");
  }
}

function targetTimeProblems({ args }: BaseSensor<TimeSensorArguments>): readonly Problem[] {
  return checkNumber("targetTime", args.targetTime, { least: 0, whole: false });
}

/** As Python prints a time: `06:30:00`. */
function timeText(seconds: Seconds): string {
  const micros = durationMicros(seconds);
  const text = new Date(Math.floor(micros / SECOND) * 1000).toISOString().slice(11, 19);
  return micros % SECOND === 0 ? text : `${text}.${String(micros % SECOND).padStart(6, "0")}`;
}

/**
 * Waits until after a time of the day, which counts in the time zone of the DAG. Up to Airflow 2 a look after midnight finds the
 * next day's time before it again; from Airflow 3 on it is the time on the day on which the DAG was read, the simulation's first.
 *
 * @example
 * const dag = new DAG("d");
 * new TimeSensor({ dag, taskId: "t", targetTime: 600 });
 * const result = new Simulation({ dags: [dag] }).trigger("d", { runId: "r" }).run();
 * console.log(result.taskInstance("r", "t").state); // success
 */
export class TimeSensor extends MomentSensor<TimeSensorArguments> {
  static override readonly argumentNames = namesOf<Omit<TimeSensorArguments, keyof BaseSensorArguments>>({
    targetTime: true,
    deferrable: true,
  });
  static override readonly newArguments: NewArguments = {
    ...BaseSensor.newArguments,
    deferrable: { airflow: "3.0" },
  };

  protected override readonly logPlace = "time_sensor.py:45";

  override problems(): readonly Problem[] {
    return [...super.problems(), ...targetTimeProblems(this)];
  }

  override poke(context: TaskContext): boolean {
    if (context.rules.timesOfDayAreReckoned === "in the DAG's zone") return super.poke(context);
    const { targetTime } = this.args;
    context.log.at(this.logPlace).info("Checking if the time (%s) has come", timeText(targetTime));
    return wallClock(context.calendar, context.now, context.dagRun.timezone) % DAY > durationMicros(targetTime);
  }

  override execute(context: TaskContext): Body<unknown> {
    if (this.args.deferrable !== true) return super.execute(context);
    return this.defer({
      trigger: new DateTimeTrigger({ moment: this.moment(context) }),
      methodName: "executeComplete",
    });
  }

  executeComplete(): void {}

  protected override moment({ calendar, rules, dagRun }: TaskContext): Micros {
    return momentOf(this.args.targetTime, dagRun.timezone, calendar, rules);
  }
}

/**
 * Waits in the triggerer until a time of the day on which the DAG was read: the simulation's first. It counts in UTC in Airflow
 * 2.7.2, and in the time zone of the DAG from 2.10 on.
 *
 * @example
 * const dag = new DAG("d");
 * new TimeSensorAsync({ dag, taskId: "t", targetTime: 600 });
 * const result = new Simulation({ dags: [dag] }).trigger("d", { runId: "r" }).run();
 * console.log(result.taskInstance("r", "t").state); // success
 */
export class TimeSensorAsync extends AsyncMomentSensor<TimeSensorArguments & StartAndEndArguments> {
  static override readonly argumentNames = ["targetTime", ...START_AND_END];

  override get startFromTrigger(): boolean {
    return this.args.startFromTrigger ?? false;
  }

  static override startTriggerArgs(dag: DAG | undefined, calendar: Calendar, rules: Rules): StartTriggerArgs {
    const zone = dag?.timezone ?? "utc";
    return lastOfClass(dag, TimeSensorAsync, ({ args }) => momentOf(args.targetTime, zone, calendar, STARTED), rules);
  }

  override startTriggerArgs(calendar: Calendar, rules: Rules): StartTriggerArgs | null {
    if (rules.startTriggerArgumentsAre === "those of the last of a class")
      return super.startTriggerArgs(calendar, rules);
    const { dag, targetTime } = this.args;
    return momentArgs(momentOf(targetTime, dag?.timezone ?? "utc", calendar, rules), this.args);
  }

  override problems(): readonly Problem[] {
    return [...super.problems(), ...targetTimeProblems(this)];
  }

  protected override moment({ calendar, rules, dagRun }: TaskContext): Micros {
    return momentOf(this.args.targetTime, dagRun.timezone, calendar, rules);
  }
}
