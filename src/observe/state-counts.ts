import type { DagRunState, TaskInstanceState } from "../definition/index.ts";

/** How many runs and task instances are in which state at the end; task instances without state are left out. */
export interface StateCounts {
  readonly dagRuns: Readonly<Record<DagRunState, number>>;
  readonly taskInstances: Readonly<Record<TaskInstanceState, number>>;
}
