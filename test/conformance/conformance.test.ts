/**
 * Every recorded scenario is run here, and what happens is compared with what real Airflow 2.7.2 did. See README.md.
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { traceDifferences } from "airlapse";
import { buildSimulation, checkScenarios } from "airlapse/scenario";
import { describe, expect, test } from "vitest";
import { decode } from "./trace-file.js";

const FOLDER = new URL("traces/", import.meta.url);

for (const file of readdirSync(FOLDER).sort()) {
  describe(`what real Airflow did: ${file.replace(".jsonl", "")}`, () => {
    for (const line of readFileSync(new URL(file, FOLDER), "utf8").trim().split("\n")) {
      const { scenario: recorded, trace: expected } = decode(line);
      test(recorded.name, () => {
        const [scenario] = checkScenarios(recorded, recorded.name);
        if (scenario === undefined) throw new Error("Expected a scenario");
        const actual = buildSimulation(scenario).run().trace(scenario.name);
        expect(traceDifferences(expected, actual).join("\n")).toBe("");
      });
    }
  });
}
