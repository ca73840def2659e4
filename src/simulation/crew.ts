/**
 * The schedulers and the executor of a simulation: one of each, of which nothing dies; or Celery, with all that may.
 * @module
 */
import { CeleryCluster, type Failure, FaultError, type FaultSpec } from "../celery/index.ts";
import type { RunningProcess, TaskInstance } from "../database/index.ts";
import { type ExecutorServices, TaskExecutor, workerOf } from "../executor/index.ts";
import type { Micros } from "../kernel/index.ts";
import { Autoscaler, type Environment, environmentOf, Pods, traitsOf, type WorkerSpan } from "../mwaa/index.ts";
import { shown } from "../options/index.ts";
import type { RandomStreams } from "../random/index.ts";
import { callBackEnd, type Executor, Scheduler, type Schedulers, type SharedKnowledge } from "../scheduler/index.ts";
import { ChanceFailures } from "./chance-failures.ts";
import { paceOf } from "./pace.ts";
import { SchedulerFleet } from "./scheduler-fleet.ts";
import type { SimulationOptions } from "./simulation-options.ts";

/** They, as the simulation uses them. */
export interface Crew {
  /** Workers that are told one from another: those of an environment, or of the executor's list. */
  readonly workers: readonly WorkerSpan[];
  /** Failures that have come by chance. */
  readonly failures: readonly Failure[];
  /** True if nothing is on its way to run a task instance that is queued or running, or runs it. */
  hasLost(instance: TaskInstance): boolean;
  /** A trigger has ended a task. */
  readonly onTaskEnd: (instance: TaskInstance) => void;
  /** Lets something go wrong. `find` finds the task instance that it names. Throws a FaultError where that cannot be. */
  strike(fault: FaultSpec, path: string, find: () => TaskInstance | undefined): void;
  /** Makes the executor of another process than a scheduler's, on the same workers. Undefined where there is none. */
  readonly executorBeside?: () => Executor;
  /** Ends all of it: nothing begins any more. Returns the processes that were told to end. */
  interrupt(): readonly RunningProcess[];
}

export interface CrewArguments {
  readonly options: SimulationOptions;
  readonly services: ExecutorServices;
  readonly shared: SharedKnowledge;
  readonly schedulers: Schedulers;
  /** The first iteration of the scheduler. */
  readonly firstRound: Micros;
  readonly random: RandomStreams;
}

/** One scheduler and a number of worker slots. */
export function plainCrew({ options, services, shared, schedulers, firstRound, random }: CrewArguments): Crew {
  const { metadata } = services;
  const { clock } = options;
  const slots = clock === undefined ? {} : { makeWorkerSlots: clock.makeWorkerSlots };
  const executor = new TaskExecutor(services, { ...options.executor, ...slots });
  const silent = metadata.rules.silentTasksAreKnownBy === "their row" ? executor : undefined;
  const scheduler = new Scheduler({
    shared,
    executor,
    silent,
    ...paceOf(firstRound, metadata, options.schedulerLoop, random, 0),
    runOrder: options.runOrder,
  });
  schedulers.add(scheduler);
  metadata.kernel.addLoop(scheduler, firstRound);
  return {
    workers: [],
    failures: [],
    hasLost: (instance) => executor.silent.has(instance) && instance.process === null,
    onTaskEnd: (instance) => callBackEnd(metadata, executor, instance),
    executorBeside: () => executor.beside(),
    strike: (fault, path, find) => {
      if (!("kill" in fault)) throw new FaultError(path, "it needs `executor.class`");
      const instance = find();
      const reason = instance === undefined ? "there is no such task instance" : executor.kill(instance, fault.kill);
      if (reason !== undefined) throw new FaultError(`${path}${inWords(fault)}`, reason);
    },
    interrupt: () => {
      metadata.kernel.removeLoop(scheduler);
      return executor.terminate();
    },
  };
}

/** Celery, with several workers and schedulers. */
export function celeryCrew({ options, services, shared, schedulers, firstRound, random }: CrewArguments): Crew {
  const { executor = {}, dagProcessor = {}, environment } = options;
  const { workers = [], broker = "redis" } = executor;
  const settings = environment && environmentOf(environment);
  const traits = settings && traitsOf(settings.class);
  const one = { concurrency: executor.workerSlots ?? Number.POSITIVE_INFINITY };
  const { callbackDelay = 0 } = dagProcessor;
  const cluster = new CeleryCluster(workerOf(services, executor), {
    workers: environment !== undefined ? [] : workers.length === 0 ? [one] : workers,
    broker: traits?.broker ?? broker,
    callbackDelay,
  });
  const { runOrder, schedulerLoop } = options;
  const fleet = new SchedulerFleet(shared, cluster, schedulers, { firstRound, runOrder, schedulerLoop, random });
  for (const [index, spec] of (options.schedulers ?? [{}]).entries()) fleet.plan(spec, index);
  const hasPods = traits?.workers === "pods";
  const pods = settings && hasPods ? new Pods(cluster, settings.maxWorkers) : undefined;
  const autoscaler = settings && !hasPods ? autoscaled(cluster, services, settings, random) : undefined;
  const mortals = { kernel: services.metadata.kernel, cluster, fleet, autoscaler };
  const chance = options.failures === undefined ? undefined : new ChanceFailures(options.failures, random, mortals);
  return {
    workers: pods?.killed ?? autoscaler?.workers ?? (workers.length === 0 ? [] : cluster.workers),
    failures: chance?.happened ?? [],
    hasLost: (instance) => cluster.hasLost(instance),
    onTaskEnd: (instance) => callBackEnd(services.metadata, cluster, instance),
    strike: (fault, path, find) => {
      const reason = strike(fault, cluster, fleet, find);
      if (reason !== undefined) throw new FaultError(`${path}${inWords(fault)}`, reason);
    },
    interrupt: () => {
      fleet.interrupt();
      return cluster.terminate();
    },
  };
}

/** Gives a cluster the workers of an environment. */
function autoscaled(
  cluster: CeleryCluster,
  { metadata }: ExecutorServices,
  environment: Environment,
  random: RandomStreams,
): Autoscaler {
  const scaled = {
    get load() {
      return cluster.load;
    },
    startWorker: (name: string) => {
      const worker = cluster.startWorker(name);
      return {
        get held() {
          return worker.held;
        },
        stopTaking: () => worker.stopTaking(),
        leave: () => cluster.stopWorker(worker, "warm"),
        end: (how: "warm" | "terminate", gone: () => void) => {
          worker.onGone = gone;
          cluster.stopWorker(worker, how);
        },
        kill: () => cluster.stopWorker(worker, "kill"),
      };
    },
  };
  return new Autoscaler(metadata.kernel, scaled, environment, random);
}

function strike(
  fault: FaultSpec,
  cluster: CeleryCluster,
  fleet: SchedulerFleet,
  find: () => TaskInstance | undefined,
): string | undefined {
  if ("freeze" in fault && fault.freeze === "scheduler")
    return fleet.freeze(fault.scheduler ?? 0, fault.for) ? undefined : "the scheduler is not there";
  const instance = find();
  if (instance === undefined) return "there is no such task instance";
  if ("lose" in fault) return cluster.loseMessage(instance);
  if ("freeze" in fault) return cluster.freezeSupervisor(instance, fault.for);
  return fault.kill === "task" ? cluster.killTask(instance) : cluster.killSupervisor(instance);
}

function inWords(fault: FaultSpec): string {
  if (!("dagId" in fault)) return ` at ${fault.at} s`;
  return ` at ${fault.at} s, DAG "${shown(fault.dagId)}", run "${shown(fault.runId)}", task "${shown(fault.taskId)}"`;
}
