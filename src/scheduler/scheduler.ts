import type { Metadata } from "../database/index.ts";
import { DormantLoop, durationMicros, type Micros, NEVER } from "../kernel/index.ts";
import { AdoptOrphans } from "./adopt-orphans.ts";
import { CheckTriggerTimeouts } from "./check-trigger-timeouts.ts";
import { CreateDagRuns, type RunOrder } from "./create-dag-runs.ts";
import { DagProcessor } from "./dag-processor.ts";
import { EnqueueTaskInstances } from "./enqueue-task-instances.ts";
import type { Executor, Ownership } from "./executor.ts";
import { ProcessExecutorEvents } from "./executor-events.ts";
import { ExecutorHeartbeat } from "./executor-heartbeat.ts";
import { FindZombies } from "./find-zombies.ts";
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

export interface SchedulerArguments {
  readonly shared: SharedKnowledge;
  readonly executor: Executor;
  readonly rounds: SchedulerRounds;
  /** Counts the examinations of all schedulers, up to now, where there are others. */
  readonly catchUp?: () => void;
  /** Where schedulers may die. */
  readonly ownership?: Ownership;
  /** Orders runs that are due at one moment. Default the order of the DAGs. */
  readonly runOrder?: RunOrder | undefined;
}

/**
 * The scheduler's loop (`SchedulerJobRunner._run_scheduler_loop`; spec/airflow-core.md, section 1): a list of steps. After
 * an iteration that has queued anything it runs them again at once, else after its idle sleep. It rests through iterations
 * in which no step is due.
 */
export class Scheduler extends DormantLoop {
  readonly #metadata: Metadata;
  readonly #rounds: SchedulerRounds;
  readonly #examinations: ScheduleAllDagRuns;
  readonly #enqueue: EnqueueTaskInstances;
  readonly #executorEvents: ProcessExecutorEvents;
  readonly #steps: readonly Step[];
  readonly #orphans: AdoptOrphans | undefined;
  readonly #catchUp: (() => void) | undefined;
  /** True if anything has changed since the last iteration began. */
  #hasChanged = true;
  /** No iteration comes after this. */
  #stoppedAt: Micros = NEVER;
  /** Iterations that were run. */
  loops = 0;

  constructor({ shared, executor, rounds, catchUp, ownership, runOrder }: SchedulerArguments) {
    super(rounds);
    const { metadata, decisions, waiting, slas, requeued } = shared;
    const { scheduler: config } = metadata.config;
    const log = new SchedulerLog(metadata);
    const dagProcessor = new DagProcessor(metadata, slas, log, ownership?.executor.sendCallback);
    const update = new DagRunUpdate(metadata, decisions, dagProcessor);
    const stuckTasks = new StuckTasks(metadata, executor, requeued, ownership?.job);
    const every = (interval: Micros, step: Step) => new RegularInterval(rounds, interval, step);
    this.#catchUp = catchUp;
    this.#orphans = ownership && new AdoptOrphans(metadata, ownership, stuckTasks.adopted);
    this.#metadata = metadata;
    this.#rounds = rounds;
    this.#examinations = new ScheduleAllDagRuns(metadata, update, dagProcessor, slas, rounds, log);
    this.#enqueue = new EnqueueTaskInstances(metadata, executor, stuckTasks, log, ownership?.job);
    this.#executorEvents = new ProcessExecutorEvents(metadata, executor, log, ownership);
    this.#steps = [
      waiting,
      ...(config.useJobSchedule ? [new CreateDagRuns(metadata, log, runOrder)] : []),
      new StartQueuedRuns(metadata, waiting),
      this.#examinations,
      this.#enqueue,
      new ExecutorHeartbeat(executor),
      this.#executorEvents,
      dagProcessor,
      ...inOrderOfFiring([
        ...(this.#orphans === undefined
          ? []
          : [every(durationMicros(config.orphanedTasksCheckInterval), this.#orphans)]),
        every(durationMicros(config.triggerTimeoutCheckInterval), new CheckTriggerTimeouts(metadata, log)),
        ...(ownership === undefined
          ? []
          : [every(durationMicros(config.zombieDetectionInterval), new FindZombies(metadata, ownership))]),
        every(PAUSED_DAGS_INTERVAL, new UpdatePausedDagRuns(metadata, update)),
        every(durationMicros(config.taskQueuedTimeoutCheckInterval), stuckTasks),
      ]),
    ];
  }

  override wake(): void {
    this.#hasChanged = true;
    super.wake();
  }

  override fire(): void {
    const { kernel, runs, observer } = this.#metadata;
    const { now } = kernel;
    this.#metadata.actAs("scheduler");
    if (this.#catchUp === undefined) this.catchUpExaminations();
    else this.#catchUp();
    if (this.loops === 0) this.#orphans?.run(now);
    do {
      this.#hasChanged = false;
      this.loops += 1;
      for (const step of this.#steps) step.run(now);
      runs.retire(observer);
    } while (this.#goesOnAtOnce() && !this.#passesIdly(now));
    const due = this.#due(now + 1);
    kernel.rest(this, due === NEVER ? NEVER : this.#rounds.from(Math.max(due, now + 1)));
  }

  #goesOnAtOnce(): boolean {
    return this.#enqueue.queued > 0 || this.#executorEvents.left > 0;
  }

  /**
   * An iteration that comes at once, where no step is due: it examines the next runs, and that is all. False where a step may
   * be due.
   */
  #passesIdly(now: Micros): boolean {
    this.#hasChanged = true; // task instances were queued
    if (this.#due(now) <= now) return false;
    this.loops += 1;
    this.#examinations.run(now);
    return true;
  }

  /** The first instant from `from` on at which any step is due, or one before it. */
  #due(from: Micros): Micros {
    // whoever watches is told of iterations that find nothing new, too
    if (this.#hasChanged && this.#metadata.observer.watchesIterations) return from;
    let first = NEVER;
    for (const step of this.#steps) {
      const due = step.due(from, this.#hasChanged);
      if (due <= from) return from;
      if (due < first) first = due;
    }
    return first;
  }

  /** Lets the iterations that were not run count as examinations of runs, up to the next one or the one that is beginning. */
  catchUpExaminations(): void {
    this.#examinations.catchUp(this.at);
  }

  /** The first iteration that was not run and has not been counted as an examination; `NEVER` where there is none. */
  get missedExamination(): Micros {
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
    kernel.addLoop(this, kernel.now);
  }
}

/** At one instant the timer comes first that was set first: the one with the longest interval. */
function inOrderOfFiring(timers: readonly RegularInterval[]): readonly Step[] {
  return [...timers].sort((a, b) => b.interval - a.interval);
}
