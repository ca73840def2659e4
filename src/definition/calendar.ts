import { DateTime } from "luxon";
import type { Micros } from "../kernel/index.ts";

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

  /** The instant that an ISO 8601 text names, to the microsecond; undefined where it is none. Without offset it is UTC. */
  parse(text: string): Micros | undefined {
    const [, head = "", fraction = "", offset = ""] =
      /^([^.,]*)(?:[.,](\d+))?(Z|[+-]\d\d:?\d\d)?$/.exec(text.trim()) ?? [];
    const date = DateTime.fromISO(`${head}${offset}`, { zone: "utc", locale: "en-US" });
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
