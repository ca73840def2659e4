import type { Seconds } from "../kernel/index.ts";
import { type KnownKeys, withDefaults } from "../options/index.ts";
import type { RandomSeconds } from "../random/index.ts";
import { type ClassPrices, isMwaaClass } from "./classes.ts";
import { type EnvironmentClass, traitsOf } from "./presets.ts";

/** An environment of Amazon MWAA, or one like others, with the free parameters of its model (docs/mwaa.md). */
export interface EnvironmentOptions {
  readonly class: EnvironmentClass;
  /** Default 1. */
  readonly minWorkers?: number;
  /** Default 10, or `minWorkers` where that is more; of a micro 1, of `celery` `minWorkers`. Of `kubernetes` pods, default 32. */
  readonly maxWorkers?: number;
  /** Each has a triggerer beside it. Default 2, of a micro 1. */
  readonly schedulers?: number;
  /** Default 2, of a micro 1. They only cost. */
  readonly webServers?: number;
  /** Tasks that a worker runs at once. Default that of the class. */
  readonly tasksPerWorker?: number;
  /** The removal of workers: `protected`, as today, only idle ones; `zero-only`, as until about 2024. Default `protected`. */
  readonly generation?: "protected" | "zero-only";
  /** Seconds between two decisions of the autoscaler. Default 60. */
  readonly metricPeriod?: Seconds;
  /** The first decision. Default 0. */
  readonly metricPhase?: Seconds;
  /** The age of the numbers that a decision is made by. Default 60. */
  readonly metricLag?: Seconds;
  /** Seconds from the decision until a worker takes tasks, or their distribution. Default 180. */
  readonly workerStart?: RandomSeconds;
  /** Decisions in a row that there are too many workers, before any is removed. Default 1; of `zero-only` 5. */
  readonly scaleInPeriods?: number;
  /** With `zero-only`: seconds from the decision until a worker is killed. Default 180. */
  readonly removal?: Seconds;
  /** With `protected`: seconds for which an idle worker takes nothing before it is gone. Default 20. */
  readonly idleVerification?: Seconds;
  /** For how long a task holds its slot before it begins: a new interpreter each. Default 5. */
  readonly taskStartup?: Seconds;
  /** `core.parallelism` of each scheduler. Default 500. */
  readonly parallelism?: number;
  /** The database, in gigabytes. It only costs. Default 0. */
  readonly databaseGb?: number;
  /** Multiplies all prices. Default 1. */
  readonly regionFactor?: number;
  /** Dollars an hour, in place of those of the table. */
  readonly prices?: Partial<ClassPrices>;
}

/** An environment with nothing left open. */
export type Environment = Required<Omit<EnvironmentOptions, "prices">> & { readonly prices: ClassPrices };

export const ENVIRONMENT_KEYS: KnownKeys<EnvironmentOptions> = {
  class: true,
  minWorkers: true,
  maxWorkers: true,
  schedulers: true,
  webServers: true,
  tasksPerWorker: true,
  generation: true,
  metricPeriod: true,
  metricPhase: true,
  metricLag: true,
  workerStart: true,
  scaleInPeriods: true,
  removal: true,
  idleVerification: true,
  taskStartup: true,
  parallelism: true,
  databaseGb: true,
  regionFactor: true,
  prices: true,
};

export const PRICE_KEYS: KnownKeys<ClassPrices> = { environment: true, worker: true, scheduler: true, webServer: true };

/** Fills in what an environment does not say. */
export function environmentOf(given: EnvironmentClass | EnvironmentOptions): Environment {
  const options: EnvironmentOptions = typeof given === "string" ? { class: given } : given;
  const { minWorkers = 1, generation = "protected" } = options;
  const traits = traitsOf(options.class);
  const { included, tasksPerWorker, metricPeriod, metricLag, workerStart, taskStartup, parallelism = 500 } = traits;
  const { prices, ...others } = options;
  const defaults: Omit<Environment, "prices"> = {
    class: options.class,
    minWorkers,
    maxWorkers: mostByDefault(options.class, minWorkers),
    schedulers: included.schedulers,
    webServers: included.webServers,
    tasksPerWorker,
    generation,
    metricPeriod,
    metricPhase: 0,
    metricLag,
    workerStart,
    scaleInPeriods: generation === "protected" ? 1 : 5,
    removal: 180,
    idleVerification: 20,
    taskStartup,
    parallelism,
    databaseGb: 0,
    regionFactor: 1,
  };
  return { ...withDefaults(defaults, others), prices: withDefaults(traits.prices, prices) };
}

function mostByDefault(name: EnvironmentClass, minWorkers: number): number {
  const { workers } = traitsOf(name);
  if (workers === "fixed") return minWorkers;
  if (workers === "pods") return 32;
  return name === "mw1.micro" ? 1 : Math.max(10, minWorkers);
}

/** The most workers of a class, where so many are allowed: a micro has one. */
export function mostWorkersOf(name: EnvironmentClass, allowed: number): number {
  return name === "mw1.micro" ? 1 : allowed;
}

/** The configuration of an environment where it differs from Airflow's, by the names of this library. */
export function environmentConfig({ class: name, tasksPerWorker, maxWorkers, parallelism }: Environment) {
  if (isMwaaClass(name)) return mwaaConfig(tasksPerWorker, parallelism);
  const workerConcurrency = traitsOf(name).workers === "pods" ? maxWorkers : tasksPerWorker;
  return { core: { parallelism }, scheduler: {}, celery: { workerConcurrency }, celeryBrokerTransportOptions: {} };
}

function mwaaConfig(tasksPerWorker: number, parallelism: number) {
  return {
    core: { parallelism },
    scheduler: { scheduleAfterTaskExecution: false, taskQueuedTimeout: 1800 },
    celery: { workerConcurrency: tasksPerWorker, workerEnableRemoteControl: false },
    celeryBrokerTransportOptions: { visibilityTimeout: 43_200 },
  };
}
