/**
 * What Airflow keeps in its database, and the definitions that it is made from.
 * @module
 */
export { runIdProblem } from "./airflow-key.ts";
export { Calendar } from "./calendar.ts";
export { checkConfig, checkNewOptions } from "./check-config.ts";
export { checkDag, checkDagShape, type DagProblem } from "./check-dag.ts";
export { Column } from "./column.ts";
export { type AirflowConfig, airflowConfig, DEFAULT_CONFIG, type PartialConfig } from "./config.ts";
export * from "./context.ts";
export { DAG, type DagArguments, type Schedule } from "./dag.ts";
export type { DagCallbackContext, DagRunReason, SlaMiss, SlaMissContext } from "./dag-callbacks.ts";
export { DagModel } from "./dag-model.ts";
export { DagRun, type DagRunType } from "./dag-run.ts";
export { type DagRunSnapshot, inState } from "./dag-run-snapshot.ts";
export { RunView } from "./dag-run-view.ts";
export { DATABASE, type DagRunRow, type Database, type RunFilter } from "./database.ts";
export { Dataset, DatasetAll, DatasetAny, type DatasetExpression, datasetsProblem } from "./dataset.ts";
export * from "./exceptions.ts";
export * from "./expand-input.ts";
export { fnmatch } from "./fnmatch.ts";
export { isEqual } from "./is-equal.ts";
export { laidOver } from "./laid-over.ts";
export { Lineup } from "./lineup.ts";
export { Metadata } from "./metadata.ts";
export type { Actor, CallbackCall, LogSource, Observer, TaskCallbackName, WaitObserver } from "./observer.ts";
export * from "./operator.ts";
export { DEFAULT_POOL, Pool } from "./pool.ts";
export { formatPython } from "./python-format.ts";
export { isTruthy, pythonFloat, pythonRepr, pythonStr } from "./python-text.ts";
export { draw, RANDOM, randomSource } from "./random.ts";
export { Rows } from "./rows.ts";
export { type RuleName, type Rules, ruleNamed, rulesOf } from "./rules.ts";
export { RunRows } from "./run-rows.ts";
export { CodeContext, Runtime } from "./runtime.ts";
export { isQueuedBefore, type Starved } from "./scheduled-tasks.ts";
export { SecretsMasker } from "./secrets-masker.ts";
export { expected, shown } from "./shown.ts";
export * from "./states.ts";
export { type RunningProcess, TaskInstance } from "./task-instance.ts";
export { flatRelatives, type Relatives, type TaskModel } from "./task-model.ts";
export { TaskReschedules } from "./task-reschedules.ts";
export { type DataInterval, type Timetable, UNRESTRICTED } from "./timetable.ts";
export { CronTriggerTimetable, DeltaTriggerTimetable } from "./timetables/trigger.ts";
export {
  BaseTaskEndEvent,
  type RunningTrigger,
  TaskFailedEvent,
  TaskSkippedEvent,
  TaskSuccessEvent,
  type Trigger,
  TriggerEvent,
  type TriggererJob,
  TriggerRow,
  type TriggerRun,
  type TriggerStep,
} from "./trigger.ts";
export { type UpstreamTotals, upstreamFacts } from "./upstream-facts.ts";
export { UpstreamStates } from "./upstream-states.ts";
export {
  AIRFLOW_VERSIONS,
  type AirflowVersion,
  AMAZON_PROVIDER_VERSIONS,
  type AmazonProviderVersion,
  DEFAULT_AIRFLOW,
  END_FROM_TRIGGER,
  knownVersionsOf,
  type NewArguments,
  START_FROM_TRIGGER,
  tooOld,
  type Versions,
  versionsOf,
} from "./versions.ts";
export { WAIT_CAUSES, type WaitCause } from "./wait-cause.ts";
export { XCOM_RETURN_KEY } from "./xcoms.ts";
