import { durationMicros, type Seconds } from "../../kernel/index.ts";
import type { AirflowConfig, Rules } from "../../rules/index.ts";
import type { Calendar } from "../calendar.ts";
import type { DAG } from "../dag.ts";
import { isDatasetSchedule } from "../dataset.ts";
import { NULL_TIMETABLE, type Timetable } from "../timetable.ts";
import { CronSchedule } from "./cron-schedule.ts";
import { DataIntervalTimetable, DeltaSchedule } from "./data-interval.ts";
import { EventsSchedule, EventsTimetable } from "./events.ts";
import { CONTINUOUS_TIMETABLE, ONCE_TIMETABLE } from "./simple.ts";
import {
  CronPartitionTimetable,
  CronTriggerTimetable,
  DeltaTriggerTimetable,
  MultipleCronTriggerTimetable,
  MultipleTriggerTimetable,
  PartitionTimetable,
  TriggerTimetable,
} from "./trigger.ts";

/** The timetable of a DAG's schedule (`create_timetable`, models/dag.py). Cron expressions count in the zone of its start date. */
export function timetableOf(
  dag: DAG,
  { config, calendar, rules }: { readonly config: AirflowConfig; readonly calendar: Calendar; readonly rules: Rules },
): Timetable {
  const { schedule = null } = dag.arguments;
  const { createCronDataIntervals } = config.scheduler;
  if (schedule === null) return NULL_TIMETABLE;
  if (schedule === "@once") return ONCE_TIMETABLE;
  if (schedule === "@continuous") return CONTINUOUS_TIMETABLE;
  if (isDatasetSchedule(schedule)) return NULL_TIMETABLE; // `DatasetTriggeredTimetable`: nothing by the time alone
  const cron = (expression: string) => sharedCron(expression, dag.timezone, calendar, rules);
  const every = (delta: Seconds) => new DeltaSchedule(durationMicros(delta), calendar, rules);
  if (typeof schedule === "string")
    return createCronDataIntervals
      ? new DataIntervalTimetable(cron(schedule))
      : new TriggerTimetable(cron(schedule), 0);
  if (schedule instanceof CronPartitionTimetable)
    return new PartitionTimetable(cron(schedule.cron), schedule, calendar);
  if (schedule instanceof CronTriggerTimetable) return new TriggerTimetable(cron(schedule.cron), schedule.interval);
  if (schedule instanceof MultipleCronTriggerTimetable) {
    const { crons, interval } = schedule;
    return new MultipleTriggerTimetable(crons.map((expression) => new TriggerTimetable(cron(expression), interval)));
  }
  if (schedule instanceof EventsTimetable) return new EventsSchedule(schedule, calendar, rules);
  if (schedule instanceof DeltaTriggerTimetable) return new TriggerTimetable(every(schedule.delta), schedule.interval);
  if ("every" in schedule)
    return createCronDataIntervals || !rules.deltasFollowCronOption
      ? new DataIntervalTimetable(every(schedule.every))
      : new TriggerTimetable(every(schedule.every), 0);
  return schedule;
}

/** The cron schedules of each simulation, which has a calendar of its own. */
const schedules = new WeakMap<Calendar, Map<string, CronSchedule>>();

/** One schedule for all DAGs of an expression and zone, so that its instants are worked out once. */
function sharedCron(expression: string, zone: string, calendar: Calendar, rules: Rules): CronSchedule {
  const known = schedules.get(calendar) ?? new Map<string, CronSchedule>();
  schedules.set(calendar, known);
  const key = `${zone} ${expression}`;
  const schedule = known.get(key) ?? new CronSchedule(expression, zone, calendar, rules);
  known.set(key, schedule);
  return schedule;
}

export { cronProblem } from "./cron-schedule.ts";
export { EventsTimetable } from "./events.ts";
export {
  CronPartitionTimetable,
  CronTriggerTimetable,
  DeltaTriggerTimetable,
  MultipleCronTriggerTimetable,
} from "./trigger.ts";
