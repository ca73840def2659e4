import { DateTime } from "luxon";
import type { FaultSpec } from "../celery/index.ts";
import { AwsModel } from "../cloud/index.ts";
import {
  DagModel,
  DatabaseSession,
  DEFAULT_POOL,
  Metadata,
  Pool,
  type RunningProcess,
  RunRows,
  Runtime,
  type TaskInstance,
  triggerDag,
} from "../database/index.ts";
import { Calendar, chance, DATABASE, provide, type TaskInstanceState, timetableOf } from "../definition/index.ts";
import { AWS } from "../hooks/index.ts";
import { checkInvariants } from "../invariants/index.ts";
import {
  Kernel,
  type Micros,
  RealTimeKernel,
  type RunLimits,
  SECOND,
  type Seconds,
  sleepMicros,
  toSeconds,
  watched,
} from "../kernel/index.ts";
import { Recorder, type SimulationEvents, SimulationResult } from "../observe/index.ts";
import { type Problem, withDefaults } from "../options/index.ts";
import { RandomStreams } from "../random/index.ts";
import { type AirflowVersion, airflowConfig, rulesOf, versionsOf } from "../rules/index.ts";
import {
  backfillServices,
  Dependencies,
  MiniScheduler,
  Schedulers,
  SchedulingDecisions,
  SharedKnowledge,
  setNextDagRun,
  Waiting,
} from "../scheduler/index.ts";
import { type AnyTriggerer, SupervisedTriggerer, Triggerer } from "../triggerer/index.ts";
import { checkSimulation, simulationWarnings } from "./check-simulation.ts";
import { type Crew, celeryCrew, plainCrew } from "./crew.ts";
import { withEnvironment } from "./environment.ts";
import { heard } from "./heard-rules.ts";
import { unknownLimits } from "./known-keys.ts";
import { Person } from "./person.ts";
import type {
  ActionOptions,
  BackfillOptions,
  ClearOptions,
  ClearRunOptions,
  DagActionOptions,
  RunActionOptions,
  TriggerOptions,
} from "./request-options.ts";
import { outOfOrder, triggerArguments } from "./requests.ts";
import { SimulationError } from "./simulation-error.ts";
import { factsOf } from "./simulation-facts.ts";
import type { Phases, PoolOccupancy, PoolOptions, SimulationOptions, TriggererSpec } from "./simulation-options.ts";

const KILLED_TASK_CLEANUP_TIME = 60 * SECOND; // `[core] killed_task_cleanup_time`, for tasks that were told to end

/**
 * Virtual Airflow: DAGs, a scheduler, an executor with its worker slots, triggerers, and a clock that belongs to it alone.
 * Options that cannot be simulated are refused by a SimulationError with all that is wrong.
 *
 * @example
 * const dag = new DAG("hello");
 * new EmptyOperator({ dag, taskId: "world" });
 * const result = new Simulation({ dags: [dag] }).trigger("hello", { runId: "first" }).run();
 * console.log(result.dagRun("first").state); // success
 */
export class Simulation {
  /** The options that Airflow accepts and the caller may not have meant: a task in a pool that does not exist, say. */
  readonly warnings: readonly Problem[];
  readonly options: SimulationOptions;
  readonly #airflow: AirflowVersion;
  readonly #kernel: Kernel;
  readonly #recorder: Recorder;
  readonly #metadata: Metadata;
  readonly #person: Person;
  readonly #runtime: Runtime;
  readonly #until: Micros;
  readonly #phases: Required<Phases>;
  readonly #triggerers: AnyTriggerer[] = [];
  readonly #crew: Crew;
  readonly #hasSchedule: boolean;
  /** The processes whose end is waited for after an interruption. */
  #told: readonly RunningProcess[] | undefined;
  /** The options, with those that an environment stands for. */
  readonly #settings: SimulationOptions;
  /** Runs and actions that are still to come. */
  #pending = 0;

  constructor(given: SimulationOptions) {
    checkSimulation(given);
    const options = withEnvironment(given);
    this.warnings = simulationWarnings(options);
    const versions = versionsOf(options);
    this.#airflow = versions.airflow;
    const { clock } = options;
    const kernel = clock === undefined ? new Kernel() : new RealTimeKernel(() => clock.start());
    this.#kernel = kernel;
    const rules = heard(withDefaults(rulesOf(versions), options.rules), options.onRuleRead);
    const config = airflowConfig(options.config, rules);
    const calendar = new Calendar(options.start ?? DateTime.utc(2024, 1, 1, { locale: "en-US" }));
    const keep = options.keep ?? "everything";
    const looksAtRuns = options.dags.some(({ tasks }) => [...tasks.values()].some((task) => task.looksAtRuns));
    const runs = new RunRows(keep === "aggregates" && !looksAtRuns ? "forgotten" : "kept");
    this.#recorder = new Recorder(kernel, runs, { keep, explain: options.explain ?? false });
    this.options = given;
    this.#settings = options;
    this.#until = sleepMicros(options.until ?? 86_400);
    this.#phases = withDefaults({ scheduler: 0, triggerer: 0.25, triggerRunner: 0.5 }, options.phases);
    const schedulers = new Schedulers();
    const actors = {
      wakeScheduler: () => schedulers.wake(),
      wakeTriggerers: () => {
        for (const triggerer of this.#triggerers) triggerer.wake();
      },
      catchUpExaminations: schedulers.catchUpExaminations,
    };
    const metadata = new Metadata({ kernel, calendar, config, rules, observer: this.#recorder, actors, runs });
    this.#metadata = metadata;
    const random = new RandomStreams(options.seed ?? 0);
    this.#runtime = new Runtime(kernel, calendar, this.#recorder, rules, [
      provide(DATABASE, new DatabaseSession(metadata)),
      ...chance(random),
      provide(AWS, (options.cloud ?? new AwsModel()).open(random)),
      ...(options.services ?? []),
    ]);
    addPools(metadata, options.pools ?? {});
    for (const dag of options.dags)
      metadata.addDag(new DagModel(dag, config, calendar, timetableOf(dag, metadata), metadata.pools, rules));
    for (const dag of metadata.dags.values()) setNextDagRun(metadata, dag, null);
    this.#hasSchedule = [...metadata.dags.values()].some(
      ({ timetable, datasetUris }) => timetable.canBeScheduled || datasetUris.size > 0,
    );
    const waiting = new Waiting(metadata);
    const dependencies = new Dependencies(metadata);
    const decisions = new SchedulingDecisions(metadata, dependencies, waiting);
    const miniScheduler = new MiniScheduler(metadata, decisions);
    const services = { metadata, runtime: this.#runtime, dependencies, miniScheduler };
    const shared = new SharedKnowledge(metadata, decisions, waiting);
    this.#person = new Person(services, () => backfillServices(shared, dependencies, this.#crew.executorBeside?.()));
    const makeCrew = options.executor?.class === undefined ? plainCrew : celeryCrew;
    const firstRound = sleepMicros(this.#phases.scheduler);
    this.#crew = makeCrew({ options, services, shared, schedulers, firstRound, random });
    for (const spec of options.triggerers ?? [{}]) this.#addTriggerer(spec);
    for (const [index, fault] of (options.faults ?? []).entries()) this.#plan(fault, `faults[${index}]`);
  }

  #addTriggerer(spec: TriggererSpec): void {
    const kernel = this.#kernel;
    const start = () => {
      const TriggererClass = this.#metadata.rules.triggererBeats === "every second" ? Triggerer : SupervisedTriggerer;
      const triggerer = new TriggererClass(this.#triggerers.length, this.#metadata, this.#runtime, this.#triggerers, {
        ...(spec.capacity === undefined ? {} : { capacity: spec.capacity }),
        onTaskEnd: this.#crew.onTaskEnd,
        firstRound: kernel.now + sleepMicros(this.#phases.triggerer),
        firstRunnerRound: kernel.now + sleepMicros(this.#phases.triggerRunner),
      });
      this.#triggerers.push(triggerer);
      if (spec.stopAt !== undefined) this.#at(sleepMicros(spec.stopAt), () => this.#stopTriggerer(triggerer, spec));
    };
    if (spec.startAt === undefined || spec.startAt === 0) start();
    else this.#at(sleepMicros(spec.startAt), start);
  }

  #stopTriggerer(triggerer: AnyTriggerer, { shutdown = "kill" }: TriggererSpec): void {
    if (shutdown === "kill") triggerer.crash();
    else triggerer.signOff();
  }

  /** Something goes wrong. */
  #plan(fault: FaultSpec, path: string): void {
    this.#pending += 1;
    this.#at(sleepMicros(fault.at), () => {
      this.#pending -= 1;
      this.#metadata.actAs("worker");
      this.#crew.strike(fault, path, () => this.#target(fault));
    });
  }

  #target(fault: FaultSpec): TaskInstance | undefined {
    if (!("dagId" in fault)) return undefined;
    const { dagId, runId, taskId, mapIndex = -1 } = fault;
    const dag = this.#metadata.dags.get(dagId);
    const task = dag?.task(taskId);
    const run = dag && this.#metadata.runs.find(dag, runId);
    return task && run?.instances(task).find((instance) => instance.mapIndex === mapIndex);
  }

  #at(instant: Micros, act: () => void): void {
    this.#kernel.at(instant, act);
  }

  /** Listens to what happens. */
  on<Name extends keyof SimulationEvents>(name: Name, listener: SimulationEvents[Name]): this {
    this.#recorder.on(name, listener);
    return this;
  }

  /** Asks for a manual run. */
  trigger(dagId: string, options: TriggerOptions = {}): this {
    const dag = this.#person.dag(dagId);
    const given = triggerArguments(dag, options, versionsOf(this.options));
    return this.#byUser(options.at ?? 0, () => triggerDag(this.#metadata, dag, given));
  }

  /** Asks for manual runs, in order of time. Each is taken after the last: a generator's million takes no memory. */
  triggerAll(dagId: string, runs: Iterable<TriggerOptions>): this {
    const dag = this.#person.dag(dagId);
    const left = runs[Symbol.iterator]();
    let last = 0;
    const next = () => {
      const { done, value } = left.next();
      if (done === true) return;
      const { at = 0 } = value;
      const given = triggerArguments(dag, value, versionsOf(this.options));
      if (at < last) throw outOfOrder(dagId, value, last);
      last = at;
      this.#byUser(at, () => {
        triggerDag(this.#metadata, dag, given);
        next();
      });
    };
    next();
    return this;
  }

  /** Marks task instances as a person does in the grid. */
  mark(state: TaskInstanceState, which: ActionOptions): this {
    return this.#byUser(which.at, this.#person.mark(state, which));
  }

  /** Clears task instances, so that they run again. */
  clear(which: ClearOptions): this {
    return this.#byUser(which.at, this.#person.clear(which));
  }

  /** Marks a run as a person does in the grid, and its task instances with it. */
  markRun(state: "success" | "failed", which: RunActionOptions): this {
    return this.#byUser(which.at, this.#person.markRun(state, which));
  }

  /** Clears the task instances of a run, so that they run again. */
  clearRun(which: ClearRunOptions): this {
    return this.#byUser(which.at, this.#person.clearRun(which));
  }

  /** Deletes a run with its task instances, as the REST API does: none of it is left in the result. */
  deleteRun(which: RunActionOptions): this {
    return this.#byUser(which.at, this.#person.deleteRun(which));
  }

  /** Asks for a backfill: runs of a range of dates, by the scheduler under a limit of their own; up to Airflow 2 by a job of its own. */
  backfill(options: BackfillOptions): this {
    return this.#byUser(options.at, this.#person.backfill(options));
  }

  /** Pauses a DAG: no run of it is made, started or examined, and none of its tasks is queued. What runs goes on. */
  pause(which: DagActionOptions): this {
    return this.#byUser(which.at, this.#person.pause(which));
  }

  /** Lets a DAG go on that was paused. */
  unpause(which: DagActionOptions): this {
    return this.#byUser(which.at, this.#person.unpause(which));
  }

  #byUser(at: Seconds, act: () => void): this {
    this.#pending += 1;
    this.#at(sleepMicros(at), () => {
      this.#metadata.actAs("user");
      this.#pending -= 1;
      act();
    });
    return this;
  }

  /** The time in the simulation, in seconds since its start. */
  get now(): Seconds {
    return toSeconds(this.#kernel.now);
  }

  /** The occupancy of each pool now. */
  get pools(): readonly PoolOccupancy[] {
    return [...this.#metadata.pools.values()].map(({ name, slots, queued, running, deferred }) => {
      return { name, slots, queued, running, deferred };
    });
  }

  /** Runs it to its end. Throws where anything awaits a promise, and in real time: then use `runAsync`. */
  run(limits: RunLimits = {}): SimulationResult {
    this.#kernel.run(this.#until, this.#watched(limits));
    return this.#result();
  }

  #watched(limits: RunLimits): () => boolean {
    const problems = unknownLimits(limits);
    if (problems.length > 0) throw new SimulationError(problems);
    return watched(this.#kernel, limits, () => this.#isOver);
  }

  /** Runs it to its end, also where operators or triggers await promises. */
  async runAsync(limits: RunLimits = {}): Promise<SimulationResult> {
    const isOver = this.#watched(limits);
    try {
      await this.#kernel.runAsync(this.#until, isOver);
    } finally {
      for (const code of this.#runtime.calling) code.abandon();
    }
    return this.#result();
  }

  /**
   * Ends it early, as a worker ends that is told to (SIGTERM): nothing else begins, tasks that run clean up by their
   * `onKill` and fail, and what runs it returns the result so far. A second time, it ends at once.
   */
  interrupt(): void {
    if (this.#told !== undefined || this.#isOver) {
      this.#kernel.stop();
      return;
    }
    this.#metadata.actAs("worker");
    for (const triggerer of this.#triggerers) triggerer.crash();
    this.#told = this.#crew.interrupt();
    if (this.#isOver) this.#kernel.stop();
    else this.#at(this.#kernel.now + KILLED_TASK_CLEANUP_TIME, () => this.#kernel.stop());
  }

  /** Nothing is left to come. The event in which that comes about is the last. */
  get #isOver(): boolean {
    if (this.#told !== undefined) return this.#told.every(({ ended }) => ended);
    return this.#pending === 0 && this.#metadata.runLife.active === 0 && !this.#hasSchedule;
  }

  #result(): SimulationResult {
    for (const triggerer of this.#triggerers) triggerer.logStatus();
    const options = this.#settings;
    const facts = factsOf(this.#kernel, this.#metadata, options, this.#crew, this.#recorder);
    const result = new SimulationResult(this.#recorder, facts, this.#metadata.calendar, this.#airflow);
    if (options.check === true) checkInvariants(options, result.trace("check"));
    return result;
  }
}

function addPools(metadata: Metadata, pools: Readonly<Record<string, PoolOptions>>): void {
  metadata.pools.set(DEFAULT_POOL, new Pool(DEFAULT_POOL, metadata.config.core.defaultPoolTaskSlotCount, false));
  for (const [name, { slots, includeDeferred = false }] of Object.entries(pools))
    metadata.pools.set(name, new Pool(name, slots, includeDeferred));
}
