/**
 * The executor, its worker slots, and the life of a task's process in one of them.
 * @module
 */
export { callBack } from "./callbacks.ts";
export { TaskExecutor } from "./executor.ts";
export { type ExecutorOptions, workerOf } from "./executor-options.ts";
export type { TaskEnd } from "./outcomes.ts";
export { ExecutionContext } from "./task-context.ts";
export { TaskProcess } from "./task-process.ts";
export type { ExecutorServices, ProcessInSlot, ProcessTimes, Worker } from "./worker.ts";
export type { MakeWorkerSlots, WorkerSlots } from "./worker-slots.ts";
