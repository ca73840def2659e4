import { inState, TaskReschedules, XCOM_RETURN_KEY } from "../database/index.ts";
import {
  AirflowException,
  AirflowFailException,
  AirflowSensorTimeout,
  AirflowSkipException,
  AirflowTaskTerminated,
  isFinished,
  mappableLength,
  type RunnableTask,
  TaskDeferred,
  TaskRescheduled,
  UnmappableXComLengthPushed,
  UnmappableXComTypePushed,
  XComForMappingNotPushed,
} from "../definition/index.ts";
import { deferTask, handleFailure } from "../scheduler/index.ts";
import { runCallbacks, runFailureCallbacks } from "./callbacks.ts";
import type { TaskProcess } from "./task-process.ts";

/** How an execution has ended. Only a deferral matters to the process. */
export type TaskEnd = "deferred" | "ended";

/** The end of `_run_raw_task` where the task's code has returned (models/taskinstance.py; spec/airflow-core.md, 3.3). */
export function concludeResult(process: TaskProcess, task: RunnableTask, result: unknown): TaskEnd {
  if (result instanceof TaskDeferred) {
    defer(process, result);
    return "deferred";
  }
  if (result instanceof TaskRescheduled) {
    reschedule(process, result);
    return "ended";
  }
  const { instance } = process;
  const { settings, mappedDependants } = instance.task;
  const value = settings.doXcomPush ? (result ?? null) : null;
  if (value !== null) instance.dagRun.xcoms.set(instance.task.taskId, instance.mapIndex, XCOM_RETURN_KEY, value);
  if (mappedDependants.length > 0) checkMappable(process, value);
  if (process.context !== undefined) task.postExecute(process.context, result);
  end(process, "success");
  return "ended";
}

/** A result that other tasks are mapped over has to be a list or mapping of no more than so many (`_record_task_map_for_downstreams`). */
function checkMappable({ executor }: TaskProcess, value: unknown): void {
  if (value === null) throw new XComForMappingNotPushed();
  if (typeof value !== "object") throw new UnmappableXComTypePushed(`unmappable return type '${pythonType(value)}'`);
  const length = mappableLength(value as Readonly<Record<string, unknown>>);
  const most = executor.metadata.config.core.maxMapLength;
  if (length > most) throw new UnmappableXComLengthPushed(`unmappable return value length: ${length} > ${most}`);
}

/** What Python calls the type of a value that is neither list nor mapping. */
function pythonType(value: unknown): string {
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  return typeof value === "boolean" ? "bool" : "str";
}

/** `_defer_task`: the row is written as the process knew it, whatever became of it meanwhile. */
function defer(process: TaskProcess, deferral: TaskDeferred): void {
  const { instance, executor, earlierDuration } = process;
  const { metadata } = executor;
  instance.processEnds(process);
  instance.triesCounted = process.attempt;
  if (!instance.task.dag.countsTriesWhenScheduled) instance.triesCounted -= 1; // it is the same try that resumes
  instance.queuedDttm = process.queuedDttm;
  instance.startDate = process.startDate;
  instance.endDate = null;
  instance.duration = earlierDuration;
  deferTask(metadata, executor.agenda, instance, deferral);
  process.log?.pausing();
  writeStaleRun(process);
  metadata.wakeTriggerers();
  if (instance.triggerTimeout !== null) metadata.wakeScheduler();
}

/** `_handle_reschedule`. */
function reschedule(process: TaskProcess, { rescheduleDate }: TaskRescheduled): void {
  const { instance, executor, kernel } = process;
  instance.processEnds(process);
  instance.endDate = kernel.now;
  instance.setDuration();
  instance.reschedules ??= new TaskReschedules();
  instance.reschedules.add(instance.triesCounted, process.startedAt, rescheduleDate);
  if (!instance.task.dag.countsTriesWhenScheduled) instance.triesCounted -= 1;
  instance.clearNextMethodArgs();
  executor.metadata.setState(instance, "up_for_reschedule");
  process.log?.rescheduling();
  writeStaleRun(process);
}

/** The task has succeeded or is skipped. Success callbacks run for both, before the state is written. */
function end(process: TaskProcess, state: "success" | "skipped"): void {
  const { instance, executor, kernel, context } = process;
  instance.processEnds(process);
  instance.clearNextMethodArgs();
  instance.endDate = kernel.now;
  instance.setDuration();
  if (context !== undefined) runCallbacks("on_success", instance, context);
  executor.metadata.setState(instance, state);
  if (state === "success") updateOutlets(process);
  process.log?.marking();
  writeRun(process);
}

/** `_register_dataset_changes`. */
function updateOutlets({ instance, executor, kernel }: TaskProcess): void {
  const { datasets, observer, actor } = executor.metadata;
  for (const dataset of instance.task.settings.outlets) {
    const uri = datasets.uriOf(dataset);
    datasets.register(uri, instance, kernel.now);
    observer.dataset(uri, instance, actor);
  }
}

/** The end of `_run_raw_task` where the task's code has thrown (spec/airflow-core.md, 3.4). */
export function concludeFailure(process: TaskProcess, error: unknown): TaskEnd {
  const { instance, executor, context } = process;
  const { metadata } = executor;
  instance.processEnds(process);
  if (error instanceof AirflowSkipException) {
    process.log?.skipping(error.message);
    if (context !== undefined) runCallbacks("on_skipped", instance, context);
    end(process, "skipped");
    return "ended";
  }
  const isForced = error instanceof AirflowFailException || error instanceof AirflowSensorTimeout;
  if (
    !isForced &&
    (error instanceof AirflowException || error instanceof AirflowTaskTerminated) &&
    isFinished(instance.state)
  ) {
    instance.clearNextMethodArgs(); // somebody else has ended it: that stands, and nobody is told
    writeRun(process);
    return "ended";
  }
  process.log?.failed(error);
  handleFailure(metadata, instance, { forceFail: isForced });
  process.log?.marking(isForced ? "Immediate failure requested. " : "");
  if (context !== undefined) {
    context.exception = error;
    runFailureCallbacks(instance, context);
  }
  writeRun(process);
  metadata.observer.taskError(instance, error);
  return "ended";
}

/** The row is merged into the database, and with it its run, as the process has read it. */
function writeStaleRun({ executor, instance, run }: TaskProcess): void {
  if (run !== undefined) executor.metadata.writeStaleRun(instance.dagRun, run);
}

/** `save_to_db`, at the end of a task that is neither deferred nor rescheduled. Where the run's state is read first, it is that that is written. */
function writeRun(process: TaskProcess): void {
  const { executor, instance, run, kernel } = process;
  if (run !== undefined && executor.metadata.rules.taskEndReadsRunState)
    process.run = inState(run, instance.dagRun.state, kernel.now);
  writeStaleRun(process);
}
