import type { Backfill, Metadata } from "../database/index.ts";
import { type Micros, NEVER, SECOND } from "../kernel/index.ts";
import type { Step } from "./step.ts";

/** Between two of its calls; fixed in Airflow's code. */
export const BACKFILLS_INTERVAL: Micros = 30 * SECOND;

/** The age from which on a backfill that never had a run is given up: see `Rules.emptyBackfillsEnd`. */
const INITIALIZING: Micros = 120 * SECOND;

/** Marks backfills as complete whose runs have ended (`_mark_backfills_complete`): from then on there may be another of the DAG. */
export class MarkBackfillsComplete implements Step {
  readonly #metadata: Metadata;

  constructor(metadata: Metadata) {
    this.#metadata = metadata;
  }

  due(from: Micros): Micros {
    let first = NEVER;
    for (const backfill of this.#metadata.incompleteBackfills)
      if (backfill.hasEnded) first = Math.min(first, Math.max(from, this.#endsAt(backfill)));
    return first;
  }

  run(now: Micros): void {
    const { incompleteBackfills } = this.#metadata;
    for (const backfill of incompleteBackfills)
      if (backfill.hasEnded && this.#endsAt(backfill) <= now) incompleteBackfills.delete(backfill);
  }

  #endsAt({ isEmpty, createdAt }: Backfill): Micros {
    const waits = isEmpty && this.#metadata.rules.emptyBackfillsEnd === "after two minutes";
    return waits ? createdAt + INITIALIZING + 1 : createdAt;
  }
}
