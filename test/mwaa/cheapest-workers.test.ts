/**
 * The search for the cheapest workers, against trying all of them.
 * @module
 */
import { billOf, type EnvironmentOptions, environmentOf } from "airlapse";
import { expect, test } from "vitest";
import { cheapestWorkers, type Tried } from "../../src/mwaa/index.ts";

const MOST = 12;

/** A model in which more workers are never worse: a peak of work that needs some at once, or more of them later. */
function trialOf(
  { minWorkers = 1, maxWorkers = 1, ...others }: EnvironmentOptions,
  need: number,
  early: number,
): Tried {
  const peak = Math.min(maxWorkers, Math.max(minWorkers, need));
  const isEnough = peak + minWorkers * early >= need * (1 + early / 2);
  const hours = minWorkers * 24 + (peak - minWorkers) * 5;
  const environment = environmentOf({ ...others, minWorkers, maxWorkers });
  return { isEnough, month: billOf(environment, 24 * 3600, hours * 3600).month, peakWorkers: peak };
}

const CASES = [1, 2, 3, 5, 8, 11, 12, 20].flatMap((need) => [0, 0.5, 1, 3].map((early) => ({ need, early })));

test.each(CASES)("finds what trying all finds: need $need, early $early", ({ need, early }) => {
  const tryOut = (environment: EnvironmentOptions) => trialOf(environment, need, early);
  const all: number[] = [];
  for (let minWorkers = 1; minWorkers <= MOST; minWorkers += 1)
    for (let maxWorkers = minWorkers; maxWorkers <= MOST; maxWorkers += 1) {
      const { isEnough, month } = tryOut({ class: "mw1.small", minWorkers, maxWorkers });
      if (isEnough) all.push(month);
    }
  let trials = 0;
  const found = cheapestWorkers({ class: "mw1.small" }, MOST, (environment) => {
    trials += 1;
    return tryOut(environment);
  });
  expect(found?.trial.month).toBe(all.length === 0 ? undefined : Math.min(...all));
  if (found !== undefined) expect(tryOut({ class: "mw1.small", ...found }).isEnough).toBe(true);
  expect(trials).toBeLessThan(40); // of 78
});

test("tries an environment of one worker once", () => {
  let trials = 0;
  const found = cheapestWorkers({ class: "mw1.micro" }, 1, () => {
    trials += 1;
    return { isEnough: true, month: 1, peakWorkers: 1 };
  });
  expect(found).toMatchObject({ minWorkers: 1, maxWorkers: 1 });
  expect(trials).toBe(1);
});
