import type { Metadata } from "../database/index.ts";
import { DormantLoop, durationMicros, type Micros, NEVER } from "../kernel/index.ts";
import { CheckTriggerTimeouts } from "./check-trigger-timeouts.ts";
import { CreateDagRuns, type RunOrder } from "./create-dag-runs.ts";
import { DagProcessor } from "./dag-processor.ts";
import { EnqueueTaskInstances } from "./enqueue-task-instances.ts";
import type { Executor } from "./executor.ts";
import { ProcessExecutorEvents } from "./executor-events.ts";
import { ExecutorHeartbeat } from "./executor-heartbeat.ts";
import { PausedDags } from "./paused-dags.ts";
import { RegularInterval } from "./regular-interval.ts";
import { SchedulerRounds } from "./rounds.ts";
import { ScheduleAllDagRuns } from "./schedule-all-dag-runs.ts";
import { SchedulerLog } from "./scheduler-log.ts";
import type { SchedulingDecisions } from "./scheduling-decisions.ts";
import { SlaChecks } from "./sla.ts";
import { StartQueuedRuns } from "./start-queued-runs.ts";
import type { Step } from "./step.ts";
import { StuckTasks } from "./stuck-tasks.ts";
import { PAUSED_DAGS_INTERVAL, UpdatePausedDagRuns } from "./update-paused-dag-runs.ts";
import { DagRunUpdate } from "./update-state.ts";
import type { Waiting } from "./waiting.ts";

export interface SchedulerArguments {
  readonly metadata: Metadata;
  readonly decisions: SchedulingDecisions;
  readonly waiting: Waiting;
  readonly executor: Executor;
  /** The instant of its first iteration. */
  readonly firstRound: Micros;
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
  /** True if anything has changed since the last iteration began. */
  #hasChanged = true;
  /** Iterations that were run. */
  loops = 0;

  constructor({ metadata, decisions, waiting, executor, firstRound, runOrder }: SchedulerArguments) {
    const rounds = new SchedulerRounds(firstRound, metadata.config, metadata.rules);
    super(rounds);
    const { scheduler: config } = metadata.config;
    const log = new SchedulerLog(metadata);
    const slas = new SlaChecks(metadata);
    const dagProcessor = new DagProcessor(metadata, slas, log);
    const pausedDags = new PausedDags(metadata);
    const update = new DagRunUpdate(metadata, decisions, dagProcessor, pausedDags);
    const stuckTasks = new StuckTasks(metadata, executor);
    const every = (interval: Micros, step: Step) => new RegularInterval(rounds, interval, step);
    this.#metadata = metadata;
    this.#rounds = rounds;
    this.#examinations = new ScheduleAllDagRuns(metadata, update, dagProcessor, slas, rounds, log);
    this.#enqueue = new EnqueueTaskInstances(metadata, executor, stuckTasks, log);
    this.#executorEvents = new ProcessExecutorEvents(metadata, executor, log);
    this.#steps = [
      waiting,
      ...(config.useJobSchedule ? [new CreateDagRuns(metadata, log, runOrder)] : []),
      new StartQueuedRuns(metadata, waiting),
      this.#examinations,
      this.#enqueue,
      new ExecutorHeartbeat(executor),
      this.#executorEvents,
      dagProcessor,
      every(durationMicros(config.triggerTimeoutCheckInterval), new CheckTriggerTimeouts(metadata, log)),
      every(PAUSED_DAGS_INTERVAL, new UpdatePausedDagRuns(metadata, pausedDags, update)),
      every(durationMicros(config.taskQueuedTimeoutCheckInterval), stuckTasks),
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
    this.catchUpExaminations();
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
}
