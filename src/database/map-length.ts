import {
  type ExpandInput,
  isFinished,
  type Mappable,
  mappableLength,
  totalLength,
  type XComArg,
} from "../definition/index.ts";
import type { DagRun } from "./dag-run.ts";
import { XCOM_RETURN_KEY } from "./xcoms.ts";

/** Counts the instances of a mapped task (`get_mapped_ti_count`); undefined while a result that it is mapped over is missing. */
export function mapLength(dagRun: DagRun, inputs: readonly ExpandInput[]): number | undefined {
  return totalLength(inputs, (arg) => resultLength(dagRun, arg));
}

/**
 * `get_task_map_length` (models/xcom_arg.py). Of a task that is mapped itself the instances that have pushed a result are
 * counted, once all have finished. Of any other the length of its result was kept; a task in a mapped group keeps one for
 * each map index, and none is found. Whatever key is mapped over, the result is what counts.
 */
function resultLength(run: DagRun, { taskId }: XComArg): number | undefined {
  const source = run.dag.task(taskId);
  if (source === undefined) return undefined;
  if (source.operator.expandInput !== undefined) {
    const areFinished = run.instances(source).every(({ state }) => isFinished(state));
    return areFinished ? run.xcoms.all(taskId, XCOM_RETURN_KEY).filter(([index]) => index >= 0).length : undefined;
  }
  const value = run.xcoms.get(taskId, -1, XCOM_RETURN_KEY);
  const isKept = !source.isMapped && value !== undefined && run.xcoms.isMeasured(taskId);
  return isKept ? mappableLength(value as Mappable) : undefined;
}
