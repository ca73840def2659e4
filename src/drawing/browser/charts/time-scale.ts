/**
 * Instants on axes and in words: as dates in UTC, or as times since the start. ECharts gets milliseconds of the epoch in UTC,
 * so that its ticks are round in minutes, hours and days of what is written at them.
 * @module
 */
import type { Seconds } from "../../../kernel/index.ts";

const DAY: Seconds = 86_400;

/** The places of instants on an axis, and how people read them. An instant is in seconds since the start. */
export interface TimeScale {
  readonly name: string;
  /** The name of the axis. */
  readonly axisName: string;
  /** The place of an instant on the axis. */
  readonly millis: (at: Seconds) => number;
  /** The instant of a place on the axis. */
  readonly seconds: (millis: number) => Seconds;
  /** Writes an instant beside a tick. */
  readonly mark: (at: Seconds) => string;
  /** Writes an instant in a sentence. */
  readonly instant: (at: Seconds) => string;
}

const two = (value: number) => String(value).padStart(2, "0");

/** A time since the start: 1:05 is a minute and five seconds, 1:00:05 an hour more, 2 d 01:00:05 two days. */
export function elapsed(seconds: Seconds): string {
  const millis = Math.round(seconds * 1000);
  const whole = Math.floor(millis / 1000);
  const [days, hours, minutes] = [Math.floor(whole / DAY), Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60];
  const clock = `${two(minutes)}:${two(whole % 60)}${fraction(millis)}`;
  if (days > 0) return `${days} d ${two(hours)}:${clock}`;
  return hours > 0 ? `${hours}:${clock}` : clock.replace(/^0(?=\d:)/, "");
}

/** The milliseconds of an instant, as the end of its seconds; empty where there are none. */
function fraction(millis: number): string {
  return millis % 1000 === 0 ? "" : `.${String(millis % 1000).padStart(3, "0")}`.replace(/0+$/, "");
}

/** Time since the start of a simulation that ends at `until`. */
export function sinceStart(until: Seconds): TimeScale {
  return {
    name: "Time since the start",
    axisName: `time since the start, in ${until >= 3600 ? "hours:" : ""}minutes:seconds`,
    millis: (at) => at * 1000,
    seconds: (millis) => millis / 1000,
    mark: elapsed,
    instant: elapsed,
  };
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Clock time in UTC. `start` is the start in seconds since 1970. */
export function clockTime(start: Seconds): TimeScale {
  const dateOf = (at: Seconds) => new Date(Math.round((start + at) * 1000));
  const day = (date: Date) => `${two(date.getUTCDate())} ${MONTHS[date.getUTCMonth()] ?? ""}`;
  const clock = (date: Date) => {
    const [seconds, millis] = [date.getUTCSeconds(), fraction(date.getUTCMilliseconds())];
    const minute = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
    return seconds === 0 && millis === "" ? minute : `${minute}:${two(seconds)}${millis}`;
  };
  return {
    name: "Clock time (UTC)",
    axisName: `clock time, UTC, ${dateOf(0).getUTCFullYear()}`,
    millis: (at) => (start + at) * 1000,
    seconds: (millis) => millis / 1000 - start,
    mark(at) {
      const date = dateOf(at);
      return date.getTime() % (DAY * 1000) === 0 ? day(date) : clock(date);
    },
    instant: (at) => `${day(dateOf(at))} ${clock(dateOf(at))} UTC`,
  };
}
