/**
 * The surroundings of running code: time, log and services, and for a task its run and itself.
 * @module
 */
import type { DateTime } from "luxon";
import type { Micros, Seconds, Sleep } from "../kernel/index.ts";
import type { Rules } from "../rules/index.ts";
import type { Calendar } from "./calendar.ts";
import type { Operator } from "./operator.ts";
import type { TaskInstanceState } from "./states.ts";
import type { DataInterval } from "./timetable.ts";

/** Names something that operators and triggers use and a simulation provides. See `serviceKey`. */
export interface ServiceKey<T> {
  readonly name: string;
  /** Never there: it ties the type of the service to its key. */
  readonly service?: T;
}

/**
 * Makes the key of a service, for operators and triggers of your own:
 * `const queue = serviceKey<Queue>("queue")`, provided by `new Simulation({ services: [provide(queue, myQueue)] })`, used
 * by `context.service(queue)`.
 */
export function serviceKey<T>(name: string): ServiceKey<T> {
  return { name };
}

/** A service under its key. */
export type ProvidedService = readonly [key: ServiceKey<unknown>, service: unknown];

/** Provides a service to a simulation. */
export function provide<T>(key: ServiceKey<T>, service: T): ProvidedService {
  return [key, service];
}

export type LogLevel = "INFO" | "WARNING" | "ERROR";

/** Writes lines as Python's logging does: `%s` in the template stands for the next argument. */
export interface Logger {
  info(template: string, ...values: readonly unknown[]): void;
  warning(template: string, ...values: readonly unknown[]): void;
  error(template: string, ...values: readonly unknown[]): void;
  /** The same log, for a line of a known place in Python's code: `s3.py:106`. */
  at(place: string): Logger;
}

/** The context that tasks and triggers share. */
export interface RuntimeContext {
  /** Microseconds since the start of the simulation. */
  readonly now: Micros;
  /** Turns instants into wall-clock time. */
  readonly calendar: Calendar;
  /** The wall-clock time in the simulation: `timezone.utcnow()`. */
  utcnow(): DateTime;
  /** Python's `time.monotonic()`, in seconds; only differences mean something. */
  monotonic(): Seconds;
  /** In what the simulated version differs from others. */
  readonly rules: Rules;
  readonly log: Logger;
  /** Tells observers of the simulation that a service outside was called. Secrets are masked, unless the service is a model. */
  recordApiCall(call: string, params: Readonly<Record<string, unknown>>, isOfModel?: boolean): void;
  /** Records, for explanations of waits, that a sensor or its trigger looks for what it waits for. */
  recordPoke(): void;
  /** Notes that a library has logged a line. It is told nowhere, but wakes the supervisor, which in Airflow 3 reads all lines. */
  noteLine(): void;
  /** Airflow's `mask_secret`: the text is shown as `***` in logs and traces. */
  maskSecret(secret: string): void;
  /** A service that the simulation was given. Throws where it was not. */
  service<T>(key: ServiceKey<T>): T;
  /** Aborted where it is not waited any more for what was begun outside: the task has timed out, say. To be passed on. */
  readonly signal: AbortSignal;
}

/** The context of a trigger. */
export interface TriggerContext extends RuntimeContext {
  /** The task that it was started for, as it is now: -1 where it is not mapped. */
  readonly ti: { readonly state: TaskInstanceState | null; readonly mapIndex: number };
  /** Sleeps in virtual time: `yield context.sleep(5)` in a generator, `await context.sleep(5)` in an async generator. */
  sleep(seconds: Seconds): Sleep;
}

/** The run that a task belongs to, as templates see it under `dag_run`. */
export interface DagRunView {
  readonly dagId: string;
  /** The time zone of its DAG: that of the DAG's start date, UTC where it has none. */
  readonly timezone: string;
  readonly runId: string;
  readonly runType: "manual" | "scheduled" | "dataset_triggered" | "backfill" | "operator_triggered";
  readonly conf: Readonly<Record<string, unknown>>;
  readonly externalTrigger: boolean;
  /**
   * Microseconds since the start of the simulation; may be negative. Null where the run is about no date, as runs are from
   * Airflow 3 on that somebody starts without one. Then it has no data interval either.
   */
  readonly logicalDate: Micros | null;
  readonly dataIntervalStart: Micros | null;
  readonly dataIntervalEnd: Micros | null;
  /** The moment from which on it may run. */
  readonly runAfter: Micros;
  /** The partition of assets that it is about; null for none. From Airflow 3.2 on. */
  readonly partitionKey: string | null;
  readonly startDate: Micros | null;
}

/** Where to pull an XCom from. Without `taskIds`, from the task itself. */
export interface XComSelector {
  readonly taskIds?: string | readonly string[];
  /** Default `return_value`. */
  readonly key?: string;
  readonly mapIndexes?: number | readonly number[];
}

/** The task instance that runs, as its code sees it. */
export interface TaskInstanceView {
  readonly dagId: string;
  readonly taskId: string;
  readonly runId: string;
  /** -1 where the task is not mapped. */
  readonly mapIndex: number;
  /** 1 for the first try. */
  readonly tryNumber: number;
  readonly maxTries: number;
  readonly startDate: Micros | null;
  xcomPush(key: string, value: unknown): void;
  xcomPull(selector?: XComSelector): unknown;
  /** Returns the value that it has kept under a key, also in an earlier try (`task_state_store`); undefined for nothing. From Airflow 3.3 on. */
  taskState(key: string): unknown;
  setTaskState(key: string, value: unknown): void;
  /** When the first run of a try that rescheduled itself began; undefined where none did (TaskReschedule). */
  firstRescheduleStart(tryNumber: number, orLater: boolean): Micros | undefined;
}

/** The context that `execute` and the callbacks of a task are given. */
export interface TaskContext extends RuntimeContext {
  readonly ti: TaskInstanceView;
  readonly task: Operator;
  readonly dagRun: DagRunView;
  readonly runId: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The exception that ended the task; only in failure and retry callbacks. */
  readonly exception?: unknown;
  /** `SkipMixin.skip_all_except`: follows these direct downstream tasks and what is behind them, and skips the others. */
  skipAllExcept(branchTaskIds: string | readonly string[] | null): void;
  /** The tasks that a task group of the DAG begins with; undefined where there is none of that id. */
  taskGroupRoots(groupId: string): readonly string[] | undefined;
  /** The tasks behind this one, directly or all the way; teardowns are left out. */
  downstreamTaskIds(which: "direct" | "all"): readonly string[];
  /** `SkipMixin.skip`: skips these tasks of the run. */
  skip(taskIds: readonly string[]): void;
  /** The data interval after that of this run, whatever dates the DAG is limited to; null where there is none. */
  nextDataInterval(): DataInterval | null;
  /** Sleeps in virtual time: `yield context.sleep(60)` in a generator, `await context.sleep(60)` in an async function. */
  sleep(seconds: Seconds): Sleep;
}
