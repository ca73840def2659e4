import type { Metadata, TaskInstance } from "../database/index.ts";
import type { Executor, ExecutorEvent } from "./executor.ts";
import { schedulerLog } from "./scheduler-log.ts";

/**
 * Reacts to what the executor has done with (`_process_executor_events`, jobs/scheduler_job_runner.py). A task that is
 * still queued though its process has ended was never run: it counts as killed from outside. Where it has callbacks, Airflow
 * leaves that to the DAG processor, which takes no time here, and has the DAG itself, not what was serialized of it. Returns
 * the number of events that no row was found for; while there are any, the scheduler does not sleep.
 */
export function processExecutorEvents(metadata: Metadata, executor: Executor): number {
  const events = executor.takeEvents();
  if (events.length === 0) return 0;
  const log = schedulerLog(metadata);
  for (const { instance, tryNumber } of events) {
    log?.executorEvent(instance, tryNumber);
    instance.dagRun.commands -= 1;
  }
  const [only] = events;
  if (only !== undefined && events.length === 1) {
    react(metadata, executor, only);
    return 0;
  }
  // several events of one task instance: each key stays, but only the last try is looked up
  const last = new Map<TaskInstance, ExecutorEvent>();
  for (const event of events) last.set(event.instance, event);
  for (const event of last.values()) react(metadata, executor, event);
  return events.length - last.size;
}

function react(
  metadata: Metadata,
  executor: Executor,
  { instance, tryNumber, outcome = "success" }: ExecutorEvent,
): void {
  const log = schedulerLog(metadata);
  log?.finished(instance, tryNumber);
  if (instance.tryNumber !== tryNumber || executor.hasTask(instance) || !isKilled(metadata, instance, outcome)) return;
  log?.killedExternally(instance);
  const { onFailureCallback, onRetryCallback } = instance.task.settings;
  const isProcessors = onFailureCallback.length > 0 || onRetryCallback.length > 0;
  if (instance.state === "restarting" && outcome === "success") {
    metadata.life.restart(instance);
    return;
  }
  const seesFailStop = isProcessors || metadata.rules.killedExternallyIn === "any active state";
  metadata.life.handleFailure(instance, { seesFailStop });
  executor.callBack(instance);
}

/** Tells if a task that the executor has done with was not done with it: see `Rules.killedExternallyIn`. */
function isKilled({ rules }: Metadata, { state, nextMethod }: TaskInstance, outcome: "success" | "failed"): boolean {
  if (state === "queued") return true;
  if (rules.killedExternallyIn === "queued") return false;
  const isResumed = state === "scheduled" && outcome === "success" && nextMethod !== null;
  if (isResumed && rules.resumedTasksAreKilled === false) return false;
  return state === "scheduled" || state === "running" || state === "restarting";
}
