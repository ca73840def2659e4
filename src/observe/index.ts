/**
 * What others see of a simulation: events, results, figures and traces. Nothing of it is read back.
 * @module
 */
export type * from "./events.ts";
export { type FigureRow, type Figures, figureRows, figuresOf } from "./figures.ts";
export { type Change, Recorder } from "./recorder.ts";
export { type DagRunResult, SimulationResult, type StateSince, type TaskInstanceResult } from "./result.ts";
export type { Trace } from "./trace.ts";
export { traceDifferences } from "./trace-differences.ts";
export type { ApiCallCount, Usage } from "./usage.ts";
