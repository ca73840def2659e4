import Papa from "papaparse";
import { ExportError } from "./export-error.ts";
import type { ExportFile } from "./files.ts";

/** Most characters of one row. */
const MOST_ROW = 50_000_000;

/**
 * The rows of a CSV file. Cells are apart by commas, semicolons or tabs, as the header has it. Cells in quotes may hold any of
 * them, line ends and doubled quotes.
 */
export async function* csvRows(file: ExportFile): AsyncGenerator<readonly string[]> {
  let rest = "";
  let delimiter: string | undefined;
  for await (const piece of file.pieces()) {
    rest += piece;
    const end = endOfRows(rest);
    if (end > 0) {
      rest = delimiter === undefined ? rest.replace(/^\uFEFF/, "") : rest;
      delimiter ??= delimiterOf(rest);
      yield* rowsOf(rest.slice(0, end), delimiter);
      rest = rest.slice(end);
    }
    if (rest.length > MOST_ROW)
      throw new ExportError(`${file.name}: a row has no end within ${MOST_ROW} characters: a quote may be missing`);
  }
  yield* rowsOf(rest, delimiter ?? delimiterOf(rest));
}

function* rowsOf(text: string, delimiter: string): Generator<readonly string[]> {
  const { data } = Papa.parse<string[]>(text, { delimiter, newline: "\n" });
  for (const cells of data) {
    const last = cells.at(-1);
    if (last?.endsWith("\r")) cells[cells.length - 1] = last.slice(0, -1);
    if (cells.length > 1 || cells[0] !== "") yield cells; // no row, but an empty line
  }
}

/** The place behind the last line end that is in no quotes; 0 where there is none. */
function endOfRows(text: string): number {
  let end = 0;
  for (let at = 0; ; ) {
    const quote = text.indexOf('"', at);
    const line = text.slice(at, quote < 0 ? undefined : quote).lastIndexOf("\n");
    if (line >= 0) end = at + line + 1;
    const closing = quote < 0 ? -1 : text.indexOf('"', quote + 1);
    if (closing < 0) return end;
    at = closing + 1;
  }
}

/** The delimiter that the header has most of: names of columns hold none. */
function delimiterOf(text: string): string {
  const [header = ""] = text.split("\n", 1);
  const count = (delimiter: string) => header.split(delimiter).length;
  return [",", ";", "\t"].reduce((most, delimiter) => (count(delimiter) > count(most) ? delimiter : most));
}
