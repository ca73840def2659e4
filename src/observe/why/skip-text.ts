/**
 * Causes of states that a task instance gets without running: skipped, upstream_failed, removed.
 * @module
 */
import type { Reason, TaskInstance } from "../../database/index.ts";
import { isFailed, referencedTaskIds, type TriggerRule } from "../../definition/index.ts";
import type { ToldReason } from "../reason-log.ts";
import type { CauseCode } from "./causes.ts";
import type { Evidence } from "./evidence.ts";
import { failureCause, selfSkip } from "./failure-text.ts";
import type { Stay } from "./history.ts";
import { markedCause } from "./person-text.ts";
import { list, nameOf, span } from "./texts.ts";
import { statesText, upstreamOf } from "./upstream-text.ts";
import { type Cause, causeOf } from "./why.ts";

/** The longest chain of tasks that is followed to where it began. */
const LONGEST_CHAIN = 50;

/** The cause of a final state that no code of the task has brought about. */
export function undoneCause(instance: TaskInstance, stay: Stay, evidence: Evidence): Cause & { more: Cause[] } {
  const told = evidence.reasons.ofChange(instance.id, stay.row, stay.from);
  const cause = ownCause(instance, stay, told, evidence);
  const roots = rootsOf(instance, stay, evidence);
  return { ...cause, more: roots.map((root) => ({ ...root, text: `it began with ${root.text}` })) };
}

function ownCause(instance: TaskInstance, stay: Stay, told: ToldReason | undefined, evidence: Evidence): Cause {
  if (stay.by === "user") return markedCause(instance, stay, evidence);
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
  const cause: Cause = { code, text: `trigger rule ${triggerRule}, with upstream: ${upstream}` };
  return code === "skippedByTriggerRule" ? { ...cause, change: RULES_INSTEAD[triggerRule] } : cause;
}

const BEHIND_SKIPPED = "with `trigger_rule=none_failed` it runs behind skipped tasks too";
const AS_ASKED = ""; // it was to run only where something has come to that

/** The rules with which a task runs that another has skipped. */
const RULES_INSTEAD: Readonly<Record<TriggerRule, string>> = {
  all_success: `${BEHIND_SKIPPED}, with \`none_failed_min_one_success\` where one at least has succeeded`,
  all_done: AS_ASKED,
  all_done_min_one_success:
    "with `trigger_rule=none_failed_min_one_success` it runs behind skipped tasks too, with `all_done` behind whatever has ended",
  all_done_setup_success: AS_ASKED,
  all_failed: AS_ASKED,
  all_skipped: AS_ASKED,
  always: AS_ASKED,
  none_failed: AS_ASKED,
  none_failed_min_one_success: BEHIND_SKIPPED,
  none_skipped: `${BEHIND_SKIPPED}, with \`all_done\` behind failed ones as well`,
  one_done: "one that is skipped does not count as done: with `trigger_rule=all_done` it runs in any case",
  one_failed: AS_ASKED,
  one_success: BEHIND_SKIPPED,
};

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

/** The most beginnings of a skip or failure that are told. */
const MOST_ROOTS = 3;

/** The first causes of the chains of skips or failures that led to a state, where other tasks are where these began. */
function rootsOf(instance: TaskInstance, stay: Stay, evidence: Evidence): Cause[] {
  if (!isOfUpstream(instance, stay, evidence)) return [];
  const roots = new Map<TaskInstance, Cause>();
  for (const [first, at] of culpritsOf(instance, stay, evidence)) {
    const [current, last] = beginningOf(first, at, evidence);
    if (roots.size < MOST_ROOTS && !roots.has(current))
      roots.set(current, rootCause(current, last, instance, evidence));
  }
  return [...new Map([...roots.values()].map((cause) => [`${cause.code} ${cause.text}`, cause])).values()];
}

/** True if tasks upstream have decided a state, by a rule or a setup. */
function isOfUpstream({ id }: TaskInstance, { row, from }: Stay, { reasons }: Evidence): boolean {
  const kind = reasons.ofChange(id, row, from)?.reason.kind;
  return kind === undefined || kind === "triggerRule" || kind === "setup" || kind === "mappedSource";
}

/** Follows a skip or a failure to the task that it began with. */
function beginningOf(first: TaskInstance, at: Stay, evidence: Evidence): [TaskInstance, Stay] {
  let [current, stay] = [first, at];
  for (let length = 0; length < LONGEST_CHAIN && isOfUpstream(current, stay, evidence); length += 1) {
    const [culprit] = culpritsOf(current, stay, evidence);
    if (culprit === undefined) break;
    [current, stay] = culprit;
  }
  return [current, stay];
}

function rootCause(root: TaskInstance, at: Stay, instance: TaskInstance, evidence: Evidence): Cause {
  const told = evidence.reasons.ofChange(root.id, at.row, at.from);
  const own =
    at.state === "failed"
      ? failureCause(root, at, evidence)
      : (selfSkip(root, at, evidence) ?? ownCause(root, at, told, evidence));
  return { ...causeOf(own), text: `${nameOf(root, instance)} (${at.state}): ${own.text}` };
}

/** The task instances upstream that a failure or a skip came from. */
function culpritsOf(instance: TaskInstance, stay: Stay, { history }: Evidence): [TaskInstance, Stay][] {
  const wanted = stay.state === "upstream_failed" ? isFailed : (state: Stay["state"]) => state === "skipped";
  return upstreamOf(instance).flatMap((other): [TaskInstance, Stay][] => {
    const last = history.of(other).findLast(({ row }) => row < stay.row);
    return last !== undefined && wanted(last.state) ? [[other, last]] : [];
  });
}
