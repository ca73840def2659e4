import { duration, figure } from "../drawing/index.ts";
import type { SimulationResult } from "../observe/index.ts";

import { printableName } from "./printable.ts";

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

/** What came of a scenario, in a row. */
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

/** How often each: `2 success, 1 failed`, the most frequent first. */
function counted(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const byCount = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return byCount.map(([name, count]) => `${figure(count)} ${name}`).join(", ") || "none";
}
