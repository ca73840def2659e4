import { isFinished, type TaskInstanceState } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { DagRun } from "./dag-run.ts";
import type { TaskModel } from "./task-model.ts";
import type { TaskReschedules } from "./task-reschedules.ts";
import type { TriggerRow } from "./trigger-row.ts";
import type { UpstreamStates } from "./upstream-states.ts";

/**
 * A row of the task_instance table. Its state is changed by `Metadata.setState` and nowhere else; the other columns are
 * written by whoever makes the change that they belong to.
 */
export class TaskInstance {
  /** By order of creation; also the last resort where Airflow leaves an order open. */
  readonly id: number;
  readonly dagRun: DagRun;
  readonly task: TaskModel;
  /** -1 where the task is not mapped, or not expanded yet. */
  mapIndex: number;
  /** Written by `Metadata.setState` only. */
  state: TaskInstanceState | null = null;
  /** The `try_number` column (`_try_number`): see `tryNumber` for what Airflow shows. */
  triesCounted = 0;
  maxTries: number;
  /** The last try that is in the task_instance_history table, which there is from 2.10 on. */
  recordedTry = -1;
  startDate: Micros | null = null;
  endDate: Micros | null = null;
  duration: Micros | null = null;
  queuedDttm: Micros | null = null;
  nextMethod: string | null = null;
  nextKwargs: Readonly<Record<string, unknown>> | null = null;
  trigger: TriggerRow | null = null;
  triggerTimeout: Micros | null = null;
  /** Its rows of the task_reschedule table. */
  reschedules: TaskReschedules | null = null;
  /** States of its direct upstream task instances; one object for all map indexes of a task. */
  readonly upstreamStates: UpstreamStates;
  /** Whether the scheduler has to look at it again because something that it depends on has changed. */
  undecided = false;
  /** Whether the critical section's query finds it; see `ScheduledTasks`. */
  isInQuery = false;
  /** The tries that the executor has sent, that run, or that have ended without the scheduler having heard of it. */
  sentTries: readonly number[] = NONE;
  /** Its place among those with such tries. */
  placeInExecutor = -1;
  /** Told where its state is changed from outside while it lives: the process that began last, and with it those before. */
  process: RunningProcess | null = null;

  constructor(id: number, dagRun: DagRun, task: TaskModel, mapIndex: number, upstreamStates: UpstreamStates) {
    this.id = id;
    this.dagRun = dagRun;
    this.task = task;
    this.mapIndex = mapIndex;
    this.maxTries = task.settings.retries;
    this.upstreamStates = upstreamStates;
  }

  /** The `try_number` property: the try that runs, or else the one to come; or what was counted: see `Rules.triesCountedWhen`. */
  get tryNumber(): number {
    return this.state === "running" || this.task.dag.countsTriesWhenScheduled
      ? this.triesCounted
      : this.triesCounted + 1;
  }

  /** A process runs it from now on; maybe not alone: see `RunningProcess.earlier`. */
  processBegins(process: RunningProcess): void {
    process.earlier = this.process;
    this.process = process;
  }

  /** A process is done with it: what it writes is no change from outside to itself, but is one to the others. */
  processEnds(process: RunningProcess): void {
    if (this.process === process) this.process = process.earlier;
    for (let later = this.process; later !== null; later = later.earlier)
      if (later.earlier === process) later.earlier = process.earlier;
    process.earlier = null;
  }

  isRunBy(process: RunningProcess): boolean {
    for (let one = this.process; one !== null; one = one.earlier) if (one === process) return true;
    return false;
  }

  /** `set_duration`. */
  setDuration(): void {
    this.duration = this.endDate !== null && this.startDate !== null ? this.endDate - this.startDate : null;
  }

  /** `TaskInstanceHistory.record_ti`: a try that has not finished ends with that, in a state that only its record has. */
  record(now: Micros): void {
    if (this.recordedTry === this.triesCounted) return;
    this.recordedTry = this.triesCounted;
    if (isFinished(this.state)) return;
    this.endDate = now;
    this.setDuration();
  }

  clearNextMethodArgs(): void {
    this.nextMethod = null;
    this.nextKwargs = null;
  }
}

const NONE: readonly number[] = [];

/** The process of a task, as far as the database's side has to know of it. */
export interface RunningProcess {
  /**
   * The process that began before it and still runs the same task instance. Cleared while it is restarting, a task instance
   * is in no state at once (`clear_task_instances`) and may be running again before its process has been ended.
   */
  earlier: RunningProcess | null;
  /** Its task instance's state was changed by somebody else; its next heartbeats will see that. */
  stateChangedOutside(): void;
  /** SIGTERM. */
  terminate(): void;
  readonly ended: boolean;
}
