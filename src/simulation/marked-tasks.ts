/**
 * The task instances of other DAGs that are cleared with those of an ExternalTaskMarker (`_get_task_instances`, models/dag.py).
 * @module
 */
import { flatRelatives, type TaskInstance } from "../database/index.ts";
import { AirflowException, type MarkedTask } from "../definition/index.ts";
import { ExecutionContext, type ExecutorServices } from "../executor/index.ts";

/** Tells which of the task instances that are found are cleared. */
type IsMeant = (instance: TaskInstance) => boolean;

/** Finds all that is cleared with some task instances: see `Rules.clearsFollowMarkers`. */
export function withMarkedTasks(
  services: ExecutorServices,
  instances: readonly TaskInstance[],
  isMeant: IsMeant,
): readonly TaskInstance[] {
  if (!services.metadata.rules.clearsFollowMarkers) return instances;
  const found = new Set(instances);
  const visited = new Set<TaskInstance>();
  const follow = (markers: readonly TaskInstance[], depth: number, given: number | null): void => {
    let most = given; // that of the first marker counts, for all behind it
    for (const marker of markers) {
      const { recursionDepth } = marker.task.operator;
      if (recursionDepth === null || visited.has(marker)) continue;
      visited.add(marker);
      most ??= recursionDepth;
      if (depth + 1 > most) throw tooDeep(marker, most);
      for (const others of behind(services, marker)) {
        const meant = others.filter(isMeant);
        for (const other of meant) found.add(other);
        follow(meant, depth + 1, most);
      }
    }
  };
  follow(instances, 0, null);
  return [...found];
}

/** The task instances of the marked task, each with all that is downstream of it in its run. */
function behind(services: ExecutorServices, marker: TaskInstance): readonly (readonly TaskInstance[])[] {
  const { metadata } = services;
  const { dagId, taskId, logicalDate } = markedTask(services, marker);
  const dag = metadata.dags.get(dagId);
  const task = dag?.task(taskId);
  if (dag === undefined || task === undefined || logicalDate === undefined) return [];
  const run = metadata.runs.findAt(dag, logicalDate);
  if (run === undefined || logicalDate > metadata.kernel.now) return [];
  return run.instances(task).map(() => {
    const others = flatRelatives(task, "downstream").filter((other) => other !== task);
    return [task, ...others].flatMap((other) => run.instances(other));
  });
}

/** Renders what a marker names, as its task instance would be rendered if it ran. */
function markedTask(services: ExecutorServices, marker: TaskInstance): MarkedTask {
  const context = new ExecutionContext(services, marker, null);
  const task = marker.task.operator.prepareForExecution(context);
  task.renderTemplateFields(context);
  return task.markedTask(context);
}

function tooDeep({ task }: TaskInstance, most: number): AirflowException {
  return new AirflowException(
    `Maximum recursion depth ${most} reached for ExternalTaskMarker ${task.taskId}. Attempted to clear too many tasks or there may be a cyclic dependency.`,
  );
}
