/**
 * The scheduler: its loop, one file for each of its steps, and the mini-scheduler.
 * @module
 */
export { type DueRun, type RunOrder, setNextDagRun } from "./create-dag-runs.ts";
export { callBackEnd } from "./dag-processor.ts";
export { Dependencies } from "./dependencies.ts";
export type { Executor, ExecutorEvent } from "./executor.ts";
export { MiniScheduler } from "./mini-scheduler.ts";
export { Scheduler } from "./scheduler.ts";
export { SchedulingDecisions, WHOLE_DAG } from "./scheduling-decisions.ts";
export { Waiting } from "./waiting.ts";
