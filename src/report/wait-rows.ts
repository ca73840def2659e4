import { WAIT_CAUSES, type WaitCause } from "../database/index.ts";
import { columns, duration, figure } from "../drawing/index.ts";
import type { Micros } from "../kernel/index.ts";
import { integral, type SimulationResult, WAIT_WORDS, type WaitTotals } from "../observe/index.ts";
import { printableName } from "../options/index.ts";
import { waitSeconds } from "./wait-table.ts";

/** The waits of one task or run, all its task instances together. */
export interface WaitsOf {
  /** `dag.task`, or `dag / run`. */
  readonly name: string;
  readonly waits: WaitTotals;
}

/** Waits by task and by run, those that waited longest first. Throws a NotExplainedError without `explain`. */
export function waitsByTaskAndRun(result: SimulationResult): {
  readonly byTask: readonly WaitsOf[];
  readonly byRun: readonly WaitsOf[];
} {
  const byTask = new Map<string, Partial<Record<WaitCause, Micros>>>();
  const byRun = new Map<string, Partial<Record<WaitCause, Micros>>>();
  for (const { dagId, taskId, runId, waits } of result.analysis().timelines)
    for (const { cause, from, to } of waits) {
      add(byTask, `${dagId}.${taskId}`, cause, to - from);
      add(byRun, `${dagId} / ${runId}`, cause, to - from);
    }
  return { byTask: ordered(byTask), byRun: ordered(byRun) };
}

function add(
  sums: Map<string, Partial<Record<WaitCause, Micros>>>,
  name: string,
  cause: WaitCause,
  wait: Micros,
): void {
  const known = sums.get(name) ?? {};
  sums.set(name, known);
  known[cause] = (known[cause] ?? 0) + wait;
}

function ordered(sums: ReadonlyMap<string, WaitTotals>): WaitsOf[] {
  return [...sums].map(([name, waits]) => ({ name, waits })).sort((a, b) => sumOf(b.waits) - sumOf(a.waits));
}

function sumOf(waits: WaitTotals): Micros {
  return Object.values(waits).reduce((sum, wait) => sum + wait, 0);
}

/** The most rows of a table, and the most causes that a row names. */
const [MOST_ROWS, MOST_CAUSES] = [8, 3];

/** Waits in a table: a row for each task or run, with the causes that took most. */
export function waitRows(head: string, all: readonly WaitsOf[]): string[] {
  if (all.length === 0) return [];
  const rows = all.map(({ name, waits }) => {
    const causes = WAIT_CAUSES.filter((cause) => (waits[cause] ?? 0) > 0)
      .sort((a, b) => (waits[b] ?? 0) - (waits[a] ?? 0))
      .slice(0, MOST_CAUSES)
      .map((cause) => `${WAIT_WORDS[cause].label} ${figure((100 * (waits[cause] ?? 0)) / sumOf(waits))} %`);
    return [printableName(name), duration(sumOf(waits) / 1e6), causes.join(", ")];
  });
  return firstRows([head, "waited", "for"], rows, 3);
}

/** A table of the first rows, and a line that counts the others. */
function firstRows(head: readonly string[], rows: readonly string[][], leftColumns: number): string[] {
  const lines = columns([[...head], ...rows.slice(0, MOST_ROWS)], leftColumns);
  return rows.length > MOST_ROWS ? [...lines, `and ${figure(rows.length - MOST_ROWS)} more`] : lines;
}

/**
 * Tasks that look in a worker slot whether something is there, with the time that they held one, those first that held it
 * longest. That is no wait in the other tables: the task runs.
 */
export function pokeRows(head: string, result: SimulationResult): string[] {
  const { slots, pokes, endedAt } = result.analysis();
  const slotsOf = new Map(slots.byTask.map((task) => [`${task.dagId}.${task.taskId}`, task.slots]));
  const looking = pokes.filter(({ by }) => by === "worker");
  if (looking.length === 0) return [];
  const rows = looking
    .map(({ dagId, taskId, count }) => {
      const name = `${dagId}.${taskId}`;
      const own = slotsOf.get(name);
      return { name, count, held: own === undefined ? 0 : integral(own, 0, endedAt) };
    })
    .sort((a, b) => b.held - a.held)
    .map(({ name, count, held }) => [printableName(name), figure(count), duration(held / 1e6)]);
  return firstRows([head, "looks", "slot held for"], rows, 1);
}

/** Waits by task or run, for machines. */
export function waitRowSeconds(
  all: readonly WaitsOf[],
): { readonly name: string; readonly waits: Record<string, number> }[] {
  return all.map(({ name, waits }) => ({ name, waits: waitSeconds(waits) }));
}
