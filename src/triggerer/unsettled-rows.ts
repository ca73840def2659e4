import { retain, without } from "../containers/index.ts";
import type { TriggererJob, TriggerRow } from "../database/index.ts";

/** The rows that a triggerer has to look at: it has got or lost them, or their triggers have ended. */
export class UnsettledRows {
  readonly #triggerer: TriggererJob;
  readonly #rows: TriggerRow[] = [];

  constructor(triggerer: TriggererJob) {
    this.#triggerer = triggerer;
  }

  get isEmpty(): boolean {
    return this.#rows.length === 0;
  }

  add(row: TriggerRow): void {
    if (row.unsettledIn.includes(this.#triggerer)) return;
    row.unsettledIn = row.unsettledIn.length === 0 ? [this.#triggerer] : [...row.unsettledIn, this.#triggerer];
    this.#rows.push(row);
  }

  /** Looks at all; those that cannot be settled yet stay. */
  settle(isSettled: (row: TriggerRow) => boolean): void {
    if (this.#rows.length === 0) return;
    retain(this.#rows, (row) => {
      if (!isSettled(row)) return true;
      row.unsettledIn = without(row.unsettledIn, this.#triggerer);
      return false;
    });
  }
}
