/**
 * The story of a task instance, from its first state to its last, each step with its cause.
 * @module
 */
import type { TaskInstance } from "../../database/index.ts";
import { isFinished, isFinishedRun } from "../../definition/index.ts";
import type { Micros } from "../../kernel/index.ts";
import { lookedFor } from "../looked-for.ts";
import { taskInstanceKey } from "../row-names.ts";
import type { CauseCode } from "./causes.ts";
import { targetCauses } from "./each-other.ts";
import type { Evidence } from "./evidence.ts";
import { failureCause, selfSkip, triggerTimeoutText } from "./failure-text.ts";
import type { Stay } from "./history.ts";
import { uncountedWhile } from "./limits-exceeded.ts";
import { markedCause } from "./person-text.ts";
import { collapse, withoutGaps } from "./repeats.ts";
import { endCause } from "./run-end.ts";
import { undoneCause } from "./skip-text.ts";
import { instant, span } from "./texts.ts";
import { waitCause } from "./wait-text.ts";
import { type Cause, causeOf, type TaskInstanceWhy, type WhyStep } from "./why.ts";

/** The whole story of a task instance. */
export function taskStory(instance: TaskInstance, evidence: Evidence, isForEver: boolean): TaskInstanceWhy {
  const steps = stepsOf(instance, evidence);
  return {
    of: "taskInstance",
    ...taskInstanceKey(instance),
    state: instance.state,
    summary: summaryOf(instance, steps),
    isForEver,
    steps: collapse(steps),
  };
}

function stepsOf(instance: TaskInstance, evidence: Evidence): WhyStep[] {
  const stays = evidence.history.of(instance);
  const waits = withoutGaps(evidence.waitsOf(instance), stays);
  const steps: WhyStep[] = [];
  let wait = 0;
  for (const [place, stay] of stays.entries()) {
    const entered = entry(instance, stay, stays[place - 1], evidence);
    if (entered !== undefined) steps.push(instantStep(stay, entered));
    const isLast = place === stays.length - 1;
    if (isExecuting(stay) && (stay.to > stay.from || isLast)) steps.push(...executing(instance, stay, evidence));
    for (; (waits[wait]?.to ?? Number.POSITIVE_INFINITY) <= stay.to; wait += 1) {
      const one = waits[wait];
      if (one === undefined) break;
      const { more, ...cause } = waitCause(instance, one, evidence);
      const uncounted = cause.code === "triggerCondition" ? uncountedWhile(instance, stay, evidence) : [];
      steps.push({ from: one.from, to: one.to, state: stay.state, ...cause, more: [...more, ...uncounted] });
    }
  }
  const ended = endOfRun(instance, evidence);
  return ended === undefined ? steps : [...steps, ended];
}

/** Tells the end of its run, where that has ended without it. */
function endOfRun({ dagRun, state }: TaskInstance, evidence: Evidence): WhyStep | undefined {
  if (isFinished(state) || !isFinishedRun(dagRun.state)) return undefined;
  const last = evidence.history.ofRun(dagRun).at(-1);
  const at = last?.from ?? evidence.facts.endedAt;
  if (last?.by === "user")
    return {
      from: at,
      to: at,
      state,
      code: "marked",
      text: `its run was marked ${dagRun.state} by a person`,
      more: [],
    };
  const { code, text } = endCause(dagRun, at, evidence);
  return { from: at, to: at, state, code, text: `its run has ended as ${dagRun.state}: ${text}`, more: [] };
}

function isExecuting({ state }: Stay): boolean {
  return state === "running" || state === "restarting";
}

function instantStep({ from, state }: Stay, cause: Cause & { readonly more?: readonly Cause[] }): WhyStep {
  return { from, to: from, state, ...causeOf(cause), more: cause.more ?? [] };
}

/** A time in which it counts as running: its process holds its slot, and may be gone before anybody notices. */
function executing(instance: TaskInstance, stay: Stay, evidence: Evidence): WhyStep[] {
  const lostAt = lostIn(instance, stay, evidence);
  if (lostAt === undefined) return [working(instance, stay, evidence)];
  const { to, state } = stay;
  const silent = `its process beats no more: its worker, or the process that watches it there, is gone. It counts as ${state} until the scheduler notices`;
  const lost: WhyStep = { from: lostAt, to, state, code: "noHeartbeat", text: silent, more: [] };
  return lostAt > stay.from ? [working(instance, { ...stay, to: lostAt }, evidence), lost] : [lost];
}

/** When the slot of its process was lost, though it counts as running after that. */
function lostIn(instance: TaskInstance, { from, to }: Stay, { history, reasons }: Evidence): Micros | undefined {
  const vanished = reasons
    .of(instance.id)
    .find(({ at, reason }) => reason.kind === "vanished" && at >= from && at < to);
  if (vanished !== undefined) return vanished.at;
  const slot = history.slotsOf(instance).findLast((one) => one.from <= from);
  return slot !== undefined && slot.to < to && slot.to >= from ? slot.to : undefined;
}

/** A time in which it holds its slot: its code works, or only looks. */
function working(instance: TaskInstance, stay: Stay, evidence: Evidence): WhyStep {
  const { from, to, state, tryNumber } = stay;
  const { operator } = instance.task;
  const isOpen = to === evidence.facts.endedAt && instance.state === state;
  const attempt = `try ${Math.max(1, tryNumber)}`;
  if (!operator.onlyWaits) {
    const text = isOpen
      ? `its code still executes: ${lookedFor(operator)} (${attempt})`
      : `its code executes (${attempt})`;
    return { from, to, state, code: "executes", text, more: [] };
  }
  const { pokeInterval } = operator.ownArguments;
  const every = typeof pokeInterval === "number" ? ` each ${span(pokeInterval * 1e6)}` : "";
  const more = isOpen ? targetCauses(instance, evidence) : [];
  if (!operator.isSensor) {
    const text = `looks${every} if what it has started has ended: ${lookedFor(operator)}${isOpen ? ", which has not yet" : ""} (${attempt})`;
    return { from, to, state, code: "pokes", text, more };
  }
  const pokes = operator.reschedule ? "pokes once" : `pokes${every}`;
  const text = `${pokes} for ${lookedFor(operator)}${isOpen ? ", which is not there yet" : ""} (${attempt})`;
  return { from, to, state, code: "pokes", text, more };
}

/** The cause of a change of state, where it has one of its own. */
function entry(
  instance: TaskInstance,
  stay: Stay,
  before: Stay | undefined,
  evidence: Evidence,
): (Cause & { more?: readonly Cause[] }) | undefined {
  switch (stay.state) {
    case "skipped":
    case "upstream_failed":
    case "removed":
      return (
        selfSkip(instance, stay, evidence) ?? endedByTrigger(before, stay) ?? undoneCause(instance, stay, evidence)
      );
    case "failed":
    case "up_for_retry":
      return failureCause(instance, stay, evidence);
    case "success":
      return { ...successCause(instance, stay, before, evidence), more: uncountedDeferral(instance, evidence) };
    case "scheduled":
      return before?.state === "deferred" || before?.state === "queued"
        ? backInLine(instance, stay, evidence)
        : undefined;
    case "restarting":
      return { code: "cleared", text: "cleared while it ran: its process is ended first" };
    case null:
      return before === undefined ? undefined : withoutState(stay, before);
    default:
      return undefined;
  }
}

function endedByTrigger(before: Stay | undefined, { by, state }: Stay): Cause | undefined {
  if (before?.state !== "deferred" || by !== "triggerer") return undefined;
  return { code: "endedByTrigger", text: `its trigger has ended it as ${state}, without a worker` };
}

function successCause(instance: TaskInstance, stay: Stay, before: Stay | undefined, evidence: Evidence): Cause {
  if (stay.by === "user") return markedCause(instance, stay, evidence);
  if (before?.state === "deferred")
    return { code: "endedByTrigger", text: "its trigger has ended it, without a worker" };
  if (instance.task.isTriviallyEmpty)
    return {
      code: "endedByScheduler",
      text: "an EmptyOperator: the scheduler sets it to success, and no worker runs it",
    };
  return { code: "succeeded", text: "its code has returned" };
}

/** In Airflow 3 `execution_timeout` bounds each visit to a worker, and a deferred task not at all. */
function uncountedDeferral(instance: TaskInstance, { history, facts }: Evidence): Cause[] {
  const { executionTimeout } = instance.task.settings;
  if (executionTimeout === null || facts.rules.executionTimeoutBounds === "the try") return [];
  const deferred = history.of(instance).filter(({ state }) => state === "deferred");
  const sum = deferred.reduce((total, { from, to }) => total + to - from, 0);
  if (sum <= executionTimeout) return [];
  const text = `execution_timeout = ${span(executionTimeout)} did not end it: in this version it counts each visit to a worker, and not the ${span(sum)} of its deferral`;
  return [{ code: "timeoutSkipsDeferral", text }];
}

/** It resumes after a deferral, or is taken back from the executor. */
function backInLine(instance: TaskInstance, stay: Stay, { reasons, facts }: Evidence): Cause {
  const told = reasons.ofChange(instance.id, stay.row, stay.from)?.reason;
  switch (told?.kind) {
    case "triggerTimeout":
      return {
        code: "triggerTimeout",
        text: triggerTimeoutText(told.due, stay.from, facts.config.scheduler.triggerTimeoutCheckInterval),
      };
    case "triggerFailed":
      return { code: "triggerFailed", text: `its trigger has failed: ${told.message ?? "it ended without an event"}` };
    case "stuckInQueued":
      return {
        code: "stuckInQueued",
        text: `queued for longer than task_queued_timeout = ${facts.config.scheduler.taskQueuedTimeout} s: it is scheduled again`,
      };
    default:
      return {
        code: "triggerFired",
        text: `its trigger has fired: from now on it needs a slot again, like any other task`,
      };
  }
}

function withoutState({ by }: Stay, before: Stay): Cause {
  if (by === "user")
    return { code: "cleared", text: `cleared by a person (it was ${before.state ?? "without a state"})` };
  if (before.state === "queued")
    return {
      code: "noRoomInWorker",
      text: "the worker found no room for it: limits are checked again there, and count what runs",
    };
  return { code: "cleared", text: "runs again, as it was cleared while it ran" };
}

/** Causes of success, which leave open what took its time. */
const PLAIN: ReadonlySet<CauseCode> = new Set(["succeeded", "endedByScheduler"]);

/** Waits that every task has, and what is no wait at all. */
const ORDINARY: ReadonlySet<CauseCode> = new Set([
  "executes",
  "schedulerLoop",
  "triggererLoop",
  "executorHeartbeat",
  "taskStartup",
]);

/** The cause of the last state; of success the longest wait; of what has not finished the wait that it is in. */
function summaryOf(instance: TaskInstance, steps: readonly WhyStep[]): Cause {
  const last = steps.at(-1);
  if (last === undefined) return { code: "schedulerLoop", text: "it was made just now" };
  if (!isFinished(instance.state) || !PLAIN.has(last.code)) return causeOf(last);
  const longest = longestOf(steps.filter(({ code }) => !ORDINARY.has(code))) ?? longestOf(steps);
  if (longest === undefined) return causeOf(last);
  const { text, from, to } = longest;
  return { ...causeOf(longest), text: `took longest, ${span(to - from)} from ${instant(from)} on: ${text}` };
}

/** The longest of some steps; undefined where none takes any time. */
function longestOf(steps: readonly WhyStep[]): WhyStep | undefined {
  let longest: WhyStep | undefined;
  for (const step of steps)
    if (step.to - step.from > (longest === undefined ? 0 : longest.to - longest.from)) longest = step;
  return longest;
}
