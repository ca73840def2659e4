import { type Calendar, jittered } from "../definition/index.ts";
import { type Micros, SECOND } from "../kernel/index.ts";
import type { Rules } from "../rules/index.ts";
import type { TaskInstance } from "./task-instance.ts";

/** `core.max_task_retry_delay`: what exponential backoff never exceeds. */
const MAX_RETRY_DELAY_SECONDS = 24 * 60 * 60;

/**
 * Computes the instant strictly after which a task instance in state up_for_retry may be tried again (`next_retry_datetime`,
 * models/taskinstance.py).
 */
export function nextRetryDatetime(instance: TaskInstance, rules: Rules, calendar: Calendar): Micros {
  const { settings } = instance.task;
  const end = instance.endDate ?? 0;
  const base = settings.retryExponentialBackoff;
  if (base <= 0 || base === 1) return end + settings.retryDelay;
  const { dagRun, task, triesCounted } = instance;
  const seconds = settings.retryDelay / SECOND;
  const least = Math.max(1, Math.ceil(seconds * base ** (triesCounted - 1)));
  const hashedTry = rules.retryHashTry === "next" ? triesCounted + 1 : triesCounted;
  const date = dagRun.logicalDate === null ? "None" : calendar.str(dagRun.logicalDate);
  const text = `${task.dag.dagId}#${task.taskId}#${date}#${hashedTry}`;
  const delay = Math.min(jittered(text, least), MAX_RETRY_DELAY_SECONDS) * SECOND;
  return end + Math.min(settings.maxRetryDelay || delay, delay); // a limit of 0 is none: `if self.task.max_retry_delay`
}
