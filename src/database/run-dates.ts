import { Column } from "../containers/index.ts";
import type { Micros } from "../kernel/index.ts";

/**
 * The logical dates of the runs of a DAG, and which run has each. They are kept as long as the simulation lasts, and mostly
 * grow, so they lie in columns in their order; those that come late are in a map beside.
 */
export class RunDates {
  readonly #dates = new Column(Float64Array);
  readonly #runs = new Column(Int32Array);
  #late: Map<Micros, number> | undefined;

  add(date: Micros, run: number): void {
    if (!this.#isNewest(date)) {
      this.#late ??= new Map();
      this.#late.set(date, run);
      return;
    }
    this.#dates.push(date);
    this.#runs.push(run);
  }

  has(date: Micros): boolean {
    return this.find(date) !== undefined;
  }

  /** The run of a date; undefined where there is none. */
  find(date: Micros): number | undefined {
    if (this.#isNewest(date)) return undefined;
    let [low, high] = [0, this.#dates.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#dates.get(middle) < date) low = middle + 1;
      else high = middle;
    }
    return low < this.#dates.length && this.#dates.get(low) === date ? this.#runs.get(low) : this.#late?.get(date);
  }

  #isNewest(date: Micros): boolean {
    const { length } = this.#dates;
    return length === 0 || this.#dates.get(length - 1) < date;
  }
}
