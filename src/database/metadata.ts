import type { Calendar } from "../definition/index.ts";
import {
  DagRunAlreadyExists,
  type DagRunState,
  isFinished,
  isFinishedRun,
  isSchedulable,
  MultipleResultsFound,
  totalLength,
} from "../definition/index.ts";
import { Agenda, type Kernel } from "../kernel/index.ts";
import type { AirflowConfig, Rules } from "../rules/index.ts";
import type { Actors } from "./actors.ts";
import type { DagModel } from "./dag-model.ts";
import { DagRun, type DagRunArguments } from "./dag-run.ts";
import type { DagRunSnapshot } from "./dag-run-snapshot.ts";
import { DatasetTable } from "./dataset-table.ts";
import { Life } from "./life.ts";
import type { Actor, Observer } from "./observer.ts";
import type { Pool } from "./pool.ts";
import type { RunRows } from "./run-rows.ts";
import { RunningRuns } from "./running-runs.ts";
import { ScheduledTaskInstances } from "./scheduled-tasks.ts";
import type { TaskInstance } from "./task-instance.ts";
import type { TaskModel } from "./task-model.ts";
import { TriggerTable } from "./trigger-table.ts";
import { UnwrittenMarks } from "./unwritten-marks.ts";

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
 * Airflow's database: its tables, and what is counted and marked as they change. Task instances change by `life` only, runs
 * by the verbs below.
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
  readonly triggers: TriggerTable;
  /** Deferred task instances by `trigger_timeout`, and some that have gone on since. */
  readonly triggerTimeouts = new Agenda<TaskInstance>();
  readonly datasets: DatasetTable;
  /** Runs in states queued and running. */
  activeRuns = 0;
  /** Runs in state queued. */
  queuedRuns = 0;
  /** Running runs on which an examination could decide something. */
  changedRuns = 0;
  readonly unwritten = new UnwrittenMarks();
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

  wakeTriggerers(): void {
    this.#actors.wakeTriggerers();
  }

  /** Lets the scheduler look again at a task instance that may depend on what has changed. */
  reconsider(instance: TaskInstance): void {
    if (isSchedulable(instance.state)) this.undecide(instance);
    else if (!isFinished(instance.state)) instance.dagRun.isUpset = true;
  }

  /** Lets the scheduler look at a task instance when it next examines its run. */
  undecide(instance: TaskInstance): void {
    this.touch(instance.dagRun);
    if (!instance.undecided) instance.dagRun.undecided.push(instance);
    instance.undecided = true;
  }

  /** Lets the scheduler decide on a run when it next examines it. */
  touch(run: DagRun): void {
    if (run.changed) return;
    run.changed = true;
    if (run.place >= 0) this.changedRuns += 1;
  }

  /** The scheduler takes a decision on a run. */
  decide(run: DagRun): void {
    if (run.changed && run.place >= 0) this.changedRuns -= 1;
    run.changed = false;
  }

  /** Lets it look again at what depends on the run before, in all runs of a DAG. */
  reconsiderDependsOnPast(dag: DagModel): void {
    for (const run of dag.runs) {
      if (run.state !== "running") continue;
      for (const task of dag.tasks)
        if (task.settings.dependsOnPast) for (const instance of run.instances(task)) this.reconsider(instance);
    }
  }

  /** Queues a finished run again, as if it had never been examined (`clear_task_instances`, models/taskinstance.py). */
  clearRun(run: DagRun): void {
    this.setRunState(run, "queued");
    this.runningRuns.setDecision(run, null);
    run.startDate = null;
  }

  /** Changes a run's state, and its end date with it (`DagRun.set_state`). */
  setRunState(run: DagRun, state: DagRunState): void {
    if (run.state === state) return;
    run.endDate = isFinishedRun(state) ? this.kernel.now : null;
    if (state === "queued") run.queuedAt = this.kernel.now;
    this.#enterRunState(run, state);
  }

  #enterRunState(run: DagRun, state: DagRunState): void {
    const from = run.state;
    this.#countRun(run, from, -1);
    run.state = state;
    this.#countRun(run, state, 1);
    if (isFinishedRun(state)) this.runs.ended(run);
    if (state === "running") {
      this.touch(run);
      for (const instance of run.taskInstances()) if (instance.state === "scheduled") this.scheduled.add(instance);
    }
    this.#actors.wakeScheduler();
    this.observer.dagRun(run, from, this.#actor);
  }

  #countRun(run: DagRun, state: DagRunState, delta: 1 | -1): void {
    const { dag } = run;
    if (state === "queued") {
      this.queuedRuns += delta;
      if (delta > 0) dag.queuedRuns.add(run);
      else dag.queuedRuns.remove();
    } else if (state === "running") {
      dag.runningRuns += delta;
      this.setExamined(run, delta > 0 && !dag.isPaused);
    } else return;
    this.activeRuns += delta;
  }

  /** Whether a running run is among those that the scheduler examines: those of a paused DAG are not. */
  setExamined(run: DagRun, isExamined: boolean): void {
    if (run.place >= 0 === isExamined) return;
    if (isExamined) this.runningRuns.add(run);
    else this.runningRuns.remove(run);
    if (run.changed) this.changedRuns += isExamined ? 1 : -1;
  }

  /** What a task's process reads of its run when it begins. */
  snapshotRun(run: DagRun): DagRunSnapshot {
    this.#actors.catchUpExaminations();
    const { state, startDate, endDate } = run;
    return { state, startDate, endDate, lastSchedulingDecision: this.runningRuns.decisionOf(run) };
  }

  /** A task's process writes back what it has read of its run: see `Rules.taskEndReadsRunState`. */
  writeStaleRun(run: DagRun, stale: DagRunSnapshot): void {
    this.#actors.catchUpExaminations();
    run.startDate = stale.startDate;
    run.endDate = stale.endDate;
    this.runningRuns.setDecision(run, stale.lastSchedulingDecision);
    if (run.state !== stale.state) this.#enterRunState(run, stale.state);
  }

  /** `session.flush()`: marks are written, and those who count in the database look again. */
  flush(): void {
    for (const dag of this.unwritten.flush()) this.reconsiderDependsOnPast(dag);
  }

  /** Takes a DAG in. */
  addDag(dag: DagModel): void {
    this.dags.set(dag.dagId, dag);
    if (dag.datasetUris.size > 0) this.datasets.addConsumer(dag);
  }

  /** Makes a run in state queued, with its task instances (`DAG.create_dagrun`). */
  createRun(dag: DagModel, given: DagRunArguments): DagRun {
    const { runId, logicalDate, runAfter } = given;
    const sameId = this.runs.find(dag, runId);
    const sameDate = logicalDate === null ? undefined : this.runs.findAt(dag, logicalDate);
    if (sameId !== undefined && sameDate !== undefined && sameId !== sameDate) throw new MultipleResultsFound();
    const existing = sameId ?? sameDate;
    if (existing !== undefined)
      throw new DagRunAlreadyExists(dag.dagId, existing, this.calendar.str(logicalDate ?? runAfter), runId);
    const run = new DagRun(this.runs.count, dag, given, this.kernel.now);
    this.runs.add(run);
    this.activeRuns += 1;
    this.queuedRuns += 1;
    dag.queuedRuns.add(run);
    this.observer.dagRun(run, null, this.#actor);
    for (const task of dag.tasks) this.#createInstances(run, task);
    if (dag.hasDependsOnPast) this.reconsiderDependsOnPast(dag);
    this.#actors.wakeScheduler();
    return run;
  }

  /** Makes the instances of a task. One that is mapped over a result has a single instance until it is expanded. */
  #createInstances(run: DagRun, task: TaskModel): void {
    const { logicalDate } = run;
    if (logicalDate !== null && task.startDate !== null && task.startDate > logicalDate) return;
    if (logicalDate !== null && task.endDate !== null && task.endDate < logicalDate) return;
    const length = task.isMapped ? totalLength(task.expandInputs, () => undefined) : undefined;
    if (length === undefined || length === 0) this.life.create(run, task, -1);
    else for (let mapIndex = 0; mapIndex < length; mapIndex += 1) this.life.create(run, task, mapIndex);
  }
}
