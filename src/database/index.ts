/**
 * Airflow's database: rows of runs, task instances and triggers, and one door for every change of a state.
 * @module
 */

export { Backfill } from "./backfill.ts";
export {
  type BackfillArguments,
  createBackfill,
  type DueRun as DueBackfillRun,
  type ReprocessBehavior,
  runsBetween,
} from "./create-backfill.ts";
export { DagModel } from "./dag-model.ts";
export { DagRun, type DagRunType, isDateBefore, previousRun } from "./dag-run.ts";
export { type DagRunSnapshot, inState } from "./dag-run-snapshot.ts";
export { RunView } from "./dag-run-view.ts";
export { DatabaseSession } from "./database-session.ts";
export { Job, TaskJob } from "./jobs.ts";
export { markRun } from "./mark-run.ts";
export { Metadata } from "./metadata.ts";
export { NoticedLog } from "./noticed-log.ts";
export type {
  Actor,
  BackfillEnd,
  BackfillNews,
  CallbackCall,
  Incident,
  LogSource,
  Observer,
  TaskCallbackName,
  WaitObserver,
} from "./observer.ts";
export { type OwnerColumns, setOwner } from "./owner.ts";
export { byText } from "./pass-order.ts";
export { DEFAULT_POOL, Pool } from "./pool.ts";
export { byOrderDate } from "./queued-runs.ts";
export type { Reason } from "./reason.ts";
export { relevantInstances } from "./relevant-upstreams.ts";
export { nextRetryDatetime } from "./retry-delay.ts";
export { isEligibleToRetry } from "./row-facts.ts";
export { RunRows } from "./run-rows.ts";
export { endProcess, isRunBy, type RunningProcess } from "./running-process.ts";
export { isAhead } from "./running-runs.ts";
export { CodeContext, MissingServiceError, Runtime } from "./runtime.ts";
export { isQueuedBefore, type Starved } from "./scheduled-tasks.ts";
export { type RowAsRead, reprOf, TaskInstance } from "./task-instance.ts";
export { flatRelatives, type Relatives, TaskModel } from "./task-model.ts";
export { type TriggerArguments, triggerDag } from "./trigger-dag.ts";
export type { RunningTrigger, TriggererJob, TriggerRow } from "./trigger-row.ts";
export { type UpstreamTotals, upstreamFacts } from "./upstream-facts.ts";
export { UpstreamStates } from "./upstream-states.ts";
export { WAIT_CAUSES, type WaitCause } from "./wait-cause.ts";
export { type SkipDecision, XCOM_RETURN_KEY, XCOM_SKIPMIXIN_KEY } from "./xcoms.ts";
