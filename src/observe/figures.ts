/**
 * The figures of a simulation that are set side by side, and how people read them.
 * @module
 */

import type { DagRunState, TaskInstanceState } from "../definition/index.ts";
import { amount, change, duration, figure } from "../drawing/index.ts";
import type { EnvironmentFigures } from "../mwaa/index.ts";
import type { Percentiles } from "./analysis/percentiles.ts";
import type { DagRunResult } from "./result-rows.ts";
import type { StateCounts } from "./tally.ts";
import type { Usage } from "./usage.ts";

/** The source of the figures. */
export interface Figures {
  /** The number of runs in each state at the end. */
  readonly runs: Readonly<Partial<Record<DagRunState, number>>>;
  /** The number of task instances in each state at the end. */
  readonly taskInstances: Readonly<Partial<Record<TaskInstanceState, number>>>;
  /** The time of task instances in state queued, each stay by itself. Null where none was queued. */
  readonly queued: Percentiles | null;
  /** True if a schedule has made any of the runs: then there is no makespan worth a line, but landing times. */
  readonly isScheduled: boolean;
  readonly usage: Usage;
  /** Worker slots in use on average, as a part of those that there are; null where there is no limit. */
  readonly utilisation: number | null;
  /** The environment, without its workers one by one. Only where there is one. */
  readonly environment?: EnvironmentTotals;
}

/** An environment's workers in sum, and its bill. */
export type EnvironmentTotals = Omit<EnvironmentFigures, "workers">;

/** The part of a result that its figures come from. */
export interface MeasuredResult {
  readonly dagRuns: readonly DagRunResult[];
  readonly environment?: EnvironmentFigures | null;
  usage(): Usage;
  stateCounts(): StateCounts;
  analysis(): { readonly durations: { readonly queued: Percentiles | null } };
}

/** The figures of a result. `workerSlots` is null where there is no limit. */
export function figuresOf(result: MeasuredResult, workerSlots: number | null): Figures {
  const runs: Partial<Record<DagRunState, number>> = {};
  for (const { state } of result.dagRuns) runs[state] = (runs[state] ?? 0) + 1;
  const usage = result.usage();
  const counts = Object.entries(result.stateCounts().taskInstances).filter(([, count]) => count > 0);
  return {
    runs,
    taskInstances: Object.fromEntries(counts),
    queued: result.analysis().durations.queued,
    isScheduled: result.dagRuns.some(({ runType }) => runType === "scheduled"),
    usage,
    utilisation: workerSlots === null ? null : usage.meanSlots / workerSlots,
    ...environmentTotals(result, usage),
  };
}

/** The totals of a result's environment. Its slots come and go, so the part in use is that of those that were there. */
function environmentTotals(
  { environment = null }: MeasuredResult,
  { slotSeconds }: Usage,
): Partial<Pick<Figures, "environment" | "utilisation">> {
  if (environment === null) return {};
  const { workers: _, ...totals } = environment;
  const there = totals.workerHours * 3600 * totals.tasksPerWorker;
  return { environment: totals, utilisation: there === 0 ? null : slotSeconds / there };
}

/** The size of simulations in a few words. `runs` has the number of runs of each. */
export function sizeInWords(
  runs: readonly number[],
  workerSlots: number | null,
  environment?: EnvironmentTotals | null,
): string {
  const [least, most] = [Math.min(...runs), Math.max(...runs)];
  const slots = environment == null ? slotsInWords(workerSlots) : environmentInWords(environment);
  const range = least === most ? figure(most) : `${figure(least)} to ${figure(most)}`;
  return `${range} ${most === 1 ? "run" : "runs"} on ${slots}`;
}

function slotsInWords(workerSlots: number | null): string {
  return workerSlots === null
    ? "as many worker slots as it takes"
    : `${workerSlots} worker ${workerSlots === 1 ? "slot" : "slots"}`;
}

/** The class of an environment, and its workers: `mw1.small, 1 to 10 workers of 5 slots`. */
export function environmentInWords(
  of: Pick<EnvironmentTotals, "class" | "minWorkers" | "maxWorkers" | "tasksPerWorker">,
) {
  const { minWorkers, maxWorkers, tasksPerWorker } = of;
  const counts = minWorkers === maxWorkers ? maxWorkers : `${minWorkers} to ${maxWorkers}`;
  const workers = `${counts} ${maxWorkers === 1 ? "worker" : "workers"}`;
  return `${of.class}, ${workers} of ${tasksPerWorker} ${tasksPerWorker === 1 ? "slot" : "slots"}`;
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

const MAKESPAN = "makespan";

const ROWS: readonly Row[] = [
  row(MAKESPAN, ({ usage }) => usage.makespan, duration, { compared: true, isKey: true }),
  row("worker-slot seconds", ({ usage }) => usage.slotSeconds, figure, { compared: true, isKey: true }),
  row("worker slots, peak", ({ usage }) => usage.peakSlots, figure),
  row("worker slots, mean", ({ usage }) => usage.meanSlots, figure),
  row("worker-slot utilisation", ({ utilisation }) => utilisation, percent),
  row("time queued a task, mean", ({ queued }) => queued?.mean ?? 0, duration, { compared: true, isKey: true }),
  row("time queued a task, p95", ({ queued }) => queued?.p95 ?? 0, duration, { compared: true }),
  row("reschedules", ({ usage }) => usage.reschedules, figure),
  row("deferrals", ({ usage }) => usage.deferrals, figure),
  row("trigger seconds", ({ usage }) => usage.triggerSeconds, figure, { isKey: true }),
  row("triggers, peak", ({ usage }) => usage.peakTriggers, figure),
  row("workers, peak", ({ environment }) => environment?.peakWorkers ?? null, figure),
  row("worker hours", ({ environment }) => environment?.workerHours ?? null, figure, { compared: true }),
  row("tasks killed with their worker", ({ environment }) => environment?.killedTasks ?? null, figure),
  row("$ for this time", ({ environment }) => environment?.bill.total ?? null, amount, { compared: true }),
  row("$ a month like it", ({ environment }) => environment?.bill.month ?? null, amount, {
    compared: true,
    isKey: true,
  }),
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
  return [...runRows(all), ...taskRows(all), ...ROWS, ...callRows(all)]
    .filter((row) => says(row, all))
    .map((of) => ({ label: of.label, compared: of.compared, isKey: of.isKey, cells: cells(of, all) }));
}

/** A schedule goes on for ever, so the end of its last run is no figure; that of runs by hand is one, also where there is none. */
function says({ value, label }: Row, all: readonly Figures[]): boolean {
  if (label === MAKESPAN) return !all.some(({ isScheduled }) => isScheduled);
  return all.some((of) => value(of) !== null && value(of) !== 0);
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

/** The states of task instances, the most frequent of the first simulation before the others. */
function taskRows(all: readonly Figures[]): Row[] {
  const states = [...new Set(all.flatMap(({ taskInstances }) => Object.keys(taskInstances)))] as TaskInstanceState[];
  const count = (state: TaskInstanceState) => all[0]?.taskInstances[state] ?? 0;
  return states
    .sort((a, b) => count(b) - count(a) || (a < b ? -1 : 1))
    .map((state) => row(`tasks, ${state}`, ({ taskInstances }) => taskInstances[state] ?? 0, figure));
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
