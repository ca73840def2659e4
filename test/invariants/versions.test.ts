/**
 * The invariants of each version hold in what the real one did, and in random scenarios here. That they find what is wrong is
 * shown by checkers.test.ts.
 * @module
 */
import { describe, expect, test } from "vitest";
import type { ScenarioSpec } from "../../differential/generate/draft.js";
import { generateScenario } from "../../differential/generate.js";
import { traceHere } from "../../differential/here.js";
import { broken } from "../../differential/invariants.js";
import { groupsOf, recordings, VERSIONS } from "../conformance/recordings.js";

const SCENARIOS = 200;

describe.each(VERSIONS)("of Airflow $airflow", ({ airflow }) => {
  test("all invariants hold in every trace that the real one left", () => {
    const recorded = groupsOf(airflow).flatMap((group) => [...recordings(airflow, group).values()]);
    const problems = recorded.flatMap(({ scenario, trace }) =>
      broken(scenario as ScenarioSpec, { ...trace, airflow }).map((problem) => `${scenario.name}: ${problem}`),
    );
    expect(recorded.length).toBeGreaterThan(400);
    expect(problems).toEqual([]);
  });

  test(`all invariants hold in ${SCENARIOS} random scenarios`, () => {
    const problems = randomScenarios(airflow).flatMap((scenario) =>
      broken(scenario, { ...traceHere(scenario, airflow), airflow }).map((problem) => `${scenario.name}: ${problem}`),
    );
    expect(problems).toEqual([]);
  });
});

/**
 * Random scenarios of a version, without two things that end it where code takes no time: the sensor that polls without a pause where it
 * defers, from the provider 9.2.0 on, and runs one after another, the second of which 3 makes at the instant of the first.
 */
function randomScenarios(airflow: (typeof VERSIONS)[number]["airflow"]): ScenarioSpec[] {
  const indexes = Array.from({ length: SCENARIOS }, (_, index) => index);
  const scenarios = indexes.map((index) => generateScenario("versions", index, { airflow }));
  return scenarios.filter((scenario) => !/S3KeysUnchangedSensor|@continuous/.test(JSON.stringify(scenario)));
}
