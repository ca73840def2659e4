/**
 * The causes for which a task instance waits. Each instant at which it is not executing has exactly one of these causes.
 * @module
 */
export const WAIT_CAUSES = [
  /** The run is queued: the DAG has `max_active_runs` running. */
  "maxActiveRuns",
  /** The DAG is paused: nothing of it is examined or queued. */
  "dagPaused",
  /** The scheduler has so many runs to examine or to start that its iterations have not come to this one. */
  "maxDagrunsPerLoop",
  /** The run is queued: its logical date has not come. */
  "logicalDate",
  /** Tasks upstream have not come to what its trigger rule asks for. */
  "upstream",
  /** `depends_on_past`: the run before has not come so far. */
  "dependsOnPast",
  /** Up for retry, and its delay has not passed. */
  "retryDelay",
  /** Up for reschedule, and its date has not come. */
  "rescheduleInterval",
  /** Nothing is in its way: the scheduler has not looked yet. */
  "schedulerLoop",
  /** `parallelism`: the executor takes no more. */
  "parallelism",
  /** The pool has too few open slots. */
  "poolFull",
  /** The pool does not exist, or is smaller than what it needs: it is never queued. */
  "poolTooSmall",
  /** `max_active_tasks` of its DAG. */
  "maxActiveTasks",
  /** `max_active_tis_per_dag` of its task. */
  "maxActiveTisPerDag",
  /** `max_active_tis_per_dagrun` of its task. */
  "maxActiveTisPerDagrun",
  /** Others, which are blocked themselves, take all rows of the scheduler's query: it is not even looked at. */
  "queryFull",
  /** The slots that it needs are taken by task instances that were ready later than it and came before it in priority. */
  "priority",
  /** Queued in the executor, which has not sent it: the part of it before its deferral counts as running still. */
  "executorHeartbeat",
  /** Sent to the workers, which have no open slot. */
  "workerSlot",
  /** It has its slot, and its process starts up. */
  "taskStartup",
  /** Deferred, and its trigger is not assigned or not started yet, or has fired: the triggerer has not looked yet. */
  "triggererLoop",
  /** Deferred, and its trigger is not assigned: no triggerer has room. */
  "triggererCapacity",
  /** Deferred, and the triggerer that had its trigger is dead, or there is none. */
  "noTriggerer",
  /** Deferred, and its trigger runs: what it waits for has not come. */
  "triggerCondition",
  /** The run has ended without it: nothing will come. */
  "runEnded",
] as const;

export type WaitCause = (typeof WAIT_CAUSES)[number];
