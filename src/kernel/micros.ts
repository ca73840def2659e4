/**
 * Units of time. Virtual time is counted in whole microseconds since the start of a simulation, so that it neither
 * drifts nor rounds; seconds are what people and Airflow's arguments use.
 * @module
 */

/** Whole microseconds: an instant since the start of the simulation, or a duration. */
export type Micros = number & { readonly __unit?: "microseconds" };

/** Seconds, fractions allowed: the unit of Airflow's own arguments. */
export type Seconds = number & { readonly __unit?: "seconds" };

export const SECOND: Micros = 1_000_000;

/**
 * The longest time that people may ask for, more than thirty years. Instants, and sums of a few of them, are still whole
 * microseconds then, and years have four digits.
 */
export const MOST_SECONDS: Seconds = 1_000_000_000;

/** Tells if a value is a time that people may ask for. */
export function isSeconds(value: unknown, least: Seconds = 0): value is Seconds {
  return typeof value === "number" && value >= least && value <= MOST_SECONDS;
}

/** An instant that does not come. */
export const NEVER: Micros = Number.POSITIVE_INFINITY;

/**
 * The length of a sleep of so many seconds. A sleep never ends early, so a fraction of a microsecond counts as a whole one.
 * The excess that floating point adds to a whole number (0.1 + 0.2) does not count. A sleep of 0 does nothing. Throws a
 * TypeError if it is no number: another task's result may be anything.
 */
export function sleepMicros(seconds: Seconds): Micros {
  if (typeof seconds !== "number" || Number.isNaN(seconds))
    throw new TypeError(`Expected a number of seconds to sleep, got \`${String(seconds)}\``);
  return seconds > 0 ? Math.max(1, Math.ceil(seconds * 1e6 - 1e-3)) : 0;
}

/** A duration as Python's `timedelta(seconds=...)` keeps it: the nearest microsecond, halves to the even one. */
export function durationMicros(seconds: Seconds): Micros {
  const exact = seconds * 1e6;
  const rounded = Math.round(exact);
  return rounded - exact === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** Microseconds as seconds. */
export function toSeconds(micros: Micros): Seconds {
  return micros / 1e6;
}
