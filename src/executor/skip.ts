import {
  flatRelatives,
  type Metadata,
  type SkipDecision,
  type TaskInstance,
  type TaskModel,
  XCOM_SKIPMIXIN_KEY,
} from "../database/index.ts";
import { AirflowException } from "../definition/index.ts";

/**
 * Skips the direct downstream tasks that a branch does not lead to, at once (`skip_all_except`, models/skipmixin.py).
 * Tasks further on are left to their trigger rules. The decision is kept, so that they stay skipped when cleared. Returns what
 * it has skipped; undefined where nothing is downstream.
 */
export function skipAllExcept(
  metadata: Metadata,
  instance: TaskInstance,
  branchTaskIds: string | readonly string[] | null,
): readonly TaskInstance[] | undefined {
  const { task, dagRun, mapIndex } = instance;
  const chosen = typeof branchTaskIds === "string" ? [branchTaskIds] : (branchTaskIds ?? []);
  const unknown = chosen.filter((id) => task.dag.task(id) === undefined);
  if (unknown.length > 0) {
    throw new AirflowException(
      `'branch_task_ids' must contain only valid task_ids. Invalid tasks found: {${unknown.map((id) => `'${id}'`).join(", ")}}.`,
    );
  }
  if (task.downstream.length === 0) return undefined;
  const followed = new Set<TaskModel>();
  for (const id of chosen) {
    const branch = task.dag.task(id) as TaskModel;
    followed.add(branch);
    for (const behind of flatRelatives(branch, "downstream")) followed.add(behind);
  }
  const skipped = task.downstream
    .filter((next) => !followed.has(next))
    .flatMap((next) => dagRun.instances(next).filter((other) => other.mapIndex === mapIndex));
  const leavesMapped = metadata.rules.skipDecisionsOfMappedTasks === "hold by the branch's own map index";
  const decision = {
    followed: task.downstream.filter((next) => followed.has(next)).map(({ taskId }) => taskId),
  } satisfies SkipDecision;
  if (!leavesMapped || mapIndex === -1)
    for (const other of skipped) skipBy(metadata, instance, other, decision.followed);
  dagRun.xcoms.set(task.taskId, mapIndex, XCOM_SKIPMIXIN_KEY, decision);
  return skipped;
}

/** Skips tasks, all map indexes of them (`SkipMixin.skip`); what a mapped task decides, in some versions when they are looked at. */
export function skip(metadata: Metadata, by: TaskInstance, taskIds: readonly string[]): void {
  const { task, dagRun, mapIndex } = by;
  if (taskIds.length === 0) return;
  const { skipDecisionsOfMappedTasks: mapped } = metadata.rules;
  const isLeft = mapIndex >= 0 && mapped !== "are not found";
  const skipsAll = mapped !== "hold by the branch's own map index";
  for (const id of isLeft ? [] : taskIds) {
    const other = task.dag.task(id);
    if (other === undefined) continue;
    for (const instance of dagRun.instances(other))
      if (skipsAll || instance.mapIndex === -1) skipBy(metadata, by, instance, null);
  }
  const decision: SkipDecision = { skipped: taskIds };
  dagRun.xcoms.set(task.taskId, mapIndex, XCOM_SKIPMIXIN_KEY, decision);
}

function skipBy(
  { observer, life }: Metadata,
  by: TaskInstance,
  other: TaskInstance,
  followed: readonly string[] | null,
): void {
  observer.waits?.because(other, { kind: "skippedBy", by, followed });
  life.skip(other);
}
