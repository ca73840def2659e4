/**
 * Distributions: their draws against their formulas, and what is wrong with their parameters.
 * @module
 */
import { describe, expect, test } from "vitest";
import {
  type Distribution,
  distributionProblems,
  meanOf,
  observedValues,
  RandomStreams,
  sampler,
} from "../../src/random/index.ts";

const COUNT = 20_000;

function drawn(distribution: Distribution): number[] {
  const next = sampler(distribution, new RandomStreams(1).stream(["test"]));
  return Array.from({ length: COUNT }, next);
}

/** The largest distance between the share of draws below a value and the distribution function there: Kolmogorov, Smirnov. */
function distance(draws: readonly number[], below: (value: number) => number): number {
  const sorted = [...draws].sort((a, b) => a - b);
  return Math.max(
    ...sorted.map((value, i) => Math.max(Math.abs(i / COUNT - below(value)), Math.abs((i + 1) / COUNT - below(value)))),
  );
}

/** The normal distribution function by Abramowitz and Stegun, 26.2.17; wrong by less than 1e-7. */
function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - tail : tail;
}

/** What one in a thousand samples exceeds. */
const CRITICAL = 1.95 / Math.sqrt(COUNT);

describe("draws", () => {
  test.each<[Distribution, (value: number) => number]>([
    [{ distribution: "uniform", min: 10, max: 30 }, (value) => (value - 10) / 20],
    [{ distribution: "exponential", mean: 40 }, (value) => 1 - Math.exp(-value / 40)],
    [{ distribution: "lognormal", median: 60, sigma: 0.5 }, (value) => normal(Math.log(value / 60) / 0.5)],
  ])("of %j are distributed so", (distribution, below) => {
    expect(distance(drawn(distribution), below)).toBeLessThan(CRITICAL);
  });

  test("of observed values are these, each as often as another", () => {
    const draws = drawn({ distribution: "empirical", values: [1, 2, 2, 5] });
    const shareOf = (value: number) => draws.filter((one) => one === value).length / COUNT;
    expect(shareOf(1) + shareOf(2) + shareOf(5)).toBe(1);
    for (const [value, share] of [
      [1, 0.25],
      [2, 0.5],
      [5, 0.25],
    ] as const)
      expect(Math.abs(shareOf(value) - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / COUNT));
  });

  test("of a constant are the constant", () => {
    expect(new Set(drawn({ distribution: "constant", value: 7 }))).toEqual(new Set([7]));
  });

  test("are whole microseconds", () => {
    const draws = drawn({ distribution: "lognormal", median: 1, sigma: 1 });
    expect(draws.filter((value) => Math.abs(value * 1e6 - Math.round(value * 1e6)) > 1e-6 * value * 1e6)).toEqual([]);
  });

  test("have the mean that the formula says", () => {
    const distribution = { distribution: "lognormal", median: 60, sigma: 0.5 } as const;
    const mean = drawn(distribution).reduce((sum, value) => sum + value, 0) / COUNT;
    const deviation = meanOf(distribution) * Math.sqrt(Math.exp(0.25) - 1);
    expect(Math.abs(mean - meanOf(distribution))).toBeLessThan((4 * deviation) / Math.sqrt(COUNT));
  });
});

describe("a distribution is refused", () => {
  test.each<[unknown, string]>([
    [5, ": expected a distribution, got `5`"],
    [
      { distribution: "normal" },
      'distribution: expected one of constant, uniform, exponential, lognormal, empirical, got `"normal"`',
    ],
    [{ distribution: "exponential" }, "mean: missing: expected a finite number of seconds above 0"],
    [{ distribution: "exponential", mean: 0 }, "mean: expected a finite number of seconds above 0, got `0`"],
    [{ distribution: "uniform", min: 5, max: 1 }, "max: expected at least `min`, 5, got `1`"],
    [{ distribution: "lognormal", median: 5, sigma: 1, mean: 3 }, "mean: unknown: lognormal takes median, sigma"],
    [
      { distribution: "empirical", values: [] },
      "values: expected a list of at least one number of seconds, each from 0 up, got `[]`",
    ],
    [
      { distribution: "empirical", values: [1, "2"] },
      'values: expected a list of at least one number of seconds, each from 0 up, got `[1,"2"]`',
    ],
  ])("that is %j", (given, problem) => {
    expect(distributionProblems(given).map(({ path, message }) => `${path}: ${message}`)).toEqual([problem]);
  });

  test("with all that is wrong at once, and before anything is drawn", () => {
    expect(distributionProblems({ distribution: "lognormal", median: -1, sigma: -1 })).toHaveLength(2);
    const wrong = { distribution: "exponential", mean: -1 } as const;
    expect(() => sampler(wrong, () => 0.5)).toThrow("mean: expected a finite number of seconds above 0, got `-1`");
  });
});

describe("observed values", () => {
  test.each<[string, string | undefined, number[]]>([
    ["3\n4.5\n", undefined, [3, 4.5]],
    ["seconds\n3\n4.5", undefined, [3, 4.5]],
    ['run,"took, in s"\r\na,3\r\n"b,c",4.5\r\n', "took, in s", [3, 4.5]],
    ["run,seconds\na,\nb,2\n\n", "seconds", [2]],
    ["s\n1e-9\n.5\n+2.\n1E2", "s", [1e-9, 0.5, 2, 100]],
    ["__proto__\n3", "__proto__", [3]],
    ['note,seconds\n"two\nlines",3\n"a ""quote""",4\n', "seconds", [3, 4]],
    ["run;seconds\r\na,b;3\r\nc;4.5\r\n", "seconds", [3, 4.5]],
    ["run\tseconds\na\t3\n", "seconds", [3]],
  ])("are read from %j, column %s", (csv, column, values) => {
    expect(observedValues(csv, column)).toEqual(values);
  });

  test.each<[string, string | undefined, string]>([
    ["", undefined, "empty file"],
    ["a,b\n1,2", undefined, "the name of a `column`, since there are 2: a, b"],
    ["a,b\n1,2", "c", "a column `c`, got a, b"],
    ["a\n1\nx", "a", "line 3: expected a number of seconds from 0 up, got `x`"],
    ["a\n", "a", "at least one observed value"],
    ['note,a\n"two\nlines",1\n\nb,x', "a", "line 5: expected a number of seconds from 0 up, got `x`"],
    ...["NaN", "Infinity", "1e999", "-1", "0x10", "0b1", "1_000", "=1", "1 2"].map((cell): [string, string, string] => [
      `a\n${cell}`,
      "a",
      `line 2: expected a number of seconds from 0 up, got \`${cell}\``,
    ]),
  ])("are not read from %j, column %s", (csv, column, message) => {
    expect(() => observedValues(csv, column)).toThrow(message);
  });
});
