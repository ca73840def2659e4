import { append, Heap, IndexedHeap, invariant } from "../containers/index.ts";
import { NEVER } from "../kernel/index.ts";
import type { DagRun } from "./dag-run.ts";
import type { TaskInstance } from "./task-instance.ts";
import type { TaskModel } from "./task-model.ts";

/**
 * Airflow: `ORDER BY -priority_weight, execution_date, map_index`, where no date comes last. It leaves open what comes first
 * beyond that; rows are found in the order of their creation, and those of runs without a date by DAG and run.
 */
export function isQueuedBefore(a: TaskInstance, b: TaskInstance): boolean {
  const byWeight = b.task.priorityWeightTotal - a.task.priorityWeightTotal;
  if (byWeight !== 0) return byWeight < 0;
  const [dateOfA, dateOfB] = [a.dagRun.logicalDate ?? NEVER, b.dagRun.logicalDate ?? NEVER];
  if (dateOfA !== dateOfB) return dateOfA < dateOfB;
  if (a.mapIndex !== b.mapIndex) return a.mapIndex < b.mapIndex;
  return dateOfA === NEVER ? isBeforeWithoutDate(a, b) : a.id < b.id;
}

function isBeforeWithoutDate(a: TaskInstance, b: TaskInstance): boolean {
  const [dagOfA, dagOfB] = [a.task.dag.dagId, b.task.dag.dagId];
  if (dagOfA !== dagOfB) return dagOfA < dagOfB;
  const [runOfA, runOfB] = [a.dagRun.runId, b.dagRun.runId];
  return runOfA === runOfB ? a.id < b.id : runOfA < runOfB;
}

/**
 * Scheduled task instances that have DAG and pool in common, so that one starved limit leaves them all out. A task that has
 * limits of its own has a group to itself.
 */
export class ScheduledGroup {
  readonly dagId: string;
  readonly pool: string;
  /** The task, where it has limits of its own. */
  readonly task: TaskModel | undefined;
  /** The place in the heap of groups; -1 where the group is not in it. */
  placeInHeap = -1;
  readonly #heap = new Heap<TaskInstance>(isQueuedBefore);

  constructor(dagId: string, pool: string, task?: TaskModel) {
    this.dagId = dagId;
    this.pool = pool;
    this.task = task;
  }

  /** The one that comes first, though it may not be scheduled any more. */
  get top(): TaskInstance | undefined {
    return this.#heap.top;
  }

  add(instance: TaskInstance): void {
    instance.isInQuery = true;
    this.#heap.push(instance);
  }

  take(): TaskInstance | undefined {
    const instance = this.#heap.pop();
    if (instance !== undefined) instance.isInQuery = false;
    return instance;
  }
}

/** Tells if a row may be queued. The groups drop others when they come to their turn. */
function isScheduled({ state, dagRun }: TaskInstance): boolean {
  return state === "scheduled" && dagRun.state === "running" && !dagRun.dag.isPaused;
}

/** The rows that a query of the critical section leaves out: an earlier one has found them starved. */
export interface Starved {
  readonly pools: ReadonlySet<string>;
  readonly dags: ReadonlySet<string>;
  readonly tasks: ReadonlySet<TaskModel>;
  /** Runs in which a task may have no more active instances, by task. */
  readonly runs: ReadonlyMap<TaskModel, ReadonlySet<DagRun>>;
}

/**
 * All scheduled task instances, in a heap of groups. The next query of the same critical section does not take again what one
 * has taken.
 */
export class ScheduledTaskInstances {
  readonly #groups = new IndexedHeap<ScheduledGroup>((a, b) =>
    isQueuedBefore(a.top as TaskInstance, b.top as TaskInstance),
  );
  readonly #taken: TaskInstance[] = [];
  /** Room to work in: the groups that a query leaves out. */
  readonly #leftOut: ScheduledGroup[] = [];
  /** Rows of each run that a query has looked at, where runs are limited. */
  readonly #ranks = new Map<DagRun, number>();

  get isEmpty(): boolean {
    return this.#groups.size === 0;
  }

  add(instance: TaskInstance): void {
    if (instance.isInQuery) return;
    const { scheduled } = instance.task;
    scheduled.add(instance);
    if (scheduled.top === instance) this.#groups.raise(scheduled);
  }

  /**
   * The first `limit` in Airflow's order, less those that are starved, and of a run whose own tasks are limited no more than it
   * may have. To be followed by `restore`, once it is decided.
   */
  take(limit: number, starved: Starved): TaskInstance[] {
    let instances: TaskInstance[] = [];
    while (instances.length < limit) {
      const group = this.#firstGroup();
      if (group === undefined) break;
      if (isStarved(group, starved)) {
        this.#groups.pop();
        this.#leftOut.push(group);
        continue;
      }
      const instance = this.#takeFirst(group);
      this.#taken.push(instance);
      if (starved.runs.get(instance.task)?.has(instance.dagRun) !== true && this.#isInRank(instance))
        instances = append(instances, instance);
    }
    for (let group = this.#leftOut.pop(); group !== undefined; group = this.#leftOut.pop()) this.#groups.raise(group);
    if (this.#ranks.size > 0) this.#ranks.clear();
    return instances;
  }

  /** The group of the row that comes first. Rows that are not scheduled any more are dropped on the way. */
  #firstGroup(): ScheduledGroup | undefined {
    for (let group = this.#groups.top; group !== undefined; group = this.#groups.top) {
      if (isScheduled(group.top as TaskInstance)) return group;
      this.#takeFirst(group);
    }
    return undefined;
  }

  /** Takes the first row of the group that is at the top of the heap. */
  #takeFirst(group: ScheduledGroup): TaskInstance {
    const instance = group.take();
    invariant(instance !== undefined, "Expected a group with rows in the heap, got an empty one");
    if (group.top === undefined) this.#groups.pop();
    else this.#groups.lowerTop();
    return instance;
  }

  /** `row_number() <= max_active_tasks`, where that limits runs and the run has room. */
  #isInRank({ task: { dag }, dagRun }: TaskInstance): boolean {
    if (!dag.limitsRuns) return true;
    if (dagRun.activeTasks >= dag.maxActiveTasks) return false;
    const rank = (this.#ranks.get(dagRun) ?? 0) + 1;
    this.#ranks.set(dagRun, rank);
    return rank <= dag.maxActiveTasks;
  }

  /** Puts back what was taken and is still scheduled. */
  restore(): void {
    for (let instance = this.#taken.pop(); instance !== undefined; instance = this.#taken.pop())
      if (isScheduled(instance)) this.add(instance);
    this.#firstGroup();
  }
}

function isStarved({ dagId, pool, task }: ScheduledGroup, { pools, dags, tasks }: Starved): boolean {
  return pools.has(pool) || dags.has(dagId) || (task !== undefined && tasks.has(task));
}
