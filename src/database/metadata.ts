import type { Calendar } from "../definition/index.ts";
import {
  DagRunAlreadyExists,
  type DagRunState,
  type FinishedState,
  isFinished,
  isFinishedRun,
  isSchedulable,
  MultipleResultsFound,
  type TaskInstanceState,
  totalLength,
} from "../definition/index.ts";
import type { Kernel } from "../kernel/index.ts";
import type { AirflowConfig, Rules } from "../rules/index.ts";
import type { Actors } from "./actors.ts";
import type { DagModel } from "./dag-model.ts";
import { DagRun, type DagRunArguments } from "./dag-run.ts";
import type { DagRunSnapshot } from "./dag-run-snapshot.ts";
import { DatasetTable } from "./dataset-table.ts";
import type { Actor, Observer } from "./observer.ts";
import { makesRoom, occupy } from "./occupancy.ts";
import type { Pool } from "./pool.ts";
import type { RunRows } from "./run-rows.ts";
import { RunningRuns } from "./running-runs.ts";
import { ScheduledTaskInstances } from "./scheduled-tasks.ts";
import { TaskInstance } from "./task-instance.ts";
import type { TaskModel } from "./task-model.ts";
import { TriggerTable } from "./trigger-table.ts";
import { UnwrittenMarks } from "./unwritten-marks.ts";
import { UpstreamStates } from "./upstream-states.ts";

export interface MetadataArguments {
  readonly kernel: Kernel;
  readonly calendar: Calendar;
  readonly config: AirflowConfig;
  readonly rules: Rules;
  readonly observer: Observer;
  readonly actors: Actors;
  readonly runs: RunRows;
}

const NONE: readonly TaskInstance[] = [];

/**
 * Airflow's database. Every change of a state goes through `setState` and `setRunState`, which keep what the database
 * would have to count (slots of pools, running tasks of DAGs, finished upstream tasks), wake whoever has to act, and
 * announce the change.
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
  readonly triggers: TriggerTable;
  readonly datasets: DatasetTable;
  /** Whoever is acting just now. */
  actor: Actor = "user";
  /** Runs in states queued and running. */
  activeRuns = 0;
  /** Runs in state queued. */
  queuedRuns = 0;
  /** Running runs on which an examination could decide something. */
  changedRuns = 0;
  readonly unwritten = new UnwrittenMarks();
  #instances = 0;
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

  /** There may be work for the scheduler that no change of a state tells of. */
  wakeScheduler(): void {
    this.#actors.wakeScheduler();
  }

  wakeTriggerers(): void {
    this.#actors.wakeTriggerers();
  }

  /** Changes a task instance's state. False where it is in that state already. */
  setState(instance: TaskInstance, state: TaskInstanceState | null): boolean {
    const from = instance.state;
    if (from === state) return false;
    occupy(instance, from, -1);
    instance.state = state;
    occupy(instance, state, 1);
    if (makesRoom(from, state) || (from === "queued" && this.observer.watchesIterations)) this.#actors.wakeScheduler();
    if (from === "deferred" && instance.dagRun.isUpset) this.touch(instance.dagRun);
    if (isFinished(from)) this.#finishedUpstream(instance, from, -1);
    if (isFinished(state)) this.#finishedUpstream(instance, state, 1);
    else if (state === "scheduled") {
      if (instance.dagRun.state === "running") this.scheduled.add(instance);
      this.#actors.wakeScheduler();
    } else if (isSchedulable(state)) {
      this.undecide(instance);
      this.#actors.wakeScheduler();
    }
    if (instance.trigger !== null && state !== "deferred") {
      this.triggers.suspect(instance.trigger);
      this.#actors.wakeTriggerers();
    }
    this.observer.taskInstance(instance, from, this.actor);
    for (let process = instance.process; process !== null; process = process.earlier) process.stateChangedOutside();
    return true;
  }

  /** A task instance has finished (1), or has not after all (-1): those downstream may go on. */
  #finishedUpstream(instance: TaskInstance, state: FinishedState, delta: 1 | -1): void {
    const { task, dagRun } = instance;
    dagRun.unfinished -= delta;
    this.touch(dagRun);
    const { isSetup } = task.operator;
    for (const next of task.downstream) {
      if (!next.isMapped) {
        const only = dagRun.unmapped[next.index];
        only?.upstreamStates.add(state, isSetup, delta);
        if (only !== undefined) this.#reconsider(only);
        continue; // no list is made of one
      }
      const instances = dagRun.instances(next);
      instances[0]?.upstreamStates.add(state, isSetup, delta);
      for (const instance of instances) this.#reconsider(instance);
    }
    for (const next of task.setupDependents) for (const instance of dagRun.instances(next)) this.#reconsider(instance);
    for (const next of task.mappedDependants) for (const instance of dagRun.instances(next)) this.#reconsider(instance);
    if (task.dag.hasDependsOnPast) this.#undecideDependsOnPast(task.dag);
    this.#actors.wakeScheduler();
  }

  #reconsider(instance: TaskInstance): void {
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

  /** What a task instance of one run waits for may be in the run before: all of the DAG's are looked at again. */
  #undecideDependsOnPast(dag: DagModel): void {
    for (const run of dag.runs) {
      if (run.state !== "running") continue;
      for (const task of dag.tasks)
        if (task.settings.dependsOnPast) for (const instance of run.instances(task)) this.#reconsider(instance);
    }
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
    this.observer.dagRun(run, from, this.actor);
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

  /** Marks a task instance; the mark is in the database only once it is flushed. */
  mark(instance: TaskInstance, state: FinishedState): boolean {
    if (instance.task.dag.hasDependsOnPast) this.unwritten.add(instance);
    return this.setState(instance, state);
  }

  /** `session.flush()`: marks are written, and those who count in the database look again. */
  flush(): void {
    for (const dag of this.unwritten.flush()) this.#undecideDependsOnPast(dag);
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
    this.observer.dagRun(run, null, this.actor);
    for (const task of dag.tasks) this.#createInstances(run, task);
    if (dag.hasDependsOnPast) this.#undecideDependsOnPast(dag);
    this.#actors.wakeScheduler();
    return run;
  }

  /** A task that is mapped over literals is expanded at once; one that is mapped over results has one instance till then. */
  #createInstances(run: DagRun, task: TaskModel): void {
    const { logicalDate } = run;
    if (logicalDate !== null && task.startDate !== null && task.startDate > logicalDate) return;
    if (logicalDate !== null && task.endDate !== null && task.endDate < logicalDate) return;
    const length = task.isMapped ? totalLength(task.expandInputs, () => undefined) : undefined;
    if (length === undefined || length === 0) this.createInstance(run, task, -1);
    else for (let mapIndex = 0; mapIndex < length; mapIndex += 1) this.createInstance(run, task, mapIndex);
  }

  /** `isBornLater`: its first state is not null, and is set by the caller. */
  createInstance(run: DagRun, task: TaskModel, mapIndex: number, isBornLater = false): TaskInstance {
    const siblings = task.isMapped ? run.instances(task) : NONE;
    const upstreamStates = siblings[0]?.upstreamStates ?? new UpstreamStates();
    const instance = new TaskInstance(this.#instances, run, task, mapIndex, upstreamStates);
    this.#instances += 1;
    run.addInstance(instance);
    run.unfinished += 1;
    this.undecide(instance);
    if (!isBornLater) this.observer.taskInstance(instance, null, this.actor);
    return instance;
  }
}
