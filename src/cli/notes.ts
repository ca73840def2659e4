/**
 * Notes below a table: the errors of tasks, and the task instances that have not finished.
 * @module
 */
import { obstacleText, type SimulationResult, type Unfinished } from "../observe/index.ts";
import { printableName } from "../options/index.ts";
import { duration } from "../report/index.ts";
import type { Scenario } from "../scenario/index.ts";

/** The errors of failed tasks, which the table only counts. */
export function errorLines({ errors }: SimulationResult, name: string): string[] {
  if (errors.length === 0) return [];
  const what = `${errors.length} ${errors.length === 1 ? "error" : "errors"} of tasks`;
  return noteLines(name, what, errors, (error) => {
    const message = error.message === "" ? "" : `: ${error.message}`;
    return `${labelOf(error)}: ${error.type} at ${duration(error.at / 1e6)}${message}`;
  });
}

/** The task instances that have not finished, those that wait for ever first: what each waits for, and since when. */
export function unfinishedLines(result: SimulationResult, { name }: Scenario): string[] {
  const told = [...result.unfinished].sort((a, b) => Number(b.isForEver) - Number(a.isForEver));
  if (told.length === 0) return [];
  const end = duration(result.endedAt / 1e6);
  const what = told.length === 1 ? "1 task instance has" : `${told.length} task instances have`;
  return noteLines(name, `${what} not finished at the end, ${end}`, told, line);
}

function line(one: Unfinished): string {
  const { state, since, waitsFor, isForEver } = one;
  const always = isForEver && waitsFor.kind !== "noPool" ? ", for ever" : "";
  return `${labelOf(one)}: ${state ?? "no state"} since ${duration(since / 1e6)}, waits ${obstacleText(waitsFor)}${always}`;
}

/** The number of names that a note lists. */
const MOST_NAMED = 5;

/** A note about a scenario, with a line for each of the first few that it is about. */
function noteLines<Item>(name: string, what: string, items: readonly Item[], line: (item: Item) => string): string[] {
  const lines = items.slice(0, MOST_NAMED).map((item) => `  ${printableName(line(item))}`);
  if (items.length > MOST_NAMED) lines.push(`  and ${items.length - MOST_NAMED} more`);
  return [`note: ${printableName(name)}: ${what}`, ...lines];
}

/** Names a task instance in a line. */
function labelOf(instance: {
  readonly dagId: string;
  readonly runId: string;
  readonly taskId: string;
  readonly mapIndex: number;
}): string {
  const { dagId, runId, taskId, mapIndex } = instance;
  return [dagId, runId, taskId, ...(mapIndex < 0 ? [] : [mapIndex])].join(" / ");
}
