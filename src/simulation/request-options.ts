/**
 * The options of requests that a person makes while a simulation runs.
 * @module
 */
import type { ReprocessBehavior } from "../database/index.ts";
import type { Seconds } from "../kernel/index.ts";

/** Names and dates a manual run. */
export interface TriggerOptions {
  /** Default `manual__` and the logical date. */
  readonly runId?: string;
  readonly conf?: Readonly<Record<string, unknown>>;
  /** When it is asked for, in seconds. Default 0. */
  readonly at?: Seconds;
  /** The logical date, in seconds after the start of the simulation. Default when it is asked for. */
  readonly logicalAt?: Seconds;
  /** The moment before which it does not start, in seconds after the start of the simulation. Default when it is asked for. From Airflow 3 on. */
  readonly runAfter?: Seconds;
  /** The partition of assets that it is about. Default none. From Airflow 3.2 on. */
  readonly partitionKey?: string;
}

/** Which task instances a person marks or clears, and when. */
export interface ActionOptions {
  readonly at: Seconds;
  readonly dagId: string;
  readonly runId: string;
  readonly taskId: string;
}

/** Which task instances a person clears, and when. */
export interface ClearOptions extends ActionOptions {
  /** True where the tasks that an ExternalTaskMarker names are cleared with it. Default false. Up to Airflow 2. */
  readonly recursive?: boolean;
}

/** Which DAG a person pauses or lets go on, and when. */
export interface DagActionOptions {
  readonly at: Seconds;
  readonly dagId: string;
}

/** Which run a person marks, clears or deletes, with its task instances, and when. */
export interface RunActionOptions extends DagActionOptions {
  readonly runId: string;
}

/** The runs that a person asks for again, or for the first time, of a range of dates. Up to Airflow 2 `airflow dags backfill` runs them. */
export interface BackfillOptions extends DagActionOptions {
  /** The range of their logical dates, in seconds after the start of the simulation. */
  readonly from: Seconds;
  readonly to: Seconds;
  /** The most of them that are running; those of no backfill are not counted. Default 10. From Airflow 3 on. */
  readonly maxActiveRuns?: number;
  /** True where the newest is first. Default false. */
  readonly reverse?: boolean;
  /**
   * Which runs that there are already run again: none, those that have failed, or all that have ended. Default none. Up to Airflow 2
   * `failed` runs failed tasks again (`--rerun-failed-tasks`), and `completed` is refused.
   */
  readonly reprocess?: ReprocessBehavior;
  readonly conf?: Readonly<Record<string, unknown>>;
}

/** Which run a person clears, and what of it. */
export interface ClearRunOptions extends RunActionOptions {
  /** True where only what has failed is cleared, and what has not run because of that. Default false. */
  readonly onlyFailed?: boolean;
}
