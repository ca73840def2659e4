import { randomExponential, randomLogNormal, randomUniform } from "d3-random";
import { MOST_SECONDS, type Seconds } from "../kernel/index.ts";
import { distributionProblems } from "./check-distribution.ts";

/** The next number from 0 up and below 1. */
export type RandomSource = () => number;

/** A distribution of seconds. */
export type Distribution =
  | { readonly distribution: "constant"; readonly value: Seconds }
  /** Evenly between two bounds. */
  | { readonly distribution: "uniform"; readonly min: Seconds; readonly max: Seconds }
  /** The gaps of arrivals that know nothing of each other. */
  | { readonly distribution: "exponential"; readonly mean: Seconds }
  /** Half of it below the median, with a long tail above: `sigma` is the standard deviation of the logarithm. */
  | { readonly distribution: "lognormal"; readonly median: Seconds; readonly sigma: number }
  /** One of these observed values, each as likely as another. */
  | { readonly distribution: "empirical"; readonly values: readonly Seconds[] };

/** A number of seconds, or their distribution. */
export type RandomSeconds = Seconds | Distribution;

const sound = new WeakSet<Distribution>();

/** Draws from a distribution, in whole microseconds. Throws a RangeError if its parameters make no sense. */
export function sampler(distribution: Distribution, source: RandomSource): () => Seconds {
  if (!sound.has(distribution)) {
    const [problem] = distributionProblems(distribution);
    if (problem !== undefined) throw new RangeError(`Distribution: ${problem.path}: ${problem.message}`);
    sound.add(distribution);
  }
  const next = exactSampler(distribution, source);
  return () => Math.round(Math.min(next(), MOST_SECONDS) * 1e6) / 1e6; // a tail may be endless
}

function exactSampler(distribution: Distribution, source: RandomSource): () => Seconds {
  switch (distribution.distribution) {
    case "constant":
      return () => distribution.value;
    case "uniform":
      return randomUniform.source(source)(distribution.min, distribution.max);
    case "exponential":
      return randomExponential.source(source)(1 / distribution.mean);
    case "lognormal":
      return randomLogNormal.source(source)(Math.log(distribution.median), distribution.sigma);
    case "empirical":
      return () => distribution.values[Math.floor(source() * distribution.values.length)] as Seconds;
  }
}

/** The expectation of a distribution, by its formula. */
export function meanOf(value: RandomSeconds): Seconds {
  if (typeof value === "number") return value;
  switch (value.distribution) {
    case "constant":
      return value.value;
    case "uniform":
      return (value.min + value.max) / 2;
    case "exponential":
      return value.mean;
    case "lognormal":
      return value.median * Math.exp(value.sigma ** 2 / 2);
    case "empirical":
      return value.values.reduce((sum, one) => sum + one, 0) / value.values.length;
  }
}
