/**
 * Reports of a task's process in Airflow 3: it makes them of the end of its code, and sends them (`run`, `finalize`;
 * sdk/execution_time/task_runner.py).
 * @module
 */
import { XCOM_RETURN_KEY } from "../database/index.ts";
import {
  AirflowFailException,
  AirflowRuntimeError,
  AirflowSensorTimeout,
  AirflowSkipException,
  AirflowTaskTerminated,
  ReportedFailure,
  type RunnableTask,
  TaskDeferred,
  TaskRescheduled,
  UnmappableXComLengthPushed,
} from "../definition/index.ts";
import { runCallbacks } from "./callbacks.ts";
import { checkMappable, type Execution, explainFailure, updateOutlets } from "./outcomes.ts";

/** The last report. A failure has no error where the task runner reports it without one. */
export type TaskReport =
  | { readonly state: "deferred"; readonly deferral: TaskDeferred }
  | { readonly state: "up_for_reschedule"; readonly rescheduled: TaskRescheduled }
  | { readonly state: "success" }
  | { readonly state: "skipped"; readonly skip: AirflowSkipException }
  | { readonly state: "up_for_retry"; readonly error: unknown }
  /** `isForced` tells that retries were not asked for, `told` is the error even where none is recorded. */
  | { readonly state: "failed"; readonly error: unknown; readonly isForced: boolean; readonly told: unknown };

/** The end of `run` where the task's code has returned. Throws where its result is not to be pushed. */
export function reportOfResult(process: Execution, task: RunnableTask, result: unknown): TaskReport {
  if (result instanceof TaskDeferred) return { state: "deferred", deferral: result };
  if (result instanceof TaskRescheduled) return { state: "up_for_reschedule", rescheduled: result };
  const { instance, context } = process;
  const { settings } = instance.task;
  const value = settings.doXcomPush ? (result ?? null) : null;
  checkPushed(process, value);
  if (value !== null) instance.dagRun.xcoms.set(instance.task.taskId, instance.mapIndex, XCOM_RETURN_KEY, value);
  if (context !== undefined) task.postExecute(context, result);
  return { state: "success" };
}

/** Checks a result before it is pushed: the process its type, the server its length (`set_xcom`, execution_api/routes/xcoms.py). */
function checkPushed(process: Execution, value: unknown): void {
  try {
    checkMappable(process, value);
  } catch (error) {
    throw error instanceof UnmappableXComLengthPushed
      ? new AirflowRuntimeError(`API_SERVER_ERROR: ${TOO_LONG}`)
      : error;
  }
}

/** The answer of the server to a result that is too long, as Python writes it. */
const TOO_LONG =
  "{'status_code': 400, 'message': 'Server returned error', 'detail': {'detail': {'reason': 'unmappable_return_value_length', 'message': \"pushed value is too large to map as a downstream's dependency\"}}}";

/** The end of `run` where the task's code has thrown. */
export function reportOfFailure(error: unknown, shouldRetry: boolean): TaskReport {
  if (error instanceof AirflowSkipException) return { state: "skipped", skip: error };
  if (error instanceof ReportedFailure)
    return error.mayRetry && shouldRetry
      ? { state: "up_for_retry", error: undefined }
      : { state: "failed", error: undefined, isForced: true, told: error };
  const isForced =
    error instanceof AirflowFailException ||
    error instanceof AirflowSensorTimeout ||
    error instanceof AirflowTaskTerminated;
  return shouldRetry && !isForced
    ? { state: "up_for_retry", error }
    : { state: "failed", error, isForced, told: error };
}

/** Writes what the server has accepted. That a task has failed or is skipped comes from its supervisor, once it has ended. */
export function acceptReport(process: Execution, report: TaskReport): void {
  const { instance, read } = process;
  const { life, kernel } = process.metadata;
  switch (report.state) {
    case "deferred":
      life.defer(instance, report.deferral, read);
      process.log?.pausing();
      break;
    case "up_for_reschedule":
      life.reschedule(instance, report.rescheduled.rescheduleDate, { ...read, startedAt: kernel.now });
      process.log?.rescheduling();
      break;
    case "up_for_retry":
      explainFailure(process, report.error, false);
      life.handleFailure(instance, { mayRetry: true });
      break;
    case "success":
      life.finish(instance, "success");
      updateOutlets(process);
      break;
    case "failed":
      explainFailure(process, report.told, report.isForced);
      life.handleFailure(instance, { mayRetry: false });
      break;
    case "skipped":
      explainFailure(process, report.skip, false);
      life.finish(instance, "skipped");
      break;
  }
}

/** `finalize`: the callbacks come after the report. */
export function finalizeReport({ instance, context }: Execution, report: TaskReport): void {
  if (context === undefined) return;
  switch (report.state) {
    case "success":
      runCallbacks("on_success", instance, context);
      break;
    case "skipped":
      runCallbacks("on_skipped", instance, context);
      break;
    case "up_for_retry":
      context.exception = report.error;
      runCallbacks("on_retry", instance, context);
      break;
    case "failed":
      context.exception = report.error;
      runCallbacks("on_failure", instance, context);
      break;
  }
}

/** The error that a refused report is in the task's process. */
export function refusalOf(isGone: boolean): AirflowRuntimeError {
  return new AirflowRuntimeError(`API_SERVER_ERROR: {'status_code': ${isGone ? 404 : 409}}`);
}
