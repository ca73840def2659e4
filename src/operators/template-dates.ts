/**
 * Dates in templates: what they commonly ask of pendulum's DateTime, of Python's datetime and of Airflow's macros.
 * @module
 */
import { DateTime, IANAZone } from "luxon";
import type { TaskContext } from "../definition/index.ts";
import { durationMicros, type Micros } from "../kernel/index.ts";
import { pendulumFormat, strftime, strptime, type WrittenDate } from "./template-date-texts.ts";
import { InvalidTimezone, PythonTypeError } from "./template-errors.ts";
import { ADD, plain, STR, SUB, TYPE, templateFunction } from "./template-values.ts";

/** Where a timedelta keeps its microseconds. */
const MICROS = "__microseconds__";

const MINUTE = 60_000_000;

/** The calendar and rules by which dates are reckoned and written. */
type DateContext = Pick<TaskContext, "calendar" | "rules">;

/** The dates that were last made, by their instants: a run's is asked for by each of its tasks, and by each of their pokes. */
const MADE = new WeakMap<DateContext["calendar"], Map<Micros, Record<string, unknown>>>();

const MOST_MADE = 100;

/** An instant as templates see it, in UTC. */
export function templateDate(context: DateContext, at: Micros): Record<string, unknown> {
  const made = madeBy(context.calendar);
  const date = made.get(at) ?? dateIn(context, at, "UTC");
  made.set(at, date);
  return date;
}

function madeBy(calendar: DateContext["calendar"]): Map<Micros, Record<string, unknown>> {
  let made = MADE.get(calendar);
  if (made === undefined || made.size >= MOST_MADE) {
    made = new Map();
    MADE.set(calendar, made);
  }
  return made;
}

function dateIn(context: DateContext, at: Micros, zone: string): Record<string, unknown> {
  const { calendar, rules } = context;
  const day = zone === "UTC" ? calendar.date(at) : calendar.date(at).setZone(zone);
  const date = { day, microsecond: calendar.microsecond(at) };
  const moved = (by: Micros) => dateIn(context, at + by, zone);
  const byUnits = (sign: 1 | -1) =>
    templateFunction(({ kwargs }) => {
      const units = Object.fromEntries(Object.entries(kwargs).map(([unit, count]) => [unit, sign * Number(count)]));
      return moved(calendar.instant(day.plus(units)) - calendar.instant(day));
    });
  const byDelta = (sign: 1 | -1) => (delta: unknown) =>
    moved(sign * Number((plain(delta) as Readonly<Record<string, unknown>>)[MICROS]));
  const inTimezone = (given: unknown) => dateIn(context, at, zoneName(plain(given)));
  const shifted = at + day.offset * MINUTE;
  const written = (text: string) => (zone === "UTC" ? text : text.replace(/\+00:00$/, day.toFormat("ZZ")));
  const isoformat = () => written(calendar.isoformat(shifted));
  return {
    ...fieldsOf(date),
    [TYPE]: "DateTime",
    [STR]: rules.datesAreWritten === "with T" ? isoformat() : written(calendar.str(shifted)),
    isoformat,
    format: (format: unknown) => pendulumFormat(date, String(format)),
    add: byUnits(1),
    subtract: byUnits(-1),
    in_timezone: inTimezone,
    in_tz: inTimezone,
    timezone_name: zone,
    day_of_week: rules.daysOfWeekBeginWith === "Sunday" ? day.weekday % 7 : day.weekday - 1,
    [ADD]: byDelta(1),
    [SUB]: byDelta(-1),
  };
}

/** A time zone as templates see it: `dag.timezone`. */
export function templateZone(zone: string): Record<string, unknown> {
  return { [TYPE]: "Timezone", [STR]: `Timezone('${zone}')`, name: zone };
}

/** The name of a zone that is given by it, or as it is. */
function zoneName(given: unknown): string {
  const name = typeof given === "object" && given !== null && "name" in given ? given.name : given;
  if (typeof name !== "string" || !IANAZone.isValidZone(name))
    throw new InvalidTimezone(`Invalid timezone "${String(name)}"`);
  return name;
}

function fieldsOf(date: WrittenDate): Record<string, unknown> {
  const { day, microsecond } = date;
  return {
    year: day.year,
    month: day.month,
    day: day.day,
    hour: day.hour,
    minute: day.minute,
    second: day.second,
    microsecond,
    int_timestamp: Math.floor(day.toSeconds()),
    timestamp: () => day.toSeconds(),
    strftime: (format: unknown) => strftime(date, String(format)),
    to_date_string: () => day.toFormat("yyyy-MM-dd"),
    to_datetime_string: () => day.toFormat("yyyy-MM-dd HH:mm:ss"),
    weekday: () => day.weekday - 1,
    isoweekday: () => day.weekday,
  };
}

/** The macros of airflow/macros that need neither chance nor the clock. */
export const MACROS = {
  [TYPE]: "airflow.macros",
  ds_add: (ds: unknown, days: unknown) => {
    const { day } = strptime(textOf(ds), "%Y-%m-%d");
    return day.plus({ days: numberOf(days, "days") }).toFormat("yyyy-MM-dd");
  },
  ds_format: (ds: unknown, input: unknown, output: unknown) =>
    strftime(strptime(textOf(ds), String(input)), String(output)),
  datetime: (...args: unknown[]) => naiveDate(args.filter((arg) => typeof arg === "number")),
  timedelta: templateFunction(({ args: [days], kwargs }) => {
    const seconds = Object.entries({ days: days ?? 0, ...kwargs })
      .map(([unit, count]) => (SECONDS_OF[unit] ?? Number.NaN) * numberOf(count, unit))
      .reduce((sum, part) => sum + part, 0);
    return { [TYPE]: "datetime.timedelta", [MICROS]: durationMicros(seconds), total_seconds: () => seconds };
  }),
};

/** `str()` of what a macro is given. */
function textOf(given: unknown): string {
  return given === null ? "None" : String(given);
}

/** A part of a timedelta. */
function numberOf(given: unknown, unit: string): number {
  if (typeof given === "number") return given;
  const type = given === null ? "NoneType" : typeof given === "string" ? "str" : typeof given;
  throw new PythonTypeError(`unsupported type for timedelta ${unit} component: ${type}`);
}

const SECONDS_OF: Readonly<Record<string, number>> = {
  weeks: 604_800,
  days: 86_400,
  hours: 3600,
  minutes: 60,
  seconds: 1,
  milliseconds: 1e-3,
  microseconds: 1e-6,
};

/** `datetime.datetime(2024, 5, 6)`. */
function naiveDate([year = 1, month = 1, day = 1, ...time]: readonly number[]): Record<string, unknown> {
  const [hour = 0, minute = 0, second = 0] = time;
  const date = DateTime.utc(year, month, day, hour, minute, second);
  return {
    ...fieldsOf({ day: date, microsecond: 0 }),
    [TYPE]: "datetime.datetime",
    [STR]: date.toFormat("yyyy-MM-dd HH:mm:ss"),
    isoformat: () => date.toFormat("yyyy-MM-dd'T'HH:mm:ss"),
  };
}
