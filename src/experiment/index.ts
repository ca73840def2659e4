/**
 * Experiments: trials over all combinations of parameters, repeated, on all cores, with confidence intervals.
 * @module
 */
export { type Distribution, type RandomSource, RandomStreams, sampler } from "../random/index.ts";
export { Experiment, type ExperimentOptions, type RunOptions } from "./experiment.ts";
export type { Interval } from "./interval.ts";
export { type Measure, TrialError } from "./laboratory.ts";
export {
  ExperimentError,
  type ParameterSpec,
  type ParameterSpecs,
  type ParametersOf,
  type ParameterValue,
  type Range,
  type Trial,
} from "./parameters.ts";
export { ExperimentResults, type Figures, type PointResult, type TrialResult } from "./results.ts";
export { ResultsFileError } from "./results-file.ts";
