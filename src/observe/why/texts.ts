/**
 * Names, times and lists as people read them.
 * @module
 */
import type { DagRun, TaskInstance, TaskModel } from "../../database/index.ts";
import { duration } from "../../drawing/index.ts";
import { type Micros, toSeconds } from "../../kernel/index.ts";

/** Seconds up to which an instant is written in seconds alone. */
const SHORT = 120;

/** An instant since the start: `75.25 s`, `3:05:12`, `2 d 03:14:05.5`. `parseInstant` reads it again. */
export function instant(at: Micros): string {
  const seconds = toSeconds(at);
  if (seconds < SHORT) return `${trimmed(seconds)} s`;
  const days = Math.floor(seconds / 86_400);
  const [hours, minutes] = [Math.floor((seconds % 86_400) / 3600), Math.floor((seconds % 3600) / 60)];
  const two = (value: number) => String(value).padStart(2, "0");
  const rest = trimmed(seconds % 60);
  const clock = `${days > 0 ? two(hours) : hours}:${two(minutes)}:${/^\d(\.|$)/.test(rest) ? "0" : ""}${rest}`;
  return days > 0 ? `${days} d ${clock}` : clock;
}

function trimmed(seconds: number): string {
  return String(Math.round(seconds * 1000) / 1000);
}

/** A length of time. */
export function span(micros: Micros): string {
  return duration(micros / 1e6);
}

/** Names a task instance in a sentence about another: only what differs. */
export function nameOf({ task, dagRun, mapIndex }: TaskInstance, besides?: TaskInstance): string {
  const dag = besides !== undefined && besides.task.dag === task.dag ? "" : `${task.dag.dagId}.`;
  const run = besides !== undefined && besides.dagRun === dagRun ? "" : ` of ${dagRun.runId}`;
  return `${dag}${task.taskId}${mapIndex < 0 ? "" : `[${mapIndex}]`}${run}`;
}

/** Names a task in a sentence about another. */
export function taskName({ dag, taskId }: TaskModel, besides?: TaskInstance): string {
  return besides?.task.dag === dag ? taskId : `${dag.dagId}.${taskId}`;
}

export function runName({ dag, runId }: DagRun): string {
  return `${dag.dagId} / ${runId}`;
}

/** The first few names of a list: `a, b, c and 4 more`. */
export function list(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).join(", ");
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** `1 slot`, `2 slots`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
