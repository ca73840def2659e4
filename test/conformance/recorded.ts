import { readFileSync } from "node:fs";
import type { Trace } from "airlapse";
import { checkScenarios, type Scenario } from "airlapse/scenario";
import { decode } from "./trace-file.js";

/** A scenario, and what real Airflow did with it. */
export interface Recorded {
  readonly name: string;
  readonly scenario: Scenario;
  readonly trace: Trace;
}

/** The recorded scenarios of a group, which is a file in traces/. */
export function recordedScenarios(group: string): Recorded[] {
  const lines = readFileSync(new URL(`traces/${group}.jsonl`, import.meta.url), "utf8")
    .trim()
    .split("\n");
  return lines.map(decode).map(({ scenario: recorded, trace }) => {
    const [scenario] = checkScenarios(recorded, recorded.name);
    return { name: recorded.name, scenario: scenario as Scenario, trace };
  });
}
