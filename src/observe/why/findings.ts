/**
 * The things that most need to be explained in a simulation, the most telling first.
 * @module
 */
import type { DagRun, TaskInstance, WaitCause } from "../../database/index.ts";
import { isFinished } from "../../definition/index.ts";
import type { Micros } from "../../kernel/index.ts";
import type { WaitInterval } from "../analysis/loop-waits.ts";
import type { CauseCode } from "./causes.ts";
import { dagStory } from "./dag-story.ts";
import type { Evidence } from "./evidence.ts";
import { failureCause } from "./failure-text.ts";
import { exceededLimits } from "./limits-exceeded.ts";
import { runStory } from "./run-story.ts";
import { taskStory } from "./task-story.ts";
import { waitCause } from "./wait-text.ts";
import { type Cause, causeOf, type Finding } from "./why.ts";

/** The order of findings: what never ends, what failed, what was not run, waits, and the rest. */
const RANKS = { forEver: 0, failed: 1, unfinished: 2, notMade: 3, notRun: 4, waited: 5, other: 6 } as const;

interface Ranked {
  readonly rank: number;
  readonly finding: Finding;
}

/** Everything that needs to be explained, the most telling first. `isForEver` tells which waits have no end. */
export function findingsOf(evidence: Evidence, isForEver: (instance: TaskInstance) => boolean): Finding[] {
  const ranked = [
    ...states(evidence, isForEver),
    ...runs(evidence),
    ...dags(evidence),
    ...waits(evidence),
    ...exceeded(evidence),
    ...retries(evidence),
  ];
  const sorted = ranked.sort(
    (a, b) => a.rank - b.rank || b.finding.waited - a.finding.waited || b.finding.count - a.finding.count,
  );
  return varied(sorted.map(({ finding }) => finding));
}

/** The most findings of one cause before those of others. */
const MOST_ALIKE = 2;

/** Puts the many findings of one cause behind those of others: a list that is cut off has all causes in it. */
function varied(findings: readonly Finding[]): Finding[] {
  const counts = new Map<CauseCode, number>();
  const [first, rest]: [Finding[], Finding[]] = [[], []];
  for (const finding of findings) {
    const count = (counts.get(finding.code) ?? 0) + 1;
    counts.set(finding.code, count);
    (count <= MOST_ALIKE ? first : rest).push(finding);
  }
  return [...first, ...rest];
}

/** Task instances that have not ended in success: one finding for each task and cause. */
function states(evidence: Evidence, isForEver: (instance: TaskInstance) => boolean): Ranked[] {
  const groups = new Map<string, Ranked>();
  for (const instance of evidence.instances) {
    if (instance.state === "success" || instance.dagRun.isDeleted) continue; // the story of its DAG tells of deleted runs
    const { summary, steps } = taskStory(instance, evidence, false);
    const last = steps.at(-1);
    if (summary.code === "deadlock" || summary.code === "dagrunTimeout") continue; // its run is told
    const more = last?.more ?? [];
    const isOpen = !isFinished(instance.state);
    const never = isOpen && (isForEver(instance) || more.some(({ code }) => code === "waitsForEachOther"));
    const lasted = last === undefined ? 0 : last.to - last.from;
    if (isOpen && !never && (PASSING.has(summary.code) || lasted <= 0)) continue;
    const isLong = summary.code !== "executes" && lasted > evidence.facts.endedAt * LONG;
    const key = `${instance.task.dag.dagId} ${instance.task.taskId} ${instance.state} ${summary.code} ${never}`;
    const known = groups.get(key);
    if (known === undefined)
      groups.set(key, {
        rank: isOpen && !never && !isLong ? RANKS.other : rankOf(instance, never),
        finding: about(instance, summary, more, never),
      });
    else groups.set(key, { ...known, finding: { ...known.finding, count: known.finding.count + 1 } });
  }
  return [...groups.values()];
}

/** Waits of what has not finished that end by themselves, or that others are told of. */
const PASSING: ReadonlySet<CauseCode> = new Set([
  "upstream",
  "schedulerLoop",
  "executorHeartbeat",
  "triggererLoop",
  "taskStartup",
]);

/** The share of the simulation from which on a wait that has not ended is told before those that have. */
const LONG = 0.1;

/** Tries that have failed, of task instances that have succeeded after all. */
function retries(evidence: Evidence): Ranked[] {
  const groups = new Map<string, Ranked>();
  for (const instance of evidence.instances) {
    const retried = evidence.history.of(instance).find(({ state }) => state === "up_for_retry");
    if (instance.state !== "success" || retried === undefined) continue;
    const { more, ...cause } = failureCause(instance, retried, evidence);
    const key = `${instance.task.dag.dagId} ${instance.task.taskId} ${cause.code}`;
    const known = groups.get(key);
    const finding = {
      ...about(instance, cause, more, false),
      text: `was tried again: ${cause.text}`,
      at: retried.from,
    };
    if (known === undefined) groups.set(key, { rank: RANKS.other, finding });
    else groups.set(key, { ...known, finding: { ...known.finding, count: known.finding.count + 1 } });
  }
  return [...groups.values()];
}

function rankOf({ state }: TaskInstance, never: boolean): number {
  if (never) return RANKS.forEver;
  if (state === "failed") return RANKS.failed;
  return isFinished(state) ? RANKS.notRun : RANKS.unfinished;
}

function about(instance: TaskInstance, cause: Cause, more: readonly Cause[], isForEver: boolean): Finding {
  const state = instance.state ?? "no state";
  return {
    ...causeOf(cause),
    text: `${state}: ${cause.text}`,
    dagId: instance.task.dag.dagId,
    taskId: instance.task.taskId,
    runId: instance.dagRun.runId,
    mapIndex: instance.mapIndex,
    count: 1,
    waited: 0,
    isForEver,
    at: instance.endDate ?? 0,
    more,
  };
}

/** Runs whose end or beginning is no matter of course. */
function runs(evidence: Evidence): Ranked[] {
  const groups = new Map<string, Ranked>();
  for (const run of evidence.runs) {
    const { steps } = runStory(run, evidence);
    const told = steps.filter(({ code }) => code === "deadlock" || code === "dagrunTimeout");
    for (const step of told) {
      const key = `${run.dag.dagId} ${step.code}`;
      const known = groups.get(key);
      if (known !== undefined)
        groups.set(key, { ...known, finding: { ...known.finding, count: known.finding.count + 1 } });
      else
        groups.set(key, {
          rank: rankOfRun(step.code),
          finding: aboutRun(run, step, step.from),
        });
    }
  }
  return [...groups.values()];
}

function rankOfRun(code: CauseCode): number {
  return code === "deadlock" ? RANKS.forEver : code === "dagrunTimeout" ? RANKS.failed : RANKS.other;
}

function aboutRun(run: DagRun, cause: Cause, at: Micros): Finding {
  return {
    ...causeOf(cause),
    dagId: run.dag.dagId,
    taskId: null,
    runId: run.runId,
    mapIndex: -1,
    count: 1,
    waited: 0,
    isForEver: false,
    at,
    more: [],
  };
}

/** Runs that were not made, pauses, datasets that are missing. */
function dags(evidence: Evidence): Ranked[] {
  return evidence.facts.dags.flatMap((dag) =>
    dagStory(dag, evidence).steps.flatMap((step) => {
      if (step.code === "runScheduled" || step.code === "runByDatasets" || step.code === "runOfBackfill") return [];
      if (step.code === "noSchedule" && evidence.recorder.runs.some((run) => run.dag === dag)) return [];
      // what was over before the simulation began says nothing about it
      if (step.code === "catchupOff" && step.to <= 0) return [];
      const finding: Finding = {
        ...causeOf(step),
        dagId: dag.dagId,
        taskId: null,
        runId: null,
        mapIndex: -1,
        count: 1,
        waited: 0,
        isForEver: false,
        at: step.from,
        more: step.more,
      };
      return [{ rank: rankOfDag(step.code), finding }];
    }),
  );
}

function rankOfDag(code: CauseCode): number {
  if (code === "datasetEventsMerged") return RANKS.other;
  return code === "pausedByFailures" ? RANKS.failed : RANKS.notMade;
}

/** Waits that are a matter of the work itself, and those that are part of every task's life. */
const ORDINARY: ReadonlySet<WaitCause> = new Set([
  "upstream",
  "triggerCondition",
  "rescheduleInterval",
  "schedulerLoop",
  "triggererLoop",
  "executorHeartbeat",
  "taskStartup",
  "runEnded",
]);

/** Names what waits have in common: a pool, a DAG, a task, or nothing. Waits with the same are one finding. */
function sharedBy(cause: WaitCause, { task }: TaskInstance): string {
  switch (cause) {
    case "poolFull":
    case "poolTooSmall":
      return task.settings.pool;
    case "maxActiveTasks":
    case "maxActiveRuns":
    case "dagPaused":
      return task.dag.dagId;
    case "parallelism":
    case "workerSlot":
    case "triggererCapacity":
    case "noTriggerer":
    case "queryFull":
    case "maxDagrunsPerLoop":
      return "";
    default:
      return `${task.dag.dagId} ${task.taskId}`;
  }
}

/** Waits by cause and by what they have in common. The longest of them is told with its particulars. */
function waits(evidence: Evidence): Ranked[] {
  const groups = new Map<
    string,
    { sum: Micros; longest: WaitInterval; instance: TaskInstance; instances: Set<TaskInstance> }
  >();
  for (const instance of evidence.instances)
    for (const wait of evidence.waitsOf(instance)) {
      // what it still waits for is told already
      if (ORDINARY.has(wait.cause) || (wait.to === evidence.facts.endedAt && !isFinished(instance.state))) continue;
      const key = `${wait.cause} ${sharedBy(evidence.lackedIn(instance, wait), instance)}`;
      const known = groups.get(key);
      if (known === undefined) {
        groups.set(key, { sum: wait.to - wait.from, longest: wait, instance, instances: new Set([instance]) });
        continue;
      }
      known.sum += wait.to - wait.from;
      known.instances.add(instance);
      if (wait.to - wait.from > known.longest.to - known.longest.from)
        [known.longest, known.instance] = [wait, instance];
    }
  const longest = [...groups.values()].sort((a, b) => b.sum - a.sum).slice(0, MOST_WAITS);
  return longest.map(({ sum, longest: wait, instance, instances }) => {
    const cause = waitCause(instance, wait, evidence);
    const finding = {
      ...about(instance, cause, cause.more, false),
      text: cause.text,
      count: instances.size,
      waited: sum,
      at: wait.from,
    };
    return { rank: RANKS.waited, finding };
  });
}

/** The most waits that are told with their particulars. */
const MOST_WAITS = 20;

function exceeded(evidence: Evidence): Ranked[] {
  return exceededLimits(evidence).map(({ instance, at, code, text }) => ({
    rank: RANKS.other,
    finding: { ...about(instance, { code, text }, [], false), text, taskId: null, runId: null, mapIndex: -1, at },
  }));
}
