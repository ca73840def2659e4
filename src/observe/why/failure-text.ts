/**
 * Causes of failures, of skips by a task itself, and of retries.
 * @module
 */
import { nextRetryDatetime, type Reason, type TaskInstance } from "../../database/index.ts";
import type { Micros } from "../../kernel/index.ts";
import { CAUSES, type CauseCode } from "./causes.ts";
import type { Evidence } from "./evidence.ts";
import type { Stay } from "./history.ts";
import { markedCause } from "./person-text.ts";
import { instant, list, nameOf, span } from "./texts.ts";
import type { Cause } from "./why.ts";

/** The cause of a state failed or up_for_retry, and with it of the retry. */
export function failureCause(instance: TaskInstance, stay: Stay, evidence: Evidence): Cause & { more: Cause[] } {
  const cause = ownFailure(instance, stay, evidence);
  const more: Cause[] = [];
  const counted = deferralCounts(instance, stay, cause.code, evidence);
  if (counted !== undefined) more.push(counted);
  if (stay.by !== "user" && instance.task.operator.ownArguments["softFail"] === true)
    more.push(softFailCause(evidence));
  more.push(retryCause(instance, stay, cause.code, evidence));
  return { ...cause, more };
}

function ownFailure(instance: TaskInstance, stay: Stay, evidence: Evidence): Cause {
  if (stay.by === "user") return markedCause(instance, stay, evidence);
  const told = evidence.reasons.ofChange(instance.id, stay.row, stay.from)?.reason;
  switch (told?.kind) {
    case "raised":
      return raisedCause(instance, stay, told, evidence);
    case "stuckInQueued":
      return { code: "stuckInQueued", text: stuckText(evidence) };
    case "killedExternally":
      return killedCause(instance, stay, evidence);
    case "noHeartbeat": {
      const { schedulerZombieTaskThreshold: threshold } = evidence.facts.config.scheduler;
      const isOfRow = evidence.facts.rules.silentTasksAreKnownBy === "their row";
      const option = isOfRow ? "task_instance_heartbeat_timeout" : "scheduler_zombie_task_threshold";
      const text = `a zombie: its process is gone or silent, and the scheduler fails what has not beaten for ${option} = ${span(threshold * 1e6)}`;
      return { code: "noHeartbeat", text };
    }
    case "triggerFired":
      return { code: "endedByTrigger", text: "its trigger has ended it as failed (TaskFailedEvent)" };
    default:
      return stoppedCause(instance, stay, evidence);
  }
}

/** Others of its run may have ended it. */
function stoppedCause(instance: TaskInstance, stay: Stay, { history }: Evidence): Cause {
  const failed = instance.dagRun
    .taskInstances()
    .find(
      (other) =>
        other !== instance && history.of(other).some(({ from, state }) => from === stay.from && state === "failed"),
    );
  return instance.task.dag.failStop && failed !== undefined
    ? { code: "failStop", text: `fail_stop: ${nameOf(failed, instance)} has failed, which ends all others of the run` }
    : { code: "raised", text: "it has failed" };
}

function stuckText({ facts }: Evidence): string {
  const { taskQueuedTimeout, numStuckInQueuedRetries } = facts.config.scheduler;
  const retries =
    facts.rules.stuckInQueued === "is scheduled again"
      ? `, and num_stuck_in_queued_retries = ${numStuckInQueuedRetries} are used up`
      : "";
  return `it was queued for longer than task_queued_timeout = ${taskQueuedTimeout} s${retries}`;
}

/** The executor has done with what never ended. */
function killedCause(instance: TaskInstance, stay: Stay, { reasons, history }: Evidence): Cause {
  const before = history.of(instance).findLast(({ row }) => row < stay.row);
  const since = before?.from ?? 0;
  const told = reasons.of(instance.id).filter(({ at }) => at >= since && at <= stay.from);
  if (told.some(({ reason }) => reason.kind === "refusedByWorker"))
    return {
      code: "refusedByWorker",
      text: "the worker found its dependencies unmet and did not run it, which the scheduler takes for killed",
    };
  if (told.some(({ reason }) => reason.kind === "stuckInQueued"))
    return { code: "stuckInQueued", text: "it was queued for longer than task_queued_timeout, and was taken back" };
  return {
    code: "killedExternally",
    text: `its process is gone, and its state was still ${before?.state ?? "none"}: the scheduler takes it for killed from outside`,
  };
}

function raisedCause(
  instance: TaskInstance,
  stay: Stay,
  { type, message, isForced }: Extract<Reason, { kind: "raised" }>,
  evidence: Evidence,
): Cause {
  const { settings, operator } = instance.task;
  const said = message === "" ? type : `${type}: ${message}`;
  if (type === "AirflowTaskTimeout" && settings.executionTimeout !== null)
    return { code: "executionTimeout", text: `execution_timeout = ${span(settings.executionTimeout)} has passed` };
  if (type === "AirflowSensorTimeout") {
    const { timeout } = operator.ownArguments;
    const given = typeof timeout === "number" ? ` = ${span(timeout * 1e6)}` : "";
    return { code: "sensorTimeout", text: `the sensor's timeout${given} has passed; ${said}` };
  }
  if (type.startsWith("TaskDeferral")) return deferralFailure(instance, stay, evidence);
  if (isForced) return { code: "failException", text: `${said}: it asks for no retry` };
  return { code: "raised", text: said };
}

/** Resumed to fail: by the trigger's own failure, or because it has waited for too long. */
function deferralFailure(instance: TaskInstance, stay: Stay, { reasons, facts }: Evidence): Cause {
  const told = reasons
    .of(instance.id)
    .findLast(
      ({ at, reason }) => at <= stay.from && (reason.kind === "triggerTimeout" || reason.kind === "triggerFailed"),
    );
  if (told?.reason.kind === "triggerFailed")
    return {
      code: "triggerFailed",
      text: `its trigger has failed: ${told.reason.message ?? "it ended without an event"}`,
    };
  if (told?.reason.kind !== "triggerTimeout")
    return { code: "triggerTimeout", text: "its deferral has lasted too long" };
  return {
    code: "triggerTimeout",
    text: triggerTimeoutText(told.reason.due, told.at, facts.config.scheduler.triggerTimeoutCheckInterval),
  };
}

export function triggerTimeoutText(due: Micros, at: Micros, every: number): string {
  return `its deferral could last until ${instant(due)}; the scheduler looks for that each ${every} s (trigger_timeout_check_interval), and saw it at ${instant(at)}`;
}

/** `execution_timeout` counts from the try's start, whatever the task did meanwhile. */
function deferralCounts(instance: TaskInstance, stay: Stay, code: CauseCode, evidence: Evidence): Cause | undefined {
  const { history, facts } = evidence;
  if (code !== "executionTimeout" || facts.rules.executionTimeoutBounds !== "the try") return undefined;
  const before = history.of(instance).filter(({ row }) => row < stay.row);
  const attempt = before.slice(before.findLastIndex(({ state }) => state === null || state === "up_for_retry") + 1);
  const since = attempt.slice(
    Math.max(
      0,
      attempt.findIndex(({ state }) => state === "running"),
    ),
  );
  const deferred = since.filter(({ state }) => state === "deferred");
  if (deferred.length === 0) return undefined;
  const start = since[0]?.from ?? 0;
  const sum = deferred.reduce((total, { from, to }) => total + to - from, 0);
  const resumed = deferred.at(-1)?.to ?? 0;
  const waits = evidence
    .waitsOf(instance)
    .filter(({ from, cause }) => from >= resumed && from < stay.from && cause !== "schedulerLoop");
  const waited = [...waits].sort((a, b) => b.to - b.from - (a.to - a.from))[0];
  const pool =
    waited === undefined
      ? ""
      : `; the event came at ${instant(resumed)}, and then it waited ${span(waited.to - waited.from)} for ${CAUSES[waited.cause].label}`;
  return {
    code: "timeoutCountsDeferral",
    text: `execution_timeout counts from the start of the try at ${instant(start)}, the ${span(sum)} of its deferral included${pool}`,
  };
}

/** Tells why it is tried again, or is not. */
function retryCause(instance: TaskInstance, stay: Stay, code: CauseCode, evidence: Evidence): Cause {
  const { settings } = instance.task;
  if (stay.state === "up_for_retry") return { code: "retried", text: retryText(instance, stay, evidence) };
  if (code === "marked") return { code, text: "what a person has marked is not retried" };
  if (code === "failException" || code === "sensorTimeout" || code === "failStop")
    return { code, text: "it is not retried, whatever `retries` says" };
  const { rules } = evidence.facts;
  if (code === "stuckInQueued" && rules.stuckInQueued === "is scheduled again")
    return { code, text: "it is not retried, whatever `retries` says" };
  if (settings.retries === 0) return { code: "noRetries", text: "it is not retried: retries = 0" };
  return { code: "retriesUsedUp", text: usedUpText(instance, stay, evidence) };
}

function retryText(instance: TaskInstance, stay: Stay, evidence: Evidence): string {
  const { facts, history, calendar } = evidence;
  const { retries, retryDelay, retryExponentialBackoff } = instance.task.settings;
  const stays = history.of(instance).filter(({ row }) => row <= stay.row);
  const isOpen = instance.state === "up_for_retry" && stay.to === facts.endedAt;
  const delayed = evidence
    .waitsOf(instance)
    .findLast(({ from, cause }) => from === stay.from && cause === "retryDelay");
  const end = isOpen ? nextRetryDatetime(instance, facts.rules, calendar) : (delayed?.to ?? stay.to);
  const delay = `${retryExponentialBackoff ? "exponential backoff from " : ""}retry_delay = ${span(retryDelay)}, until ${instant(end)}`;
  if (stays.at(-2)?.state === "restarting")
    return `it was cleared while it ran, so it is tried again whatever \`retries\` says: ${delay}`;
  const count = stays.filter(({ state }) => state === "up_for_retry").length;
  return `retry ${count} of ${Math.max(count, retries)}: ${delay}`;
}

function usedUpText(instance: TaskInstance, stay: Stay, evidence: Evidence): string {
  const { retries } = instance.task.settings;
  const before = evidence.history.of(instance).filter(({ row, state }) => row < stay.row && state === "up_for_retry");
  const causes = before.map((one) => CAUSES[ownFailure(instance, one, evidence).code].label);
  const how = [...new Set(causes)];
  const used = `retries = ${retries} ${retries === 1 ? "is" : "are"} used up`;
  return how.length === 0 ? used : `${used}; of the tries before: ${list(how)}`;
}

function softFailCause({ facts }: Evidence): Cause {
  if (facts.rules.softFailSkipsAnyError)
    return {
      code: "softFailNotApplied",
      text: "soft_fail=True makes no skip of it: that is done where a poke raises or the sensor's timeout passes, and not before the first poke",
    };
  return {
    code: "softFailNotApplied",
    text: "soft_fail=True makes no skip of it: in this version only its timeout, AirflowFailException and AirflowSkipException do (softFailSkipsAnyError)",
    change: "set `never_fail=True` in place of `soft_fail`, which skips on any error of a poke",
  };
}

/** Tells why its own code has skipped it. */
export function selfSkip(instance: TaskInstance, stay: Stay, evidence: Evidence): Cause | undefined {
  const told = evidence.reasons.ofChange(instance.id, stay.row, stay.from)?.reason;
  if (told?.kind !== "raised") return undefined;
  const { ownArguments, taskType } = instance.task.operator;
  const { type, message, softened } = told;
  const said = softened ?? message;
  if (ownArguments["softFail"] !== true) {
    const isNeverFail = softened !== null && ownArguments["neverFail"] === true;
    if (isNeverFail)
      return {
        code: "softFail",
        text: `never_fail=True of ${taskType} makes a skip of ${said}`,
        change: "leave out `never_fail` to see the failure",
      };
    return { code: "skippedItself", text: said === "" ? type : `${type}: ${said}` };
  }
  const late = evidence.reasons
    .of(instance.id)
    .findLast(({ at, reason }) => at <= stay.from && reason.kind === "triggerTimeout");
  const isOfDeferral = /(?:Trigger|Trigger\/execution) timeout/.test(said) && late?.reason.kind === "triggerTimeout";
  if (isOfDeferral)
    return {
      code: "softFail",
      text: `soft_fail=True of ${taskType} makes a skip of the timeout of its deferral: ${said}`,
    };
  if (message.startsWith("Sensor has timed out"))
    return { code: "softFail", text: `soft_fail=True of ${taskType} makes a skip of its timeout: ${said}` };
  const isAny = evidence.facts.rules.softFailSkipsAnyError ? ", as of any error in this version" : "";
  return {
    code: "softFail",
    text: `soft_fail=True of ${taskType} makes a skip of this error, which is no timeout${isAny}: ${said}`,
  };
}
