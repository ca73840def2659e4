/**
 * Triggers: a deferred task waits for one.
 * @module
 */

import type { Body, Wait } from "../kernel/index.ts";
import type { TriggerContext } from "./context.ts";

/**
 * The message of a trigger to its task.
 *
 * @example
 * const event = new TriggerEvent({ status: "success" });
 * console.log(event.payload); // { status: 'success' }
 */
export class TriggerEvent {
  readonly payload: unknown;

  constructor(payload: unknown) {
    this.payload = payload;
  }
}

/**
 * The message of a trigger that ends its task itself, so that no worker takes it up again (BaseTaskEndEvent, airflow/triggers/base.py;
 * from 2.10 on). The task's code does not learn of it, and datasets are not updated.
 */
export abstract class BaseTaskEndEvent extends TriggerEvent {
  readonly taskInstanceState: "success" | "failed" | "skipped";
  /** The values that it pushes for the task, by key. */
  readonly xcoms: Readonly<Record<string, unknown>>;

  constructor(state: "success" | "failed" | "skipped", xcoms: Readonly<Record<string, unknown>>) {
    super(state);
    this.taskInstanceState = state;
    this.xcoms = xcoms;
  }
}

/**
 * Ends its task as `success`, with no second visit to a worker.
 *
 * @example
 * const event = new TaskSuccessEvent({ return_value: 42 });
 * console.log(event.taskInstanceState, event.xcoms); // success { return_value: 42 }
 */
export class TaskSuccessEvent extends BaseTaskEndEvent {
  constructor(xcoms: Readonly<Record<string, unknown>> = {}) {
    super("success", xcoms);
  }
}

/**
 * The failure handler still decides: where retries are left, the task is tried again.
 *
 * @example
 * console.log(new TaskFailedEvent().taskInstanceState); // failed
 */
export class TaskFailedEvent extends BaseTaskEndEvent {
  constructor(xcoms: Readonly<Record<string, unknown>> = {}) {
    super("failed", xcoms);
  }
}

/**
 * Ends its task as `skipped`, with no second visit to a worker.
 *
 * @example
 * console.log(new TaskSkippedEvent().taskInstanceState); // skipped
 */
export class TaskSkippedEvent extends BaseTaskEndEvent {
  constructor(xcoms: Readonly<Record<string, unknown>> = {}) {
    super("skipped", xcoms);
  }
}

/** The steps that a trigger's `run` may yield: something to wait for, or an event. */
export type TriggerStep = Wait | TriggerEvent;

/** The run of a trigger: a generator, or an async generator where it awaits. */
export type TriggerRun = Generator<TriggerStep, void, unknown> | AsyncGenerator<TriggerStep, void, unknown>;

/** A condition to wait for in the triggerer. `BaseTrigger` is the implementation to derive from. */
export interface Trigger {
  /** The class name, as traces and logs show it. */
  readonly triggerType: string;
  /** The advice where it never waits, if that is its way. */
  readonly adviceOnNoProgress?: string;
  /** The keyword arguments from which the triggerer makes it again, in another process or after a crash. */
  serialize(): Readonly<Record<string, unknown>>;
  /** Made anew from what `serialize` returned. */
  recreate(kwargs: Readonly<Record<string, unknown>>): Trigger;
  run(context: TriggerContext): TriggerRun;
  /** Stops what it waits for, where somebody has acted on its task. What it throws is logged. Called from Airflow 3.3 on; it has 30 s. */
  onKill?(context: TriggerContext): Body<void>;
  /** Called at every end, also where it is cancelled. */
  cleanup(): void;
}
