import type { TaskInstance } from "../database/index.ts";
import { runCallbacks, runFailureCallbacks } from "./callbacks.ts";
import { ExecutionContext } from "./task-context.ts";
import type { Worker } from "./worker.ts";

/** Calls the callbacks of a task instance that has ended, or failed and is tried again, without a process to call them. */
export function callBack(worker: Worker, instance: TaskInstance): void {
  const context = new ExecutionContext(worker, instance, null);
  if (instance.state === "success") runCallbacks("on_success", instance, context);
  else runFailureCallbacks(instance, context);
}
