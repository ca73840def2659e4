import type { Metadata, TaskInstance } from "../database/index.ts";
import type { Executor } from "./executor.ts";
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
    react(metadata, executor, only.instance, only.tryNumber);
    return 0;
  }
  // several events of one task instance: each key stays, but only the last try is looked up
  const tries = new Map<TaskInstance, number>();
  for (const { instance, tryNumber } of events) tries.set(instance, tryNumber);
  for (const [instance, tryNumber] of tries) react(metadata, executor, instance, tryNumber);
  return events.length - tries.size;
}

function react(metadata: Metadata, executor: Executor, instance: TaskInstance, tryNumber: number): void {
  const log = schedulerLog(metadata);
  log?.finished(instance, tryNumber);
  const isQueued = instance.state === "queued" && instance.tryNumber === tryNumber;
  if (!isQueued || executor.hasTask(instance)) return;
  log?.killedExternally(instance);
  const { onFailureCallback, onRetryCallback } = instance.task.settings;
  const isProcessors = onFailureCallback.length > 0 || onRetryCallback.length > 0;
  metadata.life.handleFailure(instance, { seesFailStop: isProcessors });
  executor.callBack(instance);
}
