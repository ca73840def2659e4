/**
 * Facts that were read out of a history and that no export says, each with its evidence; and what was left out.
 * @module
 */
import { median, type Recording, type TaskFacts, versionOf } from "../replay/index.ts";

/** In words, a line for each thing. */
export function inferredLines(recording: Recording): string[] {
  const { fleet, facts, starts, history } = recording;
  const { airflow, isExact } = versionOf(recording);
  const lines = [
    isExact
      ? `rules of Airflow ${airflow}`
      : `rules of Airflow ${airflow}, the nearest that is modelled to ${history.airflow ?? "an unknown version"}`,
    `worker slots: ${fleet.slots}${fleet.later.length > 0 ? `, then ${fleet.later.map(({ slots }) => slots).join(", ")}` : ""}: ${fleet.evidence}`,
    `start of a process: ${(median(starts.startups) ?? 0).toFixed(2)} s (median of ${starts.startups.length}) to running, ${(median(starts.setups) ?? 0).toFixed(2)} s (median of ${starts.setups.length}) from there to its code`,
  ];
  const byInterval = new Map<string, { sensors: number; from: number }>();
  for (const { kind, interval, reschedules } of facts.values()) {
    if (kind !== "sensor" && kind !== "external") continue;
    const name = `${interval.seconds} s${reschedules ? " in reschedule mode" : ""}${evidenceOf(interval)}`;
    const known = byInterval.get(name) ?? { sensors: 0, from: 0 };
    byInterval.set(name, { sensors: known.sensors + 1, from: known.from + interval.from });
  }
  for (const [name, { sensors, from }] of byInterval)
    lines.push(`poke interval of ${sensors} ${sensors === 1 ? "sensor" : "sensors"}: ${name}, from ${from} durations`);
  for (const { dagId, task, waitsFor } of facts.values())
    if (waitsFor !== undefined)
      lines.push(
        `${dagId}.${task.taskId} waits for ${waitsFor.dagId}${waitsFor.taskIds.length === 0 ? "" : `.${waitsFor.taskIds.join(", ")}`} of ${waitsFor.delta} s before, which fits ${waitsFor.fits + waitsFor.misfits === 0 ? "no run that is known" : `${Math.ceil(waitsFor.fits)} of ${Math.ceil(waitsFor.fits + waitsFor.misfits)} runs`}`,
      );
  return lines;
}

function evidenceOf({ from, isShown }: TaskFacts["interval"]): string {
  if (from === 0) return " (as its class, or Airflow's default)";
  return isShown ? "" : " (a guess: their durations are alike, and fit other intervals too)";
}

/** Names what the export lacked, and what that costs. */
export function missingLines({ history, drawn, facts }: Recording): string[] {
  const lines = history.findings.map(({ about, cost }) => `${about}: ${cost}`);
  const guessed = [...facts.values()].filter(
    ({ kind, interval }) => (kind === "sensor" || kind === "external") && !interval.isShown && interval.from > 0,
  );
  const [first] = guessed;
  if (first !== undefined)
    lines.push(
      `the poke interval of ${guessed.length} ${guessed.length === 1 ? "sensor" : "sensors"}, ${first.dagId}.${first.task.taskId} among them, does not show: what they wait for may have come earlier than is taken; say pokeIntervals in airlapse.json`,
    );
  if (drawn > 0)
    lines.push(`${drawn} tries are not in the history: their times are drawn from others of their task or class`);
  return lines;
}
