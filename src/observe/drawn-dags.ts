import type { DagDrawing } from "../drawing/index.ts";
import type { DagModel } from "../model/index.ts";
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
  return [...dags].map(([{ dagId, tasks }, counts]) => ({
    dagId,
    tasks: tasks.map(({ taskId }, i) => ({ taskId, states: counts[i] ?? {} })),
    edges: tasks.flatMap(({ index, downstream }) => downstream.map((task) => [index, task.index] as const)),
  }));
}
