/**
 * The rows of the Gantt chart: which task instances have one, in which order, and what is drawn in the row of a DAG.
 * @module
 */
import { describe, expect, test } from "vitest";
import { barsOf } from "../../src/drawing/browser/charts/gantt.ts";
import { type GanttFilter, ROWS_SHOWN, TimelineIndex } from "../../src/drawing/browser/charts/gantt-rows.ts";
import { SPAN_KINDS, type Timeline } from "../../src/drawing/index.ts";

const RUN = "scheduled__2026-03-01T23:45:00+00:00";

/** Each task instance works for 10 s: the first from 0 s on, the next from 100 s on, and so on; the DAGs take turns. */
function timelineOf(count: number, dags: readonly string[]): Timeline {
  const places = Array.from({ length: count }, (_, i) => i);
  const names = [...dags, "load", RUN, "success", "failed"];
  const place = (name: string) => names.indexOf(name);
  return {
    names,
    rows: {
      dags: places.map((i) => i % dags.length),
      runs: places.map(() => place(RUN)),
      tasks: places.map(() => place("load")),
      mapIndexes: places.map((i) => (i === 1 ? 4 : -1)),
      states: places.map((i) => place(i === 2 ? "failed" : "success")),
    },
    spans: {
      rows: places,
      kinds: places.map(() => SPAN_KINDS.indexOf("working")),
      from: places.map((i) => i * 100),
      to: places.map((i) => i * 100 + 10),
    },
    marks: { rows: [], kinds: [], at: [] },
    stories: [],
    leftOut: 0,
  };
}

const UNTIL = 10_000;
const filter = (given: Partial<GanttFilter> = {}): GanttFilter => ({
  text: "",
  dagId: null,
  state: null,
  shown: { from: 0, to: UNTIL },
  unfolded: null,
  ...given,
});
const found = (timeline: Timeline, given: Partial<GanttFilter> = {}) =>
  new TimelineIndex(timeline).rows(filter(given), UNTIL);
const labels = (timeline: Timeline, given: Partial<GanttFilter> = {}) =>
  found(timeline, given).rows.map(({ label }) => label);

describe("rows", () => {
  const few = timelineOf(4, ["etl", "report"]);
  const many = timelineOf(60, ["etl", "report"]);

  test("a few task instances have a row each, below their DAGs; runs of a schedule are called by their logical date", () => {
    expect(labels(few)).toEqual([
      "▾ etl (2)",
      "load · 2026-03-01 23:45",
      "load · 2026-03-01 23:45",
      "▾ report (2)",
      "load [4] · 2026-03-01 23:45",
      "load · 2026-03-01 23:45",
    ]);
  });

  test("one DAG needs no row", () => {
    expect(labels(timelineOf(2, ["etl"]))).toEqual(["load · 2026-03-01 23:45", "load [4] · 2026-03-01 23:45"]);
  });

  test("of many, DAGs have a row each, and those that are unfolded their task instances too", () => {
    expect(labels(many)).toEqual(["▸ etl (30)", "▸ report (30)"]);
    const unfolded = labels(many, { unfolded: new Set(["report"]) });
    expect(unfolded.slice(0, 3)).toEqual(["▸ etl (30)", "▾ report (30)", "load [4] · 2026-03-01 23:45"]);
    expect(unfolded).toHaveLength(2 + 30);
  });

  test("only those that do something in the time that is shown have rows, so that none is blank", () => {
    const { rows, matching } = found(many, { shown: { from: 1000, to: 1105 } });
    expect(matching).toEqual([10, 11]);
    expect(rows).toHaveLength(4);
    expect(rows.length).toBeLessThanOrEqual(ROWS_SHOWN);
    expect(found(many, { shown: { from: 1020, to: 1090 } }).rows).toEqual([]);
  });

  test("a search looks into DAG, task, map index and run, in any case", () => {
    expect(found(many, { text: "REPORT.load [4]" }).matching).toEqual([1]);
    expect(found(many, { text: "2026-03-01T23:45" }).matching).toHaveLength(60);
    expect(found(many, { text: "nothing" }).rows).toEqual([]);
  });

  test("a DAG that is chosen is unfolded; a state shows only those that ended in it", () => {
    expect(labels(many, { dagId: "etl" })).toHaveLength(31);
    expect(found(many, { state: "failed" }).matching).toEqual([2]);
    expect(found(many, { dagId: "report", state: "failed" }).matching).toEqual([]);
  });
});

describe("bars", () => {
  const timeline = timelineOf(60, ["etl", "report"]);
  const index = new TimelineIndex(timeline);
  const { rows } = index.rows(filter(), UNTIL);
  const all = { from: 0, to: UNTIL };

  test("the row of a DAG has the bars of all its task instances", () => {
    const bars = barsOf({ index, rows, until: UNTIL }, "working", all, 1);
    expect(bars).toHaveLength(60);
    expect(bars[1]).toEqual({ row: 0, from: 200, to: 210, instance: -1 });
  });

  test("those that are nearer than a pixel are one", () => {
    expect(barsOf({ index, rows, until: UNTIL }, "working", all, 190)).toEqual([
      { row: 0, from: 0, to: 5810, instance: -1 },
      { row: 1, from: 100, to: 5910, instance: -1 },
    ]);
  });

  test("those far from the time that is shown are left out", () => {
    const bars = barsOf({ index, rows, until: UNTIL }, "working", { from: 1000, to: 1400 }, 1);
    expect(bars.map(({ from }) => from).sort((a, b) => a - b)).toEqual([
      800, 900, 1000, 1100, 1200, 1300, 1400, 1500, 1600,
    ]);
  });
});
