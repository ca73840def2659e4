/**
 * The conformance tests are worth what their comparison finds: each kind of change to a trace has to be found.
 * @module
 */
import { readFileSync } from "node:fs";
import { traceDifferences } from "airlapse";
import { describe, expect, test } from "vitest";
import type { Trace } from "../../src/observe/index.ts";
import { decode } from "./trace-file.js";

const LINES = readFileSync(new URL("traces/sample.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n");
const { trace } = decode(LINES.find((line) => line.includes('"name":"sample-deferrable"')) ?? "");

function changed(change: (copy: Record<string, never>) => void): string[] {
  const copy = structuredClone(trace);
  change(copy as never);
  return traceDifferences(trace, copy);
}

type Rows = Record<string, unknown>[];
const rows = (copy: Record<string, never>, table: keyof Trace) => copy[table] as unknown as Rows;
const firstRow = (copy: Record<string, never>, table: keyof Trace, key: string): Record<string, unknown> => {
  const row = rows(copy, table).find((candidate) => key in candidate);
  if (row === undefined) throw new Error(`Expected a row with ${key}`);
  return row;
};

describe("the comparison of traces", () => {
  test("finds nothing in a trace that is the same", () => {
    expect(changed(() => {})).toEqual([]);
  });

  test("lets times differ by less than a millisecond", () => {
    expect(
      changed((copy) => {
        firstRow(copy, "events", "ti")["t"] = Number(firstRow(copy, "events", "ti")["t"]) + 0.0009;
      }),
    ).toEqual([]);
  });

  test.each<[string, (copy: Record<string, never>) => void]>([
    [
      "a state",
      (copy) => {
        firstRow(copy, "events", "ti")["state"] = "skipped";
      },
    ],
    [
      "a try",
      (copy) => {
        firstRow(copy, "events", "ti")["try"] = 7;
      },
    ],
    [
      "a time",
      (copy) => {
        firstRow(copy, "events", "run")["t"] = 99;
      },
    ],
    [
      "an event that is missing",
      (copy) => {
        rows(copy, "events").splice(5, 1);
      },
    ],
    [
      "a final row",
      (copy) => {
        firstRow(copy, "task_instances", "ti")["end"] = null;
      },
    ],
    [
      "a run's row",
      (copy) => {
        firstRow(copy, "dag_runs", "run")["state"] = "failed";
      },
    ],
    [
      "a call's parameters",
      (copy) => {
        firstRow(copy, "api_calls", "params")["params"] = { Key: "other" };
      },
    ],
    [
      "a call from elsewhere",
      (copy) => {
        firstRow(copy, "api_calls", "call")["actor"] = "scheduler";
      },
    ],
    [
      "a worker slot",
      (copy) => {
        rows(copy, "slots").shift();
      },
    ],
    [
      "a trigger's class",
      (copy) => {
        firstRow(copy, "events", "class")["class"] = "OtherTrigger";
      },
    ],
    [
      "an error",
      (copy) => {
        rows(copy, "errors").push({ t: 1, run_id: "r1", task_id: "t", map_index: -1, type: "E" });
      },
    ],
    [
      "reschedules",
      (copy) => {
        copy["reschedules"] = 9 as never;
      },
    ],
  ])("finds %s", (_, change) => {
    expect(changed(change)).not.toEqual([]);
  });

  test("shows the first step that differs, with both histories around it", () => {
    const [message = ""] = changed((copy) => {
      const events = rows(copy, "events").filter(({ ti }) => Array.isArray(ti) && ti[2] === "WaitForSourceData");
      const third = events[3];
      if (third !== undefined) third["state"] = "failed";
    });
    expect(message.split("\n").slice(0, 2)).toEqual([
      "task instance join-relationalize/r1/WaitForSourceData/-1: differs first in step 4",
      expect.stringMatching(/^ +expected +got$/),
    ]);
    expect(message).toMatch(/> \d+\.\d{6} running try 1 +\d+\.\d{6} failed try 1/);
  });
});
