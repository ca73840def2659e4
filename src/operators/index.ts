/**
 * Operators, sensors and triggers, and what to derive your own from.
 * @module
 */
export {
  ConcatXComArg,
  MappedArgument,
  MapXComArg,
  XComArg,
  XComReference,
  type ZipOptions,
  ZipXComArg,
} from "../definition/index.ts";
export { BaseOperator, type DeferArguments } from "./base-operator.ts";
export type { BaseOperatorArguments } from "./base-operator-arguments.ts";
export { BaseSensor, type BaseSensorArguments, PokeReturnValue } from "./base-sensor.ts";
export { BaseTrigger, TaskFailedEvent, TaskSkippedEvent, TaskSuccessEvent, TriggerEvent } from "./base-trigger.ts";
export { chain, type Linkable, type LinkableTask } from "./chain.ts";
export { EmptyOperator } from "./empty.ts";
export {
  ExternalTaskSensor,
  type ExternalTaskSensorArguments,
} from "./external-task.ts";
export { ExternalTaskMarker, type ExternalTaskMarkerArguments } from "./external-task-marker.ts";
export {
  TaskStateTrigger,
  type TaskStateTriggerArguments,
  WorkflowTrigger,
  type WorkflowTriggerArguments,
} from "./external-task-triggers.ts";
export { LatestOnlyOperator } from "./latest-only.ts";
export { type Expanded, MappedOperator, OperatorPartial, partial } from "./mapped-operator.ts";
export {
  BaseBranchOperator,
  type Branch,
  BranchPythonOperator,
  PythonOperator,
  type PythonOperatorArguments,
  PythonSensor,
  type PythonSensorArguments,
  ShortCircuitOperator,
  type ShortCircuitOperatorArguments,
} from "./python.ts";
export type { StartTriggerArgs } from "./start-trigger-args.ts";
export { TaskGroup, type TaskGroupArguments } from "./task-group.ts";
export {
  TemplateAssertionError,
  TemplateRuntimeError,
  TemplateSyntaxError,
  UndefinedError,
} from "./template-errors.ts";
export { renderDated } from "./template-fields.ts";
export { TimeSensor, type TimeSensorArguments, TimeSensorAsync } from "./time-of-day-sensors.ts";
export {
  DateTimeSensor,
  type DateTimeSensorArguments,
  DateTimeSensorAsync,
  DateTimeTrigger,
  TimeDeltaSensor,
  type TimeDeltaSensorArguments,
  TimeDeltaSensorAsync,
} from "./time-sensors.ts";
export {
  DagStateTrigger,
  type DagStateTriggerArguments,
  TriggerDagRunOperator,
  type TriggerDagRunOperatorArguments,
} from "./trigger-dagrun.ts";
