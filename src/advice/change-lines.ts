import { environmentOf } from "../mwaa/index.ts";
import { type Changes, canHave, matches, modeOf, type Recording } from "../replay/index.ts";

/** A change in words, a line for each setting. */
export function changeLines(recording: Recording, changes: Changes): string[] {
  const { history, fleet, facts } = recording;
  const lines: string[] = [];
  if (changes.environment !== undefined) {
    const { class: name, minWorkers, maxWorkers } = environmentOf(changes.environment);
    lines.push(`worker slots: ${fleet.slots} → ${name} of ${minWorkers} to ${maxWorkers} workers`);
  }
  if (changes.workerSlots !== undefined) lines.push(`worker slots: ${fleet.slots} → ${changes.workerSlots}`);
  if (changes.parallelism !== undefined)
    lines.push(`core.parallelism: ${history.config.get("core.parallelism") ?? 32} → ${changes.parallelism}`);
  for (const [name, slots] of Object.entries(changes.pools ?? {}))
    lines.push(`slots of pool ${name}: ${history.pools.get(name)?.slots ?? "?"} → ${slots}`);
  for (const [dagId, { maxActiveTasks, maxActiveRuns }] of Object.entries(changes.dags ?? {})) {
    const dag = history.dags.get(dagId);
    if (maxActiveTasks !== undefined)
      lines.push(`max_active_tasks of ${dagId}: ${dag?.maxActiveTasks ?? "Airflow's default"} → ${maxActiveTasks}`);
    if (maxActiveRuns !== undefined)
      lines.push(`max_active_runs of ${dagId}: ${dag?.maxActiveRuns ?? "Airflow's default"} → ${maxActiveRuns}`);
  }
  for (const [task, change] of Object.entries(changes.tasks ?? {})) lines.push(`${task}: ${JSON.stringify(change)}`);
  for (const { mode, pattern } of changes.modes ?? []) {
    const meant = [...facts.values()].filter((one) => matches({ pattern }, one));
    const changed = meant.filter((one) => canHave(one, mode) && modeOf(one, {}) !== mode).length;
    const cannot = meant.filter((one) => !canHave(one, mode)).length;
    lines.push(
      `${mode}: ${pattern}: ${changed} ${changed === 1 ? "task changes" : "tasks change"}${cannot > 0 ? `, ${cannot} cannot` : ""}`,
    );
  }
  return lines.length === 0 ? ["no change"] : lines;
}
