import type { TaskCallbackName, TaskInstance } from "../database/index.ts";
import type { TaskStateChangeCallback } from "../definition/index.ts";
import { ExecutionContext } from "./task-context.ts";
import type { Worker } from "./worker.ts";

function callbacksOf({ task: { settings } }: TaskInstance, name: TaskCallbackName): readonly TaskStateChangeCallback[] {
  switch (name) {
    case "on_execute":
      return settings.onExecuteCallback;
    case "on_success":
      return settings.onSuccessCallback;
    case "on_failure":
      return settings.onFailureCallback;
    case "on_retry":
      return settings.onRetryCallback;
    case "on_skipped":
      return settings.onSkippedCallback;
  }
}

/** Calls the callbacks of one kind (`_run_finished_callback`, models/taskinstance.py). What they throw is logged and ignored. */
export function runCallbacks(name: TaskCallbackName, instance: TaskInstance, context: ExecutionContext): void {
  const { observer, actor } = context.metadata;
  for (const callback of callbacksOf(instance, name)) {
    observer.callback({ callback: name, instance }, actor);
    try {
      callback(context);
    } catch (error) {
      context.log.error("Error when executing %s callback: %s", callback.name, error);
    }
  }
}

/** Runs the callbacks of a task instance that has failed: it waits for its retry, or has failed for good. */
export function runFailureCallbacks(instance: TaskInstance, context: ExecutionContext): void {
  runCallbacks(instance.state === "failed" ? "on_failure" : "on_retry", instance, context);
}

/** Calls the callbacks of a task instance that has ended, or failed and is tried again, without a process to call them. */
export function callBack(worker: Worker, instance: TaskInstance): void {
  const context = new ExecutionContext(worker, instance, null);
  if (instance.state === "success") runCallbacks("on_success", instance, context);
  else runFailureCallbacks(instance, context);
}
