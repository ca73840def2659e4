/**
 * Failures that come by chance: how often something dies, how, and when another takes its place.
 * @module
 */
import type { Micros } from "../kernel/index.ts";
import type { RandomSeconds } from "../random/index.ts";

/** Members of one kind that die: each after a lifetime of its own, or one of them now and then. */
interface Deaths {
  /** Seconds from one death to the next: of one that is there, each as likely as another. */
  readonly every?: RandomSeconds;
  /** Seconds that each lives. */
  readonly lifetime?: RandomSeconds;
  /** Seconds until another takes the place of one. In an environment of workers that scale, its default is `workerStart`. */
  readonly replacedAfter?: RandomSeconds;
}

/** Failures that come by chance. All times are drawn from the simulation's seed. */
export interface FailureOptions {
  /** Spot instances that are taken, hosts that are lost. `shutdown`: as of a worker, default `kill`. Replaced after 60 s. */
  readonly workers?: Deaths & { readonly shutdown?: "kill" | "warm" | "terminate" };
  /** `shutdown`: as of a scheduler, default `kill`. Replaced after 30 s. */
  readonly schedulers?: Deaths & { readonly shutdown?: "kill" | "terminate" };
  /** Processes of tasks that are killed (memory): one of those that run, each as likely as another. */
  readonly tasks?: { readonly every: RandomSeconds };
}

/** A failure that has come. */
export interface Failure {
  readonly at: Micros;
  readonly kind: "worker" | "scheduler" | "task";
  /** The worker, the place of the scheduler, or the task. */
  readonly name: string;
  /** Tasks that had a slot there. */
  readonly tasks: number;
}
