import { duration, figure } from "../drawing/index.ts";
import { toSeconds } from "../kernel/index.ts";
import {
  type DagFigures,
  type Delays,
  type EnvironmentTotals,
  figuresOf,
  type SimulationResult,
  type Usage,
} from "../observe/index.ts";
import { printableName } from "../options/index.ts";
import type { Scenario } from "../scenario/index.ts";
import { landingGoals } from "./landing-goals.ts";
import { waitRowSeconds, waitsByTaskAndRun } from "./wait-rows.ts";
import { waitSeconds } from "./wait-table.ts";

/** The heads of the columns of `runSummary`. */
export const RUN_SUMMARY_HEADER: readonly string[] = [
  "scenario",
  "runs",
  "task instances",
  "virtual time",
  "peak slots",
  "deferrals",
  "errors",
];

/** The result of a scenario in one row. */
export function runSummary(name: string, result: SimulationResult): readonly string[] {
  const { peakSlots, deferrals } = result.usage();
  return [
    printableName(name),
    counted(result.dagRuns.map(({ state }) => state)),
    counted(result.taskInstances.map(({ state }) => state ?? "no state")),
    duration(result.endedAt / 1e6),
    figure(peakSlots),
    figure(deferrals),
    figure(result.errors.length),
  ];
}

/** The result of a scenario as JSON. */
export interface RunFigures {
  readonly scenario: string;
  /** In seconds. */
  readonly endedAt: number;
  readonly dagRuns: Readonly<Record<string, number>>;
  readonly taskInstances: Readonly<Record<string, number>>;
  readonly errors: number;
  readonly usage: Usage;
  /** The landing times of each DAG. */
  readonly dags: readonly DagFigures[];
  /** Only where there is one. */
  readonly environment?: EnvironmentTotals;
  /** The seconds of waits by cause, with `explain`. */
  readonly waits?: Readonly<Record<string, number>>;
  readonly delays?: Delays;
  /** The same by task and by run, those that waited longest first. */
  readonly waitsByTask?: ReturnType<typeof waitRowSeconds>;
  readonly waitsByRun?: ReturnType<typeof waitRowSeconds>;
}

export function runFigures(scenario: Scenario, result: SimulationResult): RunFigures {
  const analysis = result.analysis();
  const { environment } = figuresOf(result, null);
  return {
    scenario: scenario.name,
    endedAt: toSeconds(result.endedAt),
    dagRuns: Object.fromEntries(countedStates(result.dagRuns.map(({ state }) => state))),
    taskInstances: Object.fromEntries(countedStates(result.taskInstances.map(({ state }) => state ?? "none"))),
    errors: result.errors.length,
    usage: result.usage(),
    dags: result.dags(landingGoals(scenario)),
    ...(environment === undefined ? {} : { environment }),
    ...(analysis.isExplained ? explained(result) : {}),
  };
}

function explained(result: SimulationResult): Partial<RunFigures> {
  const { waits, delays } = result.analysis();
  const { byTask, byRun } = waitsByTaskAndRun(result);
  return {
    waits: waitSeconds(waits),
    delays,
    waitsByTask: waitRowSeconds(byTask),
    waitsByRun: waitRowSeconds(byRun),
  };
}

/** Counts in words, the most frequent first: `2 success, 1 failed`. */
function counted(names: readonly string[]): string {
  return (
    countedStates(names)
      .map(([name, count]) => `${figure(count)} ${name}`)
      .join(", ") || "none"
  );
}

function countedStates(names: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}
