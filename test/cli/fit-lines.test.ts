/**
 * Tables and sentences on terminals of several widths.
 * @module
 */
import { expect, test } from "vitest";
import { fitLines, widthOf } from "../../src/cli/fit-lines.ts";
import { columns, textWidth } from "../../src/drawing/index.ts";

const MODES = ["standard", "reschedule", "deferrable", "start_from_trigger"];
const TABLE = columns([
  ["", ...MODES.flatMap((mode, i) => (i === 0 ? [mode] : [mode, ""]))],
  ["runs, success", "12", "12", "", "12", "", "12", ""],
  ["worker-slot seconds", "2,529", "2,244", "-11.3 %", "90", "-96.4 %", "45", "-98.2 %"],
  ["夜間の注文", "1", "2", "+100 %", "3", "+200 %", "4", "+300 %"],
]);

const figuresOf = (lines: readonly string[]) =>
  lines.flatMap((line) => line.match(/[+-]?\d[\d,.]*(?: %)?/g) ?? []).sort();

test.each([50, 60, 72, 80])("a table is cut between columns to %d cells, and loses nothing", (width) => {
  const fitted = fitLines(TABLE, width);
  expect(Math.max(...fitted.map(textWidth))).toBeLessThanOrEqual(width);
  expect(figuresOf(fitted)).toEqual(figuresOf(TABLE));
  const names = fitted.filter((line) => line.startsWith("worker-slot seconds"));
  expect(names.length).toBeGreaterThan(1);
  for (const mode of MODES) expect(fitted.filter((line) => line.includes(mode))).toHaveLength(1);
});

test("a change stays beside its figure, and columns stay under their heads where characters take two cells", () => {
  const fitted = fitLines(TABLE, 60);
  expect(fitted.filter((line) => line.startsWith("夜間の注文")).map((line) => line.replaceAll(/ +/g, " "))).toEqual([
    "夜間の注文 1 2 +100 %",
    "夜間の注文 3 +200 %",
    "夜間の注文 4 +300 %",
  ]);
  const ends = (word: string) =>
    fitted
      .filter((line) => line.includes(word))
      .map((line) => textWidth(line.slice(0, line.indexOf(word) + word.length)));
  expect(ends("2,244")).toEqual(ends("reschedule"));
  expect(ends(" 2 ").map((end) => end - 1)).toEqual(ends("reschedule"));
});

test("a table that fits is left as it is", () => {
  expect(fitLines(TABLE, 200)).toEqual(TABLE);
});

test("a sentence goes on below, set in, and no word is broken", () => {
  const sentence =
    "Deferrable frees 96.4 % of the slot time; join-relationalize lands 2 min 51 s earlier; nothing lands later.";
  const fitted = fitLines([sentence], 50);
  expect(Math.max(...fitted.map(textWidth))).toBeLessThanOrEqual(50);
  expect(fitted.map((line) => line.trim()).join(" ")).toBe(sentence);
  expect(fitted.slice(1).every((line) => line.startsWith("  "))).toBe(true);
});

test("the width is that of the terminal, else that of COLUMNS, else none", () => {
  const stream = (isTTY: boolean, columns: number) => ({ isTTY, columns }) as unknown as NodeJS.WriteStream;
  expect(widthOf(stream(true, 100), { COLUMNS: "80" })).toBe(100);
  expect(widthOf(stream(false, 0), { COLUMNS: "80" })).toBe(80);
  expect(widthOf(stream(false, 0), {})).toBe(Number.POSITIVE_INFINITY);
});
