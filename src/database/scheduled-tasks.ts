import { Heap, retain } from "../containers/index.ts";
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

/** The scheduled task instances of one task, which have pool, weight and limits in common. */
export class ScheduledTasks {
  readonly task: TaskModel;
  /** True where there may be any: then `ScheduledTaskInstances` lists it. */
  isListed = false;
  readonly #heap = new Heap<TaskInstance>(isQueuedBefore);

  constructor(task: TaskModel) {
    this.task = task;
  }

  add(instance: TaskInstance): void {
    if (instance.isInQuery) return;
    instance.isInQuery = true;
    this.#heap.push(instance);
  }

  /** The one that is queued first. Those that are not scheduled any more, or whose run does not run, are dropped here. */
  get first(): TaskInstance | undefined {
    for (let top = this.#heap.top; top !== undefined; top = this.#heap.top) {
      if (isScheduled(top)) return top;
      this.take();
    }
    return undefined;
  }

  take(): TaskInstance | undefined {
    const instance = this.#heap.pop();
    if (instance !== undefined) instance.isInQuery = false;
    return instance;
  }
}

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
 * All scheduled task instances. Those of one task lie together, so that a starved pool, DAG or task is left out whole.
 * The next query of the same critical section does not take again what one has taken.
 */
export class ScheduledTaskInstances {
  readonly #tasks: ScheduledTasks[] = [];
  /** Room to work in: the tasks by what each has first. */
  readonly #heads = new Heap<ScheduledTasks>((a, b) =>
    isQueuedBefore(a.first as TaskInstance, b.first as TaskInstance),
  );
  readonly #taken: TaskInstance[] = [];
  /** Rows of each run that a query has looked at, where runs are limited. */
  readonly #ranks = new Map<DagRun, number>();

  get isEmpty(): boolean {
    return this.#tasks.length === 0;
  }

  add(instance: TaskInstance): void {
    const { scheduled } = instance.task;
    scheduled.add(instance);
    if (scheduled.isListed) return;
    scheduled.isListed = true;
    this.#tasks.push(scheduled);
  }

  /**
   * The first `limit` in Airflow's order, less those that are starved, and of a run whose own tasks are limited no more than it
   * may have. To be followed by `restore`, once it is decided.
   */
  take(limit: number, starved: Starved): TaskInstance[] {
    const heads = this.#heads;
    this.#unlist();
    for (const scheduled of this.#tasks) {
      const { task } = scheduled;
      if (!starved.pools.has(task.settings.pool) && !starved.dags.has(task.dag.dagId) && !starved.tasks.has(task))
        heads.push(scheduled);
    }
    const instances: TaskInstance[] = [];
    while (instances.length < limit) {
      const scheduled = heads.size === 1 ? heads.top : heads.pop();
      const instance = scheduled?.take();
      if (scheduled === undefined || instance === undefined) break;
      this.#taken.push(instance);
      if (starved.runs.get(instance.task)?.has(instance.dagRun) !== true && this.#isInRank(instance))
        instances.push(instance);
      const isExhausted = scheduled.first === undefined;
      if (isExhausted && heads.top === scheduled) heads.pop();
      else if (!isExhausted && heads.top !== scheduled) heads.push(scheduled);
    }
    heads.clear();
    this.#ranks.clear();
    return instances;
  }

  /** `row_number() <= max_active_tasks`, where that limits runs and the run has room. */
  #isInRank({ task: { dag }, dagRun }: TaskInstance): boolean {
    if (!dag.limitsRuns) return true;
    if (dagRun.activeTasks >= dag.maxActiveTasks) return false;
    const rank = (this.#ranks.get(dagRun) ?? 0) + 1;
    this.#ranks.set(dagRun, rank);
    return rank <= dag.maxActiveTasks;
  }

  /** Leaves out the tasks that nothing is scheduled of any more. */
  #unlist(): void {
    retain(this.#tasks, isStillScheduled);
  }

  /** Puts back what was taken and is still scheduled. */
  restore(): void {
    for (let instance = this.#taken.pop(); instance !== undefined; instance = this.#taken.pop())
      if (isScheduled(instance)) this.add(instance);
    this.#unlist();
  }
}

/** Marks a task as listed where instances of it are scheduled. */
function isStillScheduled(scheduled: ScheduledTasks): boolean {
  scheduled.isListed = scheduled.first !== undefined;
  return scheduled.isListed;
}
