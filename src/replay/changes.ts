/**
 * Changes of an environment.
 * @module
 */
import type { Seconds } from "../kernel/index.ts";
import type { EnvironmentOptions } from "../mwaa/index.ts";

/** Limits of a DAG. */
export interface DagChange {
  readonly maxActiveTasks?: number;
  readonly maxActiveRuns?: number;
}

/** Changes of a task. */
export interface TaskChange {
  readonly pool?: string;
  readonly poolSlots?: number;
  readonly priorityWeight?: number;
  readonly maxActiveTisPerDag?: number;
  readonly maxActiveTisPerDagrun?: number;
  readonly pokeInterval?: Seconds;
}

/** A way of waiting, for the tasks that a pattern of names or classes matches: `task`, `dag.task` or `Class`, with `*`. */
export interface ModeChange {
  readonly mode: "poke" | "reschedule" | "deferrable";
  readonly pattern: string;
}

export interface Changes {
  /** An environment of Amazon MWAA in place of the workers that there were. */
  readonly environment?: EnvironmentOptions;
  readonly workerSlots?: number;
  readonly parallelism?: number;
  /** Slots by the names of pools. */
  readonly pools?: Readonly<Record<string, number>>;
  readonly dags?: Readonly<Record<string, DagChange>>;
  /** By `dag.task`. */
  readonly tasks?: Readonly<Record<string, TaskChange>>;
  /** The last that matches counts. */
  readonly modes?: readonly ModeChange[];
}
