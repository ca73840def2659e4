import { pipeline, Readable } from "node:stream";
import Papa from "papaparse";
import { ExportError } from "./export-error.ts";
import type { ExportFile } from "./files.ts";

/** Most characters of one row. */
const MOST_ROW = 50_000_000;

/**
 * The rows of a CSV file. Cells are apart by commas, semicolons or tabs, as the header has it. Cells in quotes may hold any of
 * them, line ends and doubled quotes.
 */
export async function* csvRows(file: ExportFile): AsyncGenerator<string[]> {
  let sinceRow = 0;
  async function* text(): AsyncGenerator<string> {
    let isFirst = true;
    for await (const piece of file.pieces()) {
      sinceRow += piece.length;
      if (sinceRow > MOST_ROW)
        throw new ExportError(`${file.name}: a row has no end within ${MOST_ROW} characters: a quote may be missing`);
      yield isFirst ? piece.replace(/^\uFEFF/, "") : piece;
      isFirst = false;
    }
  }
  const rows = Papa.parse(Papa.NODE_STREAM_INPUT, { delimiter: delimiterOf, newline: "\n", skipEmptyLines: true });
  pipeline(Readable.from(text()), rows, () => {}); // an error ends the rows too, and is thrown there
  for await (const cells of rows) {
    sinceRow = 0;
    const last = cells.length - 1;
    if (cells[last]?.endsWith("\r")) cells[last] = cells[last].slice(0, -1);
    yield cells;
  }
}

/** The delimiter that the header has most of: names of columns hold none. */
function delimiterOf(text: string): string {
  const [header = ""] = text.split("\n", 1);
  const count = (delimiter: string) => header.split(delimiter).length;
  return [",", ";", "\t"].reduce((most, delimiter) => (count(delimiter) > count(most) ? delimiter : most));
}
