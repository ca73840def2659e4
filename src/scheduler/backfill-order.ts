/**
 * The command of a backfill: its arguments, the order in which it goes through tasks, and the limits that it knows
 * (jobs/backfill_job_runner.py).
 * @module
 */
import type { TaskInstance, TaskModel } from "../database/index.ts";
import type { TaskInstanceState } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";

/** The arguments of `airflow dags backfill`. */
export interface BackfillCommand {
  readonly from: Micros;
  readonly to: Micros;
  /** `--run-backwards`. */
  readonly reverse: boolean;
  /** `--rerun-failed-tasks`. */
  readonly rerunsFailed: boolean;
  readonly conf: Readonly<Record<string, unknown>>;
}

/** The states in which a backfill queues a task instance (`BACKFILL_QUEUEABLE_STATES`). */
export const QUEUEABLE: readonly (TaskInstanceState | null)[] = [
  null,
  "up_for_reschedule",
  "up_for_retry",
  "scheduled",
];

/** The limits as it knows them: a pool that has any slot, and no priority. Queued and running task instances count. */
export function hasRoom({ task, dagRun }: TaskInstance): boolean {
  const { settings, dag, pool } = task;
  if (pool === undefined || pool.open <= 0 || dag.activeTasks >= dag.maxActiveTasks) return false;
  if (settings.maxActiveTisPerDag !== null && task.active >= settings.maxActiveTisPerDag) return false;
  const { maxActiveTisPerDagrun } = settings;
  return maxActiveTisPerDagrun === null || (dagRun.active?.get(task) ?? 0) < maxActiveTisPerDagrun;
}

/** `DAG.topological_sort`: over and over through those that are left, in the order of their definition. */
export function topologicalSort(tasks: readonly TaskModel[]): readonly TaskModel[] {
  const left = new Set(tasks);
  const sorted: TaskModel[] = [];
  while (left.size > 0)
    for (const task of left) {
      if (task.upstream.some((before) => left.has(before))) continue;
      left.delete(task);
      sorted.push(task);
    }
  return sorted;
}
