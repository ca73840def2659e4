import type { Micros } from "../kernel/index.ts";
import type { DagRunView } from "./context.ts";

/** Why a run has ended, as `context["reason"]` has it. */
export type DagRunReason = "success" | "task_failure" | "all_tasks_deadlocked" | "timed_out";

/** The context of a DAG's success and failure callbacks (`DAG.handle_callback`, models/dag.py). */
export interface DagCallbackContext {
  readonly dagRun: DagRunView;
  readonly runId: string;
  readonly reason: DagRunReason;
  /** Microseconds since the start of the simulation. */
  readonly now: Micros;
}

/** A task whose run of a logical date has not succeeded in time: a row of the sla_miss table. */
export interface SlaMiss {
  readonly dagId: string;
  readonly taskId: string;
  readonly logicalDate: Micros;
  /** When it was found. */
  readonly at: Micros;
}

/** The context of a DAG's `slaMissCallback` (`DagFileProcessor.manage_slas`, dag_processing/processor.py). */
export interface SlaMissContext {
  readonly dagId: string;
  readonly slas: readonly SlaMiss[];
  /** The task instances of those dates that have not succeeded. */
  readonly blockingTaskInstances: readonly { readonly taskId: string; readonly logicalDate: Micros }[];
  readonly now: Micros;
}
