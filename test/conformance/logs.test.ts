/**
 * The log lines of tasks and triggers are those of real Airflow: the operators' own, and those that Airflow writes about a
 * task on the way. `logs/aws.jsonl` was recorded by the oracle; see README.md for what is left out.
 * @module
 */
import { readFileSync } from "node:fs";
import type { LogEvent } from "airlapse";
import { buildSimulation, checkScenarios } from "airlapse/scenario";
import { describe, expect, test } from "vitest";
import { decode } from "./trace-file.js";

type Line = readonly [t: number, place: string, level: string, message: string];

const lines = (path: string) =>
  readFileSync(new URL(path, import.meta.url), "utf8")
    .trim()
    .split("\n");
const scenarios = new Map(lines("traces/aws.jsonl").map((line) => [decode(line).scenario.name, decode(line).scenario]));

/** Python prints milliseconds cut off, of times that are rounded in the last place. */
function comparable(t: number, level: string, message: string): string {
  return `${Math.floor((t + 0.002) * 200) / 200} ${level} ${message.split("\n")[0]}`;
}

/** A trigger's traceback is in the log of the task as well, which the oracle's file for tasks does not show. */
const isTraceback = (event: LogEvent) => event.message.startsWith("Trigger failed:");

/** What README.md says is left out of these files: lines of components about themselves, and those about dependencies. */
const isLeftOut = ({ place, message }: LogEvent) =>
  /^(scheduler_job_runner|dagrun|local_task_job_runner)\.py:|^triggerer_job_runner\.py:474$/.test(place) ||
  message.startsWith("Dependencies ");

describe("the logs of tasks and triggers, line by line", () => {
  for (const line of lines("logs/aws.jsonl")) {
    const recorded = JSON.parse(line) as { readonly scenario: string; readonly lines: readonly Line[] };
    test(recorded.scenario, () => {
      const [scenario] = checkScenarios(scenarios.get(recorded.scenario), recorded.scenario);
      if (scenario === undefined) throw new Error("Expected a scenario");
      const events: LogEvent[] = [];
      buildSimulation(scenario)
        .on("log", (event) => events.push(event))
        .run();
      const actual = events.filter((event) => !isTraceback(event) && !isLeftOut(event));
      expect(actual.map(({ at, level, message }) => comparable(at / 1e6, level, message)).sort()).toEqual(
        recorded.lines.map(([t, , level, message]) => comparable(t, level, message)).sort(),
      );
      const places = new Set(recorded.lines.map(([, place, , message]) => `${place} ${message.split("\n")[0]}`));
      for (const { place, message } of actual) expect(places).toContain(`${place} ${message.split("\n")[0]}`);
    });
  }
});
