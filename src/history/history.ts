/**
 * A history: what an Airflow knows of its DAGs and of the runs that it has made, whichever way it was exported.
 * @module
 */
import type { Seconds } from "../kernel/index.ts";

/** Microseconds since 1970, UTC. */
export type Instant = number;

/** When a DAG's runs are made, as far as its export says. */
export type RecordedSchedule =
  | { readonly kind: "none" }
  | { readonly kind: "cron"; readonly expression: string; readonly timezone: string }
  | { readonly kind: "every"; readonly seconds: Seconds }
  | { readonly kind: "cronTrigger"; readonly expression: string; readonly timezone: string; readonly interval: Seconds }
  | { readonly kind: "deltaTrigger"; readonly seconds: Seconds; readonly interval: Seconds }
  | { readonly kind: "datasets"; readonly condition: DatasetConditionRecord }
  /** A timetable of the user's own: runs are made when they were. */
  | { readonly kind: "unknown"; readonly name: string };

export type DatasetConditionRecord =
  | string
  | { readonly any: readonly DatasetConditionRecord[] }
  | { readonly all: readonly DatasetConditionRecord[] };

/** The values that a task or group is mapped over: results of these tasks, and lists of these lengths. */
export interface MappingRecord {
  readonly sources: readonly string[];
  readonly lengths: readonly number[];
}

/** A task as its DAG defines it. */
export interface TaskRecord {
  readonly taskId: string;
  /** The name of its class. */
  readonly operator: string;
  readonly downstream: readonly string[];
  readonly retries: number;
  readonly retryDelay: Seconds;
  readonly retryExponentialBackoff: boolean;
  readonly maxRetryDelay: Seconds | null;
  readonly executionTimeout: Seconds | null;
  readonly pool: string;
  readonly poolSlots: number;
  readonly queue: string;
  readonly priorityWeight: number;
  readonly weightRule: string;
  readonly triggerRule: string;
  readonly dependsOnPast: boolean;
  readonly waitForDownstream: boolean;
  readonly maxActiveTisPerDag: number | null;
  readonly maxActiveTisPerDagrun: number | null;
  readonly isEmpty: boolean;
  readonly isSetup: boolean;
  readonly isTeardown: boolean;
  readonly onFailureFailDagrun: boolean;
  /** Null where the export does not say. */
  readonly isSensor: boolean | null;
  /** True for a sensor in reschedule mode; null where the export does not say. */
  readonly reschedule: boolean | null;
  readonly mapping: MappingRecord | null;
  readonly groupId: string | null;
  readonly outlets: readonly string[];
  /** The template fields, as they are before they are rendered. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface GroupRecord {
  readonly groupId: string;
  readonly parentId: string | null;
  readonly mapping: MappingRecord | null;
}

/** A DAG: its limits, its schedule, and its tasks in the order of their definition. */
export interface DagRecord {
  readonly dagId: string;
  readonly source: "serialized" | "rest";
  readonly schedule: RecordedSchedule;
  readonly startDate: Instant | null;
  readonly endDate: Instant | null;
  readonly catchup: boolean;
  /** Null for Airflow's own setting. */
  readonly maxActiveRuns: number | null;
  readonly maxActiveTasks: number | null;
  readonly dagrunTimeout: Seconds | null;
  readonly failStop: boolean;
  readonly tasks: readonly TaskRecord[];
  readonly groups: readonly GroupRecord[];
}

/** A try of a task instance. Times that the export lacks are null. */
export interface TryRecord {
  readonly tryNumber: number;
  state: string | null;
  start: Instant | null;
  end: Instant | null;
  /** When it was queued; the last time, where it was queued more than once. */
  queued: Instant | null;
  scheduled: Instant | null;
  host: string | null;
  /** The instants at which a process of it began to run it; none where there is no event log. */
  readonly visits: readonly Instant[];
  /** The pokes that were in vain, of a sensor in reschedule mode: the table task_reschedule. */
  readonly reschedules: readonly RescheduleRecord[] | null;
}

/** A row of task_reschedule. */
export interface RescheduleRecord {
  readonly start: Instant;
  readonly end: Instant;
  readonly date: Instant;
}

/** A task instance with all of its tries that are known, in order. */
export interface TaskInstanceRecord {
  readonly dagId: string;
  readonly runId: string;
  readonly taskId: string;
  /** -1 where the task is not mapped. */
  readonly mapIndex: number;
  state: string | null;
  maxTries: number | null;
  /** The try that the row of the task instance is about. */
  tryNumber: number;
  /** The rendered template fields, where they matter. */
  rendered: Readonly<Record<string, unknown>> | null;
  readonly tries: readonly TryRecord[];
}

export type RunKind = "scheduled" | "manual" | "dataset_triggered" | "backfill";

/** A run of a DAG. */
export interface RunRecord {
  readonly dagId: string;
  readonly runId: string;
  kind: RunKind;
  state: string | null;
  logicalDate: Instant | null;
  intervalStart: Instant | null;
  intervalEnd: Instant | null;
  queued: Instant | null;
  start: Instant | null;
  end: Instant | null;
  /** The place in the order in which runs were made. */
  order: number;
  readonly instances: InstancesByKey;
}

/** The task instances of a run, by `instanceKey`. */
export interface InstancesByKey {
  readonly size: number;
  get(key: string): TaskInstanceRecord | undefined;
  values(): Iterable<TaskInstanceRecord>;
}

/** An outside job, with what names it. */
export interface OutsideJob {
  readonly service: "glueJob" | "glueCrawler";
  readonly name: string;
  readonly start: Instant;
  readonly end: Instant;
}

export interface PoolRecord {
  readonly slots: number;
  readonly includeDeferred: boolean;
}

/** Something that an export lacks, or that was left out, and what that costs. */
export interface Finding {
  readonly about: string;
  readonly cost: string;
}

/** Settings that no export has and that a person may say by hand, in airlapse.json. */
export interface ByHand {
  readonly workerSlots?: number | undefined;
  readonly workerSlotsFrom?: readonly { readonly at: string; readonly slots: number }[] | undefined;
  readonly pokeIntervals?: Readonly<Record<string, Seconds>> | undefined;
  /** `DAG@HH:MM`, in UTC. */
  readonly deadlines?: readonly string[] | undefined;
  readonly window?: { readonly from: string; readonly to: string } | undefined;
  readonly prices?: Prices | undefined;
}

/** A price list: its source and date are printed with what comes of it. */
export interface Prices {
  readonly currency: string;
  readonly source: string;
  /** For an hour of one worker. */
  readonly workerHour: number;
  readonly slotsPerWorker: number;
}

export interface History {
  /** Null where no file says which. */
  readonly airflow: string | null;
  /** Versions by the names of packages. */
  readonly providers: ReadonlyMap<string, string>;
  /** Values by `section.option`. */
  readonly config: ReadonlyMap<string, string>;
  readonly pools: ReadonlyMap<string, PoolRecord>;
  readonly dags: ReadonlyMap<string, DagRecord>;
  /** The DAGs in the order of their rows; null where the table is not there. */
  readonly dagRows: readonly string[] | null;
  /** In the order in which they were made. */
  readonly runs: readonly RunRecord[];
  readonly instances: number;
  readonly window: { readonly from: Instant; readonly to: Instant };
  readonly objects: ReadonlyMap<string, Instant>;
  readonly jobs: readonly OutsideJob[];
  readonly byHand: ByHand;
  /** The files that were read, and those that were not. */
  readonly files: { readonly read: readonly string[]; readonly ignored: readonly string[] };
  readonly findings: readonly Finding[];
}

/** Names a task instance in its run. */
export function instanceKey(taskId: string, mapIndex: number): string {
  return mapIndex === -1 ? taskId : `${taskId}\n${mapIndex}`;
}
