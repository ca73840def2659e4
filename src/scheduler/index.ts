/**
 * The scheduler: its loop, one file for each of its steps, and the mini-scheduler.
 * @module
 */
export { BackfillJob, type BackfillServices, backfillServices } from "./backfill-job.ts";
export { BusyRounds } from "./busy-rounds.ts";
export { type DueRun, type RunOrder, setNextDagRun } from "./create-dag-runs.ts";
export { callBackEnd } from "./dag-processor.ts";
export { Dependencies } from "./dependencies.ts";
export type { Executor, ExecutorEvent, OwningExecutor } from "./executor.ts";
export type { SilentTasks } from "./find-silent-tasks.ts";
export { LoopCost, type SchedulerLoopCost } from "./loop-cost.ts";
export { MiniScheduler } from "./mini-scheduler.ts";
export { SchedulerRounds } from "./rounds.ts";
export { type Pace, Scheduler, SharedKnowledge } from "./scheduler.ts";
export { Schedulers } from "./schedulers.ts";
export { SchedulingDecisions, WHOLE_DAG } from "./scheduling-decisions.ts";
export { Waiting } from "./waiting.ts";
