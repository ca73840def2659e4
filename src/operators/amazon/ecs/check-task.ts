/**
 * `_check_success_task` (operators/ecs.py): the way in which an ECS task has ended.
 * @module
 */

import { AirflowException, AirflowSkipException } from "../../../definition/index.ts";
import { pythonRepr } from "../../../python/index.ts";
import type { EcsFailure, EcsTask } from "./api.ts";

/** A task of ECS that AWS has accepted did not start. */
export class EcsTaskFailToStart extends Error {
  override readonly name = "EcsTaskFailToStart";
}

/** AWS has refused to run a task of ECS. */
export class EcsOperatorError extends Error {
  override readonly name = "EcsOperatorError";
  readonly failures: readonly EcsFailure[];

  constructor(failures: readonly EcsFailure[], message: string) {
    super(message);
    this.failures = failures;
  }
}

/** Raises where tasks have not succeeded. An exit code among `skipped` skips the task. */
export function checkTasks(
  response: { readonly tasks: readonly EcsTask[]; readonly failures?: readonly EcsFailure[] },
  skipped: readonly number[],
): void {
  const { tasks, failures = [] } = response;
  if (failures.length > 0) throw new AirflowException(pythonRepr(response));
  for (const task of tasks) {
    const { stopCode, stoppedReason = "", containers } = task;
    if (stopCode === "TaskFailedToStart")
      throw new EcsTaskFailToStart(`The task failed to start due to: ${stoppedReason}`);
    if (/^Host EC2 \(instance .+?\) (?:stopped|terminated)\./.test(stoppedReason))
      throw new AirflowException(`The task was stopped because the host instance terminated: ${stoppedReason}`);
    for (const container of containers) checkContainer(container, task, skipped);
  }
}

function checkContainer(
  { lastStatus, exitCode = 1, reason = "" }: EcsTask["containers"][number],
  task: EcsTask,
  skipped: readonly number[],
): void {
  if (lastStatus === "STOPPED" && exitCode !== 0) {
    const Failure = skipped.includes(exitCode) ? AirflowSkipException : AirflowException;
    throw new Failure(`This task is not in success state ${pythonRepr(task)}`);
  }
  if (lastStatus === "PENDING") throw new AirflowException(`This task is still pending ${pythonRepr(task)}`);
  if (reason.toLowerCase().includes("error"))
    throw new AirflowException(`This containers encounter an error during launching: ${reason.toLowerCase()}`);
}

/** Tells if a task failed to start for a reason that may pass (`should_retry_eni`). */
export function mayStartLater(error: unknown): error is EcsTaskFailToStart {
  return (
    error instanceof EcsTaskFailToStart &&
    ["network interface provisioning", "ResourceInitializationError"].some((reason) => error.message.includes(reason))
  );
}
