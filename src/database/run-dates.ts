import { float64, int32, table } from "../containers/index.ts";
import type { Micros } from "../kernel/index.ts";

/** In place of the run of a date, where that has been deleted. */
const DELETED = -1;

/**
 * The logical dates of the runs of a DAG, and the run of each. They stay for as long as the simulation lasts. Most runs come in
 * the order of their dates: those lie in a sorted table. A `Map` holds the others.
 */
export class RunDates {
  readonly #sorted = table({ date: float64, run: int32 });
  #late: Map<Micros, number> | undefined;

  add(date: Micros, run: number): void {
    if (!this.#isNewest(date)) {
      this.#late ??= new Map();
      this.#late.set(date, run);
      return;
    }
    const row = this.#sorted.rows.add();
    this.#sorted.date.set(row, date);
    this.#sorted.run.set(row, run);
  }

  has(date: Micros): boolean {
    return this.find(date) !== undefined;
  }

  /** The run of a date; undefined where there is none. */
  find(date: Micros): number | undefined {
    if (this.#isNewest(date)) return undefined;
    const { date: dates, run: runs } = this.#sorted;
    const { length } = this.#sorted.rows;
    let [low, high] = [0, length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (dates.get(middle) < date) low = middle + 1;
      else high = middle;
    }
    const run = low < length && dates.get(low) === date ? runs.get(low) : DELETED;
    return run === DELETED ? this.#late?.get(date) : run;
  }

  /** The run of a date has been deleted: another may have the date. */
  remove(date: Micros): void {
    if (this.#late?.delete(date) === true) return;
    const { rows, date: dates, run: runs } = this.#sorted;
    for (let row = rows.length - 1; row >= 0 && dates.get(row) >= date; row -= 1)
      if (dates.get(row) === date) runs.set(row, DELETED);
  }

  #isNewest(date: Micros): boolean {
    const { rows, date: dates } = this.#sorted;
    return rows.length === 0 || dates.get(rows.length - 1) < date;
  }
}
