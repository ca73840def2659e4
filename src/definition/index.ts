/**
 * Definitions: DAGs, operators, triggers, timetables, datasets, and the context that their code runs in.
 * @module
 */
export { BACKFILL_PREFIX, isMadeForDate, ofAnotherType, runIdProblem } from "./airflow-key.ts";
export { Calendar } from "./calendar.ts";
export { checkDag, checkDagShape, type DagProblem } from "./check-dag.ts";
export {
  type DagRunView,
  type Logger,
  type LogLevel,
  type ProvidedService,
  provide,
  type RuntimeContext,
  type ServiceKey,
  serviceKey,
  type TaskContext,
  type TaskInstanceView,
  type TriggerContext,
  type XComSelector,
} from "./context.ts";
export { DAG, type DagArguments, type Schedule } from "./dag.ts";
export type { DagCallbackContext, DagRunReason, SlaMiss, SlaMissContext } from "./dag-callbacks.ts";
export { DATABASE, type DagRunRow, type Database, type RunFilter, type WhichRun } from "./database.ts";
export {
  Dataset,
  DatasetAll,
  DatasetAny,
  type DatasetExpression,
  datasetCondition,
  datasetsProblem,
  PartitionedAssetTimetable,
} from "./dataset.ts";
export { datasetUriBy, normalizedUri } from "./dataset-uri.ts";
export {
  AirflowException,
  AirflowFailException,
  AirflowInactiveAssetInInletOrOutletException,
  AirflowNotFoundException,
  AirflowRuntimeError,
  AirflowSensorTimeout,
  AirflowSkipException,
  AirflowTaskTerminated,
  AirflowTaskTimeout,
  CancelledError,
  DagNotFound,
  DagRunAlreadyExists,
  DeletedWhileRunningError,
  exceptionMessage,
  exceptionName,
  ForgottenRunError,
  IntegrityError,
  isAirflowException,
  isException,
  MultipleResultsFound,
  NoResultFound,
  ProcessKilled,
  ReportedFailure,
  TaskDeferralError,
  TaskDeferralTimeout,
  UnmappableXComLengthPushed,
  UnmappableXComTypePushed,
  XComForMappingNotPushed,
} from "./exceptions.ts";
export {
  argumentsAt,
  concatenates,
  type ExpandInput,
  MappedArgument,
  type MappedGroup,
  type ResultsRead,
  referencedTaskIds,
  referencesOf,
  totalLength,
} from "./expand-input.ts";
export { jittered } from "./jitter.ts";
export {
  FAIL_METHOD,
  type GoneArgument,
  type MarkedTask,
  type Operator,
  type RunnableTask,
  TaskDeferred,
  TaskRescheduled,
  type TaskSettings,
  type TaskStateChangeCallback,
  TRIGGER_TIMEOUT,
} from "./operator.ts";
export {
  AllowedKeyMapper,
  ChainMapper,
  IdentityMapper,
  keyFormatProblem,
  type PartitionMapper,
  ProductMapper,
  StartOfMapper,
  type StartOfUnit,
} from "./partition-mappers.ts";
export {
  AttributeError,
  KeyError,
  NotImplementedError,
  ParserError,
  PythonException,
  RuntimeError,
  UnboundLocalError,
  ValueError,
} from "./python-errors.ts";
export { chance, draw, RANDOM, RUN_NAME, randomSource } from "./random.ts";
export { SecretsMasker } from "./secrets-masker.ts";
export {
  DAG_RUN_STATES,
  DagRunState,
  DEPRECATED_TRIGGER_RULES,
  type DeprecatedTriggerRule,
  type FinishedState,
  isFailed,
  isFinished,
  isFinishedRun,
  isRunnable,
  isSchedulable,
  isSuccessful,
  TASK_INSTANCE_STATES,
  TaskInstanceState,
  TriggerRule,
  WeightRule,
} from "./states.ts";
export { type DagRunInfo, type DataInterval, type TimeRestriction, type Timetable, UNRESTRICTED } from "./timetable.ts";
export { EventsTimetable } from "./timetables/events.ts";
export { timetableOf } from "./timetables/index.ts";
export {
  CronPartitionTimetable,
  CronTriggerTimetable,
  DeltaTriggerTimetable,
  MultipleCronTriggerTimetable,
} from "./timetables/trigger.ts";
export {
  BaseTaskEndEvent,
  TaskFailedEvent,
  TaskSkippedEvent,
  TaskSuccessEvent,
  type Trigger,
  TriggerEvent,
  type TriggerRun,
  type TriggerStep,
} from "./trigger.ts";
export {
  ConcatXComArg,
  isSequence,
  LazySequence,
  type LengthOf,
  type Mappable,
  MapXComArg,
  mappableLength,
  type Resolved,
  type ResultOf,
  XComArg,
  XComReference,
  type ZipOptions,
  ZipXComArg,
} from "./xcom-arg.ts";
