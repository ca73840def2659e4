/**
 * The log lines of tasks and triggers are those of real Airflow: the operators' own, and those that Airflow writes about a
 * task on the way. `logs/` was recorded by the oracle; see README.md for what is left out.
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import type { LogEvent } from "airlapse";
import { buildSimulation, checkScenarios } from "airlapse/scenario";
import { describe, expect, test } from "vitest";
import { decode } from "./trace-file.js";

type Line = readonly [t: number, place: string, level: string, message: string];

const lines = (path: string) =>
  readFileSync(new URL(path, import.meta.url), "utf8")
    .trim()
    .split("\n");
const filesIn = (folder: string) => readdirSync(new URL(folder, import.meta.url)).map((name) => `${folder}${name}`);
const scenarios = new Map(
  filesIn("traces/")
    .flatMap(lines)
    .map((line) => [decode(line).scenario.name, decode(line).scenario]),
);

/** What a line says, and when. */
interface Said {
  readonly t: number;
  readonly text: string;
}

const said = (t: number, place: string, level: string, message: string): Said => ({
  t,
  text: `${place} ${level} ${message.split("\n")[0]}`,
});

const inOrder = (lines: readonly Said[]) =>
  lines.toSorted((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : a.t - b.t));

/** A trigger's traceback is in the log of the task as well, which the oracle's file for tasks does not show. */
const isTraceback = (event: LogEvent) => event.message.startsWith("Trigger failed:");

/** What README.md says is left out of these files: lines of components about themselves, and those about dependencies. */
const isLeftOut = ({ place, message }: LogEvent) =>
  /^(scheduler_job_runner|dagrun|local_task_job_runner)\.py:|^triggerer_job_runner\.py:474$/.test(place) ||
  message.startsWith("Dependencies ");

describe("the logs of tasks and triggers, line by line", () => {
  for (const line of filesIn("logs/").flatMap(lines)) {
    const recorded = JSON.parse(line) as { readonly scenario: string; readonly lines: readonly Line[] };
    test(recorded.scenario, () => {
      const [scenario] = checkScenarios(scenarios.get(recorded.scenario), recorded.scenario);
      if (scenario === undefined) throw new Error("Expected a scenario");
      const events: LogEvent[] = [];
      buildSimulation(scenario)
        .on("log", (event) => events.push(event))
        .run();
      const actual = events.filter((event) => !isTraceback(event) && !isLeftOut(event));
      const here = inOrder(actual.map(({ at, place, level, message }) => said(at / 1e6, place, level, message)));
      const there = inOrder(recorded.lines.map((line) => said(...line)));
      expect(here.map(({ text }) => text)).toEqual(there.map(({ text }) => text));
      // Python prints milliseconds cut off, of times that are rounded in the last place
      const apart = here.filter(({ t }, i) => Math.abs(t - (there[i]?.t ?? Number.NaN)) > 0.002);
      expect(apart).toEqual([]);
    });
  }
});
