/**
 * Lines as wide as the terminal is: sentences go on below, and a table that is too wide is cut between two columns, with its names
 * again before what follows.
 * @module
 */
import { textWidth } from "../drawing/index.ts";

/** The narrowest terminal that tables are cut for. */
const NARROWEST = 50;

/** Two cells at least are between two columns of a table, and never between two words. */
const GAP = /\S {2,}\S/u;

/** The width of a terminal in cells, or what COLUMNS says; no limit where neither is known. */
export function widthOf(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv = process.env): number {
  const columns = stream.isTTY ? stream.columns : Number(environment["COLUMNS"]);
  return columns > 0 ? Math.max(columns, NARROWEST) : Number.POSITIVE_INFINITY;
}

/** Fits the lines of a table, and of sentences beside it. */
export function fitLines(lines: readonly string[], width: number): string[] {
  if (lines.every((line) => textWidth(line) <= width)) return [...lines];
  const fitted: string[] = [];
  for (let from = 0; from < lines.length; ) {
    let to = from;
    while (GAP.test(lines[to] ?? "")) to += 1;
    if (to - from > 1) fitted.push(...cut(lines.slice(from, to), width));
    else {
      to = from + 1;
      fitted.push(...wrapped(lines[from] ?? "", width));
    }
    from = to;
  }
  return fitted;
}

/** Breaks a sentence between words. What goes on is set in. */
function wrapped(line: string, width: number): string[] {
  const indent = `${/^ */.exec(line)?.[0] ?? ""}  `;
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(/(?<=\S) (?=\S)/u)) {
    const longer = current === "" ? word : `${current} ${word}`;
    if (current !== "" && textWidth(longer) > width) {
      lines.push(current);
      current = indent + word;
    } else current = longer;
  }
  return [...lines, current];
}

/** A stretch of cells that some row has something in, between two of which none has any. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Cuts a table: its first column, and as many others as there is room for, again and again. */
function cut(rows: readonly string[], width: number): string[] {
  if (rows.every((row) => textWidth(row) <= width)) return [...rows];
  const cells = rows.map(cellsOf);
  const [names, ...groups] = groupsOf(spansOf(cells), cells);
  if (names === undefined || groups.length === 0) return [...rows];
  const parts: Span[][] = [];
  let room = 0;
  for (const span of groups) {
    const needed = span.to - span.from + 2;
    if (parts.length === 0 || needed > room) {
      parts.push([]);
      room = width - names.to;
    }
    parts.at(-1)?.push(span);
    room -= needed;
  }
  const part = (spans: readonly Span[]) =>
    cells.map((row) =>
      [names, ...spans]
        .map(({ from, to }) => row.slice(from, to).join(""))
        .join("  ")
        .trimEnd(),
    );
  return parts.flatMap((spans, i) => (i === 0 ? part(spans) : ["", ...part(spans)]));
}

/** The cells of a line: of a character that takes two, the second is empty. */
function cellsOf(line: string): string[] {
  const cells: string[] = [];
  for (const character of line) {
    const taken = textWidth(character);
    if (taken === 0 && cells.length > 0) cells[cells.length - 1] += character;
    else cells.push(character, ...Array<string>(Math.max(0, taken - 1)).fill(""));
  }
  return cells;
}

function spansOf(rows: readonly (readonly string[])[]): Span[] {
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const isBlank = (at: number) => rows.every((row) => (row[at] ?? " ") === " ");
  const spans: Span[] = [];
  let from = 0;
  for (let at = 1; at <= width; at += 1) {
    if (at < width && !(isBlank(at) && isBlank(at + 1))) continue;
    if (at > from) spans.push({ from, to: at });
    while (at < width && isBlank(at)) at += 1;
    from = at;
  }
  return spans;
}

/** Columns without a head belong to the one before: a change to its figure, the worst to the median. */
function groupsOf(spans: readonly Span[], [head = []]: readonly (readonly string[])[]): Span[] {
  const groups: Span[] = [];
  for (const span of spans) {
    const last = groups.at(-1);
    const isHeaded = head.slice(span.from, span.to).some((cell) => cell.trim() !== "");
    if (last === undefined || groups.length === 1 || isHeaded) groups.push(span);
    else groups[groups.length - 1] = { from: last.from, to: span.to };
  }
  return groups;
}
