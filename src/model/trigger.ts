/**
 * Triggers: what a deferred task waits for, and the row that the database keeps of each.
 * @module
 */
import type { Micros, Wait } from "../kernel/index.ts";
import type { TriggerContext } from "./context.ts";
import type { Lineup } from "./lineup.ts";
import type { TaskInstance } from "./task-instance.ts";

/** What a trigger sends to its task. */
export class TriggerEvent {
  readonly payload: unknown;

  constructor(payload: unknown) {
    this.payload = payload;
  }
}

/**
 * What a trigger sends to end its task itself, so that no worker takes it up again (BaseTaskEndEvent, airflow/triggers/base.py;
 * from 2.10 on). The task's code does not learn of it, and datasets are not updated.
 */
export abstract class BaseTaskEndEvent extends TriggerEvent {
  readonly taskInstanceState: "success" | "failed" | "skipped";
  /** What it pushes for the task, by key. */
  readonly xcoms: Readonly<Record<string, unknown>>;

  constructor(state: "success" | "failed" | "skipped", xcoms: Readonly<Record<string, unknown>>) {
    super(state);
    this.taskInstanceState = state;
    this.xcoms = xcoms;
  }
}

export class TaskSuccessEvent extends BaseTaskEndEvent {
  constructor(xcoms: Readonly<Record<string, unknown>> = {}) {
    super("success", xcoms);
  }
}

/** The failure handler still decides: where retries are left, the task is tried again. */
export class TaskFailedEvent extends BaseTaskEndEvent {
  constructor(xcoms: Readonly<Record<string, unknown>> = {}) {
    super("failed", xcoms);
  }
}

export class TaskSkippedEvent extends BaseTaskEndEvent {
  constructor(xcoms: Readonly<Record<string, unknown>> = {}) {
    super("skipped", xcoms);
  }
}

/** What a trigger's `run` may yield: something to wait for, or an event. */
export type TriggerStep = Wait | TriggerEvent;

/** The run of a trigger: a generator, or an async generator where it awaits. */
export type TriggerRun = Generator<TriggerStep, void, unknown> | AsyncGenerator<TriggerStep, void, unknown>;

/** A condition to wait for in the triggerer. `BaseTrigger` is the implementation to derive from. */
export interface Trigger {
  /** The class name, as traces and logs show it. */
  readonly triggerType: string;
  /** What to do where it never waits, if that is its way. */
  readonly adviceOnNoProgress?: string;
  /** The keyword arguments from which the triggerer makes it again, in another process or after a crash. */
  serialize(): Readonly<Record<string, unknown>>;
  /** Made anew from what `serialize` returned. */
  recreate(kwargs: Readonly<Record<string, unknown>>): Trigger;
  run(context: TriggerContext): TriggerRun;
  /** Called at every end, also where it is cancelled. */
  cleanup(): void;
}

/** A running or dead triggerer, as the database knows it (its row in the job table). */
export interface TriggererJob {
  readonly id: number;
  /** The heartbeat that the database holds. */
  latestHeartbeat(): Micros;
  /** The rows that are assigned to it. */
  readonly assigned: Lineup<TriggerRow>;
  /** A row that it has or had was deleted, was taken over by another, or runs no more: what follows is to be looked at. */
  unsettle(row: TriggerRow): void;
}

/**
 * A trigger that runs, as far as its row has to know of it: for a while two triggerers may run the same one, that which looked
 * dead and that which has taken it over.
 */
export interface RunningTrigger {
  /** The loop that it runs in. */
  readonly loop: object;
}

const NONE: readonly never[] = [];

/** A row of the trigger table. */
export class TriggerRow {
  readonly id: number;
  readonly trigger: Trigger;
  readonly kwargs: Readonly<Record<string, unknown>>;
  readonly createdDate: Micros;
  triggerer: TriggererJob | null = null;
  /** What the triggerer that has it has made of it. */
  made: Trigger | null = null;
  /** The task instance that waits for it. */
  readonly taskInstance: TaskInstance;
  /** Whether it is in the table. */
  exists = true;
  /** Whether its task instance may not wait for it any more: `TriggerTable.suspect`. */
  isSuspect = false;
  /** The triggerers that have yet to look whether it runs in them, as it should or should not. */
  unsettledIn: readonly TriggererJob[] = NONE;
  /** What runs it. */
  running: readonly RunningTrigger[] = NONE;
  /** Its place among those of its triggerer. */
  place = -1;

  constructor(id: number, trigger: Trigger, createdDate: Micros, taskInstance: TaskInstance) {
    this.id = id;
    this.trigger = trigger;
    this.kwargs = trigger.serialize();
    this.createdDate = createdDate;
    this.taskInstance = taskInstance;
  }
}
