/**
 * The figures of one simulation for a report. Every figure comes from events, none from samples.
 * @module
 */

import { WAIT_CAUSES } from "../database/index.ts";
import type { SimulationDrawing } from "../drawing/index.ts";
import { toSeconds } from "../kernel/index.ts";
import type { AirflowVersion } from "../rules/index.ts";
import type { Analysis } from "./analysis/analysis.ts";
import { dagDrawings } from "./drawn-dags.ts";
import { spreadsOf, taskFiguresOf } from "./drawn-durations.ts";
import { slotHolders } from "./drawn-holders.ts";
import { levelsOf } from "./drawn-levels.ts";
import { timelineOf } from "./drawn-timeline.ts";
import type { Recorder } from "./recorder.ts";
import { usageOf } from "./usage.ts";
import { WAIT_WORDS } from "./why/causes.ts";
import type { Explanation } from "./why/explanation.ts";
import { storyLines } from "./why/story-text.ts";

export function simulationDrawing(
  recorder: Recorder,
  analysis: Analysis,
  { name, airflow }: { readonly name: string; readonly airflow: AirflowVersion },
  explanation: Explanation | undefined,
): SimulationDrawing {
  const { endedAt, workerSlots, slots, pools, triggers } = analysis;
  const { meanSlots, peakSlots } = usageOf(recorder, endedAt);
  return {
    name,
    airflow,
    endedAt: toSeconds(endedAt),
    workerSlots,
    meanSlots,
    peakSlots,
    slots: levelsOf(slots.byActivity, endedAt),
    slotsByDag: slotHolders(
      slots.byDag.map(({ dagId, slots: held }) => ({ name: dagId, slots: held })),
      endedAt,
    ),
    slotsByTask: slotHolders(
      slots.byTask.map(({ dagId, taskId, slots: held }) => ({
        name: slots.byDag.length > 1 ? `${dagId}.${taskId}` : taskId,
        slots: held,
      })),
      endedAt,
    ),
    pools: pools.map(({ pool, slots: poolSlots, includeDeferred, running, queued, deferred }) => ({
      name: pool,
      slots: poolSlots,
      includeDeferred,
      levels: levelsOf({ running, queued, deferred }, endedAt),
    })),
    triggers: levelsOf({ running: triggers.running, waiting: triggers.waiting }, endedAt),
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
