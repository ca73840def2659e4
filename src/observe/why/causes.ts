/**
 * The one vocabulary of causes: what the terminal, the page, JSON and docs/why.md call them.
 * @module
 */
import type { WaitCause } from "../../database/index.ts";

/** A cause in words, and what could be changed about it. */
export interface CauseWords {
  /** As a table names it. */
  readonly label: string;
  /** The thing to change; empty where there is nothing to be changed. */
  readonly change: string;
}

const words = (label: string, change = ""): CauseWords => ({ label, change });

/** The causes of waits. */
export const WAIT_WORDS: Readonly<Record<WaitCause, CauseWords>> = {
  maxActiveRuns: words("max_active_runs", "raise `max_active_runs` of the DAG, or make its runs shorter"),
  dagPaused: words("its DAG, which is paused", "unpause the DAG"),
  maxDagrunsPerLoop: words(
    "the scheduler, which has other runs to look at",
    "raise `[scheduler] max_dagruns_per_loop_to_schedule`",
  ),
  logicalDate: words("logical date", "trigger it later, or set `[scheduler] allow_trigger_in_future`"),
  upstream: words("upstream tasks"),
  dependsOnPast: words("the run before (depends_on_past)", "clear or mark the task in the run before"),
  retryDelay: words("retry delay", "lower `retry_delay`, or leave out `retry_exponential_backoff`"),
  rescheduleInterval: words("reschedule date", "lower `poke_interval`"),
  schedulerLoop: words("scheduler's next loop"),
  parallelism: words("parallelism", "raise `[core] parallelism`"),
  poolFull: words("open slots in the pool", "give the pool more slots, or the task fewer `pool_slots`"),
  poolTooSmall: words(
    "a pool that is missing or too small",
    "make the pool, or give it as many slots as the task needs",
  ),
  maxActiveTasks: words("max_active_tasks", "raise `max_active_tasks` of the DAG"),
  maxActiveTisPerDag: words("max_active_tis_per_dag", "raise `max_active_tis_per_dag` of the task"),
  maxActiveTisPerDagrun: words("max_active_tis_per_dagrun", "raise `max_active_tis_per_dagrun` of the task"),
  queryFull: words(
    "blocked tasks that fill the scheduler's query",
    "raise `[scheduler] max_tis_per_query`, or give what is blocked a pool or a lower priority",
  ),
  priority: words("others with priority", "raise `priority_weight`, or give the others a pool of their own"),
  executorHeartbeat: words("executor's next heartbeat"),
  workerSlot: words("an open worker slot", "add worker slots, or let what only waits be deferred or rescheduled"),
  taskStartup: words("task start-up"),
  triggererLoop: words("triggerer's next loop"),
  triggererCapacity: words(
    "capacity of the triggerers",
    "raise `[triggerer] default_capacity`, or run another triggerer",
  ),
  noTriggerer: words("a triggerer that is alive", "run a triggerer"),
  triggerCondition: words("the trigger's condition"),
  runEnded: words("nothing: the run has ended"),
};

/** The causes of what is not a wait: of states, of runs, and of what else happened to a task instance. */
const OTHER_WORDS = {
  // what a task instance did
  executes: words("it executes"),
  pokes: words("it looks for what it waits for"),
  succeeded: words("its code has returned"),
  endedByScheduler: words("an EmptyOperator, which needs no worker"),
  triggerFired: words("its trigger has fired"),
  endedByTrigger: words("its trigger has ended it"),

  // skipped, upstream_failed, removed
  skippedByTriggerRule: words("trigger rule", "choose another `trigger_rule`, say `none_failed_min_one_success`"),
  upstreamFailed: words("tasks upstream have failed", "mend what failed first, or choose another `trigger_rule`"),
  setupNotDone: words("a setup that has not succeeded", "mend the setup"),
  removedByMapping: words("fewer values to map over than before"),
  skippedByBranch: words("a branch leads elsewhere"),
  skippedByShortCircuit: words(
    "a short circuit",
    "with `ignore_downstream_trigger_rules=False` it skips only what is right behind it: joins go by their trigger rules",
  ),
  skippedByLatestOnly: words("its run is not the latest"),
  mappedOverNothing: words("it is mapped over nothing", "give what joins it `trigger_rule=none_failed`"),
  mapNotExpanded: words("there is no result to map over"),
  mappedSource: words("the task that it is mapped over has not succeeded"),
  skippedItself: words("it has skipped itself (AirflowSkipException)"),
  softFail: words("soft_fail", "set `soft_fail=False` to see the failure"),
  softFailNotApplied: words("soft_fail does not skip on this error"),
  failStop: words("fail_stop", "set `fail_stop=False` (`fail_fast` in 3)"),

  // failures and retries
  raised: words("an exception"),
  failException: words("AirflowFailException, which is not retried", "raise AirflowException to let it be retried"),
  sensorTimeout: words("the sensor's timeout, which is not retried", "raise `timeout` of the sensor"),
  executionTimeout: words("execution_timeout", "raise `execution_timeout`"),
  timeoutSkipsDeferral: words(
    "execution_timeout does not count while deferred",
    "give the deferral a timeout of its own",
  ),
  triggerTimeout: words("the timeout of its deferral", "raise the timeout that it defers with"),
  triggerFailed: words("its trigger has failed"),
  dagrunTimeout: words("dagrun_timeout", "raise `dagrun_timeout`"),
  killedExternally: words("killed: the executor is done with it, but it never ended"),
  noHeartbeat: words("no heartbeat of its process: a zombie", "look at what ends workers, or set `retries`"),
  refusedByWorker: words("the worker found its dependencies unmet"),
  noRoomInWorker: words("the worker found no room for it (limits that it checks again)"),
  stuckInQueued: words("task_queued_timeout", "raise `[scheduler] task_queued_timeout`, or add worker slots"),
  retried: words("a retry is left"),
  noRetries: words("no retries", "set `retries`"),
  retriesUsedUp: words("retries used up", "raise `retries`"),
  marked: words("marked by a person"),
  cleared: words("cleared by a person"),

  // of waits: who and why
  heldBy: words("who holds it"),
  lowerPriorityFirst: words("a lower priority came first"),
  needsMoreSlots: words("it needs more slots at once than others", "give it fewer `pool_slots`, or a pool of its own"),
  sensorsHoldSlots: words("sensors hold the slots", "let them be deferred, or set `mode=reschedule`"),
  waitsForEachOther: words("they wait for each other", "let sensors be deferred, or give them a pool of their own"),
  slotGivenAway: words(
    "its slot was given away while it was deferred",
    "give it a pool with `include_deferred`, or more slots",
  ),
  deferredNotCounted: words("deferred tasks do not count", "use a pool with `include_deferred`"),
  timeoutCountsDeferral: words("execution_timeout counts while it is deferred", "raise `execution_timeout`"),
  countedByExecutor: words("the executor still counts the part before its deferral"),
  otherMode: words("its other mode ends differently"),

  // runs
  runManual: words("somebody asked for it"),
  runScheduled: words("the schedule"),
  runOfBackfill: words("a backfill"),
  runByDatasets: words("updates of datasets"),
  datasetEventsMerged: words("several updates of datasets made one run"),
  datasetsNotUpdated: words("a dataset that was not updated"),
  runSucceeded: words("all leaves have succeeded or were skipped"),
  taskFailure: words("a leaf has failed"),
  deadlock: words("nothing in the run could go on", "mend the task that can never be met"),
  pausedByFailures: words(
    "paused after failed runs",
    "raise `max_consecutive_failed_dag_runs`, or mend the failures and unpause it",
  ),
  catchupOff: words("catchup=False", "set `catchup=True`"),
  notDueYet: words("it is not due yet"),
  beforeStartDate: words("before the start_date"),
  afterEndDate: words("after the end_date"),
  runDeleted: words("deleted by a person"),
  backfillRefused: words(
    "another backfill is not complete, or a run of its range is running",
    "ask for it once the other is marked as complete, or the run has ended",
  ),
  backfillUnfinished: words(
    "a backfill that ended before its runs had",
    "mend what failed, and give the command again",
  ),
  noRunOfThatDate: words(
    "the other DAG has no run of that date",
    "give `execution_delta` or `execution_date_fn`, or schedules that have the same logical dates",
  ),
  noSchedule: words("no schedule: runs come by hand only"),
  dateTaken: words("another run has that date", "ask for the manual run without that logical date"),
  notInTimetable: words("the schedule has no such date"),
  taskDates: words("the task's own start_date or end_date"),
} as const satisfies Readonly<Record<string, CauseWords>>;

/** The code of a cause. Codes are stable: docs/why.md has a section for each. */
export type CauseCode = WaitCause | keyof typeof OTHER_WORDS;

/** All causes by code. */
export const CAUSES: Readonly<Record<CauseCode, CauseWords>> = { ...WAIT_WORDS, ...OTHER_WORDS };
