import { obstacleText, type SimulationResult, type Unfinished } from "../observe/index.ts";
import { duration, printableName } from "../report/index.ts";
import type { Scenario } from "../scenario/index.ts";

/** How many are named. */
const MOST_NAMED = 5;

/**
 * What there is to say of a simulation that has not come to its end: who waits, on what, since when. Where a DAG has a
 * schedule there is no end, so only who waits for ever is named.
 */
export function unfinishedLines(result: SimulationResult, { name, dags }: Scenario): string[] {
  const hasSchedule = dags.some(({ schedule }) => schedule !== null && schedule !== undefined);
  const told = result.unfinished.filter(({ isForEver }) => isForEver || !hasSchedule);
  if (told.length === 0) return [];
  const lines = told.slice(0, MOST_NAMED).map((one) => `  ${line(one)}`);
  if (told.length > MOST_NAMED) lines.push(`  and ${told.length - MOST_NAMED} more`);
  const end = duration(result.endedAt / 1e6);
  const what = told.length === 1 ? "1 task instance has" : `${told.length} task instances have`;
  return [`note: ${printableName(name)}: ${what} not finished at the end, ${end}`, ...lines];
}

function line({ dagId, runId, taskId, mapIndex, state, since, waitsFor, isForEver }: Unfinished): string {
  const who = [dagId, runId, taskId, ...(mapIndex < 0 ? [] : [mapIndex])];
  const always = isForEver && waitsFor.kind !== "noPool" ? ", for ever" : "";
  return printableName(
    `${who.join(" / ")}: ${state ?? "no state"} since ${duration(since / 1e6)}, waits ${obstacleText(waitsFor)}${always}`,
  );
}
