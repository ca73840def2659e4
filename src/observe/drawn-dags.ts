import type { DagModel } from "../database/index.ts";
import type { DagDrawing, StateCounts } from "../drawing/index.ts";
import type { Recorder } from "./recorder.ts";

/** The DAGs that have runs, with how the instances of their tasks ended. */
export function dagDrawings({ rows }: Recorder): DagDrawing[] {
  const dags = new Map<DagModel, Record<string, number>[]>();
  for (const run of rows.all()) {
    const { dag } = run;
    const counts = dags.get(dag) ?? dag.tasks.map(() => ({}));
    dags.set(dag, counts);
    for (const { task, state } of run.taskInstances()) {
      const [ofTask, name] = [counts[task.index] as Record<string, number>, state ?? "no state"];
      ofTask[name] = (ofTask[name] ?? 0) + 1;
    }
  }
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
