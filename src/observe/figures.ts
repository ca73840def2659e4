/**
 * The figures of a simulation that are set side by side, and how people read them.
 * @module
 */

import type { DagRunState } from "../definition/index.ts";
import { change, duration, figure } from "../drawing/index.ts";
import type { DagRunResult } from "./result-rows.ts";
import type { Usage } from "./usage.ts";

/** The source of the figures. */
export interface Figures {
  /** The number of runs in each state at the end. */
  readonly runs: Readonly<Partial<Record<DagRunState, number>>>;
  readonly usage: Usage;
  /** Worker slots in use on average, as a part of those that there are; null where there is no limit. */
  readonly utilisation: number | null;
}

/** The figures of a result. `workerSlots` is null where there is no limit. */
export function figuresOf(
  result: { readonly dagRuns: readonly DagRunResult[]; usage(): Usage },
  workerSlots: number | null,
): Figures {
  const runs: Partial<Record<DagRunState, number>> = {};
  for (const { state } of result.dagRuns) runs[state] = (runs[state] ?? 0) + 1;
  const usage = result.usage();
  return { runs, usage, utilisation: workerSlots === null ? null : usage.meanSlots / workerSlots };
}

/** The size of a simulation in a few words. */
export function sizeInWords(runs: number, workerSlots: number | null): string {
  const slots =
    workerSlots === null
      ? "as many worker slots as it takes"
      : `${workerSlots} worker ${workerSlots === 1 ? "slot" : "slots"}`;
  return `${runs} ${runs === 1 ? "run" : "runs"} on ${slots}`;
}

/** Reads a figure and writes it. Null stands for a figure that does not exist. */
interface Row {
  readonly label: string;
  readonly value: (of: Figures) => number | null;
  readonly write: (value: number) => string;
  /** True if the difference from the first simulation is shown. */
  readonly compared: boolean;
  /** True for the most telling figures. */
  readonly isKey: boolean;
}

const percent = (value: number) => `${figure(value * 100)} %`;
const row = (label: string, value: Row["value"], write: Row["write"], options: Partial<Row> = {}): Row => ({
  label,
  value,
  write,
  compared: false,
  isKey: false,
  ...options,
});

const ROWS: readonly Row[] = [
  row("makespan", ({ usage }) => usage.makespan, duration, { compared: true, isKey: true }),
  row("worker-slot seconds", ({ usage }) => usage.slotSeconds, figure, { compared: true, isKey: true }),
  row("worker slots, peak", ({ usage }) => usage.peakSlots, figure),
  row("worker slots, mean", ({ usage }) => usage.meanSlots, figure),
  row("worker-slot utilisation", ({ utilisation }) => utilisation, percent),
  row("time queued", ({ usage }) => usage.queuedSeconds, duration, { compared: true, isKey: true }),
  row("reschedules", ({ usage }) => usage.reschedules, figure),
  row("deferrals", ({ usage }) => usage.deferrals, figure),
  row("trigger seconds", ({ usage }) => usage.triggerSeconds, figure, { isKey: true }),
  row("triggers, peak", ({ usage }) => usage.peakTriggers, figure),
];

/** The states of runs, in the order of the table. */
const RUN_STATES = ["success", "failed", "running", "queued"] as const;

export interface FigureCell {
  readonly value: number | null;
  readonly text: string;
  /** The difference from the first simulation; empty where it says nothing. */
  readonly change: string;
}

export interface FigureRow {
  readonly label: string;
  readonly compared: boolean;
  readonly isKey: boolean;
  readonly cells: readonly FigureCell[];
}

/** The figures of several simulations, each compared with the first. A figure that is 0 in all of them is left out. */
export function figureRows(all: readonly Figures[]): readonly FigureRow[] {
  return [...runRows(all), ...ROWS, ...callRows(all)]
    .filter(({ value }) => value === ROWS[0]?.value || all.some((of) => value(of) !== null && value(of) !== 0))
    .map((of) => ({ label: of.label, compared: of.compared, isKey: of.isKey, cells: cells(of, all) }));
}

function cells({ value, write, compared }: Row, all: readonly Figures[]): FigureCell[] {
  const base = all[0] === undefined ? null : value(all[0]);
  return all.map((of, i) => {
    const own = value(of);
    const text = own === null ? "not ended" : write(own);
    return { value: own, text, change: i > 0 && compared ? change(own, base) : "" };
  });
}

function runRows(all: readonly Figures[]): Row[] {
  return RUN_STATES.filter((state) => state === "success" || all.some(({ runs }) => runs[state] !== undefined)).map(
    (state) => row(`runs, ${state}`, ({ runs }) => runs[state] ?? 0, figure),
  );
}

/** Calls of each service from each place. */
function callRows(all: readonly Figures[]): Row[] {
  const keys = all.flatMap(({ usage }) => usage.apiCalls.map(({ service, by }) => `${service} calls, ${by}`));
  return [...new Set(keys)].sort().map((label) => {
    const calls = ({ usage }: Figures) =>
      usage.apiCalls.find(({ service, by }) => `${service} calls, ${by}` === label)?.count ?? 0;
    return row(label, calls, figure, { compared: true });
  });
}
