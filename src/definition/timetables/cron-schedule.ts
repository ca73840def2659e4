import { type CronExpression, CronExpressionParser } from "cron-parser";
import { DateTime } from "luxon";
import type { Micros } from "../../kernel/index.ts";
import type { Rules } from "../../rules/index.ts";
import type { Calendar } from "../calendar.ts";
import type { IntervalSchedule } from "./data-interval.ts";

/** airflow/utils/dates.py. */
const PRESETS: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@quarterly": "0 0 1 */3 *",
  "@yearly": "0 0 1 1 *",
};

/** Airflow's croniter has the seconds of a sixth field at the end, the parser here has them in front. */
function parse(expression: string): CronExpression {
  const fields = (PRESETS[expression] ?? expression).trim().split(/\s+/);
  if (fields.length === 6) fields.unshift(fields.pop() as string);
  if (fields.length < 5 || fields.length > 6) throw new RangeError(`expected five or six fields, got ${fields.length}`);
  return CronExpressionParser.parse(fields.join(" "), { tz: "UTC" });
}

/** Whether it is a cron expression or one of Airflow's presets. */
export function isCronExpression(expression: string): boolean {
  try {
    parse(expression);
    return true;
  } catch {
    return false;
  }
}

/**
 * A cron expression in a time zone (`CronMixin`, airflow/timetables/_cron.py). It is evaluated on wall-clock time without
 * zone. Some keep to the wall clock when clocks change (`Rules.cronIsFixedWhere`); of any other, the difference is added to
 * the instant.
 */
export class CronSchedule implements IntervalSchedule {
  readonly #expression: CronExpression;
  readonly #zone: string;
  readonly #calendar: Calendar;
  readonly #isFixed: boolean;

  constructor(expression: string, zone: string, calendar: Calendar, { cronIsFixedWhere }: Rules) {
    this.#expression = parse(expression);
    this.#zone = zone;
    this.#calendar = calendar;
    this.#isFixed = cronIsFixedWhere === "its hour and minute are" ? this.#hasFixedTime() : !this.#coversEveryHour();
  }

  /** Whether its next two times are the same of the day: `_is_schedule_fixed`. */
  #hasFixedTime(): boolean {
    const first = this.#nextWallClock(0);
    return (this.#nextWallClock(first) - first) % 86_400_000 === 0;
  }

  /** `_covers_every_hour`: whether its field of the hours is `*`, or amounts to that. */
  #coversEveryHour(): boolean {
    return this.#expression.fields.hour.values.length === 24;
  }

  next(after: Micros): Micros {
    const wall = this.#toWallClock(after);
    return this.#move(after, wall, this.#nextWallClock(Math.floor(wall)));
  }

  previous(before: Micros): Micros {
    const wall = this.#toWallClock(before);
    this.#expression.reset(new Date(Math.ceil(wall)));
    return this.#move(before, wall, this.#expression.prev().getTime());
  }

  alignToNext(instant: Micros): Micros {
    const next = this.next(instant);
    return this.previous(next) === instant ? instant : next;
  }

  alignToPrevious(instant: Micros): Micros {
    const previous = this.previous(instant);
    return this.next(previous) === instant ? instant : previous;
  }

  /** On a boundary, the interval that ends now; else the last one that has ended. */
  latestStart(now: Micros): Micros {
    const last = this.previous(now);
    return this.next(last) === now ? last : this.previous(last);
  }

  #nextWallClock(millis: number): number {
    this.#expression.reset(new Date(millis));
    return this.#expression.next().getTime();
  }

  /** Milliseconds of the wall clock, as if it were UTC; with a fraction where the instant has one. */
  #toWallClock(instant: Micros): number {
    const millis = (this.#calendar.startMicros + instant) / 1000;
    return millis + DateTime.fromMillis(Math.floor(millis), { zone: this.#zone }).offset * 60_000;
  }

  #move(instant: Micros, wall: number, scheduled: number): Micros {
    if (!this.#isFixed) return instant + Math.round((scheduled - wall) * 1000);
    const naive = DateTime.fromMillis(scheduled, { zone: "utc" });
    return this.#calendar.instant(naive.setZone(this.#zone, { keepLocalTime: true }));
  }
}
