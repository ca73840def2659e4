/**
 * The events of a simulation. Times are microseconds since its start.
 * @module
 */

import type { Actor, DagRunType, Incident, TaskCallbackName } from "../database/index.ts";
import type { DagRunReason, DagRunState, LogLevel, SlaMiss, TaskInstanceState } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";

/** Names a task instance. */
export interface TaskInstanceKey {
  readonly dagId: string;
  readonly runId: string;
  readonly taskId: string;
  /** -1 where the task is not mapped. */
  readonly mapIndex: number;
}

/** A task instance was created, or its state has changed. */
export interface TaskInstanceEvent extends TaskInstanceKey {
  readonly kind: "taskInstance";
  readonly at: Micros;
  readonly by: Actor;
  readonly state: TaskInstanceState | null;
  readonly from: TaskInstanceState | null;
  /** The column `try_number` of the task_instance table: in 2.7.2 one less while the task is deferred or waits to be rescheduled. */
  readonly tryNumber: number;
}

/** A run was created, or its state has changed. */
export interface DagRunEvent {
  readonly kind: "dagRun";
  readonly at: Micros;
  readonly by: Actor;
  readonly dagId: string;
  readonly runId: string;
  readonly state: DagRunState;
  readonly from: DagRunState | null;
}

/** A run was made or its state has changed, as it is told to those who listen. */
export interface DagRunUpdate extends DagRunEvent {
  readonly runType: DagRunType;
  /** Null where it has no data interval. */
  readonly dataIntervalEnd: Micros | null;
}

/** A row of the trigger table was made, given to a triggerer, or deleted. */
export interface TriggerRowEvent extends TaskInstanceKey {
  readonly kind: "trigger";
  readonly at: Micros;
  readonly by: Actor;
  readonly triggerId: number;
  readonly event: "created" | "assigned" | "deleted";
  /** The class of the trigger. */
  readonly triggerType: string;
}

/** A heartbeat of the executor: one in each loop of the scheduler that had something to do. */
export interface ExecutorHeartbeatEvent {
  readonly kind: "executorHeartbeat";
  readonly at: Micros;
  /** Task instances that it would still take: `parallelism` less those that it has. */
  readonly openSlots: number;
  /** Task instances that it has not yet sent to a worker or the broker. */
  readonly queuedTasks: number;
  /** Task instances that it has sent and that have not ended, including those that wait for a worker slot. */
  readonly runningTasks: number;
}

/** A triggerer has handled an event or a failure of a trigger, even if no task waits for it any more. */
export interface TriggerHandledEvent extends TaskInstanceKey {
  readonly kind: "triggerHandled";
  readonly at: Micros;
  readonly triggerId: number;
  readonly outcome: "succeeded" | "failed";
}

/** A worker slot was taken or given back. */
export interface SlotEvent extends TaskInstanceKey {
  readonly kind: "slot";
  readonly at: Micros;
  readonly delta: 1 | -1;
}

/** Something has befallen a task instance: its process was killed, say, or another scheduler has taken it over. */
export interface IncidentEvent extends TaskInstanceKey {
  readonly kind: "incident";
  readonly at: Micros;
  readonly incident: Incident;
}

/** A task has updated a dataset. */
export interface DatasetUpdateEvent extends TaskInstanceKey {
  readonly kind: "dataset";
  readonly at: Micros;
  readonly by: Actor;
  readonly uri: string;
}

/** A DAG was paused: by a person, or because its last runs have failed (`max_consecutive_failed_dag_runs`). Or it goes on. */
export interface DagPausedEvent {
  readonly kind: "dagPaused" | "dagUnpaused";
  readonly by: Actor;
  readonly at: Micros;
  readonly dagId: string;
}

/** A task is late: its run of a logical date has not succeeded within its `sla`. */
export interface SlaMissEvent extends SlaMiss {
  readonly kind: "slaMiss";
}

/** A callback of a task was called. */
export interface TaskCallbackEvent extends TaskInstanceKey {
  readonly kind: "callback";
  readonly of: "task";
  readonly at: Micros;
  readonly by: Actor;
  readonly callback: TaskCallbackName;
}

/** A callback of a DAG was called, because a run has ended. */
export interface DagRunCallbackEvent {
  readonly kind: "callback";
  readonly of: "dagRun";
  readonly at: Micros;
  readonly by: Actor;
  readonly callback: "on_success" | "on_failure";
  readonly dagId: string;
  readonly runId: string;
  readonly reason: DagRunReason;
}

/** A DAG's callback for missed SLAs was called. */
export interface SlaMissCallbackEvent {
  readonly kind: "callback";
  readonly of: "slas";
  readonly at: Micros;
  readonly by: Actor;
  readonly callback: "sla_miss";
  readonly dagId: string;
  readonly slas: readonly SlaMiss[];
  readonly blocking: readonly { readonly taskId: string; readonly logicalDate: Micros }[];
}

export type CallbackEvent = TaskCallbackEvent | DagRunCallbackEvent | SlaMissCallbackEvent;

/** A call to AWS. */
export interface ApiCallEvent {
  readonly kind: "apiCall";
  readonly at: Micros;
  readonly by: Actor;
  /** For instance `s3.HeadObject`. */
  readonly call: string;
  /** The scalar parameters, and, except for S3 and Glue, lists of texts. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** A task's process has ended with an error. */
export interface TaskErrorEvent extends TaskInstanceKey {
  readonly kind: "taskError";
  readonly at: Micros;
  /** The name of the exception's class. */
  readonly type: string;
  readonly message: string;
}

/** A log line, of a task's attempt or a component. */
export interface LogEvent {
  readonly kind: "log";
  readonly at: Micros;
  readonly by: Actor;
  readonly level: LogLevel;
  /** Python's `filename:lineno` in Airflow and its provider; empty for a line of your own code. */
  readonly place: string;
  readonly message: string;
  /** The fields of a structured line, beside its message: Airflow 3. */
  readonly fields?: Readonly<Record<string, string>>;
  /** The task instance whose log has the line, the try counted from 1, and for a trigger's line the triggerer counted from 0. */
  readonly taskInstance?: TaskInstanceKey & { readonly attempt: number; readonly triggererId?: number };
}

export type SimulationEvent =
  | TaskInstanceEvent
  | DagRunEvent
  | TriggerRowEvent
  | TriggerHandledEvent
  | ExecutorHeartbeatEvent
  | SlotEvent
  | IncidentEvent
  | DatasetUpdateEvent
  | SlaMissEvent
  | CallbackEvent
  | ApiCallEvent
  | TaskErrorEvent
  | LogEvent;

/** The events that `simulation.on` takes, by name. */
export interface SimulationEvents {
  taskInstance: (event: TaskInstanceEvent) => void;
  dagRun: (event: DagRunUpdate) => void;
  trigger: (event: TriggerRowEvent) => void;
  triggerHandled: (event: TriggerHandledEvent) => void;
  executorHeartbeat: (event: ExecutorHeartbeatEvent) => void;
  slot: (event: SlotEvent) => void;
  incident: (event: IncidentEvent) => void;
  dataset: (event: DatasetUpdateEvent) => void;
  slaMiss: (event: SlaMissEvent) => void;
  dagPaused: (event: DagPausedEvent) => void;
  dagUnpaused: (event: DagPausedEvent) => void;
  callback: (event: CallbackEvent) => void;
  apiCall: (event: ApiCallEvent) => void;
  taskError: (event: TaskErrorEvent) => void;
  log: (event: LogEvent) => void;
}
