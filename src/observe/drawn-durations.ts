/**
 * Durations, as a report shows them.
 * @module
 */
import type { NamedSpread, TaskFigures } from "../drawing/index.ts";
import { type Micros, toSeconds } from "../kernel/index.ts";
import type { Analysis } from "./analysis/analysis.ts";
import { integral } from "./analysis/step-series.ts";

/** The spreads of a simulation's durations. Those of delays need `explain`. */
export function spreadsOf(analysis: Analysis): NamedSpread[] {
  const { durations, isExplained } = analysis;
  const delays = isExplained
    ? [
        { of: "from ready to queued", spread: analysis.delays.scheduling },
        { of: "queued, until it runs", spread: analysis.delays.queue },
        { of: "from a trigger's event to running", spread: analysis.delays.resume },
      ]
    : [];
  return [
    ...delays,
    { of: "running, each time", spread: durations.running },
    { of: "runs of DAGs", spread: durations.dagRuns },
  ];
}

/** The figures of each task that was ever queued. */
export function taskFiguresOf(analysis: Analysis, endedAt: Micros): TaskFigures[] {
  const { durations, slots, isExplained } = analysis;
  const key = (task: { readonly dagId: string; readonly taskId: string }) => `${task.dagId}\n${task.taskId}`;
  const seconds = new Map(slots.byTask.map((task) => [key(task), toSeconds(integral(task.slots, 0, endedAt))]));
  const pokes = new Map(isExplained ? analysis.pokes.map((poke) => [`${key(poke)}\n${poke.by}`, poke.count]) : []);
  return durations.byTask.map(({ dagId, taskId, queued, running }) => {
    const own = key({ dagId, taskId });
    const pokesBy = (actor: "worker" | "triggerer") => pokes.get(`${own}\n${actor}`) ?? 0;
    return {
      dagId,
      taskId,
      queued,
      running,
      slotSeconds: seconds.get(own) ?? 0,
      pokes: isExplained ? { worker: pokesBy("worker"), triggerer: pokesBy("triggerer") } : null,
    };
  });
}
