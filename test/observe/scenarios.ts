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

const FINISHED = ["success", "failed", "skipped", "upstream_failed", "removed"];

/**
 * The states of each task instance, and since when, from the trace, and from what is deleted: of that it has no event. A mapped task's
 * first instance gets its index later.
 */
export function histories(
  scenario: Scenario,
  trace: Trace,
): Map<string, { from: number; to: number; state: string | null }[]> {
  const last = lastInstant(scenario, trace);
  const found = new Map<string, { from: number; to: number; state: string | null }[]>();
  const enter = (ti: readonly unknown[], at: number, state: string | null) => {
    const history = found.get(key(ti)) ?? [];
    found.set(key(ti), history);
    const before = history.at(-1);
    if (before !== undefined) before.to = at;
    history.push({ from: at, to: last(ti), state });
  };
  const removeAll = (run: string, at: number) => {
    for (const ti of [...found.keys()].map((name): unknown[] => JSON.parse(name)))
      if (key(ti.slice(0, 2)) === run && !FINISHED.includes(found.get(key(ti))?.at(-1)?.state ?? "none"))
        enter(ti, at, "removed");
  };
  const deletes = (scenario.actions ?? []).flatMap((action) =>
    action.do === "delete" ? [{ at: micros(action.at), run: key([action.dag_id, action.run_id]) }] : [],
  );
  const changes = trace.events.flatMap((event) => ("ti" in event ? [{ at: micros(event.t), ...event }] : []));
  for (const change of [...changes, ...deletes].sort((a, b) => a.at - b.at))
    if ("ti" in change) enter(change.ti, change.at, change.state);
    else removeAll(change.run, change.at);
  return found;
}

/**
 * The task instances of deleted runs with their last states, `removed` where they had not ended. A report keeps what was there, and
 * the database does not.
 */
export function deletedRows(scenario: Scenario, trace: Trace): { ti: readonly unknown[]; state: string | null }[] {
  const deleted = new Set(
    (scenario.actions ?? []).flatMap((action) => (action.do === "delete" ? [key([action.dag_id, action.run_id])] : [])),
  );
  const there = new Set(trace.task_instances.map(({ ti }) => key(ti)));
  return [...histories(scenario, trace)].flatMap(([text, history]) => {
    const ti: readonly unknown[] = JSON.parse(text);
    const last = history.at(-1)?.state ?? "";
    const isGone = deleted.has(key(ti.slice(0, 2))) && !there.has(text);
    return isGone ? [{ ti, state: FINISHED.includes(last) ? last : "removed" }] : [];
  });
}
