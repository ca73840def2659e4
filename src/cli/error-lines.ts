import type { SimulationResult } from "../observe/index.ts";
import { duration, printableName } from "../report/index.ts";

/** How many are named. */
const MOST_NAMED = 5;

/** What tasks have failed with, which the table only counts. */
export function errorLines({ errors }: SimulationResult, name: string): string[] {
  if (errors.length === 0) return [];
  const lines = errors.slice(0, MOST_NAMED).map(({ at, dagId, runId, taskId, mapIndex, type, message }) => {
    const who = [dagId, runId, taskId, ...(mapIndex < 0 ? [] : [mapIndex])];
    return `  ${printableName(`${who.join(" / ")}: ${type} at ${duration(at / 1e6)}${message === "" ? "" : `: ${message}`}`)}`;
  });
  if (errors.length > MOST_NAMED) lines.push(`  and ${errors.length - MOST_NAMED} more`);
  return [
    `note: ${printableName(name)}: ${errors.length} ${errors.length === 1 ? "error" : "errors"} of tasks`,
    ...lines,
  ];
}
