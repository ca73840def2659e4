import { WAIT_CAUSES } from "airlapse";
import { describe, expect, test } from "vitest";
import { painter, paintTable } from "../../src/cli/paint.ts";
import { SIMULATION_COLOURS } from "../../src/drawing/index.ts";
import { WAIT_WORDS } from "../../src/observe/index.ts";
import { slotLines, sparkLine, waitLines } from "../../src/report/index.ts";

describe("a spark line", () => {
  const minute = (values: readonly number[]) => ({ times: values.map((_, i) => i * 10e6), values });

  test("has a letter for the mean of each part of the time, of eight heights, and a point for nothing", () => {
    expect(sparkLine(minute([1, 2, 3, 4, 0, 8]), 60e6, 8, 6)).toBe("▁▂▃▄·█");
  });

  test("shows the mean where a part holds several values", () => {
    // 8 for ten seconds out of thirty, then 4 all the time
    expect(sparkLine(minute([8, 0, 0, 4, 4, 4]), 60e6, 8, 2)).toBe("▃▄");
  });

  test("does not hide a little that there is", () => {
    expect(sparkLine(minute([0.001, 0]), 20e6, 1000, 2)).toBe("▁·");
  });

  test("is on one scale for all modes, up to the slots that there are", () => {
    const lines = slotLines(
      [
        { label: "long", slots: minute([2, 2, 2, 2]), endedAt: 40e6 },
        { label: "short", slots: minute([2, 0]), endedAt: 20e6 },
      ],
      4,
    );
    expect(lines).toEqual([
      "worker slots in use, of 4, over 40 s",
      `long   ${"▄".repeat(60)}`,
      `short  ${"▄".repeat(15)}${"·".repeat(45)}`,
    ]);
  });
});

test("waits are listed in the order of a task's life, with their part of the whole", () => {
  const lines = waitLines([
    { label: "a", waits: { workerSlot: 90e6, upstream: 30e6 } },
    { label: "b", waits: { triggerCondition: 5e6 } },
  ]);
  expect(lines.map((line) => line.replaceAll(/ {2,}/g, "|"))).toEqual([
    "waited for|a|b",
    "upstream tasks|30 s|25 %|0 s",
    "an open worker slot|90 s|75 %|0 s",
    "the trigger's condition|0 s|5 s|100 %",
    "all waiting|2 min 00 s|5 s",
  ]);
  expect(Object.keys(WAIT_WORDS)).toEqual([...WAIT_CAUSES]);
});

describe("colours", () => {
  const terminal = { isTTY: true } as NodeJS.WriteStream;
  const pipe = { isTTY: false } as NodeJS.WriteStream;
  const table = ["head", "x  1 success, 2 failed"];

  test("are there on a terminal", () => {
    expect(paintTable(table, painter(terminal, { TERM: "xterm" }))).toEqual([
      "\u001b[1mhead\u001b[22m",
      "x  \u001b[32m1 success\u001b[39m, \u001b[31m2 failed\u001b[39m",
    ]);
  });

  test("give each mode the colour that it has in the report", () => {
    const lines = ["head", "standard  ▁▂▃▄▅▆▇█", "reschedule  ▁▁▁▁▁▁▁▁"];
    expect(paintTable(lines, painter(terminal, { TERM: "xterm" })).slice(1)).toEqual([
      `standard  \u001b[38;5;${SIMULATION_COLOURS[0]?.terminal}m▁▂▃▄▅▆▇█\u001b[39m`,
      `reschedule  \u001b[38;5;${SIMULATION_COLOURS[1]?.terminal}m▁▁▁▁▁▁▁▁\u001b[39m`,
    ]);
  });

  test.each([
    ["in a pipe", pipe, {}],
    ["where NO_COLOR is set", terminal, { NO_COLOR: "1" }],
    ["on a terminal that knows none", terminal, { TERM: "dumb" }],
  ] as const)("are not there %s", (_, stream, environment) => {
    expect(paintTable(table, painter(stream, environment))).toEqual(table);
  });

  test("are there where NO_COLOR is empty, as its convention has it", () => {
    expect(painter(terminal, { NO_COLOR: "" })("bold", "x")).not.toBe("x");
  });
});
