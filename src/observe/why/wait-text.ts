/**
 * A wait of a task instance, told with its particulars.
 * @module
 */
import { type DagRun, previousRun, type TaskInstance } from "../../database/index.ts";
import { isFinishedRun, isSuccessful, type Operator } from "../../definition/index.ts";
import type { WaitInterval } from "../analysis/loop-waits.ts";
import { lookedFor } from "../looked-for.ts";
import { CAUSES } from "./causes.ts";
import { otherDate, unfixed } from "./each-other.ts";
import type { Evidence } from "./evidence.ts";
import { heldBy } from "./held-by.ts";
import type { Span } from "./history.ts";
import { needText, resourceOf } from "./resources.ts";
import { instant, list, nameOf, span } from "./texts.ts";
import { upstreamWaitText } from "./upstream-text.ts";
import type { Cause } from "./why.ts";

/** A wait with its particulars: who holds what it lacks, which tasks upstream, which trigger. */
export function waitCause(instance: TaskInstance, wait: WaitInterval, evidence: Evidence): Cause & { more: Cause[] } {
  const { cause, from, to } = wait;
  const { history, facts, instances } = evidence;
  const resource = resourceOf(evidence.lackedIn(instance, wait), instance, history, facts);
  const more = resource === undefined ? [] : heldBy(resource, instances, instance, wait, history, facts);
  const text = waitText(instance, wait, evidence);
  if (resource !== undefined && cause !== "poolTooSmall" && cause !== "triggererCapacity") {
    const away = givenAway(instance, wait, evidence);
    if (away !== undefined) more.push(away);
  }
  if (cause === "executorHeartbeat" && to > from && !facts.rules.keysStillRunning.startsWith("are"))
    more.push({ code: "countedByExecutor", text: "the executor may not have heard yet that its part before is over" });
  if (to === facts.endedAt) more.push(...unfixed(instance, resource, wait, evidence));
  if (to === facts.endedAt && cause === "triggerCondition") more.push(...otherDate(instance, evidence));
  const isOfBackfill = cause === "maxActiveRuns" && instance.dagRun.backfill !== null;
  return { code: cause, text, more, ...(isOfBackfill ? { change: "give the backfill more `max_active_runs`" } : {}) };
}

function waitText(instance: TaskInstance, wait: WaitInterval, evidence: Evidence): string {
  const { cause } = wait;
  const { task, dagRun } = instance;
  const { settings, pool, dag } = task;
  const { facts, history } = evidence;
  const resource = resourceOf(evidence.lackedIn(instance, wait), instance, history, facts);
  switch (cause) {
    case "upstream":
      return upstreamWaitText(instance, evidence, wait);
    case "dependsOnPast": {
      const previous = previousRun(dagRun, dag.catchup);
      const how = settings.waitForDownstream ? "depends_on_past and wait_for_downstream" : "depends_on_past";
      if (previous === undefined) return `${how}: waits for itself in the run before, which is missing`;
      return `${how}: ${pastText(instance, previous, wait, evidence)}`;
    }
    case "maxActiveRuns":
      return `its run is queued: max_active_runs = ${(dagRun.backfill ?? dag).maxActiveRuns} of ${dagRun.backfill === null ? dag.dagId : "its backfill"}; ${runningText(dagRun, wait, evidence)}`;
    case "dagPaused":
      return `its DAG ${dag.dagId} is paused`;
    case "maxDagrunsPerLoop":
      return `more runs than the scheduler looks at in an iteration: max_dagruns_per_loop_to_schedule = ${facts.config.scheduler.maxDagrunsPerLoopToSchedule}, and ${runsText(instance, wait, evidence)}`;
    case "logicalDate":
      return "its run is queued until its logical date has come";
    case "retryDelay":
      return `${settings.retryExponentialBackoff ? "exponential backoff, which begins with " : ""}retry_delay = ${span(settings.retryDelay)}, until ${instant(wait.to)}`;
    case "rescheduleInterval":
      return `its next poke is due at ${instant(wait.to)}`;
    case "poolTooSmall":
      if (pool === undefined) return `there is no pool "${settings.pool}": it is never queued`;
      return `it needs ${settings.poolSlots} of pool "${pool.name}", which has ${pool.slots} in all: it is never queued`;
    case "queryFull":
      return `no limit of its own is in its way, but the scheduler's query returns others first, which are blocked: ${blockedText(instance, wait, evidence)}`;
    case "priority":
      return `waits for ${resource === undefined ? "a slot" : needText(resource)}: others, ready later, were queued before it, as the highest priority goes first, and of equal ones the run of the earliest date (own priority ${task.priorityWeightTotal})`;
    case "triggerCondition":
      return `its trigger ${triggerType(instance, wait, evidence)} has not fired: ${lookedFor(task.operator)}${intervalText(task.operator)}`;
    case "noTriggerer":
      return noTriggererText(wait, evidence);
    case "triggererCapacity":
      return `no triggerer has room for its trigger: ${list(facts.triggerers.map(({ capacity }) => `${capacity} at once`))}`;
    case "runEnded":
      return `its run has ended without it (${dagRun.state})`;
    case "executorHeartbeat":
      return "queued in the executor, which has not sent it yet";
    case "taskStartup":
      return "it has its worker slot, and its process starts up";
    case "schedulerLoop":
      return "for the scheduler, which has not looked yet";
    case "triggererLoop":
      return "for the triggerer, which has not looked yet";
    default:
      return resource === undefined ? CAUSES[cause].label : `waits for ${needText(resource)}`;
  }
}

/** The instances of the run before that it waits for: its own, and those right behind where it waits for these too. */
function pastText({ task }: TaskInstance, previous: DagRun, { from, to }: Span, { history }: Evidence): string {
  const told = (other: TaskInstance) => {
    const done = history.of(other).find((stay) => isSuccessful(stay.state) && stay.from > from && stay.from <= to);
    const { state = null } = history.of(other).findLast((stay) => stay.from < to) ?? {};
    return done === undefined ? (state ?? "no state") : `${done.state} at ${instant(done.from)}`;
  };
  const wasOpen = (other: TaskInstance) =>
    !history.of(other).some((stay) => isSuccessful(stay.state) && stay.from <= from);
  const behind = task.settings.waitForDownstream ? task.downstream.flatMap((next) => previous.instances(next)) : [];
  const open = behind.filter(wasOpen).map((other) => `${other.task.taskId} (${told(other)})`);
  const own = previous.instances(task);
  const itself = `itself (${list(own.map(told))})`;
  const waited = own.some(wasOpen) || open.length === 0 ? [itself, ...open] : open;
  return `waits for ${list(waited)} in the run before, ${previous.runId}`;
}

/** There is none at all, or others have yet to notice that the one which had it is dead. */
function noTriggererText({ from, to }: Span, { facts }: Evidence): string {
  const isOther = facts.triggerers.some(
    (triggerer) => triggerer.from <= from && triggerer.to > from && triggerer.to >= to,
  );
  if (!isOther) return "its trigger has no triggerer that is alive";
  const { triggererHealthCheckThreshold: threshold } = facts.config.triggerer;
  return `the triggerer that had its trigger has died; others take it over once its heartbeat is older than triggerer_health_check_threshold = ${threshold} s`;
}

/** The time between two looks, where the task says. */
function intervalText({ ownArguments }: Operator): string {
  const seconds = ownArguments["pokeInterval"] ?? ownArguments["pollInterval"] ?? ownArguments["waiterDelay"];
  return typeof seconds === "number" ? `, each ${span(seconds * 1e6)}` : "";
}

/** The class of the trigger that it waits for in a time. */
function triggerType(instance: TaskInstance, { from }: Span, { recorder }: Evidence): string {
  const { changes, names } = recorder;
  let found = instance.trigger?.trigger.triggerType ?? "";
  for (let row = 0; row < changes.length && changes.at(row) <= from; row += 1)
    if (
      changes.kind(row) === "trigger" &&
      changes.triggerEvent(row) === "created" &&
      names.instanceOfTrigger(changes.subject(row)) === instance.id
    )
      found = names.triggerType(changes.subject(row));
  return found.split(".").at(-1) ?? found;
}

/** The runs that ran meanwhile and count with it: those of its DAG, or of its backfill. */
function runningText(dagRun: DagRun, wait: Span, { runs, history }: Evidence): string {
  const running = runs.filter(
    (run) =>
      run !== dagRun &&
      (run.backfill ?? run.dag) === (dagRun.backfill ?? dagRun.dag) &&
      history.ofRun(run).some(({ state, from, to }) => state === "running" && from < wait.to && to > wait.from),
  );
  return running.length === 0 ? "none runs" : `${list(running.map(({ runId }) => runId))} run`;
}

function runsText(_: TaskInstance, wait: Span, { runs, history }: Evidence): string {
  const byDag = new Map<string, number>();
  for (const run of runs)
    if (history.ofRun(run).some(({ state, from, to }) => !isFinishedRun(state) && from < wait.to && to > wait.from))
      byDag.set(run.dag.dagId, (byDag.get(run.dag.dagId) ?? 0) + 1);
  const most = [...byDag].sort(([, a], [, b]) => b - a).map(([dagId, count]) => `${count} of ${dagId}`);
  return `${list(most)} are active`;
}

/** The scheduled task instances that come before it in the query, and are blocked. */
function blockedText(instance: TaskInstance, wait: Span, { instances, history }: Evidence): string {
  const before = instances.filter(
    (other) =>
      other !== instance &&
      other.task.priorityWeightTotal >= instance.task.priorityWeightTotal &&
      history.of(other).some(({ state, from, to }) => state === "scheduled" && from < wait.to && to > wait.from),
  );
  const tasks = new Set(before.map((other) => `${other.task.dag.dagId}.${other.task.taskId}`));
  return before.length === 0 ? "none is left" : `${before.length} of ${list([...tasks])}`;
}

/** While it was deferred, others have taken what it had. */
function givenAway(instance: TaskInstance, wait: WaitInterval, evidence: Evidence): Cause | undefined {
  const { history, facts, instances } = evidence;
  const stays = history.of(instance);
  const place = stays.findLastIndex(({ from }) => from <= wait.from);
  const deferred = stays.slice(0, place + 1).findLast(({ state }) => state === "deferred" || state === "running");
  if (deferred?.state !== "deferred") return undefined;
  const resource = resourceOf(evidence.lackedIn(instance, wait), instance, history, facts);
  if (resource === undefined) return undefined;
  const taken = instances.find(
    (other) =>
      other !== instance &&
      resource.takes(other) > 0 &&
      resource.spans(other).some(({ from, to }) => from >= deferred.from && from < wait.to && to > wait.from),
  );
  const who = taken === undefined ? "others have it now" : `${nameOf(taken, instance)} has taken one`;
  const head = `it resumes after a deferral (event at ${instant(deferred.to)})`;
  const { pool } = instance.task;
  if (resource.isPool && pool?.includeDeferred === true)
    return {
      code: "slotGivenAway",
      text: `${head}: it held its share of ${resource.name} while it was deferred, but is \`scheduled\` since its event, which holds none, and ${who}`,
      change: "",
    };
  const text = `${head}: deferred, it had given back its share of ${resource.name}, and ${who}`;
  // only pools can be told to count what is deferred
  return resource.isPool ? { code: "slotGivenAway", text } : { code: "slotGivenAway", text, change: "" };
}
