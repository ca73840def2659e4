/**
 * Causes for people: stories of task instances, runs and DAGs, and lists of what needs to be explained.
 * @module
 */
import { duration } from "../../drawing/index.ts";
import { printableName } from "../../options/index.ts";
import { CAUSES, type CauseCode } from "./causes.ts";
import { instant } from "./texts.ts";
import type { Cause, DagRunWhy, DagWhy, Finding, TaskInstanceWhy, WhyStep } from "./why.ts";

/** Steps that every task has, and that are left out where they are short. */
const ORDINARY: ReadonlySet<CauseCode> = new Set([
  "schedulerLoop",
  "triggererLoop",
  "executorHeartbeat",
  "taskStartup",
]);

/** Microseconds up to which an ordinary step is left out. */
const SHORT = 2e6;

/** The most steps of a story; of more the first and the last are told. */
const MOST_STEPS = 30;

/** The heading of a task instance's story: `etl.load of r1 [2]: upstream_failed`. */
export function storyName(why: TaskInstanceWhy | DagRunWhy | DagWhy): string {
  switch (why.of) {
    case "dag":
      return `DAG ${why.dagId}`;
    case "dagRun":
      return `run ${why.runId} of ${why.dagId}: ${why.state}`;
    case "taskInstance": {
      const index = why.mapIndex < 0 ? "" : ` [${why.mapIndex}]`;
      return `${why.dagId}.${why.taskId}${index} of ${why.runId}: ${why.state ?? "no state"}${why.isForEver ? ", for ever" : ""}`;
    }
  }
}

/** A story in lines: what it comes to, its steps in order, what to change. */
export function storyLines(why: TaskInstanceWhy | DagRunWhy | DagWhy): string[] {
  const told = why.steps.filter(({ code, from, to }) => !ORDINARY.has(code) || to - from > SHORT);
  const left = told.length - MOST_STEPS;
  const steps = left > 0 ? [...told.slice(0, MOST_STEPS / 2), undefined, ...told.slice(-MOST_STEPS / 2)] : told;
  const times = steps.map((step) => (step === undefined ? "" : timeText(step)));
  const width = Math.max(0, ...times.map(({ length }) => length));
  const main = told.findLast((step) => isMain(step, why.summary));
  const lines = [storyName(why), `  ${causeText(why.summary)}`];
  for (const one of main?.more ?? []) lines.push(`    ${causeText(one)}`);
  if (told.length > 1)
    for (const [i, step] of steps.entries()) {
      if (step === undefined) {
        lines.push(`  ${"".padStart(width)}  … ${left} steps more (--json has them all)`);
        continue;
      }
      const isSaid = step === main;
      lines.push(`  ${(times[i] as string).padEnd(width)}  ${isSaid ? seeAbove(step) : causeText(step)}`);
      for (const one of isSaid ? [] : step.more) lines.push(`  ${"".padStart(width)}    ${causeText(one)}`);
    }
  const changes = changesFor([why.summary, ...(main?.more ?? [])]);
  if (changes.length > 0) lines.push(`  to change: ${changes.join("; ")}`);
  return lines.map(printableName);
}

function seeAbove({ state }: WhyStep): string {
  return state === null ? "see above" : `${state}: see above`;
}

/** The step that a summary repeats, maybe with its time before. */
function isMain({ code, text }: WhyStep, summary: Cause): boolean {
  return code === summary.code && summary.text.endsWith(text);
}

function timeText({ from, to }: WhyStep): string {
  return to > from ? `${instant(from)} to ${instant(to)}` : `${instant(from)}`;
}

function causeText({ code, text }: Cause): string {
  return `${text} [${code}]`;
}

/** Lists what could be changed about some causes, each once, and none that another has in it. */
function changesFor(causes: readonly Cause[]): string[] {
  const changes = [...new Set(causes.map(({ code, change }) => change ?? CAUSES[code].change))];
  return changes.filter(
    (change) => change !== "" && !changes.some((other) => other !== change && other.includes(change)),
  );
}

/** Findings in lines, the most telling first. */
export function findingLines(findings: readonly Finding[], most: number): string[] {
  const lines = findings.slice(0, most).flatMap((finding, i) => {
    const { more } = finding;
    const changes = changesFor([finding, ...more]);
    return [
      `${i + 1}. ${findingName(finding)}: ${causeText(finding)}`,
      ...more.map((cause) => `     ${causeText(cause)}`),
      ...(changes.length > 0 ? [`     to change: ${changes.join("; ")}`] : []),
    ];
  });
  if (findings.length > most) lines.push(`and ${findings.length - most} more: --all tells them all`);
  return lines.map(printableName);
}

/** Names the subject of a finding: `etl.load of r1 (and 3 more), 12 min in all`. */
function findingName({ dagId, taskId, runId, mapIndex, count, waited, isForEver }: Finding): string {
  const task = taskId === null ? dagId : `${dagId}.${taskId}`;
  const run = runId === null ? "" : ` of ${runId}${mapIndex < 0 ? "" : ` [${mapIndex}]`}`;
  const others = count > 1 ? ` and ${count - 1} more` : "";
  const long = waited > 0 ? `, ${duration(waited / 1e6)}${count > 1 ? " in all" : ""}` : "";
  return `${task}${run}${others}${long}${isForEver ? ", for ever" : ""}`;
}
