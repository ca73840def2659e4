/**
 * The data of a report as plain JSON: figures that are computed already, in columns where there may be many. It is made of results;
 * the part that draws it knows nothing of simulations.
 * @module
 */
import type { Seconds } from "../kernel/index.ts";

/** Quantities over time: from an instant of `at` to the next, each part is what it has at that place. */
export interface Levels<Part extends string> {
  readonly at: readonly Seconds[];
  readonly parts: Readonly<Record<Part, readonly number[]>>;
  /** Most of all parts together. */
  readonly peak: number;
  /** Where there are more changes than can be seen: the stretch of time that each value is the mean of; else null. */
  readonly averagedOver: Seconds | null;
}

/**
 * The use of a worker slot: `waiting` only looks now and then whether something elsewhere is done, `ending` is not
 * running any more.
 */
export type SlotUse = "working" | "waiting" | "startingUp" | "ending";

/** The place of a name, or all those that have none. */
export type HolderPart = `${number}` | "others";

/** Worker slots in use by the holders of the slots: the largest holders by name, the rest together. */
export interface SlotHolders {
  readonly names: readonly string[];
  readonly levels: Levels<HolderPart>;
}

/** The state of a trigger: it runs in a triggerer, or waits for one that has room. */
export type TriggerUse = "running" | "waiting";

export type PoolUse = "running" | "queued" | "deferred";

export interface PoolLevels {
  readonly name: string;
  /** Null where it has no limit. */
  readonly slots: number | null;
  /** True if deferred task instances keep their slots. */
  readonly includeDeferred: boolean;
  readonly levels: Levels<PoolUse>;
}

/** A worker is there and takes no task yet, takes tasks, or takes none any more. */
export type WorkerUse = "active" | "starting" | "draining";

type Stay = readonly [from: Seconds, to: Seconds] | null;

/** One worker over time. */
export interface WorkerLane {
  readonly name: string;
  readonly starting: Stay;
  readonly active: Stay;
  readonly draining: Stay;
  /** Null where it was there to the end. */
  readonly endedAt: Seconds | null;
  /** Tasks that ran on it as it was killed. */
  readonly killedTasks: number;
}

/** Workers that come and go, and in an environment the dollars that have come together. */
export interface WorkersDrawing {
  readonly levels: Levels<WorkerUse>;
  readonly lanes: readonly WorkerLane[];
  /** Workers without a lane, because there are too many. */
  readonly leftOut: number;
  /** Null without an environment, which has a bill. */
  readonly cost: { readonly levels: Levels<"fee" | "workers">; readonly total: number } | null;
}

/** The kinds of spans in the Gantt chart. */
export const SPAN_KINDS = [
  "scheduled",
  "queued",
  "startingUp",
  "working",
  "waiting",
  "deferred",
  "upForReschedule",
  "upForRetry",
] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];

/** The kinds of marks in the Gantt chart, by their names in `Incident`. */
export const MARK_KINDS = [
  "killed",
  "unwatched",
  "lost",
  "redelivered",
  "zombie",
  "adopted",
  "reset",
  "stuck",
] as const;
export type MarkKind = (typeof MARK_KINDS)[number];

/** Task instances and what they did when. Names are places in `names`, and columns of one table are equally long. */
export interface Timeline {
  readonly names: readonly string[];
  /** A row for each task instance. `states` are the final ones. */
  readonly rows: {
    readonly dags: readonly number[];
    readonly runs: readonly number[];
    readonly tasks: readonly number[];
    /** -1 where the task is not mapped. */
    readonly mapIndexes: readonly number[];
    readonly states: readonly number[];
  };
  readonly spans: {
    readonly rows: readonly number[];
    /** Places in `SPAN_KINDS`. */
    readonly kinds: readonly number[];
    readonly from: readonly Seconds[];
    readonly to: readonly Seconds[];
  };
  /** The events that have befallen task instances: each with its row, its kind as a place in `MARK_KINDS`, and its time. */
  readonly marks: {
    readonly rows: readonly number[];
    readonly kinds: readonly number[];
    readonly at: readonly Seconds[];
  };
  /** The story of each of the first rows in lines, with the causes of all that it did. No rows have one without `explain`. */
  readonly stories: readonly (readonly string[])[];
  /** Task instances that are not shown, because there are too many. */
  readonly leftOut: number;
}

/** The number of a task's instances in each state; "no state" stands for none. */
export type StateCounts = Readonly<Record<string, number>>;

/** Tasks in a box. */
export interface GroupDrawing {
  readonly label: string;
  /** The place in `groups` of the one that it is in; null where it is in none. */
  readonly parent: number | null;
}

export interface DagDrawing {
  readonly dagId: string;
  /** `group` is the place in `groups` of the one that it is directly in; null where it is in none. */
  readonly tasks: readonly { readonly taskId: string; readonly group: number | null; readonly states: StateCounts }[];
  readonly groups: readonly GroupDrawing[];
  /** Places in `tasks`: from upstream to downstream. */
  readonly edges: readonly (readonly [number, number])[];
}

/** For how long task instances waited for one cause, all together. */
export interface WaitTotal {
  readonly cause: string;
  readonly seconds: Seconds;
}

/** The spread of durations, in seconds. */
export interface Spread {
  readonly count: number;
  readonly mean: Seconds;
  readonly min: Seconds;
  readonly p50: Seconds;
  readonly p90: Seconds;
  readonly p95: Seconds;
  readonly p99: Seconds;
  readonly max: Seconds;
}

/** The spread of a duration. `of` names the duration. Null if it never happened. */
export interface NamedSpread {
  readonly of: string;
  readonly spread: Spread | null;
}

/** The figures of one task's instances. */
export interface TaskFigures {
  readonly dagId: string;
  readonly taskId: string;
  readonly queued: Spread | null;
  readonly running: Spread | null;
  readonly slotSeconds: Seconds;
  /** The number of pokes of its sensor, in a worker and in the triggerer; null without `explain`. */
  readonly pokes: { readonly worker: number; readonly triggerer: number } | null;
}

/** One simulation of those that a report sets side by side. */
export interface SimulationDrawing {
  /** Of the mode, or of the simulation. */
  readonly name: string;
  /** The version of Airflow. */
  readonly airflow: string;
  /** Seconds from 1970 to its start, which all other times are counted from. */
  readonly startedAt: Seconds;
  readonly endedAt: Seconds;
  /** Null where there is no limit. */
  readonly workerSlots: number | null;
  readonly meanSlots: number;
  readonly peakSlots: number;
  readonly slots: Levels<SlotUse>;
  readonly slotsByDag: SlotHolders;
  readonly slotsByTask: SlotHolders;
  readonly pools: readonly PoolLevels[];
  readonly triggers: Levels<TriggerUse>;
  /** Null where none is told from another. */
  readonly workers: WorkersDrawing | null;
  readonly waits: readonly WaitTotal[];
  readonly spreads: readonly NamedSpread[];
  readonly tasks: readonly TaskFigures[];
  readonly timeline: Timeline;
  readonly dags: readonly DagDrawing[];
}

/** One figure of each simulation. */
export interface HeadlineRow {
  readonly label: string;
  /** True for the most telling figures. */
  readonly isKey: boolean;
  readonly cells: readonly HeadlineCell[];
}

export interface HeadlineCell {
  /** Null where there is none, say the end of what has not ended. */
  readonly value: number | null;
  /** As people read it. */
  readonly text: string;
  /** By how much it differs from the first simulation's; empty where that says nothing. */
  readonly change: string;
}

/** A text of a table, with the value that rows are sorted by. */
export interface SortableText {
  readonly text: string;
  readonly value: number | null;
}

/** The landing times of one DAG in each simulation. */
export interface LandingRow {
  readonly dagId: string;
  readonly cells: readonly {
    readonly runs: number;
    readonly failed: number;
    readonly median: SortableText;
    readonly worst: SortableText;
    /** Null without a deadline. */
    readonly late: number | null;
    /** All figures of the DAG, in the order of `LANDING_DETAILS`. */
    readonly details: readonly SortableText[];
  }[];
}

/** The heads of all figures of a DAG. */
export const LANDING_DETAILS = [
  "runs",
  "failed",
  "tasks skipped",
  "takes, median",
  "takes, 95 %",
  "takes, worst",
  "lands, median",
  "lands, 95 %",
  "lands, worst",
  "late",
  "tasks queued, mean",
  "tasks queued, 95 %",
] as const;

export interface ReportData {
  readonly title: string;
  /** The subject of the comparison, in a sentence. */
  readonly subtitle: string;
  /** The scenario's own words on itself. */
  readonly about: string | null;
  /** The answer, a sentence for each simulation that is compared with the first. */
  readonly verdict: readonly string[];
  readonly headline: readonly HeadlineRow[];
  /** Empty where no DAG has a schedule or a deadline. */
  readonly landings: readonly LandingRow[];
  readonly simulations: readonly SimulationDrawing[];
  /** The scenario file's text, where there is one. */
  readonly scenario: string | null;
}

/** The contents of a page: a report, and the version of this package that has drawn it. */
export interface PageData extends ReportData {
  readonly airlapse: string;
  /** The stories of all timelines, packed; empty where there are none. The timelines have empty ones in their places. */
  readonly stories: string;
}
