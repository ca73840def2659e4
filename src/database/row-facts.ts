/**
 * Questions that the life of a task instance asks of its row.
 * @module
 */
import { durationMicros, type Micros, NEVER, type Seconds } from "../kernel/index.ts";
import type { Rules } from "../rules/index.ts";
import type { Metadata } from "./metadata.ts";
import type { TaskInstance } from "./task-instance.ts";
import type { TriggerRow } from "./trigger-row.ts";

/** `is_eligible_to_retry`. One that was cleared while it ran is tried again in any case. */
export function isEligibleToRetry({ state, task, tryNumber, maxTries }: TaskInstance): boolean {
  return state === "restarting" || (task.settings.retries > 0 && tryNumber <= maxTries);
}

/** After a deferral it keeps its first start. From 3 on the server looks at what it is resumed with: see `Rules.rescheduledStartIs`. */
export function keepsStart({ nextMethod, nextKwargs }: TaskInstance, { rescheduledStartIs }: Rules): boolean {
  if (rescheduledStartIs === "the first poke's") return nextMethod !== null;
  return nextKwargs !== null && Object.keys(nextKwargs).length > 0;
}

/** Tells if a task still waits for this trigger: later events find it gone. */
export function isAwaited(trigger: TriggerRow): boolean {
  return trigger.taskInstance.trigger === trigger && trigger.taskInstance.state === "deferred";
}

/** Tells if what a branch or short circuit skips is left alone: see `Rules.skippingSpares` (`ti_skip_downstream`). */
export function isSpared({ state }: TaskInstance, { skippingSpares }: Rules): boolean {
  const isUnderWay = state === "running" || state === "success" || state === "failed";
  return isUnderWay && skippingSpares === "what runs or has ended";
}

/**
 * Computes the instant after which a deferral that begins now has lasted too long: its own timeout, or the task's execution_timeout from its first start,
 * where `Rules.executionTimeoutBounds` the try, or no worker has begun it.
 */
export function triggerTimeoutOf(
  { task: { settings }, startDate }: TaskInstance,
  timeout: Seconds | null,
  { kernel: { now }, rules }: Metadata,
  isStart: boolean,
): Micros | null {
  const own = timeout === null ? NEVER : now + durationMicros(timeout);
  const isBounded = settings.executionTimeout !== null && (isStart || rules.executionTimeoutBounds === "the try");
  const tasks = isBounded ? (startDate ?? now) + (settings.executionTimeout ?? 0) : NEVER;
  return own === NEVER && tasks === NEVER ? null : Math.min(own, tasks);
}

/** `set_duration`. */
export function durationOf({ startDate, endDate }: TaskInstance): Micros | null {
  return endDate !== null && startDate !== null ? endDate - startDate : null;
}
