import type {
  DagRunReason,
  DagRunState,
  LogLevel,
  SlaMiss,
  SlaMissContext,
  TaskInstanceState,
} from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { DagModel } from "./dag-model.ts";
import type { DagRun } from "./dag-run.ts";
import type { ReasonObserver } from "./reason.ts";
import type { TaskInstance } from "./task-instance.ts";
import type { TriggerRow } from "./trigger-row.ts";
import type { WaitCause } from "./wait-cause.ts";

/** The component that makes a change. */
export type Actor = "scheduler" | "worker" | "triggerer" | "user" | "dag_processor";

/** The source of a log line: a component, or the code of a task or trigger. */
export interface LogSource {
  readonly actor: Actor;
  /** Python's `filename:lineno` in Airflow and its provider; empty where the line is the user's own. */
  readonly place: string;
  readonly taskInstance?: TaskInstance;
  /** Which try of the task instance it is. */
  readonly attempt?: number;
  /** Which triggerer writes it, where it is in the log of a trigger. */
  readonly triggererId?: number;
  /** The fields of a structured line: see `Rules.taskLogsAre`. */
  readonly fields?: Readonly<Record<string, string>>;
  /** The instant at which it was written, where it is told later. */
  readonly at?: Micros;
}

/** The kinds of callbacks that a task has, by their names in Airflow. */
export type TaskCallbackName = "on_execute" | "on_success" | "on_failure" | "on_retry" | "on_skipped";

/** A callback of a task, of a DAG, or of its SLAs is about to be called. */
export type CallbackCall =
  | { readonly callback: TaskCallbackName; readonly instance: TaskInstance }
  | { readonly callback: "on_success" | "on_failure"; readonly run: DagRun; readonly reason: DagRunReason }
  | {
      readonly callback: "sla_miss";
      readonly dag: DagModel;
      readonly slas: readonly SlaMiss[];
      readonly blocking: SlaMissContext["blockingTaskInstances"];
    };

/**
 * Something that befalls a task instance besides its own doings (docs/faults.md). `killed`: the process that runs it, with its worker or
 * alone. `unwatched`: its supervisor is killed or stands still, and it goes on. `lost`: its message. `redelivered`: its message is
 * given out a second time. `zombie`: its scheduler finds that its supervisor is silent. `adopted`: another scheduler takes it over.
 * `reset`: the same, but it is scheduled anew. `stuck`: it was queued for too long, and is taken back.
 */
export type Incident = "killed" | "unwatched" | "lost" | "redelivered" | "zombie" | "adopted" | "reset" | "stuck";

/** Hears why task instances wait, and why they change. The component that knows tells it. */
export interface WaitObserver extends ReasonObserver {
  /** From now on, or until an instant where that is known, it waits for this; in the state that it is in, and not longer. */
  waitsFor(instance: TaskInstance, cause: WaitCause, until?: Micros): void;
  /** The scheduler has looked which task instances it may queue, with so much room in the executor, and has queued so many. */
  criticalSection(slotsAvailable: number, queued: number): void;
  /** A sensor, or its trigger, looks whether what it waits for is there. */
  poke(instance: TaskInstance, actor: Actor): void;
}

/**
 * Something about a backfill. `refused`: another is not complete, or, up to Airflow 2, a run is in its way. `made`: the runs of it that
 * were made, that run again, and those dates that had a run which was left alone. `begun`: its command begins, with so many dates.
 * `ended`: the command ends, and leaves dates for which it has made or finished no run.
 */
export type BackfillNews =
  | { readonly kind: "refused"; readonly inTheWay: string | null }
  | { readonly kind: "made"; readonly made: number; readonly reprocessed: number; readonly leftAlone: number }
  | { readonly kind: "begun"; readonly dates: number }
  | { readonly kind: "ended"; readonly as: BackfillEnd; readonly left: number };

/** The ends of the command of a backfill. */
export type BackfillEnd = "done" | "tasks failed" | "deadlocked" | "a pool is missing";

/**
 * Hears of everything that happens. The simulation reads nothing of it back, so an observer cannot change what happens.
 * The clock stands at the instant of the event.
 */
export interface Observer {
  /** A task instance has been made, or its state has changed: it is `instance.state` now. */
  taskInstance(instance: TaskInstance, from: TaskInstanceState | null, actor: Actor): void;
  /** A run has been made, or its state has changed. */
  dagRun(run: DagRun, from: DagRunState | null, actor: Actor): void;
  /** A run that has ended is given up: nothing will come of it any more. */
  forgotten(run: DagRun): void;
  /** A person has deleted a run that was in some state, and its task instances. */
  deleted(run: DagRun, state: DagRunState): void;
  /** A person has asked for a backfill, or its command has ended. */
  backfill(dag: DagModel, news: BackfillNews): void;
  /** A DAG has been paused, or goes on: `isPaused` tells which. */
  dagPaused(dag: DagModel, actor: Actor): void;
  trigger(row: TriggerRow, event: "created" | "assigned" | "deleted", actor: Actor): void;
  /** A triggerer has taken in an event of a trigger, or that it has failed. */
  triggerHandled(row: TriggerRow, outcome: "succeeded" | "failed"): void;
  /** The executor beats, before it hands on what it has queued: what Airflow's gauges show of it. */
  executorHeartbeat(openSlots: number, queuedTasks: number, runningTasks: number): void;
  /** A worker slot was taken (+1) or given back (-1). */
  slot(delta: 1 | -1, instance: TaskInstance): void;
  /** Something has befallen a task instance. */
  incident(instance: TaskInstance, incident: Incident): void;
  /** A task has updated a dataset. */
  dataset(uri: string, source: TaskInstance, actor: Actor): void;
  slaMiss(miss: SlaMiss): void;
  callback(call: CallbackCall, actor: Actor): void;
  /** A text that is to be kept out of all that is told. */
  maskSecret(secret: string): void;
  apiCall(actor: Actor, call: string, params: Readonly<Record<string, unknown>>, isOfModel: boolean): void;
  /** A task's process has ended with an error. */
  taskError(instance: TaskInstance, error: unknown): void;
  /** Hears why task instances wait; undefined where nobody asks. */
  readonly waits: WaitObserver | undefined;
  /** True where somebody is told what each of the scheduler's iterations finds, also those that find nothing new. */
  readonly watchesIterations: boolean;
  /** True where somebody reads the log. Else lines are not even put together. */
  readonly logs: boolean;
  log(source: LogSource, level: LogLevel, template: string, values: readonly unknown[]): void;
}
