/**
 * Results for people: modes side by side, and summaries.
 * @module
 */

export { columns, duration } from "../drawing/index.ts";
export { type Comparison, type ComparisonOptions, compareModes, type ModeResult } from "./comparison.ts";
export { comparisonReport } from "./comparison-report.ts";
export { comparisonTable } from "./comparison-table.ts";
export { inMode, lacksMode, MODES, type Mode, modesOf } from "./modes.ts";
export { printable, printableName } from "./printable.ts";
export { RUN_SUMMARY_HEADER, runSummary } from "./run-summary.ts";
export * from "./upgrade/index.ts";
