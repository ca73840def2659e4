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

/** The runs that a person deletes, by the JSON of DAG and run, and when. A trace has no event of it. */
function deletionsOf({ actions = [] }: Scenario): { readonly at: number; readonly run: string }[] {
  return actions.flatMap((action) =>
    action.do === "delete" ? [{ at: micros(action.at), run: key([action.dag_id, action.run_id]) }] : [],
  );
}

const FINISHED = ["success", "failed", "skipped", "upstream_failed", "removed"];

/**
 * The states of each task instance, and since when, from the trace; `removed` from when a person deletes what has not ended. A mapped
 * task's first instance gets its index later.
 */
export function histories(
  scenario: Scenario,
  trace: Trace,
): Map<string, { from: number; to: number; state: string | null }[]> {
  const end = micros(trace.ended_at);
  const found = new Map<string, { from: number; to: number; state: string | null }[]>();
  const enter = (name: string, at: number, state: string | null) => {
    const history = found.get(name) ?? [];
    found.set(name, history);
    const before = history.at(-1);
    if (before !== undefined) before.to = at;
    history.push({ from: at, to: end, state });
  };
  const remove = (deleted: string, at: number) => {
    for (const [name, history] of found) {
      const last = history.at(-1);
      if (last === undefined || runOf(name) !== deleted) continue;
      if (FINISHED.includes(last.state ?? "")) last.to = Math.min(last.to, at);
      else enter(name, at, "removed");
    }
  };
  const changes = trace.events.flatMap((event) => ("ti" in event ? [{ at: micros(event.t), ...event }] : []));
  for (const change of [...changes, ...deletionsOf(scenario)].sort((a, b) => a.at - b.at))
    if ("ti" in change) enter(key(change.ti), change.at, change.state);
    else remove(change.run, change.at);
  return found;
}

const runOf = (ti: string) => key((JSON.parse(ti) as readonly unknown[]).slice(0, 2));

/**
 * The task instances of deleted runs with their last states, `removed` where they had not ended. A report keeps what was there, and
 * the database does not.
 */
export function deletedRows(scenario: Scenario, trace: Trace): { ti: readonly unknown[]; state: string | null }[] {
  const deleted = new Set(deletionsOf(scenario).map(({ run }) => run));
  const there = new Set(trace.task_instances.map(({ ti }) => key(ti)));
  return [...histories(scenario, trace)].flatMap(([name, history]) =>
    deleted.has(runOf(name)) && !there.has(name)
      ? [{ ti: JSON.parse(name), state: history.at(-1)?.state ?? null }]
      : [],
  );
}
