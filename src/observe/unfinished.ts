import type { TaskInstance } from "../database/index.ts";
import { type DagRunState, isFinished, isFinishedRun, type TaskInstanceState } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { Facts } from "./analysis/facts.ts";
import type { TaskInstanceKey } from "./events.ts";
import type { Recorder } from "./recorder.ts";
import { taskInstanceKey } from "./row-names.ts";

/** The reason why a task instance has not finished when the simulation ends. */
export type Obstacle =
  /** The run has not started: `max_active_runs` runs of its DAG are running, or its logical date has not come. */
  | { readonly kind: "runQueued"; readonly maxActiveRuns: number }
  /** The run has ended without the task instance: by a deadlock or a timeout. */
  | { readonly kind: "runEnded"; readonly runState: DagRunState }
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
    }
  /** `parallelism`, or a limit of its DAG or task. */
  | { readonly kind: "limit" }
  | { readonly kind: "workerSlot"; readonly workerSlots: number }
  | { readonly kind: "trigger"; readonly triggerType: string; readonly hasTriggerer: boolean }
  /** The code of the task is executing. */
  | { readonly kind: "itself" };

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
    const waitsFor = obstacleOf(instance, facts);
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

function obstacleOf(instance: TaskInstance, facts: Facts): Obstacle {
  const { dagRun, state, trigger } = instance;
  if (isFinishedRun(dagRun.state)) return { kind: "runEnded", runState: dagRun.state };
  switch (state) {
    case "running":
    case "restarting":
      return { kind: "itself" };
    case "queued":
      return { kind: "workerSlot", workerSlots: facts.workerSlots };
    case "deferred":
      return {
        kind: "trigger",
        triggerType: trigger?.trigger.triggerType ?? "none",
        hasTriggerer: hasTriggerer(facts),
      };
    case "scheduled":
      return limitOf(instance);
    case "up_for_retry":
    case "up_for_reschedule":
      return { kind: "date" };
    default:
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

function limitOf({ task }: TaskInstance): Obstacle {
  const { pool, settings } = task;
  if (pool === undefined) return { kind: "noPool", pool: settings.pool };
  const { poolSlots: needs } = settings;
  return needs > pool.open
    ? { kind: "pool", pool: pool.name, needs, slots: pool.slots, open: pool.open }
    : { kind: "limit" };
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
      return `for ${obstacle.needs} of ${obstacle.slots} slots of pool "${obstacle.pool}", of which ${Math.max(0, obstacle.open)} are open`;
    case "limit":
      return "for a limit: parallelism, max_active_tasks or max_active_tis";
    case "workerSlot":
      return Number.isFinite(obstacle.workerSlots)
        ? `for one of ${obstacle.workerSlots} worker slots`
        : "for the executor";
    case "trigger":
      return `for its trigger ${obstacle.triggerType}, ${obstacle.hasTriggerer ? "which has not fired" : "and no triggerer runs"}`;
    case "itself":
      return "for nothing: it executes";
  }
}

/** The number of names that a text lists. */
const MOST_NAMES = 3;

function dependenciesText(taskIds: readonly string[]): string {
  if (taskIds.length === 0) return "for the scheduler, for another run, or for what its trigger rule asks for";
  const more = taskIds.length > MOST_NAMES ? ` and ${taskIds.length - MOST_NAMES} more` : "";
  return `for ${taskIds.slice(0, MOST_NAMES).join(", ")}${more}`;
}
