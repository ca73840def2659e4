/**
 * The figures of a simulation that are set side by side, and how people read them.
 * @module
 */

import type { DagRunState } from "../definition/index.ts";
import { change, duration, figure } from "../drawing/index.ts";
import type { SimulationResult } from "./result.ts";
import type { Usage } from "./usage.ts";

/** What the figures are read off. */
export interface Figures {
  /** How many runs are in each state at the end. */
  readonly runs: Readonly<Partial<Record<DagRunState, number>>>;
  readonly usage: Usage;
  /** Worker slots in use on average, as a part of those that there are; null where there is no limit. */
  readonly utilisation: number | null;
}

/** The figures of a result. `workerSlots` is null where there is no limit. */
export function figuresOf(result: Pick<SimulationResult, "dagRuns" | "usage">, workerSlots: number | null): Figures {
  const runs: Partial<Record<DagRunState, number>> = {};
  for (const { state } of result.dagRuns) runs[state] = (runs[state] ?? 0) + 1;
  const usage = result.usage();
  return { runs, usage, utilisation: workerSlots === null ? null : usage.meanSlots / workerSlots };
}

/** How large it was, in a few words. */
export function sizeInWords(runs: number, workerSlots: number | null): string {
  const slots =
    workerSlots === null
      ? "as many worker slots as it takes"
      : `${workerSlots} worker ${workerSlots === 1 ? "slot" : "slots"}`;
  return `${runs} ${runs === 1 ? "run" : "runs"} on ${slots}`;
}

/** How to get a figure and how to write it. Null is a figure that there is not. */
interface Row {
  readonly label: string;
  readonly value: (of: Figures) => number | null;
  readonly write: (value: number) => string;
  /** Whether how much it differs from the first's is of interest. */
  readonly compared: boolean;
  /** Whether it is of those that say the most. */
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

/** The runs that have come to an end, or not, by state. */
const RUN_STATES = ["success", "failed", "running", "queued"] as const;

export interface FigureCell {
  readonly value: number | null;
  readonly text: string;
  /** By how much it differs from the first; empty where that says nothing. */
  readonly change: string;
}

export interface FigureRow {
  readonly label: string;
  readonly compared: boolean;
  readonly isKey: boolean;
  readonly cells: readonly FigureCell[];
}

/** The figures of several simulations, each against the first's. Those that are nothing everywhere are left out. */
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
