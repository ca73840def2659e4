import { durationMicros } from "../../kernel/index.ts";
import type { Calendar } from "../calendar.ts";
import type { DAG } from "../dag.ts";
import { isDatasetList } from "../dataset.ts";
import type { Rules } from "../rules.ts";
import { NULL_TIMETABLE, type Timetable } from "../timetable.ts";
import { CronSchedule } from "./cron-schedule.ts";
import { DataIntervalTimetable, DeltaSchedule } from "./data-interval.ts";
import { CONTINUOUS_TIMETABLE, ONCE_TIMETABLE } from "./simple.ts";

/** The timetable of a DAG's schedule (`create_timetable`, models/dag.py). Cron expressions count in the zone of its start date. */
export function timetableOf(dag: DAG, calendar: Calendar, rules: Rules): Timetable {
  const { schedule = null, startDate } = dag.arguments;
  if (schedule === null) return NULL_TIMETABLE;
  if (schedule === "@once") return ONCE_TIMETABLE;
  if (schedule === "@continuous") return CONTINUOUS_TIMETABLE;
  if (isDatasetList(schedule)) return NULL_TIMETABLE; // `DatasetTriggeredTimetable`: nothing by the time alone
  if (typeof schedule === "string")
    return new DataIntervalTimetable(new CronSchedule(schedule, startDate?.zoneName ?? "utc", calendar, rules));
  if ("every" in schedule)
    return new DataIntervalTimetable(new DeltaSchedule(durationMicros(schedule.every), calendar, rules));
  return schedule;
}

export { isCronExpression } from "./cron-schedule.ts";
