/**
 * The scheduler: its loop, one file for each of its steps, and the mini-scheduler.
 * @module
 */
export { setNextDagRun } from "./create-dag-runs.ts";
export { criticalSection } from "./critical-section.ts";
export { DatabaseSession } from "./database-session.ts";
export { type Dependencies, type SkipDecision, XCOM_SKIPMIXIN_KEY } from "./dependencies.ts";
export type { Executor, ExecutorEvent } from "./executor.ts";
export { handleFailure } from "./handle-failure.ts";
export { MiniScheduler } from "./mini-scheduler.ts";
export { jittered } from "./retry-delay.ts";
export { Scheduler } from "./scheduler.ts";
export { SchedulerAgenda } from "./scheduler-agenda.ts";
export { Decisions, WHOLE_DAG } from "./scheduling-decision.ts";
export { isTriggerRuleMet, markByTriggerRule, type UpstreamCounts, type UpstreamTotals } from "./trigger-rules.ts";
export { clearTaskInstances, markTaskInstance, type TriggerArguments, triggerDag } from "./user-actions.ts";
