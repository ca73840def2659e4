import type { Metadata, TaskInstance } from "../database/index.ts";
import type { Executor } from "./executor.ts";
import { handleFailure } from "./handle-failure.ts";

/**
 * What the DAG processor, which takes no time here, does with a task that its trigger has ended (`_execute_task_callbacks`,
 * dag_processing/processor.py). A failed one goes through the failure handler, which may yet let it be tried again.
 */
export function callBackEnd(metadata: Metadata, executor: Executor, instance: TaskInstance): void {
  if (instance.state === "success") executor.callBack(instance);
  else if (instance.state === "failed") {
    handleFailure(metadata, instance);
    executor.callBack(instance);
  }
}
