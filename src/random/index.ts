/**
 * Random numbers that are the same each time: distributions of seconds, and streams of numbers by name. Nothing of Airflow.
 * @module
 */
export { DISTRIBUTION_NAMES, distributionProblems } from "./check-distribution.ts";
export { type Distribution, meanOf, type RandomSeconds, type RandomSource, sampler } from "./distribution.ts";
export { ObservedValuesError, observedValues } from "./observed-values.ts";
export { isSeed, RandomStreams, type StreamName } from "./random-streams.ts";
