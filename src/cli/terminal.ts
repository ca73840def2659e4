/**
 * The one door to the terminal, for results and for what is said about them.
 * @module
 */
import { printable } from "../options/index.ts";
import { fitLines, widthOf } from "./fit-lines.ts";
import { painter, paintTable } from "./paint.ts";

/** Prints a result. */
export function say(text: string): void {
  console.log(printable(text));
}

/** Prints sentences and what is set in below them, as wide as the terminal. */
export function sayLines(lines: readonly string[]): void {
  say(fitLines(lines.map(printable), terminalWidth()).join("\n"));
}

/** The width of the terminal in cells; no limit where nobody knows it. */
export function terminalWidth(): number {
  return widthOf(process.stdout);
}

/** Says something on stderr, as wide as the terminal. */
export function complain(text: string): void {
  console.error(fitLines(printable(text).split("\n"), widthOf(process.stderr)).join("\n"));
}

/** Prints tables with an empty line between them, as wide as the terminal, in colours where a person looks: what is in them is made harmless before. */
export function sayTables(tables: readonly (readonly string[])[]): void {
  const [paint, width] = [painter(process.stdout), widthOf(process.stdout)];
  const texts = tables
    .filter((table) => table.length > 0)
    .map((table) => paintTable(fitLines(table.map(printable), width), paint).join("\n"));
  console.log(texts.join("\n\n"));
}
