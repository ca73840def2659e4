/**
 * Lets workers, schedulers and processes of tasks die by chance.
 * @module
 */
import type { CeleryCluster, CeleryWorker, Failure, FailureOptions } from "../celery/index.ts";
import { type Kernel, type Micros, SECOND, sleepMicros } from "../kernel/index.ts";
import type { Autoscaler } from "../mwaa/index.ts";
import { type RandomSeconds, type RandomSource, type RandomStreams, sampler } from "../random/index.ts";
import type { SchedulerFleet } from "./scheduler-fleet.ts";

/** The things that may die. */
export interface Mortals {
  readonly kernel: Kernel;
  readonly cluster: CeleryCluster;
  readonly fleet: SchedulerFleet;
  /** Undefined where nobody adds and removes workers. */
  readonly autoscaler: Autoscaler | undefined;
}

const REPLACED_AFTER = { workers: 60, schedulers: 30 };

/** Two failures of one kind lie at least so far apart. */
const LEAST: Micros = SECOND;

/** Draws failures, each kind from a stream of its own, and lets them come. */
export class ChanceFailures {
  readonly #mortals: Mortals;
  readonly #options: FailureOptions;
  readonly #random: RandomStreams;
  readonly #happened: Failure[] = [];

  constructor(options: FailureOptions, random: RandomStreams, mortals: Mortals) {
    this.#mortals = mortals;
    this.#options = options;
    this.#random = random;
    const { workers, schedulers, tasks } = options;
    const { cluster, fleet } = mortals;
    if (workers?.every !== undefined)
      this.#nowAndThen("workers", workers.every, (source) => this.#failAnyWorker(source));
    if (workers?.lifetime !== undefined) {
      const { lifetime } = workers;
      cluster.onWorker = (worker) =>
        this.#after(this.#drawn(lifetime, "worker", worker.index), () => this.#failWorker(worker));
    }
    if (schedulers?.every !== undefined)
      this.#nowAndThen("schedulers", schedulers.every, (source) => this.#failScheduler(anyOf(fleet.alive, source)));
    if (schedulers?.lifetime !== undefined) {
      const { lifetime } = schedulers;
      fleet.onScheduler = (index) =>
        this.#after(this.#drawn(lifetime, "scheduler", index), () => this.#failScheduler(index));
    }
    if (tasks !== undefined) this.#nowAndThen("tasks", tasks.every, (source) => this.#failTask(source));
  }

  /** All that have come, in order. */
  get happened(): readonly Failure[] {
    return this.#happened;
  }

  #after(delay: Micros, act: () => void): void {
    const { kernel } = this.#mortals;
    kernel.at(kernel.now + delay, act);
  }

  #drawn(value: RandomSeconds, kind: string, index: number): Micros {
    return Math.max(LEAST, sleepMicros(this.#random.draw(value, ["failures", kind, index])));
  }

  #nowAndThen(kind: string, every: RandomSeconds, strike: (source: RandomSource) => void): void {
    const gaps = samplerOf(every, this.#random.stream(["failures", kind, "gaps"]));
    const choice = this.#random.stream(["failures", kind, "choice"]);
    const next = () =>
      this.#after(Math.max(LEAST, sleepMicros(gaps())), () => {
        strike(choice);
        next();
      });
    next();
  }

  #failAnyWorker(source: RandomSource): void {
    const worker = anyOf(this.#mortals.cluster.alive, source);
    if (worker !== undefined) this.#failWorker(worker);
  }

  #failWorker(worker: CeleryWorker): void {
    if (!worker.isAlive) return;
    const { cluster, autoscaler, kernel } = this.#mortals;
    const { shutdown = "kill", replacedAfter } = this.#options.workers ?? {};
    const drawn = (seconds: RandomSeconds) => this.#drawn(seconds, "worker replaced", worker.index);
    this.#happened.push({ at: kernel.now, kind: "worker", name: worker.name, tasks: worker.held });
    if (autoscaler !== undefined) {
      autoscaler.fail(worker.name, shutdown, replacedAfter === undefined ? undefined : drawn(replacedAfter));
      return;
    }
    cluster.stopWorker(worker, shutdown);
    if (worker.isPod) return; // a task that is tried again has a pod of its own
    this.#after(drawn(replacedAfter ?? REPLACED_AFTER.workers), () => {
      cluster.startWorker(worker.name, worker.concurrency);
    });
  }

  #failScheduler(index: number | undefined): void {
    const { fleet, kernel } = this.#mortals;
    const { shutdown = "kill", replacedAfter = REPLACED_AFTER.schedulers } = this.#options.schedulers ?? {};
    if (index === undefined || !fleet.end(index, shutdown)) return;
    this.#happened.push({ at: kernel.now, kind: "scheduler", name: `scheduler-${index}`, tasks: 0 });
    this.#after(this.#drawn(replacedAfter, "scheduler replaced", index), () => fleet.add());
  }

  #failTask(source: RandomSource): void {
    const { cluster, kernel } = this.#mortals;
    const slot = anyOf(cluster.running, source);
    if (slot === undefined) return;
    const { task, mapIndex, dagRun } = slot.message.instance;
    const name = `${task.dag.dagId}.${task.taskId}${mapIndex < 0 ? "" : `[${mapIndex}]`} of ${dagRun.runId}`;
    this.#happened.push({ at: kernel.now, kind: "task", name, tasks: 1 });
    slot.killTask();
  }
}

function anyOf<Item>(items: readonly Item[], source: RandomSource): Item | undefined {
  return items[Math.floor(source() * items.length)];
}

function samplerOf(value: RandomSeconds, source: RandomSource): () => number {
  return typeof value === "number" ? () => value : sampler(value, source);
}
