/**
 * Scenarios to look at closely: all that were recorded with real Airflow, and random ones.
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { checkScenarios, type Scenario } from "airlapse/scenario";
import { generateScenario } from "../../differential/generate.js";
import { decode } from "../conformance/trace-file.js";

const FOLDER = new URL("../conformance/traces/", import.meta.url);

/** All recorded scenarios. */
export function recordedScenarios(): Scenario[] {
  return readdirSync(FOLDER)
    .sort()
    .flatMap((file) => readFileSync(new URL(file, FOLDER), "utf8").trim().split("\n"))
    .flatMap((line) => {
      const { scenario } = decode(line);
      return checkScenarios(scenario, scenario.name);
    });
}

export function randomScenarios(seed: string, count: number): Scenario[] {
  return Array.from({ length: count }, (_, index) => generateScenario(seed, index)).flatMap((scenario) =>
    checkScenarios(scenario, scenario.name),
  );
}
