/**
 * The executor, its worker slots, and the life of a task's process in one of them.
 * @module
 */
export { type ExecutorOptions, TaskExecutor } from "./executor.ts";
export type { ProcessInSlot, ProcessTimes } from "./worker.ts";
export type { MakeWorkerSlots, WorkerSlots } from "./worker-slots.ts";
