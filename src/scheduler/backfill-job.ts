import {
  type BackfillEnd,
  type BackfillNews,
  type DagModel,
  type DagRun,
  type DueBackfillRun,
  type Metadata,
  runsBetween,
  type TaskInstance,
  type TaskModel,
} from "../database/index.ts";
import { BACKFILL_PREFIX, isFinishedRun, type TaskInstanceState } from "../definition/index.ts";
import { durationMicros, type Micros, SECOND, Timer } from "../kernel/index.ts";
import { type BackfillCommand, hasRoom, QUEUEABLE, topologicalSort } from "./backfill-order.ts";
import { BackfillSession } from "./backfill-session.ts";
import { DagProcessor } from "./dag-processor.ts";
import type { Dependencies } from "./dependencies.ts";
import type { Executor } from "./executor.ts";
import type { SharedKnowledge } from "./scheduler.ts";
import { SchedulerLog } from "./scheduler-log.ts";
import { type SchedulingDecisions, takeDirty, WHOLE_DAG } from "./scheduling-decisions.ts";
import { DagRunUpdate } from "./update-state.ts";

export interface BackfillServices {
  readonly metadata: Metadata;
  readonly decisions: SchedulingDecisions;
  readonly dependencies: Dependencies;
  readonly update: DagRunUpdate;
  readonly dagProcessor: DagProcessor;
  /** One of its own: that of the scheduler knows nothing of what it sends. */
  readonly executor: Executor;
}

/** Makes the services of a backfill's job. Undefined where there is no executor beside the scheduler's. */
export function backfillServices(
  { metadata, decisions, slas }: SharedKnowledge,
  dependencies: Dependencies,
  executor: Executor | undefined,
): BackfillServices | undefined {
  if (executor === undefined) return undefined;
  const dagProcessor = new DagProcessor(metadata, slas, new SchedulerLog(metadata));
  const update = new DagRunUpdate(metadata, decisions, dagProcessor);
  return { metadata, decisions, dependencies, update, dagProcessor, executor };
}

/** The parts of an iteration, between which it may sleep: see `Rules.backfillJobsWait`. */
type Part = "make runs" | "queue tasks" | "hear of tasks" | "look back";

/**
 * The job of `airflow dags backfill`, up to Airflow 2 (`BackfillJobRunner`, jobs/backfill_job_runner.py): it makes the runs of a
 * range of dates and runs them itself, by an executor of its own. The scheduler leaves such runs alone, but counts them and their
 * tasks. Priorities and weights mean nothing to it: it goes through the tasks in topological order, and stops for this time at the
 * first that finds a limit or its pool full.
 */
export class BackfillJob extends Timer {
  readonly #services: BackfillServices;
  readonly #metadata: Metadata;
  readonly #dag: DagModel;
  readonly #command: BackfillCommand;
  readonly #sorted: readonly TaskModel[];
  #part: Part = "make runs";
  #latestHeartbeat: Micros;
  #left: readonly DueBackfillRun[] = [];
  /** Task instances that are to run, by the try that they were taken in as: part of their key. */
  readonly #toRun = new Map<TaskInstance, number>();
  /** Task instances that its executor has, by the same try. */
  readonly #running = new Map<TaskInstance, number>();
  #notReady = 0;
  #hasFailed = false;
  #isDeadlocked = false;
  /** The runs that it has taken in, with the start of each at that time, which it writes back with all else. */
  readonly #activeRuns = new Map<DagRun, Micros | null>();
  readonly #session = new BackfillSession();

  constructor(services: BackfillServices, dag: DagModel, command: BackfillCommand) {
    super();
    this.#services = services;
    this.#metadata = services.metadata;
    this.#dag = dag;
    this.#command = command;
    this.#sorted = topologicalSort(dag.tasks);
    this.#latestHeartbeat = services.metadata.kernel.now;
  }

  /** `_execute`: refuses where a run of the range is running that belongs to no backfill. */
  begin(): void {
    const { from, to, reverse } = this.#command;
    const left = runsBetween(this.#metadata, this.#dag, { from, to });
    this.#left = reverse ? left.toReversed() : left;
    const isInRange = ({ logicalDate }: DagRun) => logicalDate !== null && logicalDate >= from && logicalDate <= to;
    const isInTheWay = (run: DagRun) => run.state === "running" && run.runType !== "backfill" && isInRange(run);
    const inTheWay = this.#metadata.runs.liveOf(this.#dag).find(isInTheWay);
    if (inTheWay !== undefined) {
      this.#tell({ kind: "refused", inTheWay: inTheWay.runId });
      return;
    }
    this.#tell({ kind: "begun", dates: this.#left.length });
    if (this.#left.length > 0) this.#goOn();
  }

  #tell(news: BackfillNews): void {
    this.#metadata.observer.backfill(this.#dag, news);
  }

  #end(as: BackfillEnd): null {
    this.#tell({ kind: "ended", as, left: this.#left.length });
    return null;
  }

  override fire(): void {
    this.#goOn();
  }

  #goOn(): void {
    const { kernel } = this.#metadata;
    this.#metadata.actAs("scheduler"); // as one it works
    for (let wait: Micros | null = 0; wait !== null; wait = this.#step())
      if (wait > 0) {
        kernel.arm(this, kernel.now + wait);
        return;
      }
  }

  /** Runs the next part of an iteration. Returns for how long it sleeps then; null where it is over. */
  #step(): Micros | null {
    const waitsAfter = this.#metadata.rules.backfillJobsWait === "a second";
    switch (this.#part) {
      case "make runs":
        this.#executeDagruns();
        this.#part = this.#hasWork ? "queue tasks" : "look back";
        return 0;
      case "queue tasks":
        if (!this.#queueTasks()) return this.#end("a pool is missing"); // `PoolNotFound`
        this.#part = "hear of tasks";
        return waitsAfter ? 0 : this.#heartbeat();
      case "hear of tasks":
        this.#hearOfTasks();
        this.#part = this.#hasWork ? "queue tasks" : "look back";
        return waitsAfter ? SECOND : 0;
      case "look back":
        if (this.#hasFailed) return this.#end("tasks failed"); // `BackfillUnfinished`
        if (this.#isDeadlocked) return this.#end("deadlocked"); // `BackfillUnfinished`
        if (this.#left.length === 0) return this.#end("done");
        this.#part = "make runs";
        return SECOND; // `delay_on_limit_secs`
    }
  }

  get #hasWork(): boolean {
    return (this.#toRun.size > 0 || this.#running.size > 0) && !this.#isDeadlocked;
  }

  /** `Job.heartbeat`, which sleeps for what is left of the time since the last one. */
  #heartbeat(): Micros {
    const { kernel, config } = this.#metadata;
    const left = this.#latestHeartbeat + durationMicros(config.scheduler.jobHeartbeatSec) - kernel.now;
    const sleeps = Math.max(0, left);
    this.#latestHeartbeat = kernel.now + sleeps;
    return sleeps;
  }

  /** `_execute_dagruns`: makes the runs that there is room for, and takes in their task instances. */
  #executeDagruns(): void {
    for (const due of this.#left) {
      const run = this.#getDagRun(due);
      if (run === undefined) continue;
      this.#activeRuns.set(run, run.startDate);
      this.#takeIn(run);
    }
  }

  /** `_get_dag_run`: `max_active_runs` counts the running runs that nobody has asked for by hand. */
  #getDagRun({ dataInterval, runAfter }: DueBackfillRun): DagRun | undefined {
    const { runs, runLife, calendar } = this.#metadata;
    const dag = this.#dag;
    const logicalDate = dataInterval.start;
    const existing = runs.findAt(dag, logicalDate);
    const active = runs.liveOf(dag).filter(({ state, externalTrigger }) => state === "running" && !externalTrigger);
    if (existing?.state !== "running" && active.length >= dag.maxActiveRuns) return undefined;
    const { conf } = this.#command;
    if (existing !== undefined) return runLife.takeOver(existing);
    const runId = `${BACKFILL_PREFIX}${calendar.isoformat(logicalDate)}`;
    const more = { runType: "backfill", externalTrigger: false } as const;
    return runLife.createRunning(dag, { runId, logicalDate, dataInterval, runAfter, conf, ...more });
  }

  /** `_task_instances_for_dag_run`. */
  #takeIn(run: DagRun): void {
    const { life } = this.#metadata;
    for (const instance of run.taskInstances()) {
      const isOrphan = instance.state === "scheduled" || instance.state === "queued";
      if (isOrphan && !this.#services.executor.hasTask(instance)) life.assignState(instance, null);
    }
    takeDirty(run);
    const { schedulable } = this.#services.decisions.decide(run.taskInstances(), WHOLE_DAG);
    const isSchedulable = new Set(schedulable);
    if (schedulable.length > 0) this.#session.expire();
    else if (this.#metadata.rules.backfillJobsWait === "a second") this.#session.hold(run.taskInstances());
    for (const instance of run.taskInstances()) {
      if (isSchedulable.has(instance)) life.scheduleInBackfill(instance);
      if (instance.state !== "removed") this.#toRun.set(instance, instance.tryNumber);
    }
    this.#metadata.flush();
  }

  /** Goes through the tasks that are to run. False where one names a pool that does not exist: then it ends (`PoolNotFound`). */
  #queueTasks(): boolean {
    this.#notReady = 0;
    for (const task of this.#sorted)
      for (const [instance, key] of [...this.#toRun]) {
        if (instance.task !== task) continue;
        if (task.pool === undefined) return false;
        if (!hasRoom(instance)) return true; // nothing else is looked at this time
        this.#process(instance, key);
        this.#metadata.flush();
      }
    return true;
  }

  /** `_per_task_process`. */
  #process(instance: TaskInstance, key: number): void {
    const { life } = this.#metadata;
    if (instance.state === "success" || instance.state === "skipped") {
      this.#forget(instance);
      return;
    }
    const hasFailed = instance.state === "failed" || instance.state === "upstream_failed";
    if (hasFailed && !this.#isScheduledAgain(instance, key)) return;
    if (this.#session.knowsUpstream(instance) && this.#isReady(instance))
      this.#queue(instance, key, () => life.queueInBackfill(instance));
    else if ((instance.state as TaskInstanceState | null) === "upstream_failed") this.#fail(instance);
    else if (instance.state === "up_for_retry" || instance.state === "up_for_reschedule")
      this.#running.delete(instance);
    else this.#notReady += 1;
  }

  /** Takes up a task that has failed, if the command runs those again. False where all is done with it for this time. */
  #isScheduledAgain(instance: TaskInstance, key: number): boolean {
    const { life, rules } = this.#metadata;
    if (!this.#command.rerunsFailed) {
      this.#fail(instance);
      return false;
    }
    this.#running.delete(instance);
    if (this.#fallsBack(instance)) {
      life.countAgainInBackfill(instance);
      this.#fail(instance);
      return false;
    }
    const { dagRun } = instance;
    if (rules.backfillJobsWait === "a second") this.#activeRuns.set(dagRun, dagRun.startDate);
    if (!this.#isReady(instance, "scheduled")) {
      life.scheduleInBackfill(instance);
      return true;
    }
    this.#queue(instance, key, () => life.requeueInBackfill(instance));
    this.#session.queued(instance, key);
    return false;
  }

  #queue(instance: TaskInstance, key: number, queue: () => void): void {
    const { executor } = this.#services;
    if (executor.hasTask(instance)) return;
    queue();
    executor.queueCommand(instance);
    this.#running.set(instance, key);
    this.#toRun.delete(instance);
  }

  #forget(instance: TaskInstance): void {
    this.#toRun.delete(instance);
    this.#running.delete(instance);
  }

  #fail(instance: TaskInstance): void {
    this.#hasFailed = true;
    this.#forget(instance);
  }

  /** True if the look at its dependencies gives it the state again that it has: nothing of it is written. */
  #fallsBack(instance: TaskInstance): boolean {
    return this.#services.dependencies.evaluate(instance, WHOLE_DAG.relatives(instance)).mark === instance.state;
  }

  /** `are_dependencies_met` with BACKFILL_QUEUED_DEPS, which decides on the way. */
  #isReady(instance: TaskInstance, state = instance.state): boolean {
    const { dependencies } = this.#services;
    const { task, mapIndex, dagRun } = instance;
    const mayBe = QUEUEABLE.includes(state) && dagRun.state === "running" && dependencies.isInTime(instance);
    const { met, mark } = dependencies.evaluate(instance, WHOLE_DAG.relatives(instance));
    if (mark !== null) this.#metadata.life.setStateUnflushed(instance, mark);
    return met && mayBe && !(task.isMapped && mapIndex < 0);
  }

  /** The second half of an iteration: sends what is queued, and takes in what has become of what was sent. */
  #hearOfTasks(): void {
    const { executor } = this.#services;
    executor.heartbeat();
    if (this.#notReady > 0 && this.#notReady === this.#toRun.size && this.#running.size === 0) {
      this.#isDeadlocked = true;
      this.#toRun.clear();
    }
    for (const { instance, tryNumber, outcome } of executor.takeEvents()) {
      const isKilled = instance.state === "queued" || instance.state === "running";
      if (outcome === "queued" || this.#running.get(instance) !== tryNumber || !isKilled) continue;
      this.#metadata.observer.waits?.because(instance, { kind: "killedExternally" });
      this.#metadata.life.handleFailure(instance);
      executor.callBack(instance);
    }
    if (this.#beats()) this.#session.close();
    this.#updateCounters();
    this.#updateRuns();
  }

  /** `perform_heartbeat(only_if_necessary=True)`. */
  #beats(): boolean {
    const { kernel, config } = this.#metadata;
    const isDue = kernel.now - this.#latestHeartbeat >= durationMicros(config.scheduler.jobHeartbeatSec);
    if (isDue) this.#latestHeartbeat = kernel.now;
    return isDue;
  }

  /** `_update_counters`. */
  #updateCounters(): void {
    const { life } = this.#metadata;
    for (const instance of [...this.#running.keys()].sort((a, b) => a.id - b.id)) {
      const { state } = instance;
      if (!this.#session.hearsOf(instance)) continue;
      if (state === "failed") this.#hasFailed = true;
      else if (state !== "success" && state !== "skipped" && !QUEUEABLE.includes(state)) continue;
      this.#running.delete(instance);
      if (!QUEUEABLE.includes(state)) continue;
      this.#toRun.set(instance, instance.tryNumber);
      if (state === null) life.takeBackInBackfill(instance);
    }
  }

  #updateRuns(): void {
    const { update, dagProcessor } = this.#services;
    const unheard = this.#session.runsNotHeardOf();
    for (const [run, startDate] of [...this.#activeRuns]) {
      if (unheard.has(run)) continue;
      // a run that a person or another job has ended goes on as it knows it
      this.#metadata.runLife.goOn(run, startDate);
      this.#metadata.markRunClean(run);
      for (const instance of update.updateState(run, WHOLE_DAG)) this.#metadata.markDirty(instance);
      dagProcessor.run();
      if (!isFinishedRun(run.state)) continue;
      this.#activeRuns.delete(run);
      this.#left = this.#left.filter(({ dataInterval }) => dataInterval.start !== run.logicalDate);
    }
    this.#metadata.flush();
  }
}
