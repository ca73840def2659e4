import { obstacleText, type SimulationResult, type Unfinished } from "../observe/index.ts";
import { duration } from "../report/index.ts";
import type { Scenario } from "../scenario/index.ts";
import { noteLines, whoOf } from "./note-lines.ts";

/**
 * What there is to say of a simulation that has not come to its end: who waits, on what, since when. Where a DAG has a
 * schedule there is no end, so only who waits for ever is named.
 */
export function unfinishedLines(result: SimulationResult, { name, dags }: Scenario): string[] {
  const hasSchedule = dags.some(({ schedule }) => schedule !== null && schedule !== undefined);
  const told = result.unfinished.filter(({ isForEver }) => isForEver || !hasSchedule);
  if (told.length === 0) return [];
  const end = duration(result.endedAt / 1e6);
  const what = told.length === 1 ? "1 task instance has" : `${told.length} task instances have`;
  return noteLines(name, `${what} not finished at the end, ${end}`, told, line);
}

function line(one: Unfinished): string {
  const { state, since, waitsFor, isForEver } = one;
  const always = isForEver && waitsFor.kind !== "noPool" ? ", for ever" : "";
  return `${whoOf(one)}: ${state ?? "no state"} since ${duration(since / 1e6)}, waits ${obstacleText(waitsFor)}${always}`;
}
