/**
 * What real Airflow did with the sample's pipeline, and the figures that follow from that.
 * @module
 */
import { readFileSync } from "node:fs";
import type { Trace } from "airlapse";
import { decode } from "../conformance/trace-file.js";

const TRACES = new Map(
  readFileSync(new URL("../conformance/traces/sample.jsonl", import.meta.url), "utf8")
    .trim()
    .split("\n")
    .map(decode)
    .map(({ scenario, trace }) => [scenario.name, trace]),
);

export function recordedSample(name: string): Trace {
  const trace = TRACES.get(name);
  if (trace === undefined) throw new RangeError(`Expected a recorded trace ${name}, there are ${[...TRACES.keys()]}`);
  return trace;
}

/** Seconds that all task instances were in a state, together. */
function secondsIn(wanted: string, { events, ended_at }: Trace): number {
  const since = new Map<string, number>();
  let sum = 0;
  for (const event of events) {
    if (!("ti" in event)) continue;
    const key = event.ti.join("/");
    sum += event.t - (since.get(key) ?? event.t);
    if (event.state === wanted) since.set(key, event.t);
    else since.delete(key);
  }
  return [...since.values()].reduce((total, t) => total + ended_at - t, sum);
}

/** Most at once of what comes and goes. */
function peak(deltas: readonly number[]): number {
  let [level, most] = [0, 0];
  for (const delta of deltas) {
    level += delta;
    most = Math.max(most, level);
  }
  return most;
}

/** Calls by service and by who made them. */
function callsOf({ api_calls }: Trace): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { actor, call } of api_calls) {
    const key = `${call.split(".")[0]} ${actor}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

/** The figures of a comparison, out of real Airflow's trace. All runs were asked for at 0 s. */
export function figuresOf(trace: Trace) {
  const triggers = trace.events.flatMap((event) => ("trigger" in event ? [event] : []));
  const deltas = triggers.map(({ event }) => (event === "created" ? 1 : event === "deleted" ? -1 : 0));
  return {
    makespan: Math.max(...trace.dag_runs.map(({ end }) => end ?? Number.NaN)),
    slotSeconds: trace.slots.reduce((sum, [t, delta]) => sum - t * delta, 0),
    peakSlots: peak(trace.slots.map(([, delta]) => delta)),
    queuedSeconds: secondsIn("queued", trace),
    deferrals: trace.events.filter((event) => "ti" in event && event.state === "deferred").length,
    reschedules: trace.reschedules,
    triggerSeconds: triggers.reduce((sum, { t }, i) => sum + (trace.ended_at - t) * (deltas[i] ?? 0), 0),
    peakTriggers: peak(deltas),
    apiCalls: callsOf(trace),
  };
}
