import {
  type DagRunSnapshot,
  endProcess,
  inState,
  isEligibleToRetry,
  type Metadata,
  type RowAsRead,
  type RunningProcess,
  type TaskInstance,
  XCOM_RETURN_KEY,
} from "../database/index.ts";
import {
  AirflowException,
  AirflowFailException,
  AirflowSensorTimeout,
  AirflowSkipException,
  AirflowTaskTerminated,
  exceptionMessage,
  exceptionName,
  IntegrityError,
  isFinished,
  mappableLength,
  NoResultFound,
  type RunnableTask,
  TaskDeferred,
  TaskRescheduled,
  UnmappableXComLengthPushed,
  UnmappableXComTypePushed,
  XComForMappingNotPushed,
} from "../definition/index.ts";
import { runCallbacks, runFailureCallbacks } from "./callbacks.ts";
import type { ExecutionContext } from "./task-context.ts";
import type { TaskLog } from "./task-log.ts";

/** A process that executes a task, as the end of its task's code uses it. */
export interface Execution extends RunningProcess {
  readonly metadata: Metadata;
  readonly instance: TaskInstance;
  readonly read: RowAsRead;
  readonly context: ExecutionContext | undefined;
  readonly log: TaskLog | undefined;
}

/** The way in which an execution has ended. Only a deferral matters to the process. */
export type TaskEnd = "deferred" | "ended";

/** The end of `_run_raw_task` where the task's code has returned (models/taskinstance.py; spec/airflow-core.md, 3.3). */
export function concludeResult(process: Execution, task: RunnableTask, result: unknown): TaskEnd {
  if (result instanceof TaskDeferred) {
    defer(process, result);
    return "deferred";
  }
  if (result instanceof TaskRescheduled) {
    reschedule(process, result);
    return "ended";
  }
  const { instance } = process;
  const { settings } = instance.task;
  const value = settings.doXcomPush ? (result ?? null) : null;
  if (instance.dagRun.isDeleted && settings.outlets.length > 0) throw new IntegrityError(); // lineage pushes them as an XCom
  if (value !== null) instance.dagRun.xcoms.set(instance.task.taskId, instance.mapIndex, XCOM_RETURN_KEY, value);
  checkMappable(process, value);
  if (process.context !== undefined) task.postExecute(process.context, result);
  end(process, "success");
  return "ended";
}

/**
 * Checks a result that other tasks are mapped over: a list or mapping of no more than so many
 * (`_record_task_map_for_downstreams`). The results of a mapped task are one list, which is not checked.
 */
export function checkMappable({ metadata, instance }: Execution, value: unknown): void {
  const { mappedDependants, operator } = instance.task;
  if (mappedDependants.length === 0 || operator.expandInput !== undefined) return;
  if (value === null) throw new XComForMappingNotPushed();
  if (typeof value !== "object") throw new UnmappableXComTypePushed(`unmappable return type '${pythonType(value)}'`);
  const length = mappableLength(value as Readonly<Record<string, unknown>>);
  const most = metadata.config.core.maxMapLength;
  if (length > most) throw new UnmappableXComLengthPushed(`unmappable return value length: ${length} > ${most}`);
}

/** Names the type of a value that is neither list nor mapping, as Python does. */
function pythonType(value: unknown): string {
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  return typeof value === "boolean" ? "bool" : "str";
}

/** `_defer_task`. */
function defer(process: Execution, deferral: TaskDeferred): void {
  const { instance, metadata, read } = process;
  endProcess(instance, process);
  if (instance.dagRun.isDeleted && !metadata.runLife.revive(instance, read.run)) throw new IntegrityError();
  metadata.life.defer(instance, deferral, read);
  process.log?.pausing();
  writeRun(process, read.run);
}

/** `_handle_reschedule`. */
function reschedule(process: Execution, { rescheduleDate }: TaskRescheduled): void {
  const { instance, metadata, read } = process;
  endProcess(instance, process);
  if (instance.dagRun.isDeleted) throw new NoResultFound();
  metadata.life.reschedule(instance, rescheduleDate, read);
  process.log?.rescheduling();
  writeRun(process, read.run);
}

/** The task has succeeded or is skipped. Success callbacks run for both, before the row is written. */
function end(process: Execution, state: "success" | "skipped"): void {
  const { instance, metadata, context, read } = process;
  endProcess(instance, process);
  if (context !== undefined) runCallbacks("on_success", instance, context);
  if (instance.dagRun.isDeleted) {
    if (metadata.rules.taskEndReadsRunState) throw new NoResultFound();
    if (!metadata.runLife.revive(instance, read.run)) throw new IntegrityError();
  }
  metadata.life.finish(instance, state);
  if (state === "success") updateOutlets(process);
  process.log?.marking();
  saveToDb(process);
}

/** `_register_dataset_changes`. */
export function updateOutlets({ instance, metadata }: Execution): void {
  const { datasets, observer, actor, kernel } = metadata;
  for (const dataset of instance.task.settings.outlets) {
    const uri = datasets.uriOf(dataset);
    datasets.register(uri, instance, kernel.now);
    observer.dataset(uri, instance, actor);
  }
}

/** The end of `_run_raw_task` where the task's code has thrown (spec/airflow-core.md, 3.4). */
export function concludeFailure(process: Execution, error: unknown): TaskEnd {
  const { instance, metadata, context } = process;
  endProcess(instance, process);
  const isForced = error instanceof AirflowFailException || error instanceof AirflowSensorTimeout;
  explainFailure(process, error, isForced);
  if (error instanceof AirflowSkipException) {
    process.log?.skipping(error.message);
    if (context !== undefined) runCallbacks("on_skipped", instance, context);
    return endSkipped(process);
  }
  if (instance.dagRun.isDeleted) {
    if (context !== undefined && !(error instanceof NoResultFound)) {
      context.exception = error;
      runCallbacks(!isForced && isEligibleToRetry(instance) ? "on_retry" : "on_failure", instance, context);
    }
    // the row of task_fail refers to the run that is no more
    metadata.observer.taskError(instance, error instanceof NoResultFound ? error : new IntegrityError());
    return "ended";
  }
  if (
    !isForced &&
    (error instanceof AirflowException || error instanceof AirflowTaskTerminated) &&
    isFinished(instance.state)
  ) {
    metadata.life.clearNextMethodArgs(instance); // somebody else has ended it: that stands, and nobody is told
    saveToDb(process);
    return "ended";
  }
  process.log?.failed(error);
  metadata.life.handleFailure(instance, isForced ? { mayRetry: false } : {});
  process.log?.marking(isForced ? "Immediate failure requested. " : "");
  if (context !== undefined) {
    context.exception = error;
    runFailureCallbacks(instance, context);
  }
  saveToDb(process);
  metadata.observer.taskError(instance, error);
  return "ended";
}

/** Ends a skipped task. An error of the database is raised here after the code that looks after exceptions. */
function endSkipped(process: Execution): TaskEnd {
  try {
    end(process, "skipped");
  } catch (error) {
    if (!process.instance.dagRun.isDeleted) throw error;
    process.metadata.observer.taskError(process.instance, error);
  }
  return "ended";
}

function softened(cause: unknown): string | null {
  return cause === undefined ? null : `${exceptionName(cause)}: ${exceptionMessage(cause)}`;
}

/** Tells what the code of a task has raised: the change that follows comes of it. */
export function explainFailure({ metadata, instance }: Execution, error: unknown, isForced: boolean): void {
  metadata.observer.waits?.because(instance, {
    kind: "raised",
    type: exceptionName(error),
    message: exceptionMessage(error),
    isForced,
    softened: error instanceof AirflowSkipException ? softened(error.cause) : null,
  });
}

/**
 * `save_to_db`, at the end of a task that is neither deferred nor rescheduled. In some versions it reads the run's state
 * first.
 */
function saveToDb(process: Execution): void {
  const { metadata, instance, read } = process;
  const readsState = metadata.rules.taskEndReadsRunState;
  writeRun(process, readsState ? inState(read.run, instance.dagRun.state, metadata.kernel.now) : read.run);
}

/** The row is merged into the database, and with it its run as the process knows it. */
function writeRun({ metadata, instance }: Execution, run: DagRunSnapshot): void {
  metadata.runLife.writeBack(instance.dagRun, run);
}
