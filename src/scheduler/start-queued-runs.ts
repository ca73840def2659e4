import { Heap } from "../containers/index.ts";
import { type Backfill, byOrderDate, type DagModel, type DagRun, type Metadata } from "../database/index.ts";
import { type Micros, NEVER } from "../kernel/index.ts";
import type { Step } from "./step.ts";
import type { Waiting } from "./waiting.ts";

/**
 * Starts queued runs whose DAG has room for them (`_start_queued_dagruns`; spec/airflow-core.md, 1.4), those with the
 * older date first. The query takes in as many runs as one iteration examines, of every DAG that has any room;
 * each of them is held against the room afterwards, so that one DAG's queue may crowd out another's.
 */
export class StartQueuedRuns implements Step {
  readonly #metadata: Metadata;
  readonly #waiting: Waiting;
  readonly #fewestRunningFirst: boolean;

  constructor(metadata: Metadata, waiting: Waiting) {
    this.#metadata = metadata;
    this.#waiting = waiting;
    this.#fewestRunningFirst = metadata.rules.queuedRunsStartBy === "running runs of their DAG";
  }

  due(from: Micros, hasChanged: boolean): Micros {
    if (this.#metadata.runLife.queued === 0) return NEVER;
    return hasChanged ? from : this.#nextFutureRun(from);
  }

  /** When the first run that waits for its date may start. */
  #nextFutureRun(from: Micros): Micros {
    const { config, dagsWithQueuedRuns } = this.#metadata;
    let next = NEVER;
    if (config.scheduler.allowTriggerInFuture) return next;
    for (const dag of dagsWithQueuedRuns) {
      const run = dag.isPaused ? undefined : dag.queuedRuns.first;
      if (run !== undefined && run.orderDate >= from) next = Math.min(next, run.orderDate);
    }
    return next;
  }

  run(now: Micros): void {
    if (this.#metadata.runLife.queued === 0) return;
    for (const run of this.#takeQueued(now)) {
      const { dag, backfill } = run;
      const { runningRuns, maxActiveRuns, queuedRuns } = backfill ?? dag;
      if (runningRuns >= maxActiveRuns) {
        queuedRuns.putBack(run);
        continue;
      }
      this.#metadata.runLife.start(run);
      if (dag.dagrunTimeout !== null) this.#waiting.add(now + dag.dagrunTimeout + 1, run);
      if (run.logicalDate !== null && run.logicalDate > now) this.#waiting.add(run.logicalDate, run);
    }
  }

  readonly #isBefore = (a: DagModel, b: DagModel): boolean => {
    if (this.#fewestRunningFirst && a.runningRuns !== b.runningRuns) return a.runningRuns < b.runningRuns;
    return byOrderDate(a.queuedRuns.first as DagRun, b.queuedRuns.first as DagRun);
  };

  /** The query: runs by date and id, over all DAGs. See `Rules.queuedRunsStartBy`. */
  #takeQueued(now: Micros): readonly DagRun[] {
    const { dagsWithQueuedRuns, config } = this.#metadata;
    const { maxDagrunsPerLoopToSchedule, allowTriggerInFuture } = config.scheduler;
    const heads = new Heap<DagModel>(this.#isBefore);
    for (const dag of dagsWithQueuedRuns) if (dag.runningRuns < dag.maxActiveRuns && !dag.isPaused) heads.push(dag);
    const runs: DagRun[] = [];
    while (runs.length < maxDagrunsPerLoopToSchedule) {
      const dag = heads.pop();
      if (dag === undefined) break;
      const run = dag.queuedRuns.first as DagRun;
      if (run.orderDate > now && !allowTriggerInFuture) continue;
      dag.queuedRuns.take();
      runs.push(run);
      if (dag.queuedRuns.first !== undefined) heads.push(dag);
    }
    this.#takeBackfilled(maxDagrunsPerLoopToSchedule, now, runs);
    return runs;
  }

  /** Runs of backfills come after all others, by their places: the first of each backfill, then the second. */
  #takeBackfilled(most: number, now: Micros, runs: DagRun[]): void {
    const heads = new Heap<Backfill>((a, b) => isStartedBefore(a.queuedRuns.first, b.queuedRuns.first));
    for (const backfill of this.#metadata.backfillsWithQueuedRuns)
      if (backfill.runningRuns < backfill.maxActiveRuns && !backfill.dag.isPaused) heads.push(backfill);
    while (runs.length < most) {
      const backfill = heads.pop();
      const run = backfill?.queuedRuns.first;
      if (backfill === undefined || run === undefined) break;
      if (run.orderDate > now) continue;
      backfill.queuedRuns.take();
      runs.push(run);
      if (backfill.queuedRuns.first !== undefined) heads.push(backfill);
    }
  }
}

/** `ORDER BY sort_ordinal, last_scheduling_decision NULLS FIRST, num_running NULLS FIRST, run_after`. */
function isStartedBefore(a: DagRun | undefined, b: DagRun | undefined): boolean {
  if (a === undefined || b === undefined) return a !== undefined;
  const keys = (run: DagRun) => [
    run.backfillOrdinal,
    run.lastSchedulingDecision ?? Number.NEGATIVE_INFINITY,
    run.backfill?.runningRuns ?? 0,
    run.orderDate,
    run.id,
  ];
  const [first, second] = [keys(a), keys(b)];
  const differing = first.findIndex((key, index) => key !== second[index]);
  return differing >= 0 && (first[differing] as number) < (second[differing] as number);
}
