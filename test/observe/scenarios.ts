/**
 * Scenarios to look at closely: all that were recorded with real Airflow, and random ones.
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import type { Trace } from "airlapse";
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

export const micros = (seconds: number) => Math.round(seconds * 1e6);

export const key = (ti: readonly unknown[]) => JSON.stringify(ti);

/** The states of each task instance, and since when, from the trace. A mapped task's first instance gets its index later. */
export function histories({
  events,
  ended_at,
}: Trace): Map<string, { from: number; to: number; state: string | null }[]> {
  const found = new Map<string, { from: number; to: number; state: string | null }[]>();
  for (const event of events) {
    if (!("ti" in event)) continue;
    const history = found.get(key(event.ti)) ?? [];
    found.set(key(event.ti), history);
    const last = history.at(-1);
    if (last !== undefined) last.to = micros(event.t);
    history.push({ from: micros(event.t), to: micros(ended_at), state: event.state });
  }
  return found;
}
