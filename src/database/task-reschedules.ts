import type { Micros } from "../kernel/index.ts";

interface RescheduledTry {
  readonly firstStart: Micros;
  newest: Micros;
  rows: number;
}

/**
 * The rows of the task_reschedule table of one task instance. Only the first start and the newest date of each try are ever
 * read, so only those are kept: a sensor may reschedule itself for weeks.
 */
export class TaskReschedules {
  readonly #tries = new Map<number, RescheduledTry>();

  add(tryNumber: number, startDate: Micros, rescheduleDate: Micros): void {
    const known = this.#tries.get(tryNumber);
    if (known === undefined) this.#tries.set(tryNumber, { firstStart: startDate, newest: rescheduleDate, rows: 1 });
    else {
      known.newest = rescheduleDate;
      known.rows += 1;
    }
  }

  /** The date of the newest row of a try. */
  newest(tryNumber: number): Micros | undefined {
    return this.#tries.get(tryNumber)?.newest;
  }

  /** The start of the first run of a try that rescheduled itself. With `orLater`, of the first row of that try or a later one. */
  firstStart(tryNumber: number, orLater: boolean): Micros | undefined {
    if (!orLater) return this.#tries.get(tryNumber)?.firstStart;
    for (const [other, { firstStart }] of this.#tries) if (other >= tryNumber) return firstStart;
    return undefined;
  }

  /** Deletes the rows of a try, because its task instance is cleared. */
  clear(tryNumber: number): void {
    this.#tries.delete(tryNumber);
  }

  /** The number of rows. */
  get rows(): number {
    let rows = 0;
    for (const tried of this.#tries.values()) rows += tried.rows;
    return rows;
  }
}
