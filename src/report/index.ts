/**
 * Results for people: modes side by side, and summaries.
 * @module
 */

export { columns, duration } from "../drawing/index.ts";
export {
  type Comparison,
  type ComparisonOptions,
  compareModes,
  compareModesBy,
  type ModeResult,
} from "./comparison.ts";
export { comparisonReport } from "./comparison-report.ts";
export { comparisonTable } from "./comparison-table.ts";
export { environmentLine } from "./environment-line.ts";
export type { LandedFigures } from "./landed-figures.ts";
export { landingGoals } from "./landing-goals.ts";
export { landingRows, landingTable, MOST_DAGS } from "./landing-table.ts";
export { inMode, lacksMode, MODES, type Mode, modesOf } from "./modes.ts";
export { repeated } from "./repeated.ts";
export { runReport, runVerdict } from "./run-report.ts";
export { RUN_SUMMARY_HEADER, runFigures, runSummary } from "./run-summary.ts";
export { scenarioDiff } from "./scenario-diff.ts";
export { type SizeQuestion, sizesOf } from "./size.ts";
export { sizeTable, sizeVerdict } from "./size-table.ts";
export { snakeKeys } from "./snake-keys.ts";
export { type SlotsOverTime, slotLines, sparkLine } from "./spark-line.ts";
export {
  SWEEP_MODULE,
  SweepError,
  sweepCsv,
  sweepOf,
  sweepTable,
  type Variation,
  withoutSeeds,
} from "./sweep.ts";
export * from "./upgrade/index.ts";
export { differenceSaid, verdictLines } from "./verdict.ts";
export { pokeRows, type WaitsOf, waitRowSeconds, waitRows, waitsByTaskAndRun } from "./wait-rows.ts";
export { type NamedWaits, waitLines, waitSeconds } from "./wait-table.ts";
export { workerSlotsTable } from "./worker-slots-table.ts";
