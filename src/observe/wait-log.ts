import { Codes, float64, int32, nullableFloat64, oneOf, table } from "../containers/index.ts";
import {
  type Actor,
  type DagRun,
  isQueuedBefore,
  type Reason,
  type TaskInstance,
  type TaskModel,
  WAIT_CAUSES,
  type WaitCause,
  type WaitObserver,
} from "../database/index.ts";
import { type DagRunReason, isFinished } from "../definition/index.ts";
import type { Kernel, Micros } from "../kernel/index.ts";
import { ReasonLog } from "./reason-log.ts";

const CAUSES = new Codes<WaitCause>(WAIT_CAUSES);

/**
 * Records why task instances wait. A cause holds until the next one, or until the state changes: the scheduler and the
 * triggerers skip rounds that would find the same again.
 *
 * For scheduled task instances the scheduler only reports that it has looked. If it has queued nothing, a limit blocks each of
 * them. The log then checks the limits in Airflow's order, and records the first that blocks.
 */
export class WaitLog implements WaitObserver {
  /** `position` is the number of changes before it; `until` is null where the end is not known. */
  readonly entries = table({
    at: float64,
    position: float64,
    instance: int32,
    cause: oneOf(CAUSES),
    until: nullableFloat64,
  });
  readonly reasons: ReasonLog;
  /** The number of pokes of each task's sensors, by the component that poked. */
  readonly pokes = new Map<TaskModel, Map<Actor, number>>();
  readonly #kernel: Kernel;
  readonly #position: () => number;
  /** The row that holds for each task instance, by id; -1 where there is none. */
  readonly #current: number[] = [];
  /** The scheduled task instances, with the instants at which they became scheduled. */
  readonly #scheduled = new Map<TaskInstance, Micros>();
  /** The task instances that were queued since the scheduler last found nothing to queue, with the same instants. */
  #left: (readonly [TaskInstance, Micros])[] = [];
  /** The task instances that became ready later than a scheduled one, and were queued before it. */
  readonly #overtakers = new Map<TaskInstance, readonly TaskInstance[]>();
  /** The limits behind the waits for priority, by the id of the task instance. */
  readonly #limits = new Map<number, { readonly at: Micros; readonly limit: LimitCause }[]>();

  constructor(kernel: Kernel, position: () => number) {
    this.#kernel = kernel;
    this.#position = position;
    this.reasons = new ReasonLog(kernel, position);
  }

  because(instance: TaskInstance, reason: Reason): void {
    this.reasons.add(instance, reason);
  }

  runEnded(run: DagRun, reason: DagRunReason): void {
    this.reasons.addRun(run, reason);
  }

  stateChanged(instance: TaskInstance): void {
    this.#current[instance.id] = -1;
    const since = this.#scheduled.get(instance);
    if (since !== undefined) {
      this.#scheduled.delete(instance);
      this.#overtakers.delete(instance);
      if (instance.state === "queued") this.#left.push([instance, since]);
    }
    if (instance.state !== "scheduled") return;
    this.#scheduled.set(instance, this.#kernel.now);
  }

  waitsFor(instance: TaskInstance, cause: WaitCause, until: Micros | null = null): void {
    const { entries } = this;
    const current = this.#current[instance.id] ?? -1;
    const isKnown = current >= 0 && entries.cause.get(current) === cause && entries.until.get(current) === until;
    if (isKnown && cause !== "upstream") return; // of a wait for upstreams the newest look counts
    const row = entries.rows.add();
    this.#current[instance.id] = row;
    entries.at.set(row, this.#kernel.now);
    entries.position.set(row, this.#position());
    entries.instance.set(row, instance.id);
    entries.cause.set(row, cause);
    entries.until.set(row, until);
  }

  poke({ task }: TaskInstance, actor: Actor): void {
    const counts = this.pokes.get(task) ?? new Map<Actor, number>();
    this.pokes.set(task, counts.set(actor, (counts.get(actor) ?? 0) + 1));
  }

  criticalSection(slotsAvailable: number, queued: number): void {
    if (queued > 0) return; // the scheduler looks again at the same instant
    const preferred = this.#left;
    this.#left = [];
    for (const [instance, since] of this.#scheduled) {
      if (instance.dagRun.state !== "running" || instance.task.dag.isPaused) continue; // its query does not find it
      const cause = blockedBy(instance, slotsAvailable);
      if (cause === "queryFull") {
        this.waitsFor(instance, cause);
        continue;
      }
      const isOvertaken = this.#isOvertaken(instance, since, preferred, cause);
      if (isOvertaken) this.#addLimit(instance, cause);
      this.waitsFor(instance, isOvertaken ? "priority" : cause);
    }
  }

  /** The limit that a task instance had not come to by an instant, as others with priority had taken it. */
  limitBehind({ id }: TaskInstance, at: Micros): LimitCause | undefined {
    return this.#limits.get(id)?.findLast((told) => told.at <= at)?.limit;
  }

  #addLimit({ id }: TaskInstance, limit: LimitCause): void {
    const known = this.#limits.get(id) ?? [];
    this.#limits.set(id, known);
    if (known.at(-1)?.limit !== limit) known.push({ at: this.#kernel.now, limit });
  }

  /** True if another that was ready later has what it lacks now, by its priority. */
  #isOvertaken(
    instance: TaskInstance,
    since: Micros,
    queued: readonly (readonly [TaskInstance, Micros])[],
    cause: LimitCause,
  ): boolean {
    const known = this.#overtakers.get(instance);
    const others = [...(known ?? []), ...queued.filter(([, ready]) => ready > since).map(([other]) => other)];
    const open = others.filter((other) => !isFinished(other.state));
    if (known !== undefined || open.length > 0) this.#overtakers.set(instance, open);
    return open.some((other) => holds(other, cause) && takesFrom(other, instance, cause));
  }
}

/** The limits that may keep a task instance from being queued. */
export type LimitCause = Extract<
  WaitCause,
  "parallelism" | "poolFull" | "poolTooSmall" | "maxActiveTasks" | "maxActiveTisPerDag" | "maxActiveTisPerDagrun"
>;

/**
 * The first limit that blocks a task instance, in the order of `_executable_task_instances_to_queued`. Where none does, the query has
 * not come to it.
 */
function blockedBy({ task, dagRun }: TaskInstance, slotsAvailable: number): LimitCause | "queryFull" {
  const { settings, dag, pool } = task;
  if (slotsAvailable <= 0) return "parallelism";
  if (pool === undefined) return "poolTooSmall";
  if (pool.open <= 0) return pool.slots <= 0 ? "poolTooSmall" : "poolFull";
  if (settings.poolSlots > pool.slots) return "poolTooSmall";
  if (settings.poolSlots > pool.open) return "poolFull";
  if ((dag.limitsRuns ? dagRun : dag).activeTasks >= dag.maxActiveTasks) return "maxActiveTasks";
  if (settings.maxActiveTisPerDag !== null && task.active >= settings.maxActiveTisPerDag) return "maxActiveTisPerDag";
  const inRun = dagRun.active?.get(task) ?? 0;
  if (settings.maxActiveTisPerDagrun !== null && inRun >= settings.maxActiveTisPerDagrun)
    return "maxActiveTisPerDagrun";
  return "queryFull";
}

/** True if it counts for a limit in the state that it is in. */
function holds({ state, task }: TaskInstance, cause: LimitCause): boolean {
  if (state === "queued" || state === "running") return true;
  return state === "deferred" && cause === "poolFull" && task.pool?.includeDeferred === true;
}

/** True if another has taken what this one lacks, and comes before it in the scheduler's order. */
function takesFrom(other: TaskInstance, instance: TaskInstance, cause: LimitCause): boolean {
  if (other.dagRun.isRunByItsJob) return false; // the command of its backfill knows no priorities
  switch (cause) {
    case "parallelism":
      return isQueuedBefore(other, instance);
    case "poolFull":
      return other.task.pool === instance.task.pool && isQueuedBefore(other, instance);
    case "maxActiveTasks":
      return sharesMaxActiveTasks(other, instance) && isQueuedBefore(other, instance);
    default:
      return false;
  }
}

/** `max_active_tasks` limits a DAG, or from Airflow 3 on each of its runs. */
function sharesMaxActiveTasks(other: TaskInstance, { task: { dag }, dagRun }: TaskInstance): boolean {
  return dag.limitsRuns ? other.dagRun === dagRun : other.task.dag === dag;
}
