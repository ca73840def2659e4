import type { Job, Metadata } from "../database/index.ts";
import { DormantLoop, durationMicros, type Micros, NEVER } from "../kernel/index.ts";
import { AdoptOrphans } from "./adopt-orphans.ts";
import type { BusyRounds } from "./busy-rounds.ts";
import { CheckTriggerTimeouts } from "./check-trigger-timeouts.ts";
import { CreateDagRuns, type RunOrder } from "./create-dag-runs.ts";
import { DagProcessor } from "./dag-processor.ts";
import { EnqueueTaskInstances } from "./enqueue-task-instances.ts";
import type { Executor, Ownership } from "./executor.ts";
import { ProcessExecutorEvents } from "./executor-events.ts";
import { ExecutorHeartbeat } from "./executor-heartbeat.ts";
import { FindSilentTasks, type SilentTasks } from "./find-silent-tasks.ts";
import { FindZombies } from "./find-zombies.ts";
import type { LoopCost } from "./loop-cost.ts";
import { BACKFILLS_INTERVAL, MarkBackfillsComplete } from "./mark-backfills-complete.ts";
import { RegularInterval } from "./regular-interval.ts";
import type { SchedulerRounds } from "./rounds.ts";
import { ScheduleAllDagRuns } from "./schedule-all-dag-runs.ts";
import { SchedulerLog } from "./scheduler-log.ts";
import type { SchedulingDecisions } from "./scheduling-decisions.ts";
import { SlaChecks } from "./sla.ts";
import { StartQueuedRuns } from "./start-queued-runs.ts";
import type { Step } from "./step.ts";
import { type Requeued, StuckTasks } from "./stuck-tasks.ts";
import { PAUSED_DAGS_INTERVAL, UpdatePausedDagRuns } from "./update-paused-dag-runs.ts";
import { DagRunUpdate } from "./update-state.ts";
import type { Waiting } from "./waiting.ts";

/** The knowledge that all schedulers of a simulation have in common, as they find it in the database. */
export class SharedKnowledge {
  readonly metadata: Metadata;
  readonly decisions: SchedulingDecisions;
  readonly waiting: Waiting;
  readonly slas: SlaChecks;
  readonly requeued: Requeued = new Map();

  constructor(metadata: Metadata, decisions: SchedulingDecisions, waiting: Waiting) {
    this.metadata = metadata;
    this.decisions = decisions;
    this.waiting = waiting;
    this.slas = new SlaChecks(metadata);
  }
}

/** The time that a scheduler takes for its iterations, and the rounds that come of it. */
export interface Pace {
  readonly cost: LoopCost;
  readonly rounds: BusyRounds;
}

export interface SchedulerArguments {
  readonly shared: SharedKnowledge;
  readonly executor: Executor;
  readonly rounds: SchedulerRounds;
  /** Where iterations take time. Default none. */
  readonly pace?: Pace | undefined;
  /** Counts the examinations of all schedulers, up to now, where there are others. */
  readonly catchUp?: () => void;
  /** Where schedulers may die. */
  readonly ownership?: Ownership;
  /** Where tasks may fall silent, and their rows show it: see `Rules.silentTasksAreKnownBy`. */
  readonly silent?: SilentTasks | undefined;
  /** Orders runs that are due at one moment. Default the order of the DAGs. */
  readonly runOrder?: RunOrder | undefined;
}

/**
 * The scheduler's loop (`SchedulerJobRunner._run_scheduler_loop`; spec/airflow-core.md, section 1): steps, one after the other.
 * After an iteration that has queued anything it runs them again at once, else after its idle sleep. It rests through iterations
 * in which no step is due.
 *
 * Each step is called by its name, in `#iterate` and in `#due`: V8 cannot see which one a loop over a list of steps calls, and
 * took a tenth of the time of a simulation for that.
 */
export class Scheduler extends DormantLoop {
  readonly #metadata: Metadata;
  readonly #rounds: SchedulerRounds;
  readonly #waiting: Waiting;
  readonly #createDagRuns: CreateDagRuns | undefined;
  readonly #startQueuedRuns: StartQueuedRuns;
  readonly #examinations: ScheduleAllDagRuns;
  readonly #enqueue: EnqueueTaskInstances;
  readonly #heartbeat: ExecutorHeartbeat;
  readonly #executorEvents: ProcessExecutorEvents;
  readonly #dagProcessor: DagProcessor;
  readonly #timers: readonly RegularInterval[];
  readonly #orphans: AdoptOrphans | undefined;
  readonly #catchUp: (() => void) | undefined;
  readonly #pace: Pace | undefined;
  readonly #job: Job | undefined;
  /** The part of an iteration that comes next, where iterations take time. */
  #part: "begin" | "decide" | "send" = "begin";
  /** True if anything has changed since the last iteration began. */
  #hasChanged = true;
  /** No iteration comes after this. */
  #stoppedAt: Micros = NEVER;
  /** Iterations that were run. */
  loops = 0;

  constructor({ shared, executor, rounds, pace, catchUp, ownership, silent, runOrder }: SchedulerArguments) {
    super(rounds);
    const { metadata, decisions, waiting, slas, requeued } = shared;
    const { scheduler: config } = metadata.config;
    const log = new SchedulerLog(metadata);
    this.#dagProcessor = new DagProcessor(metadata, slas, log, ownership?.executor.sendCallback);
    const update = new DagRunUpdate(metadata, decisions, this.#dagProcessor);
    const stuckTasks = new StuckTasks(metadata, executor, requeued, ownership?.job);
    const every = (interval: Micros, step: Step) => new RegularInterval(rounds, interval, step);
    this.#catchUp = catchUp;
    this.#pace = pace;
    this.#job = ownership?.job;
    this.#orphans = ownership && new AdoptOrphans(metadata, ownership, stuckTasks.adopted);
    this.#metadata = metadata;
    this.#rounds = rounds;
    this.#waiting = waiting;
    this.#createDagRuns = config.useJobSchedule ? new CreateDagRuns(metadata, log, runOrder) : undefined;
    this.#startQueuedRuns = new StartQueuedRuns(metadata, waiting);
    this.#examinations = new ScheduleAllDagRuns(metadata, update, this.#dagProcessor, slas, rounds, log);
    this.#enqueue = new EnqueueTaskInstances(metadata, executor, stuckTasks, log, ownership?.job);
    this.#heartbeat = new ExecutorHeartbeat(executor);
    this.#executorEvents = new ProcessExecutorEvents(metadata, executor, log, ownership);
    this.#timers = inOrderOfFiring([
      ...(this.#orphans === undefined ? [] : [every(durationMicros(config.orphanedTasksCheckInterval), this.#orphans)]),
      every(durationMicros(config.triggerTimeoutCheckInterval), new CheckTriggerTimeouts(metadata, log)),
      ...(ownership === undefined
        ? []
        : [every(durationMicros(config.zombieDetectionInterval), new FindZombies(metadata, ownership))]),
      ...(metadata.rules.backfillsTimer ? [every(BACKFILLS_INTERVAL, new MarkBackfillsComplete(metadata))] : []),
      ...(silent === undefined
        ? []
        : [every(durationMicros(config.zombieDetectionInterval), new FindSilentTasks(metadata, silent))]),
      every(PAUSED_DAGS_INTERVAL, new UpdatePausedDagRuns(metadata, update)),
      every(durationMicros(config.taskQueuedTimeoutCheckInterval), stuckTasks),
    ]);
  }

  override wake(): void {
    this.#hasChanged = true;
    super.wake();
  }

  override fire(): void {
    const { kernel } = this.#metadata;
    const { now } = kernel;
    this.#metadata.actAs("scheduler");
    if (this.#pace !== undefined) {
      kernel.rest(this, this.#goOn(this.#pace, now));
      return;
    }
    if (this.#catchUp === undefined) this.catchUpExaminations();
    else this.#catchUp();
    if (this.loops === 0) this.#orphans?.run(now);
    let due = now;
    while (due <= now) {
      this.#iterate(now);
      due = this.#goesOnAtOnce() ? this.#dueAtOnce(now) : this.#due(now + 1);
    }
    kernel.rest(this, due === NEVER ? NEVER : this.#rounds.from(due));
  }

  #iterate(now: Micros): void {
    this.#decide(now);
    this.#send();
    for (const timer of this.#timers) timer.run(now);
    this.#metadata.runs.retire(this.#metadata.observer);
  }

  #decide(now: Micros): void {
    this.#hasChanged = false;
    this.loops += 1;
    this.#waiting.run(now);
    this.#createDagRuns?.run(now);
    this.#startQueuedRuns.run(now);
    this.#examinations.run(now);
    this.#enqueue.run();
  }

  #send(): void {
    this.#heartbeat.run();
    this.#executorEvents.run();
    this.#dagProcessor.run();
  }

  /**
   * Runs the parts of an iteration that are due now, where iterations take time: some passes before it decides, and some before
   * it hands over to the executor. Returns when the next part is due. It never rests.
   */
  #goOn({ cost, rounds }: Pace, now: Micros): Micros {
    const { runs, observer, runningRuns } = this.#metadata;
    if (this.loops === 0 && this.#part === "begin") this.#orphans?.run(now);
    for (;;) {
      let took = 0;
      if (this.#part === "begin") {
        this.#part = "decide";
        took = cost.ofDeciding(runningRuns.next(now));
      } else if (this.#part === "decide") {
        this.#part = "send";
        this.#decide(now);
        took = cost.ofQueueing(this.#enqueue.queued);
      } else {
        this.#part = "begin";
        this.#send();
        rounds.goOnAfter(now, 0);
        this.#job?.latestHeartbeat(now);
        for (const timer of [...this.#timers].sort((a, b) => rounds.dueOf(a.interval) - rounds.dueOf(b.interval)))
          timer.run(now);
        runs.retire(observer);
        const next = rounds.endIteration(now, this.#goesOnAtOnce());
        if (next > now) return next;
        continue;
      }
      const next = rounds.goOnAfter(now, took);
      if (next > now) return next;
    }
  }

  #goesOnAtOnce(): boolean {
    return this.#enqueue.queued > 0 || this.#executorEvents.left > 0;
  }

  /** When a step is due, from now on. If none is due now, the iteration that comes at once examines the next runs, and that is all. */
  #dueAtOnce(now: Micros): Micros {
    this.#hasChanged = true; // task instances were queued
    const due = this.#due(now);
    if (due <= now) return due;
    this.loops += 1;
    this.#examinations.run(now);
    return due;
  }

  /** The first instant from `from` on at which any step is due. */
  #due(from: Micros): Micros {
    const hasChanged = this.#hasChanged;
    // who watches is told of iterations that find nothing new, too
    if (hasChanged && this.#metadata.observer.watchesIterations) return from;
    let first = Math.min(
      this.#waiting.due(),
      this.#createDagRuns?.due(from, hasChanged) ?? NEVER,
      this.#startQueuedRuns.due(from, hasChanged),
      this.#examinations.due(from, hasChanged),
      this.#enqueue.due(from, hasChanged),
      this.#heartbeat.due(from),
      this.#executorEvents.due(from),
      this.#dagProcessor.due(from),
    );
    for (const timer of this.#timers) first = Math.min(first, timer.due(from, hasChanged));
    return Math.max(first, from);
  }

  /** Lets the iterations that were not run count as examinations of runs, up to the next one or the one that is beginning. */
  catchUpExaminations(): void {
    if (this.#pace !== undefined) return; // each is run
    this.#examinations.catchUp(this.at);
  }

  /** The first iteration that was not run and has not been counted as an examination; `NEVER` where there is none. */
  get missedExamination(): Micros {
    if (this.#pace !== undefined) return NEVER;
    return this.#examinations.firstMissed(Math.min(this.at, this.#stoppedAt));
  }

  /** Counts an iteration that was not run as an examination. */
  passExamination(at: Micros): void {
    this.#examinations.pass(at);
  }

  /** It is gone, or stands still: iterations end here. */
  stop(): void {
    const { kernel } = this.#metadata;
    this.#catchUp?.();
    this.#stoppedAt = kernel.now;
    this.#rounds.stop(kernel.now);
    kernel.removeLoop(this);
  }

  /** It goes on after it has stood still: at once. */
  resume(): void {
    const { kernel } = this.#metadata;
    this.#catchUp?.();
    this.#stoppedAt = NEVER;
    this.#rounds.resume(kernel.now);
    this.#hasChanged = true;
    kernel.addLoop(this, this.#rounds.from(kernel.now));
  }
}

/** At one instant the timer comes first that was set first: the one with the longest interval. */
function inOrderOfFiring(timers: readonly RegularInterval[]): readonly RegularInterval[] {
  return [...timers].sort((a, b) => b.interval - a.interval);
}
