import type { Metadata, TaskInstance } from "../database/index.ts";

/** Whether a failed task instance is tried again (`is_eligible_to_retry`, models/taskinstance.py). */
export function isEligibleToRetry(instance: TaskInstance): boolean {
  if (instance.state === "restarting") return true; // it was cleared while it ran
  return instance.task.settings.retries > 0 && instance.tryNumber <= instance.maxTries;
}

interface FailureOptions {
  /** Whether it is not tried again, whatever retries are left. Default false. */
  readonly forceFail?: boolean;
  /** Whether it is known that the DAG has `fail_stop`, which is not serialized. Default true. */
  readonly seesFailStop?: boolean;
}

/**
 * What becomes of a task instance that has failed (`TaskInstance.handle_failure`): it waits for its retry or has failed
 * for good, which in a DAG with `fail_stop` ends the others of its run too.
 */
export function handleFailure(
  metadata: Metadata,
  instance: TaskInstance,
  { forceFail = false, seesFailStop = true }: FailureOptions = {},
): void {
  const { now } = metadata.kernel;
  instance.endDate = now;
  instance.setDuration();
  instance.clearNextMethodArgs();
  if (!forceFail && isEligibleToRetry(instance)) {
    if (instance.state === "running") instance.recordedTry = instance.triesCounted;
    if (instance.state === "queued" && metadata.rules.queuedFailureUsesUpTry) instance.triesCounted += 1; // a try that was never started is used up all the same
    metadata.setState(instance, "up_for_retry");
    return;
  }
  if (seesFailStop && instance.task.dag.failStop) stopRemainingTasks(metadata, instance);
  metadata.setState(instance, "failed");
}

/** `_stop_remaining_tasks`: running ones fail, whatever else has neither succeeded nor failed is skipped, teardowns stay. */
function stopRemainingTasks(metadata: Metadata, { dagRun, task }: TaskInstance): void {
  const { now } = metadata.kernel;
  for (const other of dagRun.taskInstances()) {
    if (other.task === task || other.state === "success" || other.state === "failed" || other.task.operator.isTeardown)
      continue;
    if (other.state === "running") {
      metadata.setState(other, "failed");
      continue;
    }
    if (other.state === "skipped") continue;
    other.startDate ??= now;
    other.endDate ??= now;
    other.setDuration();
    metadata.setState(other, "skipped");
  }
}
