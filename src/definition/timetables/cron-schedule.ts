import { DateTime } from "luxon";
import type { Micros } from "../../kernel/index.ts";
import type { Rules } from "../../rules/index.ts";
import type { Calendar } from "../calendar.ts";
import {
  type CronFields,
  CroniterBadCronError,
  type CronRules,
  HOUR,
  readCron,
  searchCron,
  type WallSeconds,
} from "../cron/index.ts";
import type { IntervalSchedule } from "./data-interval.ts";

/** Says why croniter refuses an expression; undefined where it takes it. */
export function cronProblem(expression: string, rules: CronRules): string | undefined {
  try {
    readCron(expression, rules);
    return undefined;
  } catch (error) {
    if (error instanceof CroniterBadCronError) return error.message;
    throw error;
  }
}

/**
 * A cron expression in a time zone (`CronMixin`, airflow/timetables/_cron.py). It is evaluated on wall-clock time without
 * zone. Some keep to the wall clock when clocks change (`Rules.cronIsFixedWhere`); of any other, the difference is added to
 * the instant.
 */
export class CronSchedule implements IntervalSchedule {
  readonly #fields: CronFields;
  readonly #zone: string;
  readonly #calendar: Calendar;
  readonly #rules: CronRules;
  readonly #fixedWhere: Rules["cronIsFixedWhere"];
  readonly #isUtc: boolean;
  /** The last answers: DAGs of one schedule ask for the same instants, one after the other. */
  readonly #nextOf = new Map<Micros, Micros>();
  readonly #previousOf = new Map<Micros, Micros>();
  #isFixedKnown: boolean | undefined;

  constructor(expression: string, zone: string, calendar: Calendar, rules: Rules) {
    this.#fields = readCron(expression, rules);
    this.#zone = zone;
    this.#calendar = calendar;
    this.#rules = rules;
    this.#fixedWhere = rules.cronIsFixedWhere;
    this.#isUtc = zone.toLowerCase() === "utc";
  }

  /** Keeps to the wall clock; worked out when it is first asked, as an expression that never comes fails then. */
  get #isFixed(): boolean {
    this.#isFixedKnown ??=
      this.#fixedWhere === "its hour and minute are" ? this.#hasFixedTime() : !this.#coversEveryHour();
    return this.#isFixedKnown;
  }

  /** Tells if its next two times are the same of the day: `_is_schedule_fixed`. */
  #hasFixedTime(): boolean {
    const first = this.#search(0, false);
    const second = this.#search(first, false);
    return Math.floor(first / 60) % 1440 === Math.floor(second / 60) % 1440;
  }

  /** `_covers_every_hour`: whether its field of the hours is `*`, or amounts to that. */
  #coversEveryHour(): boolean {
    return this.#fields.values[HOUR]?.join() === "*";
  }

  next(after: Micros): Micros {
    return remembered(this.#nextOf, after, () => this.#find(after, false));
  }

  previous(before: Micros): Micros {
    return remembered(this.#previousOf, before, () => this.#find(before, true));
  }

  #find(from: Micros, isBackwards: boolean): Micros {
    const wall = this.#toWallClock(from);
    return this.#move(from, wall, this.#search(wall / 1000, isBackwards));
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

  #search(from: WallSeconds, isBackwards: boolean): WallSeconds {
    return searchCron(this.#fields, this.#rules, from, isBackwards);
  }

  /** Milliseconds of the wall clock, as if it were UTC; with a fraction where the instant has one. */
  #toWallClock(instant: Micros): number {
    const millis = (this.#calendar.startMicros + instant) / 1000;
    if (this.#isUtc) return millis;
    return millis + DateTime.fromMillis(Math.floor(millis), { zone: this.#zone }).offset * 60_000;
  }

  #move(instant: Micros, wall: number, scheduled: WallSeconds): Micros {
    if (!this.#isFixed) return instant + Math.round((scheduled * 1000 - wall) * 1000);
    if (this.#isUtc) return scheduled * 1e6 - this.#calendar.startMicros;
    const local = DateTime.fromMillis(scheduled * 1000, { zone: "utc" }).setZone(this.#zone, { keepLocalTime: true });
    // an hour that comes twice is meant the second time (`make_aware`, airflow/utils/timezone.py)
    return Math.max(...local.getPossibleOffsets().map((date) => this.#calendar.instant(date)));
  }
}

/** Answers that are kept at once. */
const MOST_REMEMBERED = 64;

/** The answer for an instant, worked out where it is not among the last ones. */
function remembered(answers: Map<Micros, Micros>, instant: Micros, workOut: () => Micros): Micros {
  const known = answers.get(instant);
  if (known !== undefined) return known;
  const answer = workOut();
  if (answers.size >= MOST_REMEMBERED) answers.clear();
  answers.set(instant, answer);
  return answer;
}
