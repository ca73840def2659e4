import { type DagRun, type Metadata, type Starved, TaskInstance } from "../database/index.ts";
import { DormantLoop, durationMicros, type Micros, NEVER } from "../kernel/index.ts";
import { createDagRuns, nextDagRunCreation } from "./create-dag-runs.ts";
import { criticalSection } from "./critical-section.ts";
import type { Executor } from "./executor.ts";
import { processExecutorEvents } from "./executor-events.ts";
import { PAUSED_DAGS_INTERVAL, SchedulerRounds } from "./rounds.ts";
import { scheduleDagRun } from "./schedule-dag-run.ts";
import type { SchedulerAgenda } from "./scheduler-agenda.ts";
import { schedulerLog } from "./scheduler-log.ts";
import type { Decisions } from "./scheduling-decision.ts";
import { nextFutureRun, startQueuedRuns } from "./start-queued-runs.ts";
import { StuckTasks } from "./stuck-tasks.ts";
import { updatePausedRuns } from "./update-paused-runs.ts";

/**
 * The scheduler's loop (`SchedulerJobRunner._run_scheduler_loop`; spec/airflow-core.md, section 1): create runs, start
 * them, decide on those that run, queue tasks, let the executor work, react to what it has finished, run timers; again at
 * once while it queued anything, else after its idle sleep. Iterations that would change nothing are not run.
 */
export class Scheduler extends DormantLoop {
  readonly #metadata: Metadata;
  readonly #decisions: Decisions;
  readonly #agenda: SchedulerAgenda;
  readonly #executor: Executor;
  readonly #rounds: SchedulerRounds;
  readonly #stuckTasks: StuckTasks;
  readonly #stuckInterval: Micros;
  #lastRound: Micros = -1;
  #woken = true;
  readonly #started = (run: DagRun) => {
    const { now } = this.#metadata.kernel;
    if (run.dag.dagrunTimeout !== null) this.#agenda.waiting.add(now + run.dag.dagrunTimeout + 1, run);
  };
  readonly #examined = (run: DagRun) => {
    if (run.changed) scheduleDagRun(this.#decisions, run);
    this.#decisions.dagProcessor.runExamined(run);
  };
  /** Whether an examination could: no run has changed at most iterations, and then only at one. */
  readonly #findsAnything = () => this.#metadata.changedRuns > 0 || this.#decisions.slas.areUsed;
  readonly #take = (count: number, starved: Starved) => this.#metadata.scheduled.take(count, starved);
  readonly #roundAfter = (i: number) => this.#rounds.after(this.#lastRound, i);
  /** Iterations that were run. */
  loops = 0;

  /** `phase` is the instant of its first iteration. */
  constructor(decisions: Decisions, agenda: SchedulerAgenda, executor: Executor, phase: Micros) {
    const rounds = new SchedulerRounds(phase, decisions.metadata.config);
    super(rounds);
    this.#metadata = decisions.metadata;
    this.#decisions = decisions;
    this.#agenda = agenda;
    this.#executor = executor;
    this.#rounds = rounds;
    this.#stuckTasks = new StuckTasks(this.#metadata, executor);
    this.#stuckInterval = durationMicros(this.#metadata.config.scheduler.taskQueuedTimeoutCheckInterval);
  }

  override wake(): void {
    this.#woken = true;
    super.wake();
  }

  override fire(): void {
    const { kernel } = this.#metadata;
    this.#metadata.actAs("scheduler");
    this.catchUpExaminations();
    this.#lastRound = kernel.now;
    let busy = true;
    while (busy) {
      this.#woken = false;
      this.loops += 1;
      const queued = this.#doScheduling();
      this.#executor.heartbeat();
      const left = processExecutorEvents(this.#metadata, this.#executor);
      this.#decisions.dagProcessor.process();
      this.#checkTriggerTimeouts();
      if (this.#rounds.fires(PAUSED_DAGS_INTERVAL, kernel.now)) updatePausedRuns(this.#decisions);
      if (this.#rounds.fires(this.#stuckInterval, kernel.now)) this.#stuckTasks.check();
      this.#metadata.runs.retire(this.#metadata.observer);
      busy = left > 0 || (queued > 0 && !this.#passesIdly());
    }
    kernel.rest(this, this.#nextDue());
  }

  /**
   * The iteration that comes at once after tasks were queued, where it would find nothing: it examines the next runs, and that is
   * all. False where it might find anything, or somebody hears of it.
   */
  #passesIdly(): boolean {
    const { kernel, runningRuns } = this.#metadata;
    const { now } = kernel;
    if (this.#mayFindAnything || this.#agenda.waiting.next <= now || nextDagRunCreation(this.#metadata) <= now)
      return false;
    if (this.#rounds.fires(PAUSED_DAGS_INTERVAL, now) || this.#rounds.fires(this.#stuckInterval, now)) return false;
    this.loops += 1;
    runningRuns.examine(now, this.#examined, this.#findsAnything);
    return true;
  }

  /**
   * Whether an iteration might find anything that does not only wait for its time: a run to start or decide on, a task instance to
   * queue or send, an event. And where anybody hears of what iterations find, or more than that counts, they are all run.
   */
  get #mayFindAnything(): boolean {
    const { changedRuns, queuedRuns, scheduled, unwritten, datasets, observer } = this.#metadata;
    if (changedRuns > 0 || queuedRuns > 0 || !scheduled.isEmpty || !unwritten.isEmpty) return true;
    if (this.#executor.hasQueuedTasks || this.#executor.hasEvents) return true;
    return datasets.areUsed || this.#decisions.slas.areUsed || observer.watchesIterations;
  }

  /** `_do_scheduling`. Returns how many task instances were queued. */
  #doScheduling(): number {
    const metadata = this.#metadata;
    const { now } = metadata.kernel;
    for (let item = this.#agenda.waiting.takeDue(now); item !== undefined; item = this.#agenda.waiting.takeDue(now)) {
      if (item instanceof TaskInstance) metadata.undecide(item);
      else metadata.touch(item);
    }
    if (metadata.config.scheduler.useJobSchedule) createDagRuns(metadata);
    startQueuedRuns(metadata, this.#started);
    metadata.runningRuns.examine(now, this.#examined, this.#findsAnything);
    metadata.flush();
    const { slotsAvailable } = this.#executor;
    const queued = this.#queueTasks(slotsAvailable);
    metadata.observer.waits?.criticalSection(slotsAvailable, queued);
    return queued;
  }

  /** `_critical_section_enqueue_task_instances`. */
  #queueTasks(slotsAvailable: number): number {
    const metadata = this.#metadata;
    if (slotsAvailable <= 0 || metadata.scheduled.isEmpty) return 0;
    const perQuery = metadata.config.scheduler.maxTisPerQuery;
    const limit = perQuery === 0 ? slotsAvailable : Math.min(perQuery, slotsAvailable);
    const log = schedulerLog(metadata);
    const instances = criticalSection(limit, metadata.pools.values(), this.#take, log);
    log?.queueing(instances);
    for (const instance of instances) {
      metadata.life.queue(instance);
      this.#stuckTasks.queued(instance);
    }
    metadata.scheduled.restore();
    for (const instance of instances) {
      log?.sending(instance);
      this.#executor.queueCommand(instance);
    }
    return instances.length;
  }

  /** `check_trigger_timeouts`. A timeout has passed strictly before now. */
  #checkTriggerTimeouts(): void {
    const { now } = this.#metadata.kernel;
    if (!this.#rounds.checksTriggerTimeouts(now)) return;
    let timedOut = 0;
    const { triggerTimeouts, life } = this.#metadata;
    for (let due = triggerTimeouts.takeDue(now - 1); due !== undefined; due = triggerTimeouts.takeDue(now - 1)) {
      const { state, triggerTimeout } = due;
      if (state !== "deferred" || triggerTimeout === null || triggerTimeout >= now) continue; // it has gone on, or deferred anew
      life.timeOutDeferral(due);
      timedOut += 1;
    }
    schedulerLog(this.#metadata)?.triggersTimedOut(timedOut);
  }

  #nextDue(): Micros {
    const metadata = this.#metadata;
    const { now } = metadata.kernel;
    if (this.#executor.hasQueuedTasks || metadata.changedRuns > 0 || (this.#woken && this.#mayFindAnything))
      return this.#rounds.from(now + 1);
    let next = Math.min(this.#agenda.waiting.next, nextFutureRun(metadata), this.#decisions.slas.nextDue);
    if (metadata.config.scheduler.useJobSchedule) next = Math.min(next, nextDagRunCreation(metadata));
    if (this.#decisions.pausedDags.changedRuns().length > 0)
      next = Math.min(next, this.#rounds.nextFiring(PAUSED_DAGS_INTERVAL, now));
    if (this.#stuckTasks.next < NEVER)
      next = Math.min(next, this.#rounds.nextFiring(this.#stuckInterval, Math.max(this.#stuckTasks.next, now)));
    const due = next === NEVER ? NEVER : this.#rounds.from(Math.max(next, now + 1));
    const timeout = metadata.triggerTimeouts.next;
    return timeout === NEVER
      ? due
      : Math.min(due, Math.max(this.#rounds.findsTriggerTimeout(timeout), this.#rounds.from(now + 1)));
  }

  /** The iterations that were not run have examined runs all the same. */
  catchUpExaminations(): void {
    const { runningRuns } = this.#metadata;
    const upTo = this.at; // the next iteration, or the one that is beginning
    if (this.#lastRound < 0 || runningRuns.size === 0) return;
    if (this.#rounds.isRegular) {
      const missed = this.#rounds.between(this.#lastRound, upTo) - 1;
      if (missed > 0) runningRuns.passRounds(missed, this.#roundAfter);
      if (missed > 0) this.#lastRound = this.#rounds.after(this.#lastRound, missed);
      return;
    }
    for (let round = this.#rounds.from(this.#lastRound + 1); round < upTo; round = this.#rounds.from(round + 1)) {
      runningRuns.passRounds(1, () => round);
      this.#lastRound = round;
    }
  }
}
