/**
 * The ids of runs: found again among many, and none cut to a byte.
 * @module
 */
import { describe, expect, test } from "vitest";
import { RunIds } from "../../src/database/run-ids.ts";

describe("the ids of runs", () => {
  test("are found again, each with its run, also where the table has grown", () => {
    const ids = new RunIds();
    for (let run = 0; run < 1000; run += 1) ids.add(`manual__${run}`, 5 * run);
    for (let run = 0; run < 1000; run += 1) expect(ids.find(`manual__${run}`)).toBe(5 * run);
    expect(ids.find("manual__1000")).toBeUndefined();
  });

  test("are ASCII: another would be cut to a byte in silence, and be taken for this one", () => {
    const ids = new RunIds();
    ids.add("A", 0);
    expect(() => ids.add("\u0141", 1)).toThrow("Expected a run id of ASCII characters, got `\u0141`");
    expect(ids.find("\u0141")).toBeUndefined();
    expect(ids.find("A")).toBe(0);
  });
});
