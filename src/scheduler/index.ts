/**
 * The scheduler: its loop, one file for each of its steps, and the mini-scheduler.
 * @module
 */
export { setNextDagRun } from "./create-dag-runs.ts";
export { callBackEnd } from "./dag-processor.ts";
export type { Executor, ExecutorEvent } from "./executor.ts";
export { MiniScheduler } from "./mini-scheduler.ts";
export { Scheduler } from "./scheduler.ts";
export { SchedulerAgenda } from "./scheduler-agenda.ts";
export { Decisions, WHOLE_DAG } from "./scheduling-decision.ts";
