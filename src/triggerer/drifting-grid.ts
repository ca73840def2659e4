import { Grid, type Micros, type RoundTimes } from "../kernel/index.ts";

/** Rounds that are a period apart until one comes late: from then on they are counted from there. */
export class DriftingGrid implements RoundTimes {
  #grid: Grid;
  #before: Grid | undefined;

  constructor(phase: Micros, period: Micros) {
    this.#grid = new Grid(phase, period);
  }

  get isRegular(): boolean {
    return this.#before === undefined;
  }

  from(instant: Micros): Micros {
    return this.#grid.from(instant);
  }

  before(instant: Micros): Micros {
    const grid = instant > this.#grid.phase ? this.#grid : (this.#before ?? this.#grid);
    return grid.before(instant);
  }

  /** Lets the next round be at an instant, and those behind it follow. */
  driftTo(instant: Micros): void {
    if (this.#grid.from(instant) === instant) return;
    this.#before = this.#grid;
    this.#grid = new Grid(instant, this.#grid.period);
  }
}
