import type { DagRun, Metadata, TaskInstance } from "../database/index.ts";
import {
  type ExpandInput,
  type FinishedState,
  isFinished,
  type Mappable,
  mappableLength,
  totalLength,
  type XComArg,
} from "../definition/index.ts";

/**
 * Expands a mapped task whose upstreams have finished (`expand_mapped_task`, models/abstractoperator.py): its one
 * instance becomes index 0 and the others are made. Returns all of them; where there is nothing to map over, the state that
 * the instance gets, or null where that is left to the scheduler. What its trigger rule has decided all the same, its `mark`,
 * is the state that the others are born with: the caller gives it to them once the pass is over.
 */
export function expandMappedTask(
  metadata: Metadata,
  instance: TaskInstance,
  mark: FinishedState | null,
  isPartial: boolean,
): readonly TaskInstance[] | FinishedState | null {
  const { dagRun, task } = instance;
  const length = runTimeLength(dagRun, task.expandInputs);
  if (length === undefined) return isPartial ? null : "upstream_failed";
  if (length === 0) return "skipped";
  instance.mapIndex = 0;
  const expanded = [instance];
  for (let mapIndex = 1; mapIndex < length; mapIndex += 1)
    expanded.push(metadata.createInstance(dagRun, task, mapIndex, mark !== null));
  return expanded;
}

/**
 * Follows a result that has another length than when the task was expanded, after a task was cleared
 * (`_revise_map_indexes_if_mapped`, models/dagrun.py): surplus instances are removed, missing ones made and returned.
 */
export function reviseMapIndexes(metadata: Metadata, { dagRun, task }: TaskInstance): TaskInstance[] {
  const instances = dagRun.instances(task);
  const length = runTimeLength(dagRun, task.expandInputs);
  if (length === undefined || length === instances.length) return [];
  metadata.flush();
  for (const instance of instances) if (instance.mapIndex >= length) metadata.setState(instance, "removed");
  const made: TaskInstance[] = [];
  for (let mapIndex = instances.length; mapIndex < length; mapIndex += 1)
    made.push(metadata.createInstance(dagRun, task, mapIndex));
  return made;
}

/** `get_mapped_ti_count`: undefined while a result that it is mapped over is missing. */
export function runTimeLength(dagRun: DagRun, inputs: readonly ExpandInput[]): number | undefined {
  return totalLength(inputs, (arg) => resultLength(dagRun, arg));
}

/** `get_task_map_length`: that of a mapped task is known once all its instances have finished. */
function resultLength(run: DagRun, { taskId, key }: XComArg): number | undefined {
  const source = run.dag.task(taskId);
  if (source === undefined) return undefined;
  if (!source.isMapped) {
    const value = run.xcoms.get(taskId, -1, key);
    return value === undefined || !run.xcoms.isMeasured(taskId) ? undefined : mappableLength(value as Mappable);
  }
  return run.instances(source).every(({ state }) => isFinished(state)) ? run.xcoms.all(taskId, key).length : undefined;
}
