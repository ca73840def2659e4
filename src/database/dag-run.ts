import {
  type DagRunState,
  type DataInterval,
  isFinished,
  isSchedulable,
  type TaskInstanceState,
} from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { Backfill } from "./backfill.ts";
import type { DagModel } from "./dag-model.ts";
import type { TaskInstance } from "./task-instance.ts";
import type { TaskModel } from "./task-model.ts";
import { XComs } from "./xcoms.ts";

export type DagRunType = "manual" | "scheduled" | "dataset_triggered" | "backfill" | "operator_triggered";

/** The columns of a run that change. */
export interface DagRunColumns {
  readonly state: DagRunState;
  readonly queuedAt: Micros;
  readonly startDate: Micros | null;
  readonly endDate: Micros | null;
}

/** A row of the dag_run table. Its columns are read-only: `RunLife` changes them, and nothing else does. */
export class DagRun implements DagRunColumns {
  readonly id: number;
  readonly dag: DagModel;
  readonly runId: string;
  readonly runType: DagRunType;
  /** Null where it is about no date: see `Rules.manualRunsAreAbout`. Then it has no data interval either. */
  readonly logicalDate: Micros | null;
  readonly dataInterval: DataInterval | null;
  /** The moment from which on it may run. */
  readonly runAfter: Micros;
  /** Runs are started and examined in the order of this date: see `Rules.runsAreInOrderOf`. */
  readonly orderDate: Micros;
  /** The partition of assets that it is about; null for none. From Airflow 3.2 on. */
  readonly partitionKey: string | null;
  readonly conf: Readonly<Record<string, unknown>>;
  /** True where somebody has asked for it. */
  readonly externalTrigger: boolean;
  readonly state: DagRunState = "queued";
  readonly queuedAt: Micros;
  readonly startDate: Micros | null = null;
  readonly endDate: Micros | null = null;
  /** True where a person has deleted it, with its task instances: they are no rows any more. */
  readonly isDeleted: boolean = false;
  /** The backfill that it belongs to; null for none. */
  readonly backfill: Backfill | null = null;
  /** The place in that, counted from 1. */
  readonly backfillOrdinal: number = 0;
  /** The place among the running runs; -1 where it is not running. */
  place = -1;
  /** True while its DAG's `QueuedRuns` hold it. */
  isInQueue = false;
  /** The last examination by the scheduler, kept here while it is not running: see `RunningRuns`. */
  lastSchedulingDecision: Micros | null = null;

  /** The instance of each task that is not mapped, by the task's index. */
  readonly unmapped: (TaskInstance | undefined)[];
  /** The number of instances, where none is mapped. */
  #count = 0;
  /** The instances of each mapped task, by map index. */
  readonly mapped: Map<TaskModel, TaskInstance[]> | null;
  /** All instances, by task and map index, where they are in a list already. */
  #all: readonly TaskInstance[] | undefined;
  /** So many at the start of `taskInstances` have finished, as far as `firstUnfinished` has looked. */
  #finishedAtStart = 0;
  /** The numbers of instances of each mapped task that are in no state, and in one in which they may be scheduled. */
  readonly #waiting: Map<TaskModel, { untouched: number; schedulable: number }> | null;
  /** Instances of mapped tasks that were not expanded yet. */
  unexpanded = 0;
  /** Queued and running instances of the tasks that limit them for each run. */
  readonly active: Map<TaskModel, number> | null;
  /** The values that its tasks have pushed. */
  xcoms = new XComs();

  /** Commands to run its task instances that the executor has, or has yet to tell the scheduler the end of. */
  commands = 0;
  /** Task instances that have not finished. */
  unfinished = 0;
  /** Task instances in state deferred. */
  deferred = 0;
  /** Task instances in states queued and running. */
  activeTasks = 0;
  /** Task instances that the scheduler has to look at, since something that they depend on has changed: `Metadata.markDirty`. */
  dirtyInstances: TaskInstance[] = [];
  /**
   * A dirty flag for the check for a deadlock: something has changed on which a scheduled, queued or running task instance
   * depends. Only that check looks at such instances, and may yet decide on them.
   */
  needsDeadlockCheck = false;
  /** A dirty flag: the scheduler's next examination could change something. See `Metadata.markRunDirty`. */
  isDirty = true;

  constructor(id: number, dag: DagModel, given: DagRunArguments, created: Micros | DagRunColumns) {
    this.id = id;
    this.dag = dag;
    this.runId = given.runId;
    this.runType = given.runType;
    this.logicalDate = given.logicalDate;
    this.dataInterval = given.dataInterval;
    this.runAfter = given.runAfter;
    this.orderDate =
      dag.rules.runsAreInOrderOf === "run_after" ? given.runAfter : (given.logicalDate ?? given.runAfter);
    this.partitionKey = given.partitionKey ?? null;
    this.conf = given.conf;
    this.externalTrigger = given.externalTrigger;
    if (given.backfill !== undefined) ({ of: this.backfill, ordinal: this.backfillOrdinal } = given.backfill);
    if (typeof created === "number") this.queuedAt = created;
    else ({ state: this.state, queuedAt: this.queuedAt, startDate: this.startDate, endDate: this.endDate } = created);
    this.unmapped = new Array(dag.tasks.length);
    this.active = dag.hasTaskConcurrencyLimits ? new Map() : null;
    this.mapped = dag.hasMappedTasks ? new Map() : null;
    this.#waiting = dag.hasMappedTasks ? new Map() : null;
  }

  /** True where the job of `airflow dags backfill` runs it, up to Airflow 2: the scheduler only counts it. */
  get isRunByItsJob(): boolean {
    return this.runType === "backfill" && this.backfill === null;
  }

  /**
   * All instances of a task, by map index. Behind them is the one that was not expanded where it is left beside them: see
   * `Rules.marksAreWritten`.
   */
  instances(task: TaskModel): readonly TaskInstance[] {
    if (task.isMapped) return this.mapped?.get(task) ?? [];
    const instance = this.unmapped[task.index];
    return instance === undefined ? [] : [instance];
  }

  /** Takes in a task instance, the next one of its task. */
  addInstance(instance: TaskInstance): void {
    const { task } = instance;
    this.#finishedAtStart = 0;
    if (this.mapped === null || !task.isMapped) {
      this.unmapped[task.index] = instance;
      if (this.mapped === null) this.#count += 1;
      return;
    }
    this.#all = undefined;
    if (instance.mapIndex < 0) this.unexpanded += 1;
    this.countWaiting(task, instance.state, 1);
    const siblings = this.mapped.get(task);
    if (siblings === undefined) this.mapped.set(task, [instance]);
    else if (isLeft(siblings.at(-1)) && instance.mapIndex >= 0) siblings.splice(-1, 0, instance);
    else siblings.push(instance);
  }

  /** Forgets all instances but one: the others were deleted, and it is there again. */
  keepOnly(instance: TaskInstance): void {
    this.unmapped.fill(undefined);
    this.mapped?.clear();
    this.#waiting?.clear();
    this.#count = 0;
    this.#all = undefined;
    this.unexpanded = 0;
    this.unfinished = 1;
    this.dirtyInstances = [];
    this.xcoms = new XComs();
    this.addInstance(instance);
  }

  /** An instance of a mapped task has come into a state (1), or has left it (-1). */
  countWaiting(task: TaskModel, state: TaskInstanceState | null, delta: 1 | -1): void {
    if (!isSchedulable(state)) return;
    let counts = this.#waiting?.get(task);
    if (counts === undefined) {
      counts = { untouched: 0, schedulable: 0 };
      this.#waiting?.set(task, counts);
    }
    counts.schedulable += delta;
    if (state === null) counts.untouched += delta;
  }

  /** True if all instances of a mapped task are in no state. */
  areUntouched(task: TaskModel): boolean {
    return this.#waiting?.get(task)?.untouched === this.mapped?.get(task)?.length;
  }

  /** True if instances of a task may be in a state in which they may be scheduled. */
  mayHaveSchedulable(task: TaskModel): boolean {
    return !task.isMapped || (this.#waiting?.get(task)?.schedulable ?? 0) > 0;
  }

  /** All task instances, by task and map index. Mostly they are there already, in a list. */
  taskInstances(): readonly TaskInstance[] {
    const { mapped, unmapped } = this;
    if (this.#count === unmapped.length) return unmapped as readonly TaskInstance[];
    if (mapped === null) return unmapped.filter((instance) => instance !== undefined);
    this.#all ??= this.dag.tasks.flatMap((task) => this.instances(task));
    return this.#all;
  }

  /** The place of the first in `taskInstances` that has not finished. It goes on where it has stopped the last time. */
  firstUnfinished(): number {
    const all = this.taskInstances();
    let place = this.#finishedAtStart;
    while (place < all.length && isFinished((all[place] as TaskInstance).state)) place += 1;
    this.#finishedAtStart = place;
    return place;
  }

  /** A task instance has finished (1), or is unfinished after all (-1). */
  countFinished(delta: 1 | -1): void {
    this.unfinished -= delta;
    if (delta < 0) this.#finishedAtStart = 0;
  }
}

/** True of the instance without a map index that a task has before it is expanded, and may have left afterwards. */
function isLeft(instance: TaskInstance | undefined): boolean {
  return instance !== undefined && instance.mapIndex < 0;
}

/** Finds the run before by logical date (`get_previous_dagrun`); with catchup, only among those that nobody asked for by hand. */
export function previousRun(run: DagRun, onlyScheduled: boolean): DagRun | undefined {
  return run.dag.runs.findLast(
    (other) => isDateBefore(other.logicalDate, run.logicalDate) && !(onlyScheduled && other.runType === "manual"),
  );
}

/** As SQL compares dates: no date is before none. */
export function isDateBefore(a: Micros | null, b: Micros | null): boolean {
  return a !== null && b !== null && a < b;
}

export interface DagRunArguments {
  readonly runId: string;
  readonly runType: DagRunType;
  readonly logicalDate: Micros | null;
  readonly dataInterval: DataInterval | null;
  readonly runAfter: Micros;
  readonly conf: Readonly<Record<string, unknown>>;
  readonly externalTrigger: boolean;
  readonly partitionKey?: string | undefined;
  readonly backfill?: { readonly of: Backfill; readonly ordinal: number };
}
