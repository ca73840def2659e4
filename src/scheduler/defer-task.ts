import type { Metadata, TaskInstance } from "../database/index.ts";
import type { TaskDeferred } from "../definition/index.ts";
import { durationMicros, type Micros, type Seconds } from "../kernel/index.ts";
import type { SchedulerAgenda } from "./scheduler-agenda.ts";

/**
 * Makes the trigger that a task instance waits for from now on, and its state `deferred` (`_defer_task`,
 * models/taskinstance.py). Whoever does so wakes the triggerers.
 */
export function deferTask(
  metadata: Metadata,
  agenda: SchedulerAgenda,
  instance: TaskInstance,
  { trigger, methodName, kwargs, timeout }: TaskDeferred,
): void {
  const { now } = metadata.kernel;
  const row = metadata.triggers.create(trigger, now, instance);
  metadata.observer.trigger(row, "created", metadata.actor);
  if (instance.trigger !== null) metadata.triggers.suspect(instance.trigger);
  instance.trigger = row;
  instance.nextMethod = methodName;
  instance.nextKwargs = kwargs;
  instance.triggerTimeout = triggerTimeout(instance, timeout, now);
  if (instance.triggerTimeout !== null) agenda.triggerTimeouts.add(instance.triggerTimeout, instance);
  metadata.setState(instance, "deferred");
}

/** The earlier of the deferral's own timeout, from now, and the task's execution_timeout, from its first start. */
function triggerTimeout({ task, startDate }: TaskInstance, timeout: Seconds | null, now: Micros): Micros | null {
  const { executionTimeout } = task.settings;
  const own = timeout === null ? Number.POSITIVE_INFINITY : now + durationMicros(timeout);
  const tasks = executionTimeout === null ? Number.POSITIVE_INFINITY : (startDate ?? now) + executionTimeout;
  const first = Math.min(own, tasks);
  return first === Number.POSITIVE_INFINITY ? null : first;
}
