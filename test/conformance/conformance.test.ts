/**
 * Every recorded scenario is run here, and what happens is compared with what real Airflow did, of each version that it was
 * recorded by. See README.md.
 * @module
 */
import { traceDifferences } from "airlapse";
import { buildSimulation, checkScenarios } from "airlapse/scenario";
import { describe, expect, test } from "vitest";
import { groupsOf, recordings, VERSIONS } from "./recordings.js";

for (const { airflow } of VERSIONS) {
  for (const group of groupsOf(airflow)) {
    describe(`what real Airflow ${airflow} did: ${group}`, () => {
      for (const [name, { scenario: recorded, trace: expected }] of recordings(airflow, group)) {
        test(name, () => {
          const [scenario] = checkScenarios({ ...recorded, airflow }, name);
          if (scenario === undefined) throw new Error("Expected a scenario");
          const actual = buildSimulation(scenario).run().trace(name);
          expect(actual.airflow ?? "2.7.2").toBe(airflow);
          expect(traceDifferences(expected, actual).join("\n")).toBe("");
        });
      }
    });
  }
}
