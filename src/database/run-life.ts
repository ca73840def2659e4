import {
  DagRunAlreadyExists,
  type DagRunState,
  DeletedWhileRunningError,
  isFinishedRun,
  MultipleResultsFound,
  totalLength,
} from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { Backfill } from "./backfill.ts";
import type { DagModel } from "./dag-model.ts";
import { DagRun, type DagRunArguments } from "./dag-run.ts";
import type { DagRunSnapshot } from "./dag-run-snapshot.ts";
import type { Metadata } from "./metadata.ts";
import type { TaskInstance } from "./task-instance.ts";
import type { TaskModel } from "./task-model.ts";
import { XComsOfNoRun } from "./xcoms.ts";

type Column = "state" | "queuedAt" | "startDate" | "endDate" | "isDeleted" | "runType" | "backfill" | "backfillOrdinal";

/** The columns of a run that change. Only this file may write them. */
type Columns = { -readonly [Name in Column]: DagRun[Name] };

/**
 * The life of a run: every change of a row of the dag_run table, each under its name in Airflow (models/dagrun.py where no
 * other file is named). A change of the state keeps the counts, wakes the scheduler, and is announced.
 */
export class RunLife {
  readonly #metadata: Metadata;
  #active = 0;
  #queued = 0;

  constructor(metadata: Metadata) {
    this.#metadata = metadata;
  }

  /** Runs in states queued and running. */
  get active(): number {
    return this.#active;
  }

  /** Runs in state queued. */
  get queued(): number {
    return this.#queued;
  }

  #now(): Micros {
    return this.#metadata.kernel.now;
  }

  /** Makes a run in state queued, with its task instances (`DAG.create_dagrun`, models/dag.py). */
  create(dag: DagModel, given: DagRunArguments): DagRun {
    return this.#create(dag, given, "queued");
  }

  /** Makes a run of a backfill's job: it is running at once (`_get_dag_run`, jobs/backfill_job_runner.py). */
  createRunning(dag: DagModel, given: DagRunArguments): DagRun {
    return this.#create(dag, given, "running");
  }

  /** A backfill's job runs a run as its own that was there (`_get_dag_run`, jobs/backfill_job_runner.py). */
  takeOver(run: DagRun): DagRun {
    const columns: Columns = run;
    columns.startDate = this.#now();
    columns.runType = "backfill";
    this.setState(run, "running");
    return run;
  }

  /**
   * The job of a backfill writes a run as it knows it: with the start that it had when it took it in. Of an end that a person or another
   * job has given it, it knows nothing: it ends it itself, if all of it is over.
   */
  goOn(run: DagRun, startDate: Micros | null): void {
    const columns: Columns = run;
    columns.startDate = startDate;
    if (!isFinishedRun(run.state)) return;
    if (run.unfinished > 0) this.setState(run, "running");
    else columns.endDate = this.#now();
  }

  #create(dag: DagModel, given: DagRunArguments, state: "queued" | "running"): DagRun {
    const { runs, calendar, observer, actor } = this.#metadata;
    const { runId, logicalDate, runAfter } = given;
    const sameId = runs.find(dag, runId);
    const sameDate = logicalDate === null ? undefined : runs.findAt(dag, logicalDate);
    if (sameId !== undefined && sameDate !== undefined && sameId !== sameDate) throw new MultipleResultsFound();
    const existing = sameId ?? sameDate;
    if (existing !== undefined)
      throw new DagRunAlreadyExists(dag.dagId, existing, calendar.str(logicalDate ?? runAfter), runId);
    const deleted = runs.findDeleted(dag, runId);
    if (deleted !== undefined && this.#metadata.rules.tasksReportTo === "the database") refuseWhileRunning(deleted);
    const run = new DagRun(runs.count, dag, given, this.#now());
    const columns: Columns = run;
    columns.state = state;
    if (state === "running") columns.startDate = this.#now();
    runs.add(run);
    this.#count(run, state, 1);
    observer.dagRun(run, null, actor);
    for (const task of dag.tasks) this.#createInstances(run, task);
    if (dag.hasDependsOnPast) this.#metadata.reconsiderDependsOnPast(dag);
    this.#metadata.wakeScheduler();
    return run;
  }

  /** Makes the instances of a task. One that is mapped over a result has a single instance until it is expanded. */
  #createInstances(run: DagRun, task: TaskModel): void {
    const logicalDate = run.runType === "backfill" ? null : run.logicalDate; // a backfill asks for no dates of tasks
    if (logicalDate !== null && task.startDate !== null && task.startDate > logicalDate) return;
    if (logicalDate !== null && task.endDate !== null && task.endDate < logicalDate) return;
    const { life } = this.#metadata;
    const length = task.isMapped ? totalLength(task.expandInputs, () => undefined) : undefined;
    if (length === undefined || length === 0) life.create(run, task, -1);
    else for (let mapIndex = 0; mapIndex < length; mapIndex += 1) life.create(run, task, mapIndex);
  }

  /** Starts a queued run (`_start_queued_dagruns`, jobs/scheduler_job_runner.py). */
  start(run: DagRun): void {
    const columns: Columns = run;
    columns.startDate = this.#now();
    this.setState(run, "running");
  }

  /** `set_state`: changes the state, and the end date with it. */
  setState(run: DagRun, state: DagRunState): void {
    if (run.state === state) return;
    const columns: Columns = run;
    columns.endDate = isFinishedRun(state) ? this.#now() : null;
    if (state === "queued") columns.queuedAt = this.#now();
    this.#enter(run, state);
  }

  /** `_set_dag_run_state` of api/common/mark_tasks.py, when a person marks it: see `Rules.markedRunsEndAgain`. */
  mark(run: DagRun, state: "success" | "failed"): void {
    const ended = isFinishedRun(run.state) && !this.#metadata.rules.markedRunsEndAgain ? run.endDate : this.#now();
    this.setState(run, state);
    const columns: Columns = run;
    columns.endDate = ended;
  }

  /** Queues a finished run again, as if it had never been examined (`clear_task_instances`, models/taskinstance.py). */
  clear(run: DagRun): void {
    this.setState(run, "queued");
    this.#metadata.runningRuns.setDecision(run, null);
    const columns: Columns = run;
    columns.startDate = null;
  }

  /** A backfill runs a run again that has ended, as one of its own (`_handle_clear_run`, models/backfill.py). */
  reprocess(run: DagRun, backfill: Backfill, ordinal: number): void {
    const columns: Columns = run;
    columns.runType = "backfill";
    columns.backfill = backfill;
    columns.backfillOrdinal = ordinal;
    this.#metadata.life.clear(run.taskInstances());
  }

  /**
   * Deletes a run, and with it its task instances (`delete_dag_run` of the REST API). False where the API refuses it: see
   * `Rules.runningRunsAreDeleted`. A process that runs one of them goes on, until its heartbeat finds no row.
   */
  delete(run: DagRun): boolean {
    const metadata = this.#metadata;
    if (run.state === "running" && !metadata.rules.runningRunsAreDeleted) return false;
    metadata.catchUpExaminations();
    for (const instance of run.taskInstances()) metadata.life.delete(instance);
    const { state } = run;
    this.#count(run, state, -1);
    const columns: Columns = run;
    columns.isDeleted = true;
    run.xcoms = new XComsOfNoRun();
    if (!isFinishedRun(state)) columns.state = "failed";
    metadata.runs.delete(run);
    metadata.observer.deleted(run, state);
    if (run.dag.hasDependsOnPast) metadata.reconsiderDependsOnPast(run.dag);
    metadata.wakeScheduler();
    return true;
  }

  /**
   * Writes a deleted run again with one of its task instances, as the process of that knows them: the merge of a row that there
   * is not inserts it, and its run with it. False where another run has its id or its date by now.
   */
  revive(instance: TaskInstance, stale: DagRunSnapshot): boolean {
    const metadata = this.#metadata;
    const { dagRun: run } = instance;
    const { runs, observer } = metadata;
    if (runs.find(run.dag, run.runId) !== undefined) return false;
    if (run.logicalDate !== null && runs.findAt(run.dag, run.logicalDate) !== undefined) return false;
    const columns: Columns = run;
    columns.isDeleted = false;
    columns.state = stale.state;
    columns.startDate = stale.startDate;
    columns.endDate = stale.endDate;
    runs.revive(run, instance);
    this.#count(run, run.state, 1);
    observer.dagRun(run, null, metadata.actor);
    metadata.life.revive(instance);
    if (run.dag.hasDependsOnPast) metadata.reconsiderDependsOnPast(run.dag);
    metadata.markRunDirty(run);
    metadata.wakeScheduler();
    return true;
  }

  /** Reads the columns that a task's process holds of its run when it begins. */
  snapshot(run: DagRun): DagRunSnapshot {
    const { state, startDate, endDate } = run;
    this.#metadata.catchUpExaminations();
    return { state, startDate, endDate, lastSchedulingDecision: this.#metadata.runningRuns.decisionOf(run) };
  }

  /** Writes back what a task's process holds of its run, however old that is: see `Rules.taskEndReadsRunState`. */
  writeBack(run: DagRun, stale: DagRunSnapshot): void {
    this.#metadata.catchUpExaminations();
    const columns: Columns = run;
    columns.startDate = stale.startDate;
    columns.endDate = stale.endDate;
    this.#metadata.runningRuns.setDecision(run, stale.lastSchedulingDecision);
    if (run.state !== stale.state) this.#enter(run, stale.state);
  }

  #enter(run: DagRun, state: DagRunState): void {
    const from = run.state;
    const metadata = this.#metadata;
    this.#count(run, from, -1);
    const columns: Columns = run;
    columns.state = state;
    this.#count(run, state, 1);
    if (isFinishedRun(state)) metadata.runs.ended(run);
    if (state === "running") {
      metadata.markRunDirty(run);
      if (!run.isRunByItsJob)
        for (const instance of run.taskInstances())
          if (instance.state === "scheduled") metadata.scheduled.add(instance);
    }
    metadata.wakeScheduler();
    metadata.observer.dagRun(run, from, metadata.actor);
  }

  #count(run: DagRun, state: DagRunState, delta: 1 | -1): void {
    const { dag, backfill } = run;
    const counted = backfill ?? dag;
    if (state === "queued") {
      this.#queued += delta;
      if (delta > 0) counted.queuedRuns.add(run);
      else counted.queuedRuns.remove(run);
      const { dagsWithQueuedRuns, backfillsWithQueuedRuns } = this.#metadata;
      if (backfill === null) toggle(dagsWithQueuedRuns, dag);
      else toggle(backfillsWithQueuedRuns, backfill);
    } else if (state === "running") {
      counted.runningRuns += delta;
      if (dag.hasDependsOnPast && delta > 0) dag.runsUnderWay.add(run);
      else if (dag.hasDependsOnPast) dag.runsUnderWay.delete(run);
      this.#metadata.setExamined(run, delta > 0 && !dag.isPaused);
    } else return;
    this.#active += delta;
  }
}

/** Throws where a process runs a task instance of a run: see `DeletedWhileRunningError`. */
function refuseWhileRunning(run: DagRun): void {
  const running = run.taskInstances().find(({ process }) => process !== null);
  if (running !== undefined) throw new DeletedWhileRunningError(run.dag.dagId, run.runId, running.task.taskId);
}

/** Keeps in a set those that have queued runs. */
function toggle<One extends DagModel | Backfill>(withQueuedRuns: Set<One>, one: One): void {
  if (one.queuedRuns.isEmpty) withQueuedRuns.delete(one);
  else withQueuedRuns.add(one);
}
