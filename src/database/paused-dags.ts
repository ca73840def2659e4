import type { DagModel } from "./dag-model.ts";
import type { DagRun } from "./dag-run.ts";
import type { Metadata } from "./metadata.ts";

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
    if (limit === 0) return;
    const last = dag.runs.slice(-limit);
    if (last.length >= limit && last.every(({ state }) => state === "failed")) this.pause(dag);
  }

  /** Pauses a DAG. */
  pause(dag: DagModel): void {
    if (dag.isPaused) return;
    const metadata = this.#metadata;
    metadata.catchUpExaminations();
    dag.isPaused = true;
    this.#dags.add(dag);
    for (const run of metadata.runs.liveOf(dag)) metadata.setExamined(run, false);
    metadata.wakeScheduler();
    metadata.observer.dagPaused(dag, metadata.actor);
  }

  /** Lets a DAG go on: its runs are examined again, and what was scheduled may be queued. */
  unpause(dag: DagModel): void {
    if (!dag.isPaused) return;
    const metadata = this.#metadata;
    metadata.catchUpExaminations();
    dag.isPaused = false;
    this.#dags.delete(dag);
    if (dag.nextDagrunCreateAfter !== null) metadata.nextDagRuns.add(dag.nextDagrunCreateAfter, dag);
    for (const run of metadata.runs.liveOf(dag)) {
      if (run.state !== "running" || run.isRunByItsJob) continue;
      metadata.setExamined(run, true);
      for (const instance of run.taskInstances()) if (instance.state === "scheduled") metadata.scheduled.add(instance);
    }
    metadata.wakeScheduler();
    metadata.observer.dagPaused(dag, metadata.actor);
  }

  /** Their running runs of which a look could find anything. */
  dirtyRuns(): readonly DagRun[] {
    if (this.#dags.size === 0) return NO_RUNS;
    return [...this.#dags].flatMap((dag) =>
      [...this.#metadata.runs.liveOf(dag)].filter(
        ({ state, isDirty, isRunByItsJob }) => state === "running" && isDirty && !isRunByItsJob,
      ),
    );
  }
}
