import { DateTime } from "luxon";
import type { Micros } from "../kernel/index.ts";

/** A day as ISO 8601 writes it: months and days of one digit are filled up, and the year comes first. */
function isoDay(day: string): string {
  const yearFirst = day.replace(/^(\d\d?)\/(\d\d?)\/(\d{4})$/, "$3-$1-$2");
  const [, year, month = "", date = ""] = /^(\d{4})[-/](\d\d?)[-/](\d\d?)$/.exec(yearFirst) ?? [];
  return year === undefined ? day : `${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`;
}

/** Where the simulation's start lies in wall-clock time, and how instants are written. */
export class Calendar {
  /** Microseconds from 1970 to the start of the simulation. */
  readonly startMicros: number;

  constructor(start: DateTime) {
    this.startMicros = start.toMillis() * 1000;
  }

  /** A date as microseconds since the start of the simulation. */
  instant(date: DateTime): Micros {
    return date.toMillis() * 1000 - this.startMicros;
  }

  /** An instant as a date, in UTC and in English, whatever the machine's language. It loses what is below a millisecond. */
  date(at: Micros): DateTime {
    return DateTime.fromMillis(Math.floor((this.startMicros + at) / 1000), { zone: "utc", locale: "en-US" });
  }

  /**
   * Reads a date as `timezone.parse` does, which asks pendulum and then dateutil: ISO 8601, a blank or a T before the time,
   * days and months of one digit, slashes, the month first where the year is last. Without offset it is UTC. Undefined where
   * it is no date.
   */
  parse(text: string): Micros | undefined {
    const [, head = "", fraction = "", offset = ""] =
      /^([^.,]*?)(?:[.,](\d+))? ?(Z|[+-]\d\d(?::?\d\d)?)?$/.exec(text.trim()) ?? [];
    const [, day = "", time] = /^([^T ]+)(?:[T ](.*))?$/.exec(head) ?? [];
    if (time?.startsWith("24") === true) return undefined;
    const zone = { zone: "utc", locale: "en-US" };
    const date = DateTime.fromISO(`${isoDay(day)}${time === undefined ? "" : `T${time}`}${offset}`, zone);
    if (!date.isValid) return undefined;
    return this.instant(date) + Number(fraction.slice(0, 6).padEnd(6, "0"));
  }

  /** As Python prints a date in UTC: `2024-01-01 00:00:00.130000+00:00`, without fraction where there is none. */
  str(at: Micros): string {
    return `${this.#digits(at, " ")}+00:00`;
  }

  /** As Python's `isoformat()`: `2024-01-01T00:00:00.130000+00:00`. */
  isoformat(at: Micros): string {
    return `${this.#digits(at, "T")}+00:00`;
  }

  /** The microseconds of an instant's second. */
  microsecond(at: Micros): number {
    const micros = this.startMicros + at;
    return micros - Math.floor(micros / 1e6) * 1e6;
  }

  #digits(at: Micros, separator: string): string {
    const second = Math.floor((this.startMicros + at) / 1e6);
    const fraction = this.microsecond(at);
    const text = new Date(second * 1000).toISOString().slice(0, 19).replace("T", separator);
    return fraction === 0 ? text : `${text}.${String(fraction).padStart(6, "0")}`;
  }
}
