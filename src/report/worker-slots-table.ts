/**
 * Comparisons of one scenario with several numbers of worker slots: a row for each number, a column for each mode.
 * @module
 */
import { columns, duration, figure } from "../drawing/index.ts";
import type { Comparison, ModeResult } from "./comparison.ts";
import { lateOf } from "./verdict.ts";

/** The length of the longest bar. */
const BAR = 12;

/** The time queued by number of slots, as a figure and a bar; the makespan of runs by hand; late runs where there are deadlines. */
export function workerSlotsTable(sizes: readonly Comparison[]): string[] {
  const modes = sizes[0]?.modes.map(({ mode }) => mode) ?? [];
  const all = sizes.flatMap((size) => size.modes);
  const longest = Math.max(...all.map(({ queued }) => queued?.p95 ?? 0));
  const hasLate = all.some((mode) => lateOf(mode) !== null);
  const isScheduled = all.some((mode) => mode.isScheduled);
  const last = hasLate ? "late" : isScheduled ? "" : "makespan";
  const head = ["slots", ...modes.flatMap((mode) => [mode, "queued, p95", ...(last === "" ? [] : [last])])];
  const rows = sizes.map(({ workerSlots, modes: own }) => [
    workerSlots === null ? "no limit" : figure(workerSlots),
    ...own.flatMap((mode) => [
      bar(mode, longest),
      duration(mode.queued?.p95 ?? 0),
      ...(last === "" ? [] : [lastText(mode, hasLate)]),
    ]),
  ]);
  return columns([head, ...rows], 2);
}

function bar({ queued }: ModeResult, longest: number): string {
  const length = longest === 0 ? 0 : Math.round(((queued?.p95 ?? 0) / longest) * BAR);
  return "█".repeat(length).padEnd(BAR, "·");
}

function lastText(mode: ModeResult, hasLate: boolean): string {
  if (hasLate) return figure(lateOf(mode) ?? 0);
  return mode.usage.makespan === null ? "not ended" : duration(mode.usage.makespan);
}
