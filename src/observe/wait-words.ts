import type { WaitCause } from "../database/index.ts";

/** What a task instance waits for, in words. */
export const WAIT_WORDS: Readonly<Record<WaitCause, string>> = {
  maxActiveRuns: "max_active_runs of its DAG",
  logicalDate: "its logical date",
  upstream: "tasks upstream",
  dependsOnPast: "the run before (depends_on_past)",
  retryDelay: "the delay before its retry",
  rescheduleInterval: "the time of its next poke",
  schedulerLoop: "the scheduler's next loop",
  parallelism: "parallelism of the executor",
  poolFull: "an open slot of its pool",
  poolTooSmall: "a pool that is missing or too small",
  maxActiveTasks: "max_active_tasks of its DAG",
  maxActiveTisPerDag: "max_active_tis_per_dag",
  maxActiveTisPerDagrun: "max_active_tis_per_dagrun",
  priority: "tasks of a higher priority",
  executorHeartbeat: "the executor's next heartbeat",
  workerSlot: "an open worker slot",
  taskStartup: "its process to start up",
  triggererLoop: "the triggerer's next loop",
  triggererCapacity: "room in a triggerer",
  noTriggerer: "a triggerer that is alive",
  triggerCondition: "the condition of its trigger",
  runEnded: "nothing: its run has ended",
};
