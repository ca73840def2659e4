import type { TaskInstanceState } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { DagRun } from "./dag-run.ts";
import type { DagRunSnapshot } from "./dag-run-snapshot.ts";
import type { OwnerColumns } from "./owner.ts";
import type { RunningProcess } from "./running-process.ts";
import type { TaskModel } from "./task-model.ts";
import type { TaskReschedules } from "./task-reschedules.ts";
import type { TriggerRow } from "./trigger-row.ts";
import type { UpstreamStates } from "./upstream-states.ts";

/** The columns of a task instance that change. */
export interface TaskInstanceColumns {
  readonly state: TaskInstanceState | null;
  /** The `try_number` column (`_try_number`): see `TaskInstance.tryNumber` for what Airflow shows. */
  readonly triesCounted: number;
  readonly maxTries: number;
  /** The last try that is in the task_instance_history table, which there is from 2.10 on; -1 for none. */
  readonly recordedTry: number;
  readonly startDate: Micros | null;
  readonly endDate: Micros | null;
  readonly duration: Micros | null;
  readonly queuedDttm: Micros | null;
  /** The rows of the task_reschedule table. */
  readonly reschedules: TaskReschedules | null;
}

/** A row of the task_instance table. Its columns are read-only: `Life` changes them, and nothing else does. */
export class TaskInstance implements TaskInstanceColumns {
  /** By order of creation; also the last resort where Airflow leaves an order open. */
  readonly id: number;
  readonly dagRun: DagRun;
  readonly task: TaskModel;
  /** -1 where the task is not mapped, or not expanded yet. */
  readonly mapIndex: number;
  readonly state: TaskInstanceState | null = null;
  readonly triesCounted: number = 0;
  readonly maxTries: number;
  readonly recordedTry: number = -1;
  readonly startDate: Micros | null = null;
  readonly endDate: Micros | null = null;
  readonly duration: Micros | null = null;
  readonly queuedDttm: Micros | null = null;
  readonly nextMethod: string | null = null;
  readonly nextKwargs: Readonly<Record<string, unknown>> | null = null;
  readonly trigger: TriggerRow | null = null;
  readonly triggerTimeout: Micros | null = null;
  readonly reschedules: TaskReschedules | null = null;
  /** A generation counter in place of its id: from Airflow 3 on each retry, and each clear, gives the row a new one. */
  readonly generation: number = 0;
  /** The scheduler that has queued it and the supervisor of its process; null where nobody dies. */
  readonly owner: OwnerColumns | null = null;
  /** States of its direct upstream task instances; one object for all map indexes of a task. */
  readonly upstreamStates: UpstreamStates;
  /** The process that runs it; the last to begin, where there are several. */
  readonly process: RunningProcess | null = null;
  /** A dirty flag: the scheduler has to look at it again, because something that it depends on has changed. */
  isDirty = false;
  /** The critical section's query finds it; see `ScheduledGroup`. */
  isInQuery = false;
  /** The tries that the executor has sent, that run, or that have ended without the scheduler having heard of it. */
  sentTries: readonly number[] = NONE;
  /** The place in the executor's list of those with such tries. */
  placeInExecutor = -1;

  constructor(
    id: number,
    dagRun: DagRun,
    task: TaskModel,
    mapIndex: number,
    upstreamStates: UpstreamStates,
    columns?: TaskInstanceColumns,
  ) {
    this.id = id;
    this.dagRun = dagRun;
    this.task = task;
    this.mapIndex = mapIndex;
    this.upstreamStates = upstreamStates;
    this.maxTries = task.settings.retries;
    if (columns === undefined) return;
    this.state = columns.state;
    this.triesCounted = columns.triesCounted;
    this.maxTries = columns.maxTries;
    this.recordedTry = columns.recordedTry;
    this.startDate = columns.startDate;
    this.endDate = columns.endDate;
    this.duration = columns.duration;
    this.queuedDttm = columns.queuedDttm;
    this.reschedules = columns.reschedules;
  }

  /** The `try_number` property: the try that runs, or else the one to come; or what was counted: see `Rules.triesCountedWhen`. */
  get tryNumber(): number {
    return this.state === "running" || this.task.dag.countsTriesWhenScheduled
      ? this.triesCounted
      : this.triesCounted + 1;
  }
}

const NONE: readonly number[] = [];

/** `TaskInstance.__repr__`. */
export function reprOf({ task, dagRun, mapIndex, state }: TaskInstance): string {
  const mapped = mapIndex === -1 ? "" : `map_index=${mapIndex} `;
  return `<TaskInstance: ${task.dag.dagId}.${task.taskId} ${dagRun.runId} ${mapped}[${state ?? "None"}]>`;
}

/** The columns of a task instance as its process has read them. A deferral writes them back, whatever became of the row. */
export interface RowAsRead {
  /** The try that runs. */
  readonly tryNumber: number;
  readonly startedAt: Micros;
  readonly startDate: Micros | null;
  readonly queuedDttm: Micros | null;
  /** The duration of an earlier try. */
  readonly duration: Micros | null;
  readonly owner: OwnerColumns | null;
  readonly run: DagRunSnapshot;
}

export interface FailureOptions {
  /** Waits for its retry, or else fails for good. Default what its retries allow. */
  readonly mayRetry?: boolean;
  /** Knows that the DAG has `fail_stop`, which is not serialized. Default true. */
  readonly seesFailStop?: boolean;
}
