/**
 * The scheduler: its loop, one file for each of its steps, and the mini-scheduler.
 * @module
 */
export { callBackEnd } from "./call-back-end.ts";
export { setNextDagRun } from "./create-dag-runs.ts";
export { DatabaseSession } from "./database-session.ts";
export { deferTask } from "./defer-task.ts";
export { previousRun, type SkipDecision, XCOM_SKIPMIXIN_KEY } from "./dependencies.ts";
export type { Executor, ExecutorEvent } from "./executor.ts";
export { handleFailure } from "./handle-failure.ts";
export { MiniScheduler } from "./mini-scheduler.ts";
export { relevantInstances } from "./relevant-upstreams.ts";
export { jittered } from "./retry-delay.ts";
export { Scheduler } from "./scheduler.ts";
export { SchedulerAgenda } from "./scheduler-agenda.ts";
export { nameOf } from "./scheduler-log.ts";
export { Decisions, WHOLE_DAG } from "./scheduling-decision.ts";
export { clearTaskInstances, markTaskInstance, type TriggerArguments, triggerDag } from "./user-actions.ts";
