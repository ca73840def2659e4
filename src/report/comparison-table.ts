import { columns } from "../drawing/index.ts";
import { type FigureRow, figureRows } from "../observe/index.ts";
import type { Comparison } from "./comparison.ts";

/** A comparison as a table: a column for each mode, and how much it differs from the first. */
export function comparisonTable(comparison: Comparison): string[] {
  const { modes } = comparison;
  const header = ["", ...modes.flatMap(({ mode }, i) => (i === 0 ? [mode] : [mode, ""]))];
  const rows = figureRows(modes).map(tableRow);
  return [`${comparison.scenario}: ${comparisonSize(comparison)}`, "", ...columns([header, ...rows])];
}

/** What was compared, in a few words. */
export function comparisonSize({ runs, workerSlots }: Pick<Comparison, "runs" | "workerSlots">): string {
  const slots = workerSlots === null ? "as many worker slots as it takes" : `${workerSlots} worker slots`;
  return `${runs} ${runs === 1 ? "run" : "runs"} on ${slots}`;
}

function tableRow({ label, cells }: FigureRow): string[] {
  return [label, ...cells.flatMap(({ text, change }, i) => (i === 0 ? [text] : [text, change]))];
}
