/**
 * Events, results, figures and traces of a simulation. The simulation reads nothing of it back.
 * @module
 */
export {
  Analysis,
  type Delays,
  NotExplainedError,
  type PokeCount,
  type StateInterval,
  type Timeline,
  type WaitTotals,
} from "./analysis/analysis.ts";
export type { Durations, TaskDurations } from "./analysis/durations.ts";
export type { Facts } from "./analysis/facts.ts";
export { clockSeconds, clockTime, type DagFigures, type LandingGoal, landsLaterBy } from "./analysis/landing.ts";
export type { PoolLevels, TriggerLevels } from "./analysis/levels.ts";
export type { WaitInterval } from "./analysis/loop-waits.ts";
export type { Percentiles } from "./analysis/percentiles.ts";
export { SLOT_ACTIVITIES, type SlotActivity, type SlotUtilisation } from "./analysis/slot-utilisation.ts";
export { integral, peak, type StepSeries, valueAt } from "./analysis/step-series.ts";

export type { Change } from "./change-log.ts";
export { type HolderNames, rankedHolders } from "./drawn-holders.ts";
export type * from "./events.ts";
export {
  type EnvironmentTotals,
  environmentInWords,
  type FigureRow,
  type Figures,
  figureRows,
  figuresOf,
  sizeInWords,
} from "./figures.ts";
export { type Keep, Recorder } from "./recorder.ts";
export { RowsNotKeptError, SimulationResult } from "./result.ts";
export type { DagRunResult, StateSince, TaskInstanceResult, TaskInstanceRow } from "./result-rows.ts";
export type { ApiCallCount, StateCounts } from "./tally.ts";
export type { Trace } from "./trace.ts";
export { traceDifferences } from "./trace-differences.ts";
export { type Obstacle, obstacleText, type Unfinished } from "./unfinished.ts";
export type { Usage } from "./usage.ts";
export { CAUSES, type CauseCode, type CauseWords, WAIT_WORDS } from "./why/causes.ts";
export { findingLines, storyLines, storyName } from "./why/story-text.ts";
export { instant } from "./why/texts.ts";
export {
  type Cause,
  causeOf,
  type DagRunWhy,
  type DagWhy,
  type Finding,
  type TaskInstanceWhy,
  type WhyStep,
} from "./why/why.ts";
