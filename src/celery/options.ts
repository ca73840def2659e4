import type { Seconds } from "../kernel/index.ts";
import type { BrokerKind } from "./broker.ts";

/** A Celery worker: from when to when it is there, and how it ends. */
export interface WorkerSpec {
  /** Default `worker-` and its place in the list. */
  readonly name?: string;
  /** Tasks that it runs at once. Default `celery.workerConcurrency`. */
  readonly concurrency?: number;
  /** When it starts. Default at once. */
  readonly startAt?: Seconds;
  /** When it ends. Default never. */
  readonly stopAt?: Seconds;
  /**
   * `kill`: every process on it is gone at once, and nobody is told; the default. `warm`: it takes nothing new and ends once
   * its tasks have. `terminate`: SIGTERM to every process, which ends its tasks.
   */
  readonly shutdown?: "kill" | "warm" | "terminate";
  /** Seconds from then until it is killed after all. Default never. */
  readonly grace?: Seconds;
}

/** A scheduler: from when to when it is there, and how it ends. */
export interface SchedulerSpec {
  /** When it starts. Default at once, with its first iteration at `phases.scheduler`. */
  readonly startAt?: Seconds;
  /** When it ends. Default never. */
  readonly stopAt?: Seconds;
  /** `kill`: it is gone without a word; the default. `terminate`: it ends in order and signs off. */
  readonly shutdown?: "kill" | "terminate";
}

/** The task instance that something happens to. */
export interface FaultTarget {
  readonly dagId: string;
  readonly runId: string;
  readonly taskId: string;
  /** Default -1: the task is not mapped. */
  readonly mapIndex?: number;
}

/** Something that goes wrong. */
export type FaultSpec =
  /** The process that runs a task, or the one that looks after that, is killed (SIGKILL). */
  | (FaultTarget & { readonly at: Seconds; readonly kill: "task" | "supervisor" })
  /** The supervisor of a task stands still. */
  | (FaultTarget & { readonly at: Seconds; readonly freeze: "supervisor"; readonly for: Seconds })
  /** The message of a task that waits in the broker is lost. */
  | (FaultTarget & { readonly at: Seconds; readonly lose: "message" })
  /** A scheduler stands still: the first one, or another of the list. */
  | { readonly at: Seconds; readonly freeze: "scheduler"; readonly scheduler?: number; readonly for: Seconds };

/** The options of CeleryExecutor. */
export interface CeleryOptions {
  readonly workers: readonly WorkerSpec[];
  /** Default `redis`; `none` is of pods. */
  readonly broker?: BrokerKind;
  /** Seconds from when a callback is sent to the DAG processor to when it is executed. Default 0. */
  readonly callbackDelay?: Seconds;
}
