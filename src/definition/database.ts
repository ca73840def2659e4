import type { Micros } from "../kernel/index.ts";
import { serviceKey } from "./context.ts";
import type { DagRunState, TaskInstanceState } from "./states.ts";

/** Which runs of a DAG. */
export interface RunFilter<State> {
  readonly dagId: string;
  readonly states: readonly State[];
  readonly logicalDates: readonly Micros[];
}

/** One run of a DAG: by its id or its logical date. */
export type WhichRun = { readonly runId: string } | { readonly logicalDate: Micros };

/** A run as those see it who asked for it. */
export interface DagRunRow {
  readonly runId: string;
  /** Null where it is about no date. */
  readonly logicalDate: Micros | null;
  readonly state: DagRunState;
}

/**
 * The database, as operators, sensors and triggers read it (in Airflow by a session of their own), and what they may ask
 * for: `context.service(DATABASE)`.
 */
export interface Database {
  hasDag(dagId: string): boolean;
  hasTask(dagId: string, taskId: string): boolean;
  /** The tasks of a task group, and of the groups in it; undefined where there is no such group. Throws an AttributeError where there is no such DAG. */
  taskGroupIds(dagId: string, groupId: string): readonly string[] | undefined;
  /** The states of task instances, by run: of each map index. */
  taskStates(
    filter: Omit<RunFilter<never>, "states"> & { readonly taskIds: readonly string[] },
  ): readonly (readonly (TaskInstanceState | null)[])[];
  countDagRuns(filter: RunFilter<DagRunState>): number;
  /** Without `taskIds`, those of all tasks. Each map index counts. */
  countTaskInstances(filter: RunFilter<TaskInstanceState> & { readonly taskIds?: readonly string[] }): number;
  dagRun(dagId: string, which: WhichRun): DagRunRow | undefined;
  /** Makes a manual run. Throws DagNotFound, or DagRunAlreadyExists. */
  triggerDag(
    dagId: string,
    given: {
      readonly runId: string;
      readonly logicalDate: Micros;
      readonly conf?: Readonly<Record<string, unknown>>;
    },
  ): DagRunRow;
  /** Clears all task instances of a run, if there is one (`DAG.clear`). */
  clearRun(dagId: string, which: WhichRun): void;
}

export const DATABASE = serviceKey<Database>("database");
