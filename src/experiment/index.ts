/**
 * Experiments: trials over all combinations of parameters, repeated, on all cores, with confidence intervals.
 * @module
 */
export { type Distribution, type RandomSource, RandomStreams, sampler } from "../random/index.ts";
export { type Engine, type Laboratory, type Measure, TrialError } from "./engine.ts";
export { Experiment, type ExperimentOptions, type RunOptions } from "./experiment.ts";
export type { Interval } from "./interval.ts";
export {
  ExperimentError,
  MOST_TRIALS,
  type ParameterSpec,
  type ParameterSpecs,
  type ParametersOf,
  type ParameterValue,
  type Range,
  type Trial,
} from "./parameters.ts";
export { type BullmqOptions, bullmq } from "./redis/bullmq.ts";
export { BullmqMissingError, type RedisConnection, withoutPassword } from "./redis/connection.ts";
export { RedisAccessError } from "./redis/open-queue.ts";
export { SharedPlaceError } from "./redis/shared-place.ts";
export { serveTrials, type TrialWorkerOptions, WrongWorkerError } from "./redis/trial-worker.ts";
export { ExperimentResults, type Figures, type PointResult, type TrialResult } from "./results.ts";
export { ResultsFileError } from "./results-file.ts";
export { threads } from "./threads.ts";
