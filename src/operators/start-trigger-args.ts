import { TaskDeferred, type Trigger } from "../definition/index.ts";
import type { Seconds } from "../kernel/index.ts";

/**
 * The arguments of a task's trigger where the scheduler makes it, before any worker has seen the task (StartTriggerArgs,
 * airflow/triggers/base.py; from 2.10 on).
 */
export interface StartTriggerArgs {
  readonly trigger: Trigger;
  /** The method that goes on when the trigger has fired, where the trigger does not end the task itself. */
  readonly nextMethod: string;
  readonly nextKwargs?: Readonly<Record<string, unknown>>;
  /** Seconds until the task fails instead. Default none. */
  readonly timeout?: Seconds | null;
}

export function deferralOf({ trigger, nextMethod, nextKwargs = {}, timeout = null }: StartTriggerArgs): TaskDeferred {
  return new TaskDeferred(trigger, nextMethod, nextKwargs, timeout);
}

/** The arguments that a mapped task may be given, for all map indexes or each, in place of its class's own (`expand_start_trigger_args`). */
export interface MappedStartArguments {
  readonly startFromTrigger?: boolean;
  readonly triggerKwargs?: Readonly<Record<string, unknown>>;
  readonly nextKwargs?: Readonly<Record<string, unknown>>;
  readonly triggerTimeout?: Seconds | null;
}

/** A mapped task has the arguments of its class, not those that an operator makes of its own arguments. */
export function mappedDeferral(ofClass: StartTriggerArgs, given: MappedStartArguments): TaskDeferred {
  const { triggerKwargs, nextKwargs, triggerTimeout } = given;
  return deferralOf({
    trigger: triggerKwargs === undefined ? ofClass.trigger : ofClass.trigger.recreate(triggerKwargs),
    nextMethod: ofClass.nextMethod,
    nextKwargs: nextKwargs ?? ofClass.nextKwargs ?? {},
    timeout: triggerTimeout === undefined ? (ofClass.timeout ?? null) : triggerTimeout,
  });
}
