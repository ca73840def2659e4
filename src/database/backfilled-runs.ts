import type { Micros } from "../kernel/index.ts";
import type { DagRun } from "./dag-run.ts";

/** `ORDER BY sort_ordinal, last_scheduling_decision NULLS FIRST, run_after`. */
function byPlace(a: DagRun, b: DagRun): number {
  return (
    a.backfillOrdinal - b.backfillOrdinal ||
    (a.lastSchedulingDecision ?? Number.NEGATIVE_INFINITY) - (b.lastSchedulingDecision ?? Number.NEGATIVE_INFINITY) ||
    a.orderDate - b.orderDate ||
    a.id - b.id
  );
}

/**
 * The running runs of backfills. They are examined after all others, in the order of their places in their backfills: where the
 * others fill an iteration, not at all.
 */
export class BackfilledRuns {
  readonly #runs: DagRun[] = [];

  get size(): number {
    return this.#runs.length;
  }

  add(run: DagRun): void {
    this.#runs.push(run);
  }

  remove(run: DagRun): void {
    this.#runs.splice(this.#runs.indexOf(run), 1);
  }

  /** The first `most`. */
  first(most: number): readonly DagRun[] {
    return this.#runs.length === 0 || most <= 0 ? NONE : this.#runs.sort(byPlace).slice(0, most);
  }

  /** One iteration: the first `most`, which are examined now. */
  examine(most: number, now: Micros): readonly DagRun[] {
    const first = this.first(most);
    for (const run of first) run.lastSchedulingDecision = now;
    return first;
  }

  /** `count` iterations that found nothing to do. Where each takes in all runs, only the last matters. */
  passRounds(most: number, count: number, instant: (i: number) => Micros): void {
    if (this.#runs.length === 0) return;
    for (let i = this.#runs.length <= most ? count : 1; i <= count; i += 1) this.examine(most, instant(i));
  }
}

const NONE: readonly DagRun[] = [];
