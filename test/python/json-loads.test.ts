import { describe, expect, test } from "vitest";
import { JSONDecodeError, pythonLoads } from "../../src/python/index.ts";

/** What `json.loads` of Python 3.11 and 3.12 makes of texts: `json.dumps` of the value, or the error. */
const ANSWERS: readonly (readonly [text: string, outcome: "ok" | "error", told: string])[] = [
  ["", "error", "Expecting value: line 1 column 1 (char 0)"],
  ["  ", "error", "Expecting value: line 1 column 3 (char 2)"],
  ["done", "error", "Expecting value: line 1 column 1 (char 0)"],
  ["{", "error", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"],
  ['{"a"', "error", "Expecting ':' delimiter: line 1 column 5 (char 4)"],
  ['{"a" 1}', "error", "Expecting ':' delimiter: line 1 column 6 (char 5)"],
  ['{"a":}', "error", "Expecting value: line 1 column 6 (char 5)"],
  ['{"a":1', "error", "Expecting ',' delimiter: line 1 column 7 (char 6)"],
  ['{"a":1,}', "error", "Expecting property name enclosed in double quotes: line 1 column 8 (char 7)"],
  ["{a:1}", "error", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"],
  ["[", "error", "Expecting value: line 1 column 2 (char 1)"],
  ["[1", "error", "Expecting ',' delimiter: line 1 column 3 (char 2)"],
  ["[1,]", "error", "Expecting value: line 1 column 4 (char 3)"],
  ["[1 2]", "error", "Expecting ',' delimiter: line 1 column 4 (char 3)"],
  ['"abc', "error", "Unterminated string starting at: line 1 column 1 (char 0)"],
  ['"a\tb"', "error", "Invalid control character at: line 1 column 3 (char 2)"],
  ['"a\\x"', "error", "Invalid \\escape: line 1 column 3 (char 2)"],
  ['"a\\u12g4"', "error", "Invalid \\uXXXX escape: line 1 column 4 (char 3)"],
  ['"\\', "error", "Unterminated string starting at: line 1 column 1 (char 0)"],
  ["1 2", "error", "Extra data: line 1 column 3 (char 2)"],
  ["nul", "error", "Expecting value: line 1 column 1 (char 0)"],
  ["NaN", "ok", "NaN"],
  ["-Infinity", "ok", "-Infinity"],
  ["[1,2] x", "error", "Extra data: line 1 column 7 (char 6)"],
  ['\n\n {"a":\n x}', "error", "Expecting value: line 4 column 2 (char 10)"],
  ["01", "error", "Extra data: line 1 column 2 (char 1)"],
  ["1.", "error", "Extra data: line 1 column 2 (char 1)"],
  ["-", "error", "Expecting value: line 1 column 1 (char 0)"],
  ['{"a":1 "b":2}', "error", "Expecting ',' delimiter: line 1 column 8 (char 7)"],
  ['"\\u12', "error", "Invalid \\uXXXX escape: line 1 column 3 (char 2)"],
  ['{"k": "v"}', "ok", '{"k": "v"}'],
  ["{'a': 1}", "error", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"],
  ['"a\\u00e9"', "ok", '"a\\u00e9"'],
  ['"\\ud800"', "ok", '"\\ud800"'],
  ["[NaN, -Infinity, 1e5]", "ok", "[NaN, -Infinity, 100000.0]"],
];

/** `json.dumps` writes what JSON has no word for. */
const dumped = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(dumped).join(", ")}]`;
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : JSON.stringify(value);
};

describe("json.loads", () => {
  test.each(ANSWERS.filter(([, outcome]) => outcome === "error"))("refuses %j", (text, _, told) => {
    expect(() => pythonLoads(text)).toThrow(JSONDecodeError);
    expect(() => pythonLoads(text)).toThrow(expect.objectContaining({ message: told }));
  });

  test.each(ANSWERS.filter(([, outcome]) => outcome === "ok"))("reads %j", (text, _, told) => {
    const value = pythonLoads(text);
    if (/NaN|Infinity/.test(told)) expect(dumped(value)).toBe(told.replace("100000.0", "100000"));
    else expect(value).toEqual(JSON.parse(told));
  });
});
