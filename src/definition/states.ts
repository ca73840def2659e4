/**
 * The states of task instances and runs, by Airflow's names (airflow/utils/state.py).
 * @module
 */
import { Codes } from "../containers/index.ts";

export const TaskInstanceState = {
  removed: "removed",
  scheduled: "scheduled",
  queued: "queued",
  running: "running",
  success: "success",
  restarting: "restarting",
  failed: "failed",
  upForRetry: "up_for_retry",
  upForReschedule: "up_for_reschedule",
  upstreamFailed: "upstream_failed",
  skipped: "skipped",
  deferred: "deferred",
} as const;

/** A task instance's state. A task instance that nothing has been decided of yet has none: `null`. */
export type TaskInstanceState = (typeof TaskInstanceState)[keyof typeof TaskInstanceState];

export const DagRunState = { queued: "queued", running: "running", success: "success", failed: "failed" } as const;
export type DagRunState = (typeof DagRunState)[keyof typeof DagRunState];

/** The states of task instances as small numbers. Those of most changes come first. */
export const TASK_INSTANCE_STATES = new Codes<TaskInstanceState>([
  "scheduled",
  "queued",
  "running",
  "success",
  "deferred",
  "up_for_reschedule",
  "failed",
  "skipped",
  "upstream_failed",
  "up_for_retry",
  "removed",
  "restarting",
]);

/** The states of runs as small numbers. */
export const DAG_RUN_STATES = new Codes<DagRunState>(["queued", "running", "success", "failed"]);

/** States from which a task instance does not move by itself: `State.finished`. */
export type FinishedState = "success" | "failed" | "skipped" | "upstream_failed" | "removed";

/** `State.finished`. */
export function isFinished(state: TaskInstanceState | null): state is FinishedState {
  if (state === null) return false;
  switch (state) {
    case "success":
    case "failed":
    case "skipped":
    case "upstream_failed":
    case "removed":
      return true;
    default:
      return false;
  }
}

/** `SCHEDULEABLE_STATES`: states in which the scheduler may decide to schedule (ti_deps/dependencies_states.py). */
export function isSchedulable(state: TaskInstanceState | null): boolean {
  return state === null || state === "up_for_retry" || state === "up_for_reschedule";
}

/** `RUNNABLE_STATES`: states in which a worker may start the task. */
export function isRunnable(state: TaskInstanceState | null): boolean {
  return isSchedulable(state) || state === "queued";
}

/** `State.failed_states`. */
export function isFailed(state: TaskInstanceState | null): boolean {
  return state === "failed" || state === "upstream_failed";
}

/** `State.success_states`. */
export function isSuccessful(state: TaskInstanceState | null): boolean {
  return state === "success" || state === "skipped";
}

/** `State.finished_dr_states`. */
export function isFinishedRun(state: DagRunState): boolean {
  return state === "success" || state === "failed";
}

export const TriggerRule = {
  allSuccess: "all_success",
  allFailed: "all_failed",
  allDone: "all_done",
  /** From Airflow 3.1 on. */
  allDoneMinOneSuccess: "all_done_min_one_success",
  allDoneSetupSuccess: "all_done_setup_success",
  oneSuccess: "one_success",
  oneFailed: "one_failed",
  oneDone: "one_done",
  noneFailed: "none_failed",
  noneSkipped: "none_skipped",
  always: "always",
  noneFailedMinOneSuccess: "none_failed_min_one_success",
  allSkipped: "all_skipped",
} as const;

/** When a task may run, by the states of its upstream tasks (airflow/utils/trigger_rule.py). */
export type TriggerRule = (typeof TriggerRule)[keyof typeof TriggerRule];

/** Names that rules had before, and which they are now. */
export const DEPRECATED_TRIGGER_RULES = {
  dummy: "always",
  none_failed_or_skipped: "none_failed_min_one_success",
} as const satisfies Readonly<Record<string, TriggerRule>>;

export type DeprecatedTriggerRule = keyof typeof DEPRECATED_TRIGGER_RULES;

export const WeightRule = { downstream: "downstream", upstream: "upstream", absolute: "absolute" } as const;

/** The tasks whose weights are added to a task's own priority weight (airflow/utils/weight_rule.py). */
export type WeightRule = (typeof WeightRule)[keyof typeof WeightRule];
