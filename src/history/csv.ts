import { ExportError } from "./export-error.ts";
import type { ExportFile } from "./files.ts";

/** Most characters of one row. */
const MOST_ROW = 50_000_000;

/** The rows of a CSV file: cells in quotes may hold commas, line ends and doubled quotes. */
export async function* csvRows(file: ExportFile): AsyncGenerator<string[]> {
  let rest = "";
  for await (const piece of file.pieces()) {
    rest += piece;
    let from = 0;
    for (let end = rowEnd(rest, from); end >= 0; end = rowEnd(rest, from)) {
      yield cellsOf(rest.slice(from, end));
      from = end + 1;
    }
    rest = rest.slice(from);
    if (rest.length > MOST_ROW)
      throw new ExportError(`${file.name}: a row has no end within ${MOST_ROW} characters: a quote may be missing`);
  }
  if (rest.trim() !== "") yield cellsOf(rest);
}

/** The place of the line end behind the row that begins there; -1 where it is not there yet. */
function rowEnd(text: string, from: number): number {
  let end = text.indexOf("\n", from);
  let quote = text.indexOf('"', from);
  if (end < 0 || quote < 0 || quote > end) return end;
  while (end >= 0 && quote >= 0 && quote < end) {
    const closing = text.indexOf('"', quote + 1);
    if (closing < 0) return -1;
    quote = text.indexOf('"', closing + 1);
    if (end < closing) end = text.indexOf("\n", closing);
  }
  return end;
}

function cellsOf(line: string): string[] {
  const row = line.endsWith("\r") ? line.slice(0, -1) : line;
  if (!row.includes('"')) return row.split(",");
  const cells: string[] = [];
  let at = 0;
  while (at <= row.length) {
    if (row[at] === '"') {
      let end = row.indexOf('"', at + 1);
      while (end >= 0 && row[end + 1] === '"') end = row.indexOf('"', end + 2);
      const until = end < 0 ? row.length : end;
      cells.push(row.slice(at + 1, until).replaceAll('""', '"'));
      at = until + 2;
    } else {
      const end = row.indexOf(",", at);
      cells.push(row.slice(at, end < 0 ? row.length : end));
      at = end < 0 ? row.length + 1 : end + 1;
    }
  }
  return cells;
}
