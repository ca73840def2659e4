import type { Micros } from "../kernel/index.ts";
import type { DagModel } from "./dag-model.ts";
import { QueuedRuns } from "./queued-runs.ts";

/**
 * A row of the backfill table of Airflow 3, with the counts of its runs: those of a range of dates, which the scheduler starts under
 * a limit of their own (models/backfill.py).
 */
export class Backfill {
  readonly dag: DagModel;
  readonly maxActiveRuns: number;
  /** The queued runs, in the order of their places. */
  readonly queuedRuns = new QueuedRuns((a, b) => a.backfillOrdinal < b.backfillOrdinal);
  /** The runs in state running. */
  runningRuns = 0;
  readonly createdAt: Micros;
  /** True if there is no date in its range. */
  readonly isEmpty: boolean;

  constructor(dag: DagModel, maxActiveRuns: number, createdAt: Micros, isEmpty: boolean) {
    this.dag = dag;
    this.maxActiveRuns = maxActiveRuns;
    this.createdAt = createdAt;
    this.isEmpty = isEmpty;
  }

  /** True if none of its runs is queued or running. */
  get hasEnded(): boolean {
    return this.queuedRuns.size === 0 && this.runningRuns === 0;
  }
}
