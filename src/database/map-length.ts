import {
  type ExpandInput,
  isFinished,
  type Mappable,
  mappableLength,
  totalLength,
  type XComArg,
} from "../definition/index.ts";
import type { DagRun } from "./dag-run.ts";

/** Counts the instances of a mapped task (`get_mapped_ti_count`); undefined while a result that it is mapped over is missing. */
export function mapLength(dagRun: DagRun, inputs: readonly ExpandInput[]): number | undefined {
  return totalLength(inputs, (arg) => resultLength(dagRun, arg));
}

/** `get_task_map_length`: the length of a mapped task's result is known once all its instances have finished. */
function resultLength(run: DagRun, { taskId, key }: XComArg): number | undefined {
  const source = run.dag.task(taskId);
  if (source === undefined) return undefined;
  if (!source.isMapped) {
    const value = run.xcoms.get(taskId, -1, key);
    return value === undefined || !run.xcoms.isMeasured(taskId) ? undefined : mappableLength(value as Mappable);
  }
  return run.instances(source).every(({ state }) => isFinished(state)) ? run.xcoms.all(taskId, key).length : undefined;
}
