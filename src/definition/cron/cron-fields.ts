/**
 * Reads cron expressions as croniter does (`croniter._expand`, croniter/croniter.py), with all that it takes and refuses:
 * names, steps, ranges, `l`, `#`, seconds in a sixth field and years in a seventh.
 * @module
 */
import type { Rules } from "../../rules/index.ts";

/** The rules in which versions of croniter differ. */
export type CronRules = Pick<
  Rules,
  | "cronFields"
  | "cronAliasesAreTaken"
  | "cronDaysOfWeekEndAt"
  | "cronRangesOverTheEnd"
  | "cronQuestionMarkIsStar"
  | "cronAllDaysAreNoCondition"
  | "cronGoesBackTo"
  | "cronDaysOfShortMonths"
  | "cronKnowsNearestWeekdays"
>;

/** A value of a field: a number, any (`*`), or the last day of the month (`l`). */
export type CronValue = number | "*" | "l";

/** Which of its weekdays in the month: the first to fifth, or the last. */
export type Nth = number | "l";

export interface CronFields {
  /** Minute, hour, day, month, day of the week; then second and year where they are given. Each ascending, `*` first, `l` last. */
  readonly values: readonly (readonly CronValue[])[];
  /** The days of the week of which only some in a month count. */
  readonly nth: ReadonlyMap<number, ReadonlySet<Nth>>;
  /** The day of the month to which a weekday is to be near; undefined for none. */
  readonly nearestWeekday?: number | undefined;
}

/** @internal An expression that croniter refuses: a DAG with it is refused. */
export class CroniterBadCronError extends RangeError {
  override readonly name = "CroniterBadCronError";
}

export const [MINUTE, HOUR, DAY, MONTH, DAY_OF_WEEK, SECOND, YEAR] = [0, 1, 2, 3, 4, 5, 6] as const;

/** Airflow's (airflow/utils/dates.py), whose names are in small letters only. */
const PRESETS: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@quarterly": "0 0 1 */3 *",
  "@yearly": "0 0 1 1 *",
};

/** The aliases that croniter knows, in any letters. */
const ALIASES: Readonly<Record<string, string>> = {
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const names = (list: readonly string[]) => `(?:${list.join("|")})`;
const rangeOf = (list: readonly string[]) => `${names(list)}(?:-${names(list)})?`;

/** `2#3`, `mon-fri#2`, or `l3`. */
const SPECIAL_DAY = new RegExp(`^(?:(${rangeOf(WEEKDAYS)}|${rangeOf(MONTHS)}|\\w+)#|l)(\\d+)$`);
/** `5-10`, `5-10/2`. */
const RANGE = /^([^-]+)-([^-/]+)(?:\/(\d+))?$/;
const NUMBER = /^\d+$/;
/** `h` and `r`: Airflow gives no id to hash, and what is random is not modelled. */
const HASH = /^[hr](?:\(\d+-\d+\))?(?:\/\d+)?$/;

/** The count of values of each field. */
const ALL = [60, 24, 31, 12, 7, 60, 130];

/** Reads an expression or preset. Throws CroniterBadCronError where croniter refuses it. */
export function readCron(expression: string, rules: CronRules): CronFields {
  const small = (entryOf(PRESETS, expression) ?? expression).toLowerCase();
  const aliased = rules.cronAliasesAreTaken ? entryOf(ALIASES, small) : undefined;
  const parts = (aliased ?? small).trim().split(/\s+/);
  if (parts.length < 5 || parts.length > rules.cronFields)
    throw new CroniterBadCronError(`expected 5 to ${rules.cronFields} fields, got ${parts.length}`);
  const reader = new FieldReader(parts, rules);
  const values = parts.map((_, index) => reader.read(index));
  reader.refuseMixedDays(values[DAY_OF_WEEK] as readonly CronValue[]);
  return { values, nth: reader.nth, nearestWeekday: reader.nearestWeekday };
}

function entryOf(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Puts `*` first and `l` last, as croniter sorts them. */
const rank = (value: CronValue) => (value === "*" ? -1 : value === "l" ? 10_000 : value);

/** `15W`: the weekday nearest to a day. */
const NEAREST_WEEKDAY = /^(?:(\d+)w|w(\d+))$/;

class FieldReader {
  readonly nth = new Map<number, Set<Nth>>();
  /** The day of the month to which a weekday is to be near; undefined for none. */
  nearestWeekday: number | undefined;
  readonly #parts: readonly string[];
  readonly #rules: CronRules;
  readonly #ranges: readonly (readonly [least: number, most: number])[];

  constructor(parts: readonly string[], rules: CronRules) {
    this.#parts = parts;
    this.#rules = rules;
    this.#ranges = [
      [0, 59],
      [0, 23],
      [1, 31],
      [1, 12],
      [0, rules.cronDaysOfWeekEndAt],
      [0, 59],
      [1970, 2099],
    ];
  }

  read(index: number): readonly CronValue[] {
    const nearest = index === DAY ? this.#nearestWeekday() : undefined;
    if (nearest !== undefined) {
      this.nearestWeekday = nearest;
      return [nearest];
    }
    const found = new Set<CronValue>();
    const open = this.#withoutQuestionMark(index).split(",");
    for (let item = open.pop(); item !== undefined; item = open.pop()) {
      const { text, nth } = this.#specialDay(index, item);
      const range = this.#range(index, text);
      if (range === undefined) found.add(this.#single(index, text, nth));
      else for (const value of range) open.push(typeof nth === "number" ? `${value}#${nth}` : String(value));
    }
    const sorted = [...found].sort((a, b) => rank(a) - rank(b));
    return sorted.length === ALL[index] && this.#isNoCondition(index) ? ["*"] : sorted;
  }

  #nearestWeekday(): number | undefined {
    const match = this.#rules.cronKnowsNearestWeekdays ? NEAREST_WEEKDAY.exec(this.#parts[DAY] as string) : null;
    if (match === null) return undefined;
    const day = Number(match[1] ?? match[2]);
    if (day < 1 || day > 31) this.#refuse(`${day} is no day of a month`);
    return day;
  }

  #withoutQuestionMark(index: number): string {
    const text = this.#parts[index] as string;
    if (HASH.test(text)) this.#refuse("h and r are not known here");
    if (!text.includes("?") || !this.#rules.cronQuestionMarkIsStar) return text;
    if (text !== "?" || (index !== DAY && index !== DAY_OF_WEEK))
      this.#refuse("a question mark stands alone, for the day of the month or of the week");
    return "*";
  }

  /** Tells if a field with all its values counts as `*`: of the days, it matters to the other field of them. */
  #isNoCondition(index: number): boolean {
    const other = index === DAY ? DAY_OF_WEEK : index === DAY_OF_WEEK ? DAY : undefined;
    if (other === undefined || this.#rules.cronAllDaysAreNoCondition === "always") return true;
    return this.#parts[other]?.includes("*") === true;
  }

  #specialDay(index: number, item: string): { readonly text: string; readonly nth?: Nth } {
    const special = index === DAY_OF_WEEK ? SPECIAL_DAY.exec(item) : null;
    if (special === null) return { text: item };
    const [, day, last = ""] = special;
    if (day === undefined) return { text: last, nth: "l" };
    const nth = Number(last);
    if (nth < 1 || nth > 5) this.#refuse(`${item} is no day of the week`);
    return { text: day, nth };
  }

  /** The values of a range, or undefined where it is none. `*` with a step is one, and so is a number with a step. */
  #range(index: number, text: string): readonly number[] | undefined {
    const [least, most] = this.#ranges[index] as readonly [number, number];
    const match =
      RANGE.exec(text.replace(/^\*(?=\/.)/, `${least}-${most}`)) ??
      RANGE.exec(text.replace(/^(.+)\/(.+)$/, `$1-${most}/$2`));
    if (match === null) return undefined;
    const [, first = "", end = "", by = "1"] = match;
    const low = this.#number(index, first);
    const high = index === DAY && end === "l" ? 31 : this.#number(index, end);
    const step = Number(by);
    if (step === 0) this.#refuse("a step of 0 leads nowhere");
    return this.#rules.cronRangesOverTheEnd === "wrap"
      ? this.#wrapped(index, this.#alias(index, low), this.#alias(index, high), step)
      : this.#upwards(index, low, high, step);
  }

  #upwards(index: number, low: number, high: number, step: number): readonly number[] {
    const [, most] = this.#ranges[index] as readonly [number, number];
    const end = low > high && index === DAY_OF_WEEK && high === 0 ? 7 : high; // fri-sun
    if (low > end || end > most) this.#refuse(`${low}-${high} is out of range`);
    return upTo(low, end, step);
  }

  /** A range may go over the end of its field, and one that ends where it begins is the whole of it. */
  #wrapped(index: number, low: number, high: number, step: number): readonly number[] {
    const [least, most] = this.#ranges[index] as readonly [number, number];
    if (Math.max(low, high) > most) this.#refuse(`${low}-${high} is out of range`);
    if (low === high) return upTo(least, most, step);
    if (low < high) return upTo(low, high, step);
    if (low < least) this.#refuse(`${low} is out of range`);
    const first = upTo(low, most, step);
    const last = first.at(-1) as number;
    const isOver = last - least + step > most - least + 1 && most - last < step;
    return [...first, ...upTo(least + (isOver ? step - (most - last) : 0), high, step)];
  }

  #single(index: number, text: string, nth: Nth | undefined): CronValue {
    if (text === "*") return text;
    if (index === DAY && text === "l") return text;
    const value = this.#alias(index, this.#number(index, text));
    const [least, most] = this.#ranges[index] as readonly [number, number];
    if (value < least || value > most) this.#refuse(`${text} is out of range`);
    if (nth !== undefined) this.nth.set(value, (this.nth.get(value) ?? new Set()).add(nth));
    return value;
  }

  #number(index: number, text: string): number {
    if (NUMBER.test(text)) return Number(text);
    const list = index === MONTH ? MONTHS : index === DAY_OF_WEEK ? WEEKDAYS : [];
    const place = list.indexOf(text);
    if (place < 0) this.#refuse(`${text} is neither a number nor a name`);
    return index === MONTH ? place + 1 : place;
  }

  /** Sunday as 7, and a first day or month as 0: which of them counts depends on how many fields there are (`value_alias`). */
  #alias(index: number, value: number): number {
    const count = this.#parts.length;
    if (index === DAY_OF_WEEK && value === 7) return count === 5 ? 0 : value;
    if (index === DAY && value === 0) return count === 6 ? 1 : value;
    return value;
  }

  /** Numbered weekdays and plain ones do not mix. */
  refuseMixedDays(days: readonly CronValue[]): void {
    if (this.nth.size === 0) return;
    const plain = days.filter((day) => day !== "*" && !this.nth.has(day as number));
    const isWholeWeek = this.#rules.cronAllDaysAreNoCondition === "beside a star" && days.length === ALL[DAY_OF_WEEK];
    if (plain.length > 0 && !isWholeWeek) this.#refuse("numbered and plain days of the week do not mix");
  }

  #refuse(reason: string): never {
    throw new CroniterBadCronError(reason);
  }
}

function upTo(low: number, high: number, step: number): readonly number[] {
  return Array.from({ length: Math.max(0, Math.floor((high - low) / step) + 1) }, (_, i) => low + i * step);
}
