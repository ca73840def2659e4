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

/** The instants at which a person deletes runs that are gone at the end, by the JSON of DAG and run. */
function deletions({ actions = [] }: Scenario, { task_instances }: Trace): Map<string, number> {
  const there = new Set(task_instances.map(({ ti: [dag, run] }) => key([dag, run])));
  return new Map(
    actions.flatMap((action): [string, number][] => {
      if (action.do !== "delete") return [];
      const run = key([action.dag_id, action.run_id]);
      return there.has(run) ? [] : [[run, micros(action.at)]];
    }),
  );
}

/** Says when the last state of a task instance has ended: at the end, or when its run was deleted. A trace has no event of that. */
export function lastInstant(scenario: Scenario, trace: Trace): (ti: readonly unknown[]) => number {
  const deleted = deletions(scenario, trace);
  return ([dag, run]) => deleted.get(key([dag, run])) ?? micros(trace.ended_at);
}

/** The states of each task instance, and since when, from the trace. A mapped task's first instance gets its index later. */
export function histories(
  scenario: Scenario,
  trace: Trace,
): Map<string, { from: number; to: number; state: string | null }[]> {
  const last = lastInstant(scenario, trace);
  const found = new Map<string, { from: number; to: number; state: string | null }[]>();
  for (const event of trace.events) {
    if (!("ti" in event)) continue;
    const history = found.get(key(event.ti)) ?? [];
    found.set(key(event.ti), history);
    const before = history.at(-1);
    if (before !== undefined) before.to = micros(event.t);
    history.push({ from: micros(event.t), to: last(event.ti), state: event.state });
  }
  return found;
}

const FINISHED = ["success", "failed", "skipped", "upstream_failed", "removed"];

/**
 * The task instances of deleted runs with their last states, `removed` where they had not ended. A report keeps what was there, and
 * the database does not.
 */
export function deletedRows(scenario: Scenario, trace: Trace): { ti: readonly unknown[]; state: string | null }[] {
  const deleted = deletions(scenario, trace);
  return [...histories(scenario, trace)].flatMap(([text, history]) => {
    const ti: readonly unknown[] = JSON.parse(text);
    const last = history.at(-1)?.state ?? "";
    return deleted.has(key(ti.slice(0, 2))) ? [{ ti, state: FINISHED.includes(last) ? last : "removed" }] : [];
  });
}
