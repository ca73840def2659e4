import type { DagModel, TaskInstance } from "../database/index.ts";
import type { DagDrawing, StateCounts } from "../drawing/index.ts";
import type { Recorder } from "./recorder.ts";

/** The DAGs that have runs, with how the instances of their tasks ended. */
export function dagDrawings({ rows }: Recorder): DagDrawing[] {
  const dags = new Map<DagModel, Record<string, number>[]>();
  const count = ({ task, state }: TaskInstance) => {
    const [ofTask, name] = [dags.get(task.dag)?.[task.index], state ?? "no state"];
    if (ofTask !== undefined) ofTask[name] = (ofTask[name] ?? 0) + 1;
  };
  for (const run of rows.all()) {
    const { dag } = run;
    dags.set(dag, dags.get(dag) ?? dag.tasks.map(() => ({})));
    for (const instance of run.taskInstances()) count(instance);
  }
  for (const instance of rows.lost) count(instance);
  return [...dags].map(([dag, counts]) => dagDrawing(dag, counts));
}

function dagDrawing({ dagId, tasks, definition }: DagModel, counts: readonly StateCounts[]): DagDrawing {
  const groups = [...definition.taskGroups.values()];
  const places = new Map(groups.map(({ groupId }, place) => [groupId, place]));
  const placeOf = (groupId: string | undefined) => (groupId === undefined ? null : (places.get(groupId) ?? null));
  return {
    dagId,
    tasks: tasks.map(({ taskId, operator }, i) => ({
      taskId,
      group: placeOf(operator.taskGroupId),
      states: counts[i] ?? {},
    })),
    groups: groups.map(({ label, parentGroupId }) => ({
      label,
      parent: placeOf(parentGroupId),
    })),
    edges: tasks.flatMap(({ index, downstream }) => downstream.map((task) => [index, task.index] as const)),
  };
}
