import { byText, type DagRun, type DagRunType, type TaskInstance } from "../database/index.ts";
import type { DagRunState, TaskInstanceState } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { TaskInstanceKey } from "./events.ts";
import { taskInstanceKey } from "./row-names.ts";

/** One state of a task instance, and the time of its beginning. */
export interface StateSince {
  readonly at: Micros;
  readonly state: TaskInstanceState | null;
  /** The `try_number` column. */
  readonly tryNumber: number;
}

/** The row of a task instance at the end, with all its states. Times are microseconds since the simulation's start. */
export interface TaskInstanceResult extends TaskInstanceKey {
  readonly state: TaskInstanceState | null;
  /** The `try_number` column. */
  readonly tryNumber: number;
  readonly startDate: Micros | null;
  readonly endDate: Micros | null;
  readonly duration: Micros | null;
  readonly queuedDttm: Micros | null;
  /** The states in order, from its creation on. */
  readonly history: readonly StateSince[];
}

/** The row of a task instance without its states. */
export type TaskInstanceRow = Omit<TaskInstanceResult, "history">;

/** The row of a run at the end. */
export interface DagRunResult {
  readonly dagId: string;
  readonly runId: string;
  readonly runType: DagRunType;
  readonly state: DagRunState;
  /** Null where it is about no date: Airflow 3, started by hand without one. */
  readonly logicalDate: Micros | null;
  readonly dataIntervalStart: Micros | null;
  readonly dataIntervalEnd: Micros | null;
  readonly queuedAt: Micros;
  readonly startDate: Micros | null;
  readonly endDate: Micros | null;
}

const NO_INTERVAL = { start: null, end: null };

export function dagRunResult(run: DagRun): DagRunResult {
  const { dag, runId, runType, state, logicalDate, dataInterval, queuedAt, startDate, endDate } = run;
  const { start: dataIntervalStart, end: dataIntervalEnd } = dataInterval ?? NO_INTERVAL;
  return {
    dagId: dag.dagId,
    runId,
    runType,
    state,
    logicalDate,
    dataIntervalStart,
    dataIntervalEnd,
    queuedAt,
    startDate,
    endDate,
  };
}

export function taskInstanceRow(instance: TaskInstance): TaskInstanceRow {
  const { state, triesCounted: tryNumber, startDate, endDate, duration, queuedDttm } = instance;
  return { ...taskInstanceKey(instance), state, tryNumber, startDate, endDate, duration, queuedDttm };
}

/** Sorts by DAG and run id. */
export function byDagRun(a: DagRunResult, b: DagRunResult): number {
  return byText(a.dagId, b.dagId) || byText(a.runId, b.runId);
}

/** Sorts by DAG, run, task and map index. */
export function byTaskInstance(a: TaskInstanceKey, b: TaskInstanceKey): number {
  return byText(a.dagId, b.dagId) || byText(a.runId, b.runId) || byText(a.taskId, b.taskId) || a.mapIndex - b.mapIndex;
}
