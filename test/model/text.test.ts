/**
 * What Python and Airflow write and match, for texts that end up in logs, hashes and run ids.
 * @module
 */
import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { Calendar } from "../../src/definition/index.ts";
import { fnmatch, isTruthy, pythonFloat, pythonRepr } from "../../src/python/index.ts";

describe("the calendar", () => {
  const calendar = new Calendar(DateTime.utc(2024, 1, 1));

  test("writes instants as Python does, to the microsecond, without a fraction where there is none", () => {
    expect(calendar.isoformat(130_000)).toBe("2024-01-01T00:00:00.130000+00:00");
    expect(calendar.isoformat(86_400e6)).toBe("2024-01-02T00:00:00+00:00");
    expect(calendar.str(1)).toBe("2024-01-01 00:00:00.000001+00:00");
    expect(calendar.str(-1)).toBe("2023-12-31 23:59:59.999999+00:00");
  });

  test("reads what it writes, and other offsets", () => {
    for (const at of [0, 1, 999_999, -1, 86_400e6 + 123_456]) expect(calendar.parse(calendar.isoformat(at))).toBe(at);
    expect(calendar.parse("2024-01-01T02:00:00+02:00")).toBe(0);
    expect(calendar.parse("2024-01-01T00:00:01Z")).toBe(1e6);
    expect(calendar.parse("not a date")).toBeUndefined();
  });
});

describe("Python's texts", () => {
  test.each([
    [null, "None"],
    [true, "True"],
    ["it's", `"it's"`],
    ['say "no"', `'say "no"'`],
    [[1, "a"], "[1, 'a']"],
    [{ a: { b: [null] } }, "{'a': {'b': [None]}}"],
  ])("%j is %s", (value, text) => {
    expect(pythonRepr(value)).toBe(text);
  });

  test("a float shows that it is one", () => {
    expect([60, 0.1, 1e16, 1.5e-7].map(pythonFloat)).toEqual(["60.0", "0.1", "1e+16", "1.5e-07"]);
  });

  test.each([
    [[], false],
    [{}, false],
    ["", false],
    [0, false],
    [null, false],
    [[0], true],
    ["no", true],
  ])("the truth of %j is %s", (value, truth) => {
    expect(isTruthy(value)).toBe(truth);
  });
});

describe("shell patterns", () => {
  test.each([
    ["data/part-01.json", "data/*.json", true],
    ["data/x/part.json", "data/*.json", true], // fnmatch's star goes over slashes
    ["a1", "a[0-9]", true],
    ["ab", "a[!0-9]", true],
    ["a1", "a[!0-9]", false],
    ["a?b", "a[?]b", true],
    ["abc", "a?c", true],
    ["a\nb", "a*b", true],
    ["a[b", "a[b", true],
    ["A", "a", false],
  ])("%j matches %j: %s", (name, pattern, matches) => {
    expect(fnmatch(name, pattern)).toBe(matches);
  });

  test("a pattern of many stars takes no time to fail", () => {
    expect(fnmatch("a".repeat(5000), `${"a*".repeat(200)}b`)).toBe(false);
  });
});
