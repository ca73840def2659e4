import { columns } from "../drawing/index.ts";
import { type FigureRow, figureRows, sizeInWords } from "../observe/index.ts";
import type { Comparison } from "./comparison.ts";

/** A comparison as a table: a column for each mode, and how much it differs from the first. */
export function comparisonTable(comparison: Comparison): string[] {
  const { modes } = comparison;
  const header = ["", ...modes.flatMap(({ mode }, i) => (i === 0 ? [mode] : [mode, ""]))];
  const rows = figureRows(modes).map(tableRow);
  return [
    `${comparison.scenario}: ${sizeInWords(comparison.runs, comparison.workerSlots)}`,
    "",
    ...columns([header, ...rows]),
  ];
}

function tableRow({ label, cells }: FigureRow): string[] {
  return [label, ...cells.flatMap(({ text, change }, i) => (i === 0 ? [text] : [text, change]))];
}
