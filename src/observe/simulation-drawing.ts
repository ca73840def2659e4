/**
 * The figures of one simulation for a report. Every figure comes from events, none from samples.
 * @module
 */

import { WAIT_CAUSES } from "../database/index.ts";
import type { SimulationDrawing } from "../drawing/index.ts";
import { type Seconds, toSeconds } from "../kernel/index.ts";
import type { EnvironmentFigures, WorkerSpan } from "../mwaa/index.ts";
import type { AirflowVersion } from "../rules/index.ts";
import type { Analysis } from "./analysis/analysis.ts";
import { dagDrawings } from "./drawn-dags.ts";
import { spreadsOf, taskFiguresOf } from "./drawn-durations.ts";
import { type HolderNames, holdersByDag, holdersByTask, slotHolders } from "./drawn-holders.ts";
import { levelsOf } from "./drawn-levels.ts";
import { timelineOf } from "./drawn-timeline.ts";
import { workersDrawing } from "./drawn-workers.ts";
import type { Recorder } from "./recorder.ts";
import { usageOf } from "./usage.ts";
import { WAIT_WORDS } from "./why/causes.ts";
import type { Explanation } from "./why/explanation.ts";
import { storyLines } from "./why/story-text.ts";

/** The facts of a drawing that are no figures of the simulation. */
export interface DrawingFacts {
  readonly name: string;
  readonly airflow: AirflowVersion;
  /** From 1970. */
  readonly startedAt: Seconds;
  /** The holders of slots that have a name; those that held the most where it is undefined. */
  readonly holders: HolderNames | undefined;
  /** Null where there is none. */
  readonly environment: EnvironmentFigures | null;
  /** Workers that are told one from another. */
  readonly workers: readonly WorkerSpan[];
}

export function simulationDrawing(
  recorder: Recorder,
  analysis: Analysis,
  { name, airflow, startedAt, holders, environment, workers }: DrawingFacts,
  explanation: Explanation | undefined,
): SimulationDrawing {
  const { endedAt, workerSlots, slots, pools, triggers } = analysis;
  const { meanSlots, peakSlots } = usageOf(recorder, endedAt);
  return {
    name,
    airflow,
    startedAt,
    endedAt: toSeconds(endedAt),
    workerSlots,
    meanSlots,
    peakSlots,
    slots: levelsOf(slots.byActivity, endedAt),
    slotsByDag: slotHolders(holdersByDag(analysis), endedAt, holders?.dags),
    slotsByTask: slotHolders(holdersByTask(analysis), endedAt, holders?.tasks),
    pools: pools.map(({ pool, slots: poolSlots, includeDeferred, running, queued, deferred }) => ({
      name: pool,
      slots: poolSlots,
      includeDeferred,
      levels: levelsOf({ running, queued, deferred }, endedAt),
    })),
    triggers: levelsOf({ running: triggers.running, waiting: triggers.waiting }, endedAt),
    workers: workersDrawing(workers, environment, endedAt),
    waits: analysis.isExplained ? waitTotals(analysis) : [],
    spreads: spreadsOf(analysis),
    tasks: taskFiguresOf(analysis, endedAt),
    timeline: timelineOf(
      recorder,
      endedAt,
      explanation && ((instance) => storyLines(explanation.taskInstance(instance))),
    ),
    dags: dagDrawings(recorder),
  };
}

function waitTotals({ waits }: Analysis): SimulationDrawing["waits"] {
  return WAIT_CAUSES.flatMap((cause) => {
    const total = waits[cause];
    return total === undefined ? [] : [{ cause: WAIT_WORDS[cause].label, seconds: toSeconds(total) }];
  });
}
