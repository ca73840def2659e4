import type { DagModel, DagRun, Metadata } from "../database/index.ts";

const NO_RUNS: readonly DagRun[] = [];

/**
 * DAGs that are paused: they get no runs, queued runs do not start, running ones are not examined, and nothing of them is queued.
 * What runs goes on, and so do triggers and the mini-scheduler.
 */
export class PausedDags {
  readonly #metadata: Metadata;
  readonly #dags = new Set<DagModel>();

  constructor(metadata: Metadata) {
    this.#metadata = metadata;
  }

  /** A run has failed: where the DAG's last runs all have, by logical date, it is paused (`_check_last_n_dagruns_failed`). */
  runFailed({ dag }: DagRun): void {
    const limit = dag.maxConsecutiveFailedDagRuns;
    if (limit === 0 || dag.isPaused) return;
    const last = dag.runs.slice(-limit);
    if (last.length >= limit && last.every(({ state }) => state === "failed")) this.#pause(dag);
  }

  #pause(dag: DagModel): void {
    dag.isPaused = true;
    this.#dags.add(dag);
    for (const run of dag.runs) this.#metadata.setExamined(run, false);
    this.#metadata.observer.dagPaused(dag);
  }

  /** Their running runs of which a look could find anything. */
  dirtyRuns(): readonly DagRun[] {
    if (this.#dags.size === 0) return NO_RUNS;
    return [...this.#dags].flatMap(({ runs }) => runs.filter(({ state, isDirty }) => state === "running" && isDirty));
  }
}
