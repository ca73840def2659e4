/**
 * The rows of a Gantt chart: task instances below their DAGs, as far as they match a search and are there in the time that is shown.
 * @module
 */
import type { Seconds } from "../../../kernel/index.ts";
import type { Timeline } from "../../report-data.ts";
import type { Stretch } from "./resolved.ts";

/** The most rows that are seen at once. */
export const ROWS_SHOWN = 36;

/** A row of the chart: a DAG with all its task instances that match, or one of them. */
export interface GanttRow {
  readonly label: string;
  /** The row's DAG, if the row is a DAG. */
  readonly dagId: string | null;
  /** The task instances that are drawn in it: places in the timeline. */
  readonly instances: readonly number[];
}

/** The task instances that are wanted. Null stands for all. */
export interface GanttFilter {
  /** A part of `dag.task [map index] · run`, in any case. */
  readonly text: string;
  readonly dagId: string | null;
  readonly state: string | null;
  readonly shown: Stretch;
  /** The DAGs whose task instances have rows of their own, in place of those that the number of rows decides. */
  readonly unfolded: ReadonlySet<string> | null;
}

/** The task instances that match a filter, and their rows. */
export interface GanttRows {
  readonly rows: readonly GanttRow[];
  readonly matching: readonly number[];
  /** True for the DAGs whose task instances have rows. */
  readonly isUnfolded: (dagId: string) => boolean;
}

/** A name of a task instance: the task, its map index where it is mapped, the run. */
export function rowLabel(timeline: Timeline, row: number): string {
  return `${taskLabel(timeline, row)} · ${nameIn(timeline, timeline.rows.runs, row)}`;
}

/** A name of a task instance among those of all DAGs. */
export function fullLabel(timeline: Timeline, row: number): string {
  return `${dagOf(timeline, row)}.${rowLabel(timeline, row)}`;
}

export function dagOf(timeline: Timeline, row: number): string {
  return nameIn(timeline, timeline.rows.dags, row);
}

export function stateOf(timeline: Timeline, row: number): string {
  return nameIn(timeline, timeline.rows.states, row);
}

function nameIn({ names }: Timeline, column: readonly number[], row: number): string {
  return names[column[row] ?? -1] ?? "";
}

function taskLabel(timeline: Timeline, row: number): string {
  const mapIndex = timeline.rows.mapIndexes[row] ?? -1;
  return `${nameIn(timeline, timeline.rows.tasks, row)}${mapIndex < 0 ? "" : ` [${mapIndex}]`}`;
}

/** A shorter name, for an axis: the run of a schedule is its logical date to the minute. */
function shortLabel(timeline: Timeline, row: number): string {
  const run = nameIn(timeline, timeline.rows.runs, row);
  const [, day, time] = /^scheduled__(\d{4}-\d\d-\d\d)T(\d\d:\d\d):00\+00:00$/.exec(run) ?? [];
  return `${taskLabel(timeline, row)} · ${day === undefined ? run : `${day} ${time}`}`;
}

/** A timeline by task instance: when each begins and ends, and which spans it has. */
export class TimelineIndex {
  readonly timeline: Timeline;
  /** True if there are several DAGs: each has a row then. */
  readonly hasManyDags: boolean;
  readonly #spans: readonly number[][];

  constructor(timeline: Timeline) {
    this.timeline = timeline;
    this.hasManyDags = new Set(timeline.rows.dags).size > 1;
    this.#spans = timeline.rows.tasks.map(() => []);
    for (const [place, row] of timeline.spans.rows.entries()) this.#spans[row]?.push(place);
  }

  /** The spans of a task instance, in the order of time: places in the timeline's table. */
  spansOf(row: number): readonly number[] {
    return this.#spans[row] ?? [];
  }

  /** True if a task instance does anything in a time. One that never did anything is part of all of the time. */
  isIn(row: number, { from, to }: Stretch, until: Seconds): boolean {
    const spans = this.spansOf(row);
    const { from: begins, to: ends } = this.timeline.spans;
    if (spans.length === 0) return from <= 0 && to >= until;
    return (begins[spans[0] ?? -1] ?? 0) <= to && (ends[spans.at(-1) ?? -1] ?? 0) >= from;
  }

  /** The rows that match. With few of them each task instance has its own. */
  rows({ text, dagId, state, shown, unfolded }: GanttFilter, until: Seconds): GanttRows {
    const { timeline } = this;
    const wanted = text.trim().toLowerCase();
    const matching = timeline.rows.tasks
      .map((_, row) => row)
      .filter(
        (row) =>
          (dagId === null || dagOf(timeline, row) === dagId) &&
          (state === null || stateOf(timeline, row) === state) &&
          this.isIn(row, shown, until) &&
          (wanted === "" || fullLabel(timeline, row).toLowerCase().includes(wanted)),
      );
    const byDag = new Map<string, number[]>();
    for (const row of matching) {
      const dag = dagOf(timeline, row);
      const known = byDag.get(dag);
      if (known === undefined) byDag.set(dag, [row]);
      else known.push(row);
    }
    const areFew = matching.length + byDag.size <= ROWS_SHOWN;
    const isUnfolded = (dag: string) => unfolded?.has(dag) ?? (areFew || byDag.size === 1);
    if (!this.hasManyDags) return { rows: matching.map((row) => this.#instanceRow(row)), matching, isUnfolded };
    const rows = [...byDag].flatMap(([dag, instances]) => [
      { label: `${isUnfolded(dag) ? "▾" : "▸"} ${dag} (${instances.length})`, dagId: dag, instances },
      ...(isUnfolded(dag) ? instances.map((row) => this.#instanceRow(row)) : []),
    ]);
    return { rows, matching, isUnfolded };
  }

  #instanceRow(row: number): GanttRow {
    return { label: shortLabel(this.timeline, row), dagId: null, instances: [row] };
  }
}
