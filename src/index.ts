/**
 * Apache Airflow's semantics on a virtual clock. Operators, sensors and triggers are in `airlapse/operators` and
 * `airlapse/operators/amazon`, scenario files in `airlapse/scenario`, the clock alone in `airlapse/kernel`.
 * @module
 */
export { SimulationError } from "./check-simulation.ts";
export {
  AwsModel,
  type AwsSpec,
  type Cloud,
  type CrawlerSpec,
  type CrawlOutcome,
  type JobRunOutcome,
  type JobSpec,
  type S3ObjectSpec,
  type S3Spec,
} from "./cloud/index.ts";
export type { ExecutorOptions } from "./executor/index.ts";
export { type Micros, SECOND, type Seconds, toSeconds } from "./kernel/index.ts";
export { type Clock, type RealClockOptions, realClock } from "./live/index.ts";
export {
  type Actor,
  AIRFLOW_VERSIONS,
  type AirflowConfig,
  AirflowException,
  AirflowFailException,
  AirflowSensorTimeout,
  AirflowSkipException,
  AirflowTaskTimeout,
  type AirflowVersion,
  AMAZON_PROVIDER_VERSIONS,
  type AmazonProviderVersion,
  DAG,
  DATABASE,
  type DagArguments,
  type DagCallbackContext,
  DagNotFound,
  DagRunAlreadyExists,
  type DagRunReason,
  DagRunState,
  type DagRunType,
  type DagRunView,
  type Database,
  type DataInterval,
  Dataset,
  DEFAULT_CONFIG,
  draw,
  type Logger,
  type LogLevel,
  type PartialConfig,
  type Problem,
  type ProvidedService,
  provide,
  type RuntimeContext,
  randomSource,
  type Schedule,
  type ServiceKey,
  type SlaMiss,
  type SlaMissContext,
  serviceKey,
  type TaskContext,
  TaskDeferralError,
  TaskInstanceState,
  type TaskInstanceView,
  type TaskStateChangeCallback,
  type Timetable,
  type TriggerContext,
  TriggerEvent,
  TriggerRule,
  type TriggerRun,
  WeightRule,
  type XComSelector,
} from "./model/index.ts";
export type {
  ApiCallCount,
  ApiCallEvent,
  CallbackEvent,
  Change,
  DagRunEvent,
  DagRunResult,
  DatasetUpdateEvent,
  LogEvent,
  SimulationEvent,
  SimulationEvents,
  SimulationResult,
  SlaMissEvent,
  SlotEvent,
  StateSince,
  TaskErrorEvent,
  TaskInstanceEvent,
  TaskInstanceKey,
  TaskInstanceResult,
  Trace,
  TriggerRowEvent,
  Usage,
} from "./observe/index.ts";
export { traceDifferences } from "./observe/index.ts";
export type { Distribution, RandomSeconds, RandomSource } from "./random/index.ts";
export { observedValues } from "./random/index.ts";
export { type ActionOptions, Simulation, type TriggerOptions } from "./simulation.ts";
export type { Phases, PoolOptions, SimulationOptions, TriggererSpec } from "./simulation-options.ts";
