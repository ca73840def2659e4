/**
 * Celery: its executor, broker and workers, with all that may die (spec/faults.md). A simulation that does not ask for it does
 * not use it.
 * @module
 */
export type { CeleryWorker } from "./celery-worker.ts";
export { CeleryCluster, FaultError } from "./cluster.ts";
export type { Failure, FailureOptions } from "./failure-options.ts";
export type { FaultSpec, FaultTarget, SchedulerSpec, WorkerSpec } from "./options.ts";
