import {
  type Actor,
  isQueuedBefore,
  type TaskInstance,
  type TaskModel,
  WAIT_CAUSES,
  type WaitCause,
  type WaitObserver,
} from "../database/index.ts";
import type { Kernel, Micros } from "../kernel/index.ts";
import { Columns } from "./columns.ts";

const CAUSE_CODES = new Map(WAIT_CAUSES.map((cause, code) => [cause, code]));

/** Stands for "it does not know until when". */
const OPEN_END = -1;

/** The name that a number in the column `cause` stands for. */
export function causeOf(code: number): WaitCause {
  return WAIT_CAUSES[code] as WaitCause;
}

/**
 * Keeps what task instances wait for, as those tell who make them wait. A cause holds until another one is told, or the
 * state changes: the loops rest through rounds that would find the same again.
 *
 * Of a scheduled task instance the scheduler only says that it has looked. A look that queues nothing has found each of
 * them blocked, so it is enough to ask the limits, in Airflow's order, which of them it is.
 */
export class WaitLog implements WaitObserver {
  /** `position` is how many changes there were by then; `until` is -1 where the end is not known. */
  readonly rows = new Columns({
    at: Float64Array,
    position: Float64Array,
    instance: Int32Array,
    cause: Uint8Array,
    until: Float64Array,
  });
  /** How often the sensors of a task have looked, by who did. */
  readonly pokes = new Map<TaskModel, Map<Actor, number>>();
  readonly #kernel: Kernel;
  readonly #position: () => number;
  /** Of each task instance, by id: the row that holds for it; -1 where there is none. */
  readonly #current: number[] = [];
  /** The scheduled task instances, and when they became so, by count. */
  readonly #scheduled = new Map<TaskInstance, number>();
  #count = 0;
  /** What has left the state scheduled since the scheduler has last found nothing to queue. */
  #left: (readonly [TaskInstance, number])[] = [];
  /** Scheduled task instances that others were preferred to which became ready later. */
  readonly #overtaken = new Set<TaskInstance>();

  constructor(kernel: Kernel, position: () => number) {
    this.#kernel = kernel;
    this.#position = position;
  }

  stateChanged(instance: TaskInstance): void {
    this.#current[instance.id] = -1;
    const since = this.#scheduled.get(instance);
    if (since !== undefined) {
      this.#scheduled.delete(instance);
      this.#overtaken.delete(instance);
      if (instance.state === "queued") this.#left.push([instance, since]);
    }
    if (instance.state !== "scheduled") return;
    this.#scheduled.set(instance, this.#count);
    this.#count += 1;
  }

  waitsFor(instance: TaskInstance, cause: WaitCause, until: Micros = OPEN_END): void {
    const code = CAUSE_CODES.get(cause) as number;
    const { columns } = this.rows;
    const current = this.#current[instance.id] ?? -1;
    const isKnown = current >= 0 && columns.cause[current] === code && columns.until[current] === until;
    if (isKnown && cause !== "upstream") return; // when it was looked at last is of interest there
    const row = this.rows.add();
    this.#current[instance.id] = row;
    columns.at[row] = this.#kernel.now;
    columns.position[row] = this.#position();
    columns.instance[row] = instance.id;
    columns.cause[row] = code;
    columns.until[row] = until;
  }

  poke({ task }: TaskInstance, actor: Actor): void {
    const counts = this.pokes.get(task) ?? new Map<Actor, number>();
    this.pokes.set(task, counts.set(actor, (counts.get(actor) ?? 0) + 1));
  }

  criticalSection(slotsAvailable: number, queued: number): void {
    if (queued > 0) return; // it looks again at this very instant
    const preferred = this.#left;
    this.#left = [];
    for (const [instance, since] of this.#scheduled) {
      if (instance.dagRun.state !== "running") continue; // its query does not find it
      const cause = blockedBy(instance, slotsAvailable);
      if (cause === undefined) continue;
      if (preferred.some(([other, ready]) => ready > since && takesFrom(other, instance, cause)))
        this.#overtaken.add(instance);
      this.waitsFor(instance, this.#overtaken.has(instance) && isTakenByOthers(cause) ? "priority" : cause);
    }
  }
}

type LimitCause = Extract<
  WaitCause,
  "parallelism" | "poolFull" | "poolTooSmall" | "maxActiveTasks" | "maxActiveTisPerDag" | "maxActiveTisPerDagrun"
>;

/** Which limit it meets first, in the order of `_executable_task_instances_to_queued`. */
function blockedBy({ task, dagRun }: TaskInstance, slotsAvailable: number): LimitCause | undefined {
  const { settings, dag, pool } = task;
  if (slotsAvailable <= 0) return "parallelism";
  if (pool === undefined) return "poolTooSmall";
  if (pool.open <= 0) return pool.slots <= 0 ? "poolTooSmall" : "poolFull";
  if (settings.poolSlots > pool.slots) return "poolTooSmall";
  if (settings.poolSlots > pool.open) return "poolFull";
  if (dag.activeTasks >= dag.maxActiveTasks) return "maxActiveTasks";
  if (settings.maxActiveTisPerDag !== null && task.active >= settings.maxActiveTisPerDag) return "maxActiveTisPerDag";
  const inRun = dagRun.active?.get(task) ?? 0;
  if (settings.maxActiveTisPerDagrun !== null && inRun >= settings.maxActiveTisPerDagrun)
    return "maxActiveTisPerDagrun";
  return undefined;
}

function isTakenByOthers(cause: LimitCause): boolean {
  return cause === "parallelism" || cause === "poolFull" || cause === "maxActiveTasks";
}

/** Whether another has taken what this one lacks, and comes before it in the scheduler's order. */
function takesFrom(other: TaskInstance, instance: TaskInstance, cause: LimitCause): boolean {
  switch (cause) {
    case "parallelism":
      return isQueuedBefore(other, instance);
    case "poolFull":
      return other.task.pool === instance.task.pool && isQueuedBefore(other, instance);
    case "maxActiveTasks":
      return other.task.dag === instance.task.dag && isQueuedBefore(other, instance);
    default:
      return false;
  }
}
