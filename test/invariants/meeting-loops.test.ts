/**
 * Loops that rest come in the order in which they would have come had they run every round, also where their rounds meet.
 * A sample: `npm run differential -- --meeting --count 2000` takes more.
 * @module
 */
import { expect, test } from "vitest";
import { differencesOfEveryRound } from "../../differential/every-round.js";
import { meetingScenario } from "../../differential/generate/meeting.js";
import { traceHere } from "../../differential/here.js";

test("triggerers that come and go do the same at rest as with all rounds", () => {
  const scenarios = Array.from({ length: 100 }, (_, index) => meetingScenario("rest", index));
  const found = scenarios.flatMap((scenario) =>
    differencesOfEveryRound(scenario, traceHere(scenario)).map((difference) => `${scenario.name}: ${difference}`),
  );
  expect(found).toEqual([]);
});
