import Papa from "papaparse";

/** A text does not hold the observed values that it should. */
export class ObservedValuesError extends Error {
  override readonly name = "ObservedValuesError";
}

/** Matches a decimal number as other tools write it. JavaScript's `Number` would take 0x10 and 0b1 as well. */
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Observed seconds out of a CSV text: of the column of that name, or of the only column, which needs no head. An empty cell
 * is no observation.
 */
export function observedValues(csv: string, column?: string): number[] {
  const rows = rowsOf(csv);
  const [head] = rows;
  if (head === undefined) throw new ObservedValuesError("expected observed values, got an empty file");
  const index = columnIndex(head.cells, column);
  const hasHead = column !== undefined || Number.isNaN(Number(head.cells[0]));
  const values: number[] = [];
  for (const { line, cells } of rows.slice(hasHead ? 1 : 0)) {
    const cell = cells[index] ?? "";
    if (cell === "") continue;
    const value = DECIMAL.test(cell) ? Number(cell) : Number.NaN;
    if (!(Number.isFinite(value) && value >= 0))
      throw new ObservedValuesError(
        `line ${line}: expected a number of seconds from 0 up, got \`${cell.slice(0, 40)}\``,
      );
    values.push(value);
  }
  if (values.length === 0) throw new ObservedValuesError("expected at least one observed value, got none");
  return values;
}

/** A row, and the line on which it begins. */
interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The rows that are not empty. Cells are apart by commas, semicolons or tabs; those in quotes may go over several lines. */
function rowsOf(csv: string): readonly Row[] {
  const text = csv.replaceAll(/^\uFEFF|[\r\n]+$/g, ""); // an empty line at the end has fewer cells than the others
  const { data } = Papa.parse<string[]>(text, { delimitersToGuess: [",", ";", "\t"] });
  let next = 1;
  const rows = data.map((cells) => {
    const line = next;
    next += cells.join("").split("\n").length;
    return { line, cells: cells.map((cell) => cell.trim()) };
  });
  return rows.filter(({ cells }) => cells.some((cell) => cell !== ""));
}

function columnIndex(head: readonly string[], column: string | undefined): number {
  if (column === undefined) {
    if (head.length === 1) return 0;
    throw new ObservedValuesError(
      `expected the name of a \`column\`, since there are ${head.length}: ${head.join(", ").slice(0, 200)}`,
    );
  }
  const index = head.indexOf(column);
  if (index >= 0) return index;
  throw new ObservedValuesError(`expected a column \`${column}\`, got ${head.join(", ").slice(0, 200)}`);
}
