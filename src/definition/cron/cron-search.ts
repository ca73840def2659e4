/**
 * Finds the instants of a cron expression as croniter does (`croniter._calc`), on a wall clock without zone: month, day,
 * weekday, hour, minute and second in turn, each moved to its next value until none has to be moved any more. Where croniter
 * counts wrongly, so does this: going back over February it thinks of 28 days, for one.
 * @module
 */
import {
  type CronFields,
  type CronRules,
  type CronValue,
  DAY,
  DAY_OF_WEEK,
  HOUR,
  MINUTE,
  MONTH,
  SECOND,
  YEAR,
} from "./cron-fields.ts";

/** Seconds of a wall clock since 1970, as if it were UTC. */
export type WallSeconds = number;

/** @internal An expression that never comes, or not in the next 50 years: a DAG with it is refused. */
export class CroniterBadDateError extends RangeError {
  override readonly name = "CroniterBadDateError";
}

const ANY: readonly CronValue[] = ["*"];
const MOST_YEARS = 50;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The instant before or after another. Throws CroniterBadDateError where there is none. */
export function searchCron(fields: CronFields, rules: CronRules, from: WallSeconds, isBackwards: boolean): WallSeconds {
  const find = (values: CronFields["values"]) => new Search({ ...fields, values }, rules, isBackwards).from(from);
  const { values } = fields;
  if (values[DAY]?.[0] === "*" || values[DAY_OF_WEEK]?.[0] === "*") return find(values);
  // where both days are given, either will do
  const [byDay, byWeekday] = [find(values.with(DAY_OF_WEEK, ANY)), find(values.with(DAY, ANY))];
  return isBackwards ? Math.max(byDay, byWeekday) : Math.min(byDay, byWeekday);
}

class Search {
  readonly #fields: CronFields;
  readonly #rules: CronRules;
  readonly #isBackwards: boolean;
  /** The date that is moved; its UTC is the wall clock. */
  #at = new Date(0);

  constructor(fields: CronFields, rules: CronRules, isBackwards: boolean) {
    this.#fields = fields;
    this.#rules = rules;
    this.#isBackwards = isBackwards;
  }

  from(start: WallSeconds): WallSeconds {
    const hasSeconds = this.#fields.values.length > SECOND;
    const at = this.#isBackwards ? Math.ceil(start) : Math.floor(start);
    const isWithin = hasSeconds || (this.#isBackwards && at % 60 !== 0);
    const offset = isWithin ? 1 : 60;
    this.#at = new Date((this.#isBackwards ? at - offset : at + offset) * 1000);
    const firstYear = this.#at.getUTCFullYear();
    while (Math.abs(this.#at.getUTCFullYear() - firstYear) <= MOST_YEARS)
      if (!this.#moves()) return this.#at.getTime() / 1000;
    throw new CroniterBadDateError(`failed to find ${this.#isBackwards ? "prev" : "next"} date`);
  }

  /** Moves the first field that has to be moved. */
  #moves(): boolean {
    const isMoved =
      this.#movesYear() ||
      this.#movesMonth() ||
      this.#movesDay() ||
      (this.#fields.nth.size > 0 ? this.#movesNumberedWeekday() : this.#movesWeekday()) ||
      this.#movesTime(HOUR, this.#at.getUTCHours(), 24) ||
      this.#movesTime(MINUTE, this.#at.getUTCMinutes(), 60);
    if (isMoved) return true;
    if (this.#fields.values.length > SECOND) return this.#movesTime(SECOND, this.#at.getUTCSeconds(), 60);
    this.#at.setUTCSeconds(0);
    return false;
  }

  /** The values of a field; undefined where any will do. */
  #values(field: number): readonly CronValue[] | undefined {
    const values = this.#fields.values[field];
    return values?.includes("*") === true ? undefined : values;
  }

  #movesYear(): boolean {
    const values = this.#values(YEAR);
    if (values === undefined) return false;
    const by = this.#nearest(this.#at.getUTCFullYear(), values, null);
    if (by === null) throw new CroniterBadDateError(`failed to find ${this.#isBackwards ? "prev" : "next"} date`);
    if (by === 0) return false;
    this.#at.setUTCFullYear(this.#at.getUTCFullYear() + by, this.#isBackwards ? 11 : 0, this.#isBackwards ? 31 : 1);
    this.#toEdgeOfDay();
    return true;
  }

  #movesMonth(): boolean {
    const values = this.#values(MONTH);
    if (values === undefined) return false;
    const by = this.#nearest(this.#at.getUTCMonth() + 1, values, 12) as number;
    if (by === 0) return false;
    this.#at.setUTCDate(1);
    this.#at.setUTCMonth(this.#at.getUTCMonth() + by);
    if (this.#isBackwards) {
      const seesLeapDay = this.#rules.cronGoesBackTo === "the last of February, a month at a time";
      this.#at.setUTCDate(seesLeapDay ? this.#daysInMonth() : (DAYS[this.#at.getUTCMonth()] as number));
    }
    this.#toEdgeOfDay();
    return true;
  }

  #movesDay(): boolean {
    const { nearestWeekday } = this.#fields;
    if (nearestWeekday !== undefined) return this.#movesToWeekday(nearestWeekday);
    const values = this.#values(DAY);
    if (values === undefined) return false;
    const [day, days] = [this.#at.getUTCDate(), this.#daysInMonth()];
    if (values.includes("l") && day === days) return false;
    const daysBefore = this.#passesOver ? this.#daysInMonth(-1) : (DAYS[(this.#at.getUTCMonth() + 11) % 12] as number);
    return this.#movesByDays(this.#nearest(day, values, this.#isBackwards ? daysBefore : days) as number);
  }

  #movesWeekday(): boolean {
    const values = this.#values(DAY_OF_WEEK);
    return values !== undefined && this.#movesByDays(this.#nearest(this.#at.getUTCDay(), values, 7) as number);
  }

  #movesNumberedWeekday(): boolean {
    const [day, days] = [this.#at.getUTCDate(), this.#daysInMonth()];
    const candidates: number[] = [];
    for (const [weekday, numbers] of this.#fields.nth) {
      const first = 1 + ((weekday - this.#at.getUTCDay() + day - 1 + 35) % 7);
      for (const number of numbers) {
        const candidate = number === "l" ? first + 7 * Math.floor((days - first) / 7) : first + 7 * (number - 1);
        if (candidate <= days && (this.#isBackwards ? candidate <= day : day <= candidate)) candidates.push(candidate);
      }
    }
    if (candidates.length === 0) return this.#movesByDays(this.#isBackwards ? -day : days - day + 1);
    return this.#movesByDays((this.#isBackwards ? Math.max(...candidates) : Math.min(...candidates)) - day);
  }

  /** Moves to the weekday nearest to a day of the month, which may be over for this month (`proc_nearest_weekday`). */
  #movesToWeekday(near: number): boolean {
    const [day, days] = [this.#at.getUTCDate(), this.#daysInMonth()];
    const target = Math.min(near, days);
    const weekday = (this.#at.getUTCDay() + target - day + 35) % 7;
    const saturday = target > 1 ? target - 1 : target + 2;
    const sunday = target < days ? target + 1 : target - 2;
    const nearest = weekday === 6 ? saturday : weekday === 0 ? sunday : target;
    if (this.#isBackwards ? nearest <= day : day <= nearest) return this.#movesByDays(nearest - day);
    return this.#movesByDays(this.#isBackwards ? -day : days - day + 1);
  }

  #movesByDays(by: number): boolean {
    if (by === 0) return false;
    this.#at.setUTCDate(this.#at.getUTCDate() + by);
    this.#toEdgeOfDay();
    return true;
  }

  #toEdgeOfDay(): void {
    if (this.#isBackwards) this.#at.setUTCHours(23, 59, 59);
    else this.#at.setUTCHours(0, 0, 0);
  }

  #movesTime(field: typeof HOUR | typeof MINUTE | typeof SECOND, now: number, range: number): boolean {
    const values = this.#values(field);
    const by = values === undefined ? 0 : (this.#nearest(now, values, range) as number);
    if (by === 0) return false;
    const edge = this.#isBackwards ? 59 : 0;
    if (field === HOUR) this.#at.setUTCHours(now + by, edge, edge);
    else if (field === MINUTE) this.#at.setUTCMinutes(now + by, edge);
    else this.#at.setUTCSeconds(now + by);
    return true;
  }

  #daysInMonth(later = 0): number {
    return new Date(Date.UTC(this.#at.getUTCFullYear(), this.#at.getUTCMonth() + later + 1, 0)).getUTCDate();
  }

  /** See `Rules.cronDaysOfShortMonths`. */
  get #passesOver(): boolean {
    return this.#rules.cronDaysOfShortMonths === "are passed over";
  }

  /** Measures the way to the nearest value: null where there is none and the field does not begin anew. */
  #nearest(now: number, values: readonly CronValue[], range: number | null): number | null {
    if (this.#isBackwards) return this.#nearestBefore(now, values, range);
    return nearestAfter(now, values, range, range !== null && this.#passesOver ? range : Number.POSITIVE_INFINITY);
  }

  #nearestBefore(now: number, values: readonly CronValue[], range: number | null): number | null {
    const numbers = values.filter((value) => typeof value === "number").reverse();
    const before = numbers.find((value) => value <= now);
    if (before !== undefined) return before - now;
    if (values.includes("l")) return -now;
    if (range === null) return null;
    const candidate = numbers.find((value) => value <= range) ?? (numbers[0] as number);
    if (candidate <= range) return candidate - now - range;
    return this.#rules.cronGoesBackTo === "the last of February, a month at a time" ? -range : -now;
  }
}

function nearestAfter(now: number, values: readonly CronValue[], range: number | null, most: number): number | null {
  for (const value of values) {
    const number = value === "l" ? (range as number) : (value as number);
    if (number >= now && number <= most) return number - now;
  }
  return range === null ? null : (values[0] as number) - now + range;
}
