import type { DagModel, DagRun } from "../database/index.ts";
import { type Micros, type Seconds, sleepMicros } from "../kernel/index.ts";
import { type Distribution, type RandomSeconds, type RandomStreams, sampler } from "../random/index.ts";

/**
 * The seconds that one iteration of the scheduler's loop takes. It examines runs and queues tasks after `base`, `perRun` and
 * `perDag`, and hands the queued tasks to the executor after `perTask`.
 */
export interface SchedulerLoopCost {
  /** For each iteration, whatever it finds. Default 0. */
  readonly base?: RandomSeconds;
  /** For each run that is to be examined as it begins. Default 0. */
  readonly perRun?: RandomSeconds;
  /** For each task instance that it queues. Default 0. */
  readonly perTask?: RandomSeconds;
  /** For each DAG of those runs that this scheduler has not read before: its serialized form is loaded once. Default 0. */
  readonly perDag?: RandomSeconds;
}

/** Draws the costs of one scheduler's iterations. */
export class LoopCost {
  readonly #base: () => Seconds;
  readonly #perRun: () => Seconds;
  readonly #perTask: () => Seconds;
  readonly #perDag: () => Seconds;
  readonly #read = new Set<DagModel>();

  constructor(cost: SchedulerLoopCost, random: RandomStreams, index: number) {
    const drawn = (key: keyof SchedulerLoopCost) => {
      const value = cost[key] ?? 0;
      return typeof value === "number" ? () => value : drawnFrom(value, random, index, key);
    };
    this.#base = drawn("base");
    this.#perRun = drawn("perRun");
    this.#perTask = drawn("perTask");
    this.#perDag = drawn("perDag");
  }

  /** The time until an iteration that is beginning has decided. */
  ofDeciding(runs: readonly DagRun[]): Micros {
    let seconds = this.#base();
    for (const { dag } of runs) {
      seconds += this.#perRun();
      if (this.#read.has(dag)) continue;
      this.#read.add(dag);
      seconds += this.#perDag();
    }
    return sleepMicros(seconds);
  }

  /** The time that it takes to queue task instances. */
  ofQueueing(count: number): Micros {
    let seconds = 0;
    for (let i = 0; i < count; i += 1) seconds += this.#perTask();
    return sleepMicros(seconds);
  }
}

function drawnFrom(distribution: Distribution, random: RandomStreams, index: number, key: string): () => Seconds {
  return sampler(distribution, random.stream(["scheduler loop", index, key]));
}
