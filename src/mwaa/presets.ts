/**
 * Environments that are not MWAA: a deployment like Astronomer's, Celery on machines of one's own, a pod for each task. Their figures
 * are guesses or list prices with a date, which a user can replace.
 * @module
 */
import type { ClassPrices, MwaaClass } from "./classes.ts";
import { isMwaaClass, MWAA_PRICES, TASKS_PER_WORKER } from "./classes.ts";

export const PRESETS = ["astro.a5", "astro.a10", "astro.a20", "celery", "kubernetes"] as const;

/** A preset beside MWAA's classes. */
export type Preset = (typeof PRESETS)[number];

/** The class of an environment. */
export type EnvironmentClass = MwaaClass | Preset;

/** True for the name of a class or a preset. */
export function isEnvironmentClass(value: unknown): value is EnvironmentClass {
  return isMwaaClass(value) || PRESETS.some((name) => name === value);
}

/** Dollars an hour of the presets, with their day. All but those of `celery` are guessed. */
export const PRESET_PRICES: { readonly date: string; readonly classes: Readonly<Record<Preset, ClassPrices>> } = {
  date: "2026-11-29",
  classes: {
    "astro.a5": { environment: 0.35, worker: 0.13, scheduler: 0.2, webServer: 0.1 },
    "astro.a10": { environment: 0.35, worker: 0.26, scheduler: 0.2, webServer: 0.1 },
    "astro.a20": { environment: 0.35, worker: 0.52, scheduler: 0.2, webServer: 0.1 },
    // an m5.large for each worker, and one for scheduler and web server; a small database and a small Redis
    celery: { environment: 0.15, worker: 0.096, scheduler: 0.096, webServer: 0.096 },
    // the control plane, a node for the scheduler and the database; a pod of half a CPU and 2 GB on Fargate
    kubernetes: { environment: 0.25, worker: 0.029, scheduler: 0.1, webServer: 0.1 },
  },
};

/** The traits of a class that its options do not say. */
export interface Traits {
  /** `scaled`: an autoscaler adds and removes workers. `fixed`: so many. `pods`: one for each task, for as long as it runs. */
  readonly workers: "scaled" | "fixed" | "pods";
  readonly tasksPerWorker: number;
  readonly prices: ClassPrices;
  /** The part of the fee: workers, schedulers, web servers. */
  readonly included: { readonly workers: number; readonly schedulers: number; readonly webServers: number };
  readonly broker: "sqs" | "redis" | "none";
  /** Seconds. */
  readonly metricPeriod: number;
  readonly metricLag: number;
  readonly workerStart: number;
  readonly taskStartup: number;
  /** Undefined where it is Airflow's. */
  readonly parallelism?: number;
}

const ONE = { workers: 0, schedulers: 1, webServers: 1 };

const astro = (name: Preset, tasksPerWorker: number): Traits => ({
  workers: "scaled",
  tasksPerWorker,
  prices: PRESET_PRICES.classes[name],
  included: ONE,
  broker: "redis",
  metricPeriod: 30,
  metricLag: 0,
  workerStart: 90,
  taskStartup: 2,
  parallelism: 500,
});

const TRAITS: Readonly<Record<Preset, Traits>> = {
  "astro.a5": astro("astro.a5", 5),
  "astro.a10": astro("astro.a10", 10),
  "astro.a20": astro("astro.a20", 20),
  celery: {
    ...astro("celery", 16), // `celery.worker_concurrency`
    workers: "fixed",
    parallelism: 32,
  },
  kubernetes: {
    ...astro("kubernetes", 1),
    workers: "pods",
    broker: "none",
    taskStartup: 20, // a pod is scheduled, its image is there, Python starts
    parallelism: 32,
  },
};

/** The traits of MWAA's class or of a preset. */
export function traitsOf(name: EnvironmentClass): Traits {
  if (!isMwaaClass(name)) return TRAITS[name];
  const count = name === "mw1.micro" ? 1 : 2;
  return {
    workers: "scaled",
    tasksPerWorker: TASKS_PER_WORKER[name],
    prices: MWAA_PRICES.classes[name],
    included: { workers: 1, schedulers: count, webServers: count },
    broker: "sqs",
    metricPeriod: 60,
    metricLag: 60,
    workerStart: 180,
    taskStartup: 5,
    parallelism: 500,
  };
}
