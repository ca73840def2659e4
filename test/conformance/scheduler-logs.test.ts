/**
 * What the scheduler writes about itself is what the scheduler of real Airflow wrote: which task instances it
 * queues, why it leaves others, what it hears of the executor, how runs end. Recorded by scripts/keep-scheduler-logs.js.
 * @module
 */
import { readFileSync } from "node:fs";
import type { LogEvent } from "airlapse";
import { buildSimulation, checkScenarios } from "airlapse/scenario";
import { describe, expect, test } from "vitest";

type Line = readonly [t: number, place: string, level: string, message: string];

/** Rows that one query returns come in an order that Airflow leaves open. */
function byTimeAndText([t, , , message]: Line, [other, , , text]: Line): number {
  return t - other || (message < text ? -1 : 1);
}

const recordings = readFileSync(new URL("scheduler-logs.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as { readonly scenario: { readonly name: string }; readonly lines: readonly Line[] });

describe("the scheduler's own log", () => {
  test.each(recordings)("$scenario.name", ({ scenario: given, lines }) => {
    const [scenario] = checkScenarios(given, given.name);
    if (scenario === undefined) throw new Error("Expected a scenario");
    const first = new Map<string, Line>();
    const add = ({ at, place, level, message }: LogEvent) => {
      if (!first.has(message)) first.set(message, [at / 1e6, place, level, message]);
    };
    buildSimulation(scenario)
      .on("log", (event) => {
        if (event.by === "scheduler" && event.taskInstance === undefined) add(event);
      })
      .run();
    expect([...first.values()].sort(byTimeAndText)).toEqual([...lines].sort(byTimeAndText));
  });

  test("tells each kind of line that is recorded", () => {
    const places = new Set(recordings.flatMap(({ lines }) => lines.map(([, place]) => place)));
    expect(places.size).toBeGreaterThanOrEqual(14);
  });
});
