/**
 * What holds in every trace, over random scenarios. The checkers know nothing of the simulator; that they find what is
 * wrong is shown by checkers.test.ts.
 * @module
 */
import { describe, expect, test } from "vitest";
import { differencesOfEveryRound } from "../../differential/every-round.js";
import { generateScenario } from "../../differential/generate.js";
import { traceHere } from "../../differential/here.js";
import { broken } from "../../differential/invariants.js";

const SEED = "invariants";
const SCENARIOS = 2000;
const REPEATED = 100;
const WITHOUT_REST = 300;

describe("in random scenarios", () => {
  test(`all invariants hold, in ${SCENARIOS} of them`, () => {
    const problems = Array.from({ length: SCENARIOS }, (_, index) => generateScenario(SEED, index)).flatMap(
      (scenario) => broken(scenario, traceHere(scenario)).map((problem) => `${scenario.name}: ${problem}`),
    );
    expect(problems).toEqual([]);
  });

  test("the same seed gives the same scenario, and that the same bytes", () => {
    const once = () =>
      Array.from({ length: REPEATED }, (_, index) => {
        const scenario = generateScenario(SEED, index);
        return JSON.stringify([scenario, traceHere(scenario)]);
      });
    expect(once()).toEqual(once());
  });

  test(`a round that a loop leaves out would have changed nothing, in ${WITHOUT_REST} of them`, () => {
    const problems = Array.from({ length: WITHOUT_REST }, (_, index) => generateScenario("rounds", index)).flatMap(
      (scenario) => differencesOfEveryRound(scenario, traceHere(scenario)).map((found) => `${scenario.name}: ${found}`),
    );
    expect(problems).toEqual([]);
  });

  test("another seed gives other scenarios", () => {
    const { name: _, ...one } = generateScenario("1", 0);
    const { name: __, ...other } = generateScenario("2", 0);
    expect(one).not.toEqual(other);
  });

  test("a choice that is added in one place shifts no other: streams of random numbers have names", () => {
    const { dags } = generateScenario(SEED, 1);
    const weights = dags.flatMap(({ tasks }) => tasks.map(({ priority_weight }) => priority_weight));
    expect(new Set(weights).size).toBe(weights.length);
  });
});
