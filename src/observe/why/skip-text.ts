/**
 * Causes of states that a task instance gets without running: skipped, upstream_failed, removed.
 * @module
 */
import type { Reason, TaskInstance } from "../../database/index.ts";
import { isFailed, referencedTaskIds } from "../../definition/index.ts";
import type { ToldReason } from "../reason-log.ts";
import type { CauseCode } from "./causes.ts";
import type { Evidence } from "./evidence.ts";
import { failureCause, selfSkip } from "./failure-text.ts";
import type { Stay } from "./history.ts";
import { list, nameOf, span } from "./texts.ts";
import { statesText, upstreamOf } from "./upstream-text.ts";
import type { Cause } from "./why.ts";

/** The longest chain of tasks that is followed to where it began. */
const LONGEST_CHAIN = 50;

/** The cause of a final state that no code of the task has brought about. */
export function undoneCause(instance: TaskInstance, stay: Stay, evidence: Evidence): Cause & { more: Cause[] } {
  const told = evidence.reasons.ofChange(instance.id, stay.row, stay.from);
  const cause = ownCause(instance, stay, told, evidence);
  const root = rootOf(instance, stay, evidence);
  const more = root === undefined ? [] : [{ code: root.code, text: `it began with ${root.text}` }];
  return { ...cause, more };
}

function ownCause(instance: TaskInstance, stay: Stay, told: ToldReason | undefined, evidence: Evidence): Cause {
  if (stay.by === "user") return { code: "marked", text: `marked ${stay.state} by a person` };
  if (told === undefined) return withoutReason(instance, stay, evidence);
  const { reason } = told;
  switch (reason.kind) {
    case "triggerRule":
      return byTriggerRule(instance, stay, told, evidence);
    case "setup": {
      const setups = instance.task.relevantSetups.flatMap((setup) => instance.dagRun.instances(setup));
      return {
        code: "setupNotDone",
        text: `a setup that it needs: ${statesText(instance, evidence, told.position, setups)}`,
      };
    }
    case "skipDecision":
      return decisionCause(reason.by.operator.taskType, reason.by.taskId, "had decided so before it was cleared");
    case "skippedBy":
      return skippedByCause(instance, reason, evidence);
    case "mappedSource": {
      const sources = instance.task.decidingSources.map(({ taskId }) => taskId);
      return {
        code: "mappedSource",
        text: `it is mapped over ${list(sources)}, which has not succeeded: ${statesText(instance, evidence, told.position)}`,
      };
    }
    case "nothingToMap":
      return reason.isEmpty
        ? {
            code: "mappedOverNothing",
            text: `${mappedOver(instance)} is empty: a task that is mapped over nothing is skipped`,
          }
        : { code: "mapNotExpanded", text: `${mappedOver(instance)} is not there: nothing to map over` };
    case "runTimeout":
      return runTimeoutCause(instance);
    default:
      return withoutReason(instance, stay, evidence);
  }
}

/** `dagrun_timeout`, which skips what is unfinished. */
export function runTimeoutCause({ task: { dag } }: TaskInstance): Cause {
  return {
    code: "dagrunTimeout",
    text: `its run has lasted longer than dagrun_timeout = ${span(dag.dagrunTimeout ?? 0)}: the run fails, and its unfinished tasks are skipped`,
  };
}

function mappedOver({ task }: TaskInstance): string {
  const [input] = task.expandInputs;
  if (input === undefined) return "what it is mapped over";
  const sources = referencedTaskIds(input).map((taskId) => `the result of ${taskId}`);
  return sources.length === 0 ? "what it is mapped over" : list(sources);
}

function byTriggerRule(instance: TaskInstance, stay: Stay, { position }: ToldReason, evidence: Evidence): Cause {
  const { triggerRule } = instance.task.settings;
  const upstream = statesText(instance, evidence, position);
  const code: CauseCode =
    stay.state === "upstream_failed"
      ? "upstreamFailed"
      : stay.state === "removed"
        ? "removedByMapping"
        : "skippedByTriggerRule";
  return { code, text: `trigger rule ${triggerRule}, with upstream: ${upstream}` };
}

function skippedByCause(
  instance: TaskInstance,
  { by, followed }: Extract<Reason, { kind: "skippedBy" }>,
  { instances }: Evidence,
): Cause {
  const branch = instances[by.id] ?? by; // rows that are read again are other objects
  const leads =
    followed === null ? "" : followed.length === 0 ? ", which leads nowhere" : `, which leads to ${list(followed)}`;
  return decisionCause(by.task.operator.taskType, nameOf(branch, instance), `has skipped it${leads}`);
}

function decisionCause(taskType: string, name: string, what: string): Cause {
  if (taskType.includes("ShortCircuit"))
    return { code: "skippedByShortCircuit", text: `the short circuit ${name} ${what}: its condition was false` };
  if (taskType.includes("LatestOnly"))
    return { code: "skippedByLatestOnly", text: `${name} (LatestOnlyOperator) ${what}: its run is not the latest` };
  return { code: "skippedByBranch", text: `the branch ${name} (${taskType}) ${what}` };
}

/** Finds the cause by what else happened at the same instant. */
function withoutReason(instance: TaskInstance, stay: Stay, evidence: Evidence): Cause {
  const { dagRun, task } = instance;
  if (task.dag.failStop) {
    const failed = dagRun
      .taskInstances()
      .find(
        (other) =>
          other !== instance &&
          evidence.history
            .of(other)
            .some((one) => one.from === stay.from && one.state === "failed" && one.row > stay.row),
      );
    if (failed !== undefined)
      return {
        code: "failStop",
        text: `fail_stop: ${nameOf(failed, instance)} has failed, which ends all others of the run`,
      };
  }
  return stay.state === "removed"
    ? { code: "removedByMapping", text: "the result that it is mapped over has fewer values than before" }
    : byTriggerRule(instance, stay, { at: stay.from, position: stay.row, reason: { kind: "triggerRule" } }, evidence);
}

/** The first cause of a chain of skips or failures, where another task is where it began. */
function rootOf(instance: TaskInstance, stay: Stay, evidence: Evidence): Cause | undefined {
  let [current, at] = [instance, stay];
  for (let length = 0; length < LONGEST_CHAIN; length += 1) {
    const kind = evidence.reasons.ofChange(current.id, at.row, at.from)?.reason.kind;
    if (kind !== undefined && kind !== "triggerRule" && kind !== "setup" && kind !== "mappedSource") break;
    const culprit = culpritOf(current, at, evidence);
    if (culprit === undefined) break;
    [current, at] = culprit;
  }
  if (current === instance) return undefined;
  const told = evidence.reasons.ofChange(current.id, at.row, at.from);
  const own =
    at.state === "failed"
      ? failureCause(current, at, evidence)
      : (selfSkip(current, at, evidence) ?? ownCause(current, at, told, evidence));
  return { code: own.code, text: `${nameOf(current, instance)} (${at.state}): ${own.text}` };
}

/** The one upstream that a failure or a skip came from. */
function culpritOf(instance: TaskInstance, stay: Stay, { history }: Evidence): [TaskInstance, Stay] | undefined {
  const wanted = stay.state === "upstream_failed" ? isFailed : (state: Stay["state"]) => state === "skipped";
  for (const other of upstreamOf(instance)) {
    const last = history.of(other).findLast(({ row }) => row < stay.row);
    if (last !== undefined && wanted(last.state)) return [other, last];
  }
  return undefined;
}
