import { type Micros, NEVER } from "./micros.ts";

/** The instants at which a loop looks for work. */
export interface RoundTimes {
  /** True if the rounds are the same time apart for ever. */
  readonly isRegular: boolean;
  /** The first round at or after an instant. */
  from(instant: Micros): Micros;
  /** The last round before an instant; minus infinity where there is none. */
  before(instant: Micros): Micros;
}

/**
 * Rounds that are equally far apart: `phase`, `phase + period`, `phase + 2 * period` and so on.
 *
 * @example
 * ```ts
 * import { Grid } from "airlapse/kernel";
 *
 * const rounds = new Grid(5, 10);
 * console.log(rounds.from(15), rounds.next(15), rounds.before(15), rounds.before(5)); // 15 25 5 -Infinity
 * ```
 */
export class Grid implements RoundTimes {
  readonly isRegular = true;
  readonly phase: Micros;
  readonly period: Micros;

  constructor(phase: Micros, period: Micros) {
    this.phase = phase;
    this.period = period;
  }

  from(instant: Micros): Micros {
    return this.phase + Math.max(0, Math.ceil((instant - this.phase) / this.period)) * this.period;
  }

  before(instant: Micros): Micros {
    if (instant <= this.phase) return -NEVER;
    return this.phase + (Math.ceil((instant - this.phase) / this.period) - 1) * this.period;
  }

  /** The first round after an instant. */
  next(instant: Micros): Micros {
    return this.from(instant + 1);
  }
}
