/**
 * Figures as people read them.
 * @module
 */
import { describe, expect, test } from "vitest";
import { change, columns, duration, figure } from "../../src/drawing/text.ts";

describe("a figure", () => {
  test.each([
    [0, "0"],
    [7, "7"],
    [999, "999"],
    [1000, "1,000"],
    [1234.5, "1,234.5"],
    [1234567, "1,234,567"],
    [0.04, "0"],
    [0.16, "0.2"],
    [99.96, "100"],
    [999.96, "1,000"],
    [2.0000001, "2"],
  ])("%d is written %s", (value, text) => {
    expect(figure(value)).toBe(text);
  });
});

/** Seconds of each unit that durations are written in. */
const SECONDS: Readonly<Record<string, number>> = { d: 86_400, h: 3600, min: 60, s: 1 };

/** What a text says in seconds, and the least that it tells apart. */
function readBack(text: string): { readonly seconds: number; readonly unit: number } {
  const parts = [...text.matchAll(/([\d.]+) (\w+)/g)].map(([, count, unit = ""]) => ({
    seconds: Number(count) * (SECONDS[unit] ?? Number.NaN),
    unit: SECONDS[unit] ?? Number.NaN,
  }));
  return { seconds: parts.reduce((sum, { seconds }) => sum + seconds, 0), unit: parts.at(-1)?.unit ?? Number.NaN };
}

describe("a duration", () => {
  test.each([
    [0, "0 s"],
    [45.25, "45.3 s"],
    [119, "119 s"],
    [120, "2 min 00 s"],
    [245, "4 min 05 s"],
    [245.9, "4 min 05 s"],
    [7199, "119 min 59 s"],
    [7200, "2 h 00 min"],
    [11_100, "3 h 05 min"],
    [172_799, "47 h 59 min"],
    [172_800, "2 d 00 h"],
    [183_600, "2 d 03 h"],
    [8_640_000, "100 d 00 h"],
  ])("of %d s is written %s", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });

  test("loses less than the unit that it ends with, and never says more than there was", () => {
    const wrong = Array.from({ length: 20_000 }, (_, i) => 120 + i * 31).filter((seconds) => {
      const said = readBack(duration(seconds));
      return !(said.seconds <= seconds && seconds - said.seconds < said.unit);
    });
    expect(wrong).toEqual([]);
  });
});

describe("how much a figure differs from another", () => {
  test.each<[number | null, number | null, string]>([
    [112, 100, "+12 %"],
    [19.5, 100, "-80.5 %"],
    [0, 100, "-100 %"],
    [1200, 100, "+1,100 %"],
    [100.26, 100, "+0.3 %"],
    [100, 100, ""],
    [5, 0, ""],
    [0, 0, ""],
    [null, 100, ""],
    [100, null, ""],
  ])("%d after %d is written %j", (value, base, text) => {
    expect(change(value, base)).toBe(text);
  });
});

describe("columns", () => {
  test("are as wide as their widest cell, the first set left and the others right", () => {
    expect(
      columns([
        ["", "a", "long head"],
        ["row", "1,234", "5"],
        ["a longer row", "5", "6"],
      ]),
    ).toEqual(["                  a  long head", "row           1,234          5", "a longer row      5          6"]);
  });

  test("are set left as far as one says, and no line ends with blanks", () => {
    expect(
      columns(
        [
          ["name", "states", "n"],
          ["a", "1 success", "10"],
          ["longer", "x", ""],
        ],
        2,
      ),
    ).toEqual(["name    states      n", "a       1 success  10", "longer  x"]);
  });

  test("take rows of different lengths, and none at all", () => {
    expect(columns([["a", "b"], ["c"], ["d", "e", "f"]])).toEqual(["a  b", "c", "d  e  f"]);
    expect(columns([])).toEqual([]);
  });
});

test("columns are set by what a terminal shows, also of names from East Asia", () => {
  expect(
    columns([
      ["訂單", "1"],
      ["orders", "22"],
      ["e\u0301", "3"],
    ]),
  ).toEqual(["訂單     1", "orders  22", "e\u0301        3"]);
});
