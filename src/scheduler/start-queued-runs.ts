import { Heap } from "../containers/index.ts";
import type { DagModel, DagRun, Metadata } from "../database/index.ts";

/**
 * Starts queued runs whose DAG has room for them (`_start_queued_dagruns`; spec/airflow-core.md, 1.4), those with the
 * older date first. The query takes in as many runs as one iteration examines, of every DAG that has any room;
 * whether there is room for each of them is asked afterwards, so that one DAG's queue may crowd out another's.
 */
export function startQueuedRuns(metadata: Metadata, started: (run: DagRun) => void): void {
  if (metadata.runLife.queued === 0) return;
  const { now } = metadata.kernel;
  const limit = metadata.config.scheduler.maxDagrunsPerLoopToSchedule;
  const heads = new Heap<DagModel>((a, b) => comesFirst(a.queuedRuns.first as DagRun, b.queuedRuns.first as DagRun));
  for (const dag of metadata.dags.values())
    if (dag.queuedRuns.size > 0 && dag.runningRuns < dag.maxActiveRuns && !dag.isPaused) heads.push(dag);
  const runs: DagRun[] = [];
  while (runs.length < limit) {
    const dag = heads.pop();
    if (dag === undefined) break;
    const run = dag.queuedRuns.first as DagRun;
    if (run.orderDate > now && !metadata.config.scheduler.allowTriggerInFuture) continue;
    dag.queuedRuns.take();
    runs.push(run);
    if (dag.queuedRuns.first !== undefined) heads.push(dag);
  }
  for (const run of runs) {
    if (run.dag.runningRuns >= run.dag.maxActiveRuns) {
      run.dag.queuedRuns.putBack(run);
      continue;
    }
    metadata.runLife.start(run);
    started(run);
  }
}

function comesFirst(a: DagRun, b: DagRun): boolean {
  return a.orderDate < b.orderDate || (a.orderDate === b.orderDate && a.id < b.id);
}

/** When the first run that waits for its date may start. */
export function nextFutureRun(metadata: Metadata): number {
  let next = Number.POSITIVE_INFINITY;
  if (metadata.runLife.queued === 0 || metadata.config.scheduler.allowTriggerInFuture) return next;
  for (const dag of metadata.dags.values()) {
    const run = dag.queuedRuns.size > 0 && !dag.isPaused ? dag.queuedRuns.first : undefined;
    if (run !== undefined && run.orderDate > metadata.kernel.now) next = Math.min(next, run.orderDate);
  }
  return next;
}
