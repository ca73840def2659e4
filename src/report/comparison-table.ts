import { change, columns, figure } from "../drawing/index.ts";
import { type FigureRow, figureRows } from "../observe/index.ts";
import { printableName } from "../options/index.ts";
import { type Comparison, comparisonSize } from "./comparison.ts";

/** A comparison as a table: a column for each mode, and how much it differs from the first. */
export function comparisonTable(comparison: Comparison): string[] {
  const { modes } = comparison;
  const header = ["", ...modes.flatMap(({ mode }, i) => (i === 0 ? [mode] : [mode, ""]))];
  const rows = [...figureRows(modes).map(tableRow), ...visitRows(comparison)];
  return [`${printableName(comparison.scenario)}: ${comparisonSize(comparison)}`, "", ...columns([header, ...rows])];
}

/** The number of visits of tasks to a worker, which the last mode reduces. */
function visitRows({ modes }: Comparison): string[][] {
  const [first] = modes;
  if (first === undefined || !modes.some(({ mode }) => mode === "start_from_trigger")) return [];
  const texts = modes.flatMap(({ visits }, i) =>
    i === 0 ? [figure(visits)] : [figure(visits), change(visits, first.visits)],
  );
  return [["visits to workers", ...texts]];
}

function tableRow({ label, cells }: FigureRow): string[] {
  return [label, ...cells.flatMap(({ text, change }, i) => (i === 0 ? [text] : [text, change]))];
}
