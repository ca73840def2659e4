import { Heap } from "../containers/index.ts";
import type { DagRun } from "./dag-run.ts";

/** Orders runs that were never examined: by `DagRun.orderDate`, then by creation. */
export function byOrderDate(a: DagRun, b: DagRun): boolean {
  return a.orderDate < b.orderDate || (a.orderDate === b.orderDate && a.id < b.id);
}

/** Orders the runs of a DAG by logical date: none is before any, as in SQLite. */
export function byLogicalDate(a: DagRun, b: DagRun): boolean {
  const [dateOfA, dateOfB] = [a.logicalDate ?? Number.NEGATIVE_INFINITY, b.logicalDate ?? Number.NEGATIVE_INFINITY];
  return dateOfA < dateOfB || (dateOfA === dateOfB && byOrderDate(a, b));
}

/** The queued runs of a DAG, or of a backfill, in the order in which they are started. */
export class QueuedRuns {
  readonly #heap: Heap<DagRun>;

  /** Runs in state queued. */
  size = 0;

  constructor(comesFirst: (a: DagRun, b: DagRun) => boolean = byOrderDate) {
    this.#heap = new Heap(comesFirst);
  }

  add(run: DagRun): void {
    this.size += 1;
    if (!run.isInQueue && !run.isRunByItsJob) this.putBack(run);
  }

  /** A run has left the state. It stays in the heap until it comes up. */
  remove(): void {
    this.size -= 1;
  }

  /** The run whose turn is next. */
  get first(): DagRun | undefined {
    for (let run = this.#heap.top; run !== undefined; run = this.#heap.top) {
      if (run.state === "queued") return run;
      this.take();
    }
    return undefined;
  }

  /** Takes the first run out of the heap; it comes back by `putBack`, where it stays queued. */
  take(): DagRun | undefined {
    const run = this.#heap.pop();
    if (run !== undefined) run.isInQueue = false;
    return run;
  }

  putBack(run: DagRun): void {
    run.isInQueue = true;
    this.#heap.push(run);
  }
}
