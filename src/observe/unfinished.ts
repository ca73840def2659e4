import type { Pool, TaskInstance } from "../database/index.ts";
import { type DagRunState, isFinished, isFinishedRun, type TaskInstanceState } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { Facts } from "./analysis/facts.ts";
import type { TaskInstanceKey } from "./events.ts";
import { lookedFor } from "./looked-for.ts";
import type { Recorder } from "./recorder.ts";
import { taskInstanceKey } from "./row-names.ts";

/** The reason why a task instance has not finished when the simulation ends. */
export type Obstacle =
  /** The run has not started: `max_active_runs` runs of its DAG are running, or its logical date has not come. */
  | { readonly kind: "runQueued"; readonly maxActiveRuns: number }
  /** The run has ended without the task instance: by a deadlock or a timeout. */
  | { readonly kind: "runEnded"; readonly runState: DagRunState }
  /** The DAG is paused: nothing of it is examined, started or queued. */
  | { readonly kind: "paused"; readonly dagId: string }
  /** Tasks upstream; or, where all of these have finished, other runs (`depends_on_past`) or the scheduler. */
  | { readonly kind: "dependencies"; readonly unfinishedTaskIds: readonly string[] }
  /** The date of its retry or of its next poke. */
  | { readonly kind: "date" }
  | { readonly kind: "noPool"; readonly pool: string }
  | {
      readonly kind: "pool";
      readonly pool: string;
      readonly needs: number;
      readonly slots: number;
      readonly open: number;
      /** The tasks that have its slots. */
      readonly heldBy: readonly string[];
    }
  /** `parallelism`, or a limit of its DAG or task. */
  | { readonly kind: "limit" }
  | { readonly kind: "workerSlot"; readonly workerSlots: number }
  /** Nothing runs it any more: its process, its worker or its message is gone. */
  | { readonly kind: "lost"; readonly state: "queued" | "running" }
  | { readonly kind: "trigger"; readonly triggerType: string; readonly hasTriggerer: boolean }
  /** The code of the task is executing; of a sensor it looks for something. */
  | { readonly kind: "itself"; readonly operator: string; readonly isSensor: boolean };

/** A task instance that has not finished when the simulation ends: its state, the time of that state, and what it waits for. */
export interface Unfinished extends TaskInstanceKey {
  readonly state: TaskInstanceState | null;
  readonly since: Micros;
  readonly waitsFor: Obstacle;
  /** True if it would wait for ever: nothing in the simulation could end the wait. */
  readonly isForEver: boolean;
}

/** All task instances that have not finished, in the order of their creation. */
export function unfinishedOf(recorder: Recorder, facts: Facts): readonly Unfinished[] {
  const open = recorder.instances.filter(({ state }) => !isFinished(state));
  const since = lastChanges(recorder, new Set(open.map(({ id }) => id)));
  return open.map((instance) => {
    const waitsFor = obstacleOf(instance, recorder, facts);
    return {
      ...taskInstanceKey(instance),
      state: instance.state,
      since: since.get(instance.id) ?? 0,
      waitsFor,
      isForEver: facts.isOver || isHopeless(waitsFor),
    };
  });
}

/** The time of the last change of each of some task instances. */
function lastChanges({ changes }: Recorder, wanted: Set<number>): ReadonlyMap<number, Micros> {
  const found = new Map<number, Micros>();
  for (let row = changes.length - 1; row >= 0 && found.size < wanted.size; row -= 1) {
    const subject = changes.subject(row);
    if (changes.kind(row) === "taskInstance" && wanted.has(subject) && !found.has(subject))
      found.set(subject, changes.at(row));
  }
  return found;
}

function obstacleOf(instance: TaskInstance, recorder: Recorder, facts: Facts): Obstacle {
  const { dagRun, state, task, trigger } = instance;
  const { operator } = task;
  if (isFinishedRun(dagRun.state)) return { kind: "runEnded", runState: dagRun.state };
  switch (state) {
    case "running":
    case "restarting":
      if (facts.hasLost(instance)) return { kind: "lost", state: "running" };
      return { kind: "itself", operator: lookedFor(operator), isSensor: operator.onlyWaits };
    case "queued":
      if (facts.hasLost(instance)) return { kind: "lost", state: "queued" };
      return { kind: "workerSlot", workerSlots: facts.workerSlots };
    case "deferred":
      return {
        kind: "trigger",
        triggerType: trigger?.trigger.triggerType ?? "none",
        hasTriggerer: hasTriggerer(facts),
      };
    case "scheduled":
      return task.dag.isPaused ? { kind: "paused", dagId: task.dag.dagId } : limitOf(instance, recorder);
    case "up_for_retry":
    case "up_for_reschedule":
      return { kind: "date" };
    default:
      if (task.dag.isPaused && isReady(instance)) return { kind: "paused", dagId: task.dag.dagId };
      return dagRun.state === "queued"
        ? { kind: "runQueued", maxActiveRuns: dagRun.dag.maxActiveRuns }
        : dependenciesOf(instance);
  }
}

function hasTriggerer({ triggerers, endedAt }: Facts): boolean {
  return triggerers.some(({ from, to }) => from <= endedAt && to > endedAt);
}

function dependenciesOf({ dagRun, task }: TaskInstance): Obstacle {
  const unfinished = task.upstream.filter((other) => dagRun.instances(other).some(({ state }) => !isFinished(state)));
  return { kind: "dependencies", unfinishedTaskIds: unfinished.map(({ taskId }) => taskId) };
}

/** Nothing upstream is in its way. */
function isReady({ dagRun, task }: TaskInstance): boolean {
  return (
    dagRun.state === "queued" ||
    task.upstream.every((other) => dagRun.instances(other).every(({ state }) => isFinished(state)))
  );
}

function limitOf({ task }: TaskInstance, recorder: Recorder): Obstacle {
  const { pool, settings } = task;
  if (pool === undefined) return { kind: "noPool", pool: settings.pool };
  const { poolSlots: needs } = settings;
  return needs > pool.open
    ? { kind: "pool", pool: pool.name, needs, slots: pool.slots, open: pool.open, heldBy: holdersOf(pool, recorder) }
    : { kind: "limit" };
}

/** The tasks whose instances have slots of a pool, each once. */
function holdersOf(pool: Pool, { instances }: Recorder): readonly string[] {
  const holders = new Set<string>();
  for (const { task, state } of instances)
    if (
      task.pool === pool &&
      (state === "running" || state === "queued" || (state === "deferred" && pool.includeDeferred))
    )
      holders.add(`${task.dag.dagId}.${task.taskId}`);
  return [...holders];
}

function isHopeless(obstacle: Obstacle): boolean {
  switch (obstacle.kind) {
    case "runEnded":
    case "noPool":
      return true;
    case "pool":
      return obstacle.needs > obstacle.slots;
    case "runQueued":
      return obstacle.maxActiveRuns === 0;
    case "paused":
      return true;
    case "trigger":
      return !obstacle.hasTriggerer;
    default:
      return false;
  }
}

/** An obstacle in words that follow "waits", with what could be done about it. */
export function obstacleText(obstacle: Obstacle): string {
  switch (obstacle.kind) {
    case "runQueued":
      return `for its run to start: at most ${obstacle.maxActiveRuns} run at once (max_active_runs)`;
    case "runEnded":
      return `in a run that has ended without it (${obstacle.runState}): nothing in it could go on, or its time was up`;
    case "dependencies":
      return dependenciesText(obstacle.unfinishedTaskIds);
    case "date":
      return "for the date of its next try or poke";
    case "noPool":
      return `for ever: there is no pool "${obstacle.pool}"`;
    case "pool":
      return `for ${obstacle.needs} of ${obstacle.slots} slots of pool "${obstacle.pool}", of which ${Math.max(0, obstacle.open)} are open${heldText(obstacle.heldBy)}`;
    case "limit":
      return "for a limit: parallelism, max_active_tasks or max_active_tis";
    case "workerSlot":
      return Number.isFinite(obstacle.workerSlots)
        ? `for one of ${obstacle.workerSlots} worker slots`
        : "for the executor";
    case "trigger":
      return `for its trigger ${obstacle.triggerType}, ${obstacle.hasTriggerer ? "which has not fired" : "and no triggerer runs"}`;
    case "lost":
      return obstacle.state === "running"
        ? "for the scheduler to find that nothing runs it any more: a zombie"
        : "for its message, which is lost or with a dead worker: for its visibility timeout or task_queued_timeout";
    case "itself":
      return obstacle.isSensor
        ? `for what it looks for: ${obstacle.operator}`
        : `for its own code: ${obstacle.operator}`;
    case "paused":
      return `for its DAG ${obstacle.dagId} to be unpaused`;
  }
}

/** The number of names that a text lists. */
const MOST_NAMES = 3;

function heldText(names: readonly string[]): string {
  return names.length === 0 ? "" : `; the others have ${namesText(names)}`;
}

function dependenciesText(taskIds: readonly string[]): string {
  if (taskIds.length === 0) return "for the scheduler, for another run, or for what its trigger rule asks for";
  return `for ${namesText(taskIds)}`;
}

function namesText(names: readonly string[]): string {
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  return `${names.slice(0, MOST_NAMES).join(", ")}${more}`;
}
