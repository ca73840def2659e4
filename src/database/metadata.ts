import { append } from "../containers/index.ts";
import { type Calendar, isFinished, isSchedulable } from "../definition/index.ts";
import { Agenda, type Kernel } from "../kernel/index.ts";
import type { AirflowConfig, Rules } from "../rules/index.ts";
import type { Backfill } from "./backfill.ts";
import type { DagModel } from "./dag-model.ts";
import type { DagRun } from "./dag-run.ts";
import { DatasetTable } from "./dataset-table.ts";
import { JobTable, type TaskJob } from "./jobs.ts";
import { Life } from "./life.ts";
import type { Actor, Observer } from "./observer.ts";
import { PausedDags } from "./paused-dags.ts";
import type { Pool } from "./pool.ts";
import { RunLife } from "./run-life.ts";
import type { RunRows } from "./run-rows.ts";
import { RunningRuns } from "./running-runs.ts";
import { ScheduledTaskInstances } from "./scheduled-tasks.ts";
import type { TaskInstance } from "./task-instance.ts";
import { TriggerTable } from "./trigger-table.ts";
import { UnwrittenMarks } from "./unwritten-marks.ts";

/** The components that hear when the database has changed, or is about to be read. */
interface Actors {
  /** There may be work for the scheduler. */
  wakeScheduler(): void;
  /** There may be work for the triggerers. */
  wakeTriggerers(): void;
  /** The date of the last examination is about to be read or compared: rounds that the scheduler rested through count. */
  catchUpExaminations(): void;
}

export interface MetadataArguments {
  readonly kernel: Kernel;
  readonly calendar: Calendar;
  readonly config: AirflowConfig;
  readonly rules: Rules;
  readonly observer: Observer;
  readonly actors: Actors;
  readonly runs: RunRows;
}

/**
 * Airflow's database: its tables, and what is counted and marked as they change. Task instances change by `life`
 * and runs by `runLife` only: to everybody else their columns are read-only.
 */
export class Metadata {
  readonly kernel: Kernel;
  readonly config: AirflowConfig;
  readonly rules: Rules;
  readonly observer: Observer;
  readonly calendar: Calendar;
  readonly dags = new Map<string, DagModel>();
  readonly pools = new Map<string, Pool>();
  readonly runs: RunRows;
  readonly runningRuns: RunningRuns;
  readonly scheduled = new ScheduledTaskInstances();
  /** Changes task instances. */
  readonly life = new Life(this);
  /** Changes runs. */
  readonly runLife = new RunLife(this);
  readonly triggers: TriggerTable;
  /** Deferred task instances by `trigger_timeout`, and some that have gone on since. */
  readonly triggerTimeouts = new Agenda<TaskInstance>();
  /** DAGs by `nextDagrunCreateAfter`, and some for which it has changed since, or whose DAG may get no run: see `setNextDagRun`. */
  readonly nextDagRuns = new Agenda<DagModel>();
  /** The DAGs that have queued runs. */
  readonly dagsWithQueuedRuns = new Set<DagModel>();
  /** The backfills that have queued runs. */
  readonly backfillsWithQueuedRuns = new Set<Backfill>();
  /** The backfills that are not marked as complete (`completed_at`). */
  readonly incompleteBackfills = new Set<Backfill>();
  readonly datasets: DatasetTable;
  /** Pauses DAGs, and lets them go on. */
  readonly pausedDags = new PausedDags(this);
  /** Running runs on which an examination could decide something. */
  dirtyRuns = 0;
  readonly unwritten = new UnwrittenMarks();
  readonly jobs = new JobTable();
  #actor: Actor = "user";
  readonly #actors: Actors;

  constructor(given: MetadataArguments) {
    const { kernel, calendar, config, rules, observer, actors } = given;
    this.kernel = kernel;
    this.calendar = calendar;
    this.config = config;
    this.rules = rules;
    this.observer = observer;
    this.triggers = new TriggerTable(rules);
    this.datasets = new DatasetTable(rules);
    this.#actors = actors;
    this.runs = given.runs;
    this.runningRuns = new RunningRuns(config.scheduler.maxDagrunsPerLoopToSchedule);
  }

  /** The component that acts, until another does: events are announced in its name. */
  get actor(): Actor {
    return this.#actor;
  }

  /** A component begins to act. Each entry from the clock says so first. */
  actAs(actor: Actor): void {
    this.#actor = actor;
  }

  /** There may be work for the scheduler that no change of a state tells of. */
  wakeScheduler(): void {
    this.#actors.wakeScheduler();
  }

  /** A supervisor may be found dead from now on. */
  suspect(job: TaskJob): void {
    this.jobs.suspects.add(job);
    this.wakeScheduler();
  }

  wakeTriggerers(): void {
    this.#actors.wakeTriggerers();
  }

  /** Counts the rounds that the scheduler has rested through: the dates of its examinations are about to be read. */
  catchUpExaminations(): void {
    this.#actors.catchUpExaminations();
  }

  /** Lets the scheduler look again at a task instance that may depend on what has changed. */
  reconsider(instance: TaskInstance): void {
    if (isSchedulable(instance.state)) this.markDirty(instance);
    else if (!isFinished(instance.state)) instance.dagRun.needsDeadlockCheck = true;
  }

  /** Lets the scheduler look at a task instance when it next examines its run. */
  markDirty(instance: TaskInstance): void {
    this.markRunDirty(instance.dagRun);
    if (instance.isDirty) return;
    const { dagRun } = instance;
    dagRun.dirtyInstances = append(dagRun.dirtyInstances, instance);
    instance.isDirty = true;
  }

  /** Lets the scheduler decide on a run when it next examines it. */
  markRunDirty(run: DagRun): void {
    if (run.isDirty) return;
    run.isDirty = true;
    if (run.place >= 0) this.dirtyRuns += 1;
  }

  /** The scheduler takes a decision on a run. */
  markRunClean(run: DagRun): void {
    if (run.isDirty && run.place >= 0) this.dirtyRuns -= 1;
    run.isDirty = false;
  }

  /** Lets it look again at what depends on the run before, in all runs of a DAG. */
  reconsiderDependsOnPast(dag: DagModel): void {
    for (const run of dag.runsUnderWay) {
      for (const task of dag.tasks)
        if (task.dependsOnPast) for (const instance of run.instances(task)) this.reconsider(instance);
    }
  }

  /** Puts a running run among those that the scheduler examines, or out of them, as its DAG is paused. */
  setExamined(run: DagRun, isExamined: boolean): void {
    if (run.place >= 0 === isExamined || run.isRunByItsJob) return;
    if (isExamined) this.runningRuns.add(run, this.kernel.now);
    else this.runningRuns.remove(run);
    if (run.isDirty) this.dirtyRuns += isExamined ? 1 : -1;
  }

  /** `session.flush()`: writes the marks, and lets the scheduler look again at all that counts in the database. */
  flush(): void {
    for (const dag of this.unwritten.flush()) this.reconsiderDependsOnPast(dag);
  }

  /** Takes a DAG in. */
  addDag(dag: DagModel): void {
    this.dags.set(dag.dagId, dag);
    this.datasets.activate(dag);
    if (dag.datasetUris.size > 0) this.datasets.addConsumer(dag);
  }
}
