/**
 * What charts are drawn from: the figures they are given, at their places.
 * @module
 */

import { TaskInstanceState } from "airlapse";
import { describe, expect, test } from "vitest";
import { weightiestState } from "../../src/drawing/browser/charts/dag.ts";
import { type Box, dagLayout } from "../../src/drawing/browser/charts/dag-layout.ts";
import {
  elapsed,
  ganttOption,
  kindsPresent,
  panelsOption,
  rowLabel,
  sinceStart,
  spreadPanels,
  spreadsOption,
  TimelineIndex,
  waitsOption,
} from "../../src/drawing/browser/charts/index.ts";
import { poolPanels, slotPanels } from "../../src/drawing/browser/facts.ts";
import { divisionsOf, holderPanels } from "../../src/drawing/browser/holders.ts";
import {
  HOLDER_LOOKS,
  LOOKS,
  type PartLook,
  POOL_PARTS,
  SLOT_PARTS,
  SPAN_PARTS,
  STATE_COLOURS,
  STATES_BY_WEIGHT,
  simulationLook,
  THEMES,
  TRIGGER_PARTS,
} from "../../src/drawing/browser/look.ts";
import type { HolderPart, ReportData } from "../../src/drawing/report-data.ts";
import { drawing } from "./data.ts";

const report = (...simulations: ReportData["simulations"]): ReportData => ({
  title: "t",
  subtitle: "",
  about: null,
  verdict: [],
  headline: [],
  landings: [],
  simulations,
  scenario: null,
});

const scale = sinceStart(60);

test.each([
  [0, "0:00"],
  [5, "0:05"],
  [65.25, "1:05.25"],
  [3600, "1:00:00"],
  [3725, "1:02:05"],
  [90_061, "1 d 01:01:01"],
])("%d s since the start is written %s", (seconds, text) => {
  expect(elapsed(seconds)).toBe(text);
});

describe("slots over time", () => {
  const longer = drawing({ name: "deferrable", endedAt: 60 });
  const option = panelsOption(slotPanels(report(drawing(), longer)), LOOKS.light, { width: 800, scale });
  const axes = [option.xAxis ?? []].flat() as { readonly min: number; readonly max: number }[];

  test("all panels have the same axes, to the end of the longest simulation", () => {
    expect(axes.map(({ min, max }) => [min, max])).toEqual([
      [0, 60_000],
      [0, 60_000],
    ]);
    const counts = [option.yAxis ?? []].flat() as { readonly max: number }[];
    expect(counts.map(({ max }) => max)).toEqual([2, 2]);
  });

  test("each part that there is has its steps in each panel, one on top of the other", () => {
    const series = [option.series ?? []].flat() as { id: string; name: string; stack: string; data: unknown }[];
    expect(series.map(({ id, stack }) => [id, stack])).toEqual([
      ["0 working", "panel 0"],
      ["0 startingUp", "panel 0"],
      ["1 working", "panel 1"],
      ["1 startingUp", "panel 1"],
    ]);
    expect(series[0]?.data).toEqual([
      [0, 0],
      [1000, 0],
      [2000, 1],
      [4000, 0],
      [6000, 0],
    ]);
  });

  test("where one is over long before the others, its panel says when", () => {
    const areas = ([option.series ?? []].flat() as { readonly id: string; readonly markArea?: unknown }[]).map(
      ({ id, markArea }) => [id, markArea],
    );
    expect(areas).toMatchObject([
      ["0 working", { data: [[{ xAxis: 6000 }, { xAxis: 60_000 }]], label: { formatter: "over at 0:06" } }],
      ["0 startingUp", undefined],
      ["1 working", undefined],
      ["1 startingUp", undefined],
    ]);
  });

  test("a limit is in all panels, or in none: it is compared", () => {
    const panels = (...peaks: number[]) =>
      slotPanels(report(...peaks.map((peakSlots) => drawing({ workerSlots: 5, peakSlots })))).panels;
    expect(panels(5, 1).map(({ limit }) => limit?.value)).toEqual([5, 5]);
    expect(panels(1, 1).map(({ limit }) => limit)).toEqual([null, null]);
  });

  test("a pool has the same scale in each simulation, with room for every limit that is drawn", () => {
    const pool = (slots: number, peak: number) => ({
      name: "p",
      slots,
      includeDeferred: false,
      levels: { at: [0, 6], parts: { running: [peak, 0], queued: [0, 0], deferred: [0, 0] }, peak, averagedOver: null },
    });
    const both = poolPanels(report(drawing({ pools: [pool(2, 2)] }), drawing({ pools: [pool(6, 3)] })));
    expect(both.map(({ panels }) => panels.map(({ most, limit }) => [most, limit?.value]))).toEqual([
      [[6, 2]],
      [[6, 6]],
    ]);
    const unused = poolPanels(report(drawing({ pools: [pool(2, 2)] }), drawing({ pools: [pool(2, 0)] })));
    expect(unused.map(({ panels }) => panels.length)).toEqual([1, 1]);
  });

  test("a limit far above what is used is left out, so that what is used can be seen", () => {
    const [panel] = slotPanels(report(drawing({ workerSlots: 500 }))).panels;
    expect(panel?.limit).toBeNull();
    expect(panel?.note).toBe("0.5 of 500 in use on average, 1 at most");
  });
});

describe("slots by whose they are", () => {
  const series = (name: string, ...values: number[]) => ({ name, values });
  const holders = (others: readonly number[], ...named: { name: string; values: number[] }[]) => ({
    names: named.map(({ name }) => name),
    levels: {
      at: [0, 1, 2],
      parts: { ...Object.fromEntries(named.map(({ values }, i) => [`${i}`, values])), others },
      peak: 9,
      averagedOver: null,
    },
  });
  const chartOf = (...all: ReturnType<typeof holders>[]) =>
    holderPanels(report(...all.map((slotsByTask) => drawing({ slotsByTask }))), "task");
  const shown = ({ parts, panels }: ReturnType<typeof chartOf>, panel: number) =>
    Object.entries(panels[panel]?.levels.parts ?? {}).map(([part, values]) => [
      parts[part as HolderPart]?.label,
      values,
    ]);

  test("one has the same colour in all panels, the one that holds the most first", () => {
    const chart = chartOf(
      holders([0, 0, 0], series("a", 1, 0, 0), series("b", 2, 2, 0)),
      holders([0, 0, 0], series("c", 1, 1, 0), series("a", 0, 1, 0)),
    );
    expect(shown(chart, 0)).toEqual([
      ["b", [2, 2, 0]],
      ["c", [0, 0, 0]],
      ["a", [1, 0, 0]],
      ["all others", [0, 0, 0]],
    ]);
    expect(shown(chart, 1).map(([name]) => name)).toEqual(["b", "c", "a", "all others"]);
  });

  test("each counts by its largest share of the slot time of any simulation; what has no colour is added up as others", () => {
    const many = Array.from({ length: 12 }, (_, i) => series(`t${i}`, 20 - i, 0, 0));
    const chart = chartOf(holders([3, 0, 0], ...many), holders([0, 0, 0], series("x", 1, 0, 0)));
    expect(shown(chart, 0)).toEqual([
      ["x", [0, 0, 0]],
      ...many.slice(0, 11).map(({ name, values }) => [name, values]),
      ["all others", [3 + 9, 0, 0]],
    ]);
    expect(shown(chart, 1).map(([name, values]) => [name, values?.[0]])).toEqual([
      ["x", 1],
      ...many.slice(0, 11).map(({ name }) => [name, 0]),
      ["all others", 0],
    ]);
  });

  test("there is nothing to divide by where there is one DAG, or one task", () => {
    const two = holders([0, 0, 0], series("a", 1, 0, 0), series("b", 1, 0, 0));
    expect(divisionsOf(report(drawing()))).toEqual([]);
    expect(divisionsOf(report(drawing({ slotsByTask: two })))).toEqual(["task"]);
    expect(divisionsOf(report(drawing(), drawing({ slotsByTask: two, slotsByDag: two })))).toEqual(["DAG", "task"]);
  });
});

test("how durations are spread has a panel each, in a unit that suits its longest; what is never anything has none", () => {
  const spread = (min: number, p50: number, p95: number, max: number) => ({
    ...{ count: 9, mean: p50, p90: p95, p99: max },
    ...{ min, p50, p95, max },
  });
  const simulations = [
    { name: "x", spreads: [{ of: "queued", spread: spread(0, 1, 2, 3) }] },
    {
      name: "y",
      spreads: [
        { of: "queued", spread: spread(60, 120, 180, 240) },
        { of: "resumed", spread: null },
        { of: "ready", spread: spread(0, 0, 0, 0) },
      ],
    },
  ];
  expect(spreadPanels(simulations).map(({ of }) => of)).toEqual(["queued"]);
  const option = spreadsOption(simulations, LOOKS.light, { width: 800 });
  expect([option.xAxis ?? []].flat()).toMatchObject([{ axisLabel: { formatter: "{value} min" } }]);
  expect([option.series ?? []].flat().map(({ data }) => data)).toEqual([
    [[0, 0, 1 / 60, 2 / 60, 3 / 60]],
    [[1, 1, 2, 3, 4]],
  ]);
});

const all = { text: "", dagId: null, state: null, shown: { from: 0, to: 6 }, unfolded: null };

describe("task instances", () => {
  const { timeline } = drawing();

  test("rows are called by task, map index and run", () => {
    expect([rowLabel(timeline, 0), rowLabel(timeline, 1)]).toEqual(["a · r", "b [7] · r"]);
  });

  test("each kind of span is a series of bars from one time to another, in its row", () => {
    expect(kindsPresent(timeline)).toEqual(["startingUp", "working", "deferred"]);
    const index = new TimelineIndex(timeline);
    const { rows } = index.rows(all, 6);
    const { series = [] } = ganttOption({ index, rows, until: 6 }, LOOKS.light, { width: 800, scale });
    expect([series].flat().map(({ id, data }) => [id, data])).toEqual([
      ["startingUp", [[0, 1000, 2000, 0]]],
      ["working", [[0, 2000, 4000, 0]]],
      ["deferred", [[1, 1000, 5000, 1]]],
    ]);
  });
});

test("waits have the unit that suits the longest, and say their length in words", () => {
  const option = waitsOption(
    [drawing(), drawing({ waits: [{ cause: "an open worker slot", seconds: 600 }] })],
    LOOKS.dark,
    {
      width: 800,
    },
  );
  const bars = [option.series ?? []].flat() as unknown as {
    data: number[];
    label: { formatter: (of: { value: number }) => string };
  }[];
  expect(option.xAxis).toMatchObject({ name: "waited, all task instances together, in minutes" });
  expect(bars.map(({ data }) => data)).toEqual([[1.5], [10]]);
  expect(bars[1]?.label.formatter({ value: 10 })).toBe("10 min 00 s");
});

describe("a DAG", () => {
  const chain = Array.from({ length: 6 }, (_, i) => ({ taskId: `task_${i}`, group: null, states: { success: 1 } }));
  const edges = [
    [0, 1],
    [0, 2],
    [1, 3],
    [2, 3],
    [3, 4],
    [0, 5],
  ] as const;
  const { boxes, width, height } = dagLayout({ dagId: "d", tasks: chain, groups: [], edges });

  test("goes from left to right, and no box is on another or sticks out", () => {
    for (const [from, to] of edges) {
      const [a, b] = [boxes[from], boxes[to]];
      expect((a?.x ?? 0) + (a?.width ?? 0) / 2).toBeLessThan((b?.x ?? 0) - (b?.width ?? 0) / 2);
    }
    for (const [i, a] of boxes.entries()) {
      expect(a.x - a.width / 2).toBeGreaterThanOrEqual(0);
      expect(a.x + a.width / 2).toBeLessThanOrEqual(width);
      expect(a.y + a.height / 2).toBeLessThanOrEqual(height);
      const overlapping = boxes.filter(
        (b, j) =>
          j > i && Math.abs(a.x - b.x) < (a.width + b.width) / 2 && Math.abs(a.y - b.y) < (a.height + b.height) / 2,
      );
      expect(overlapping).toEqual([]);
    }
  });

  test("goes from the top down where it would be too wide, if that helps", () => {
    const dag = { dagId: "d", tasks: chain.slice(0, 3), groups: [], edges: [[0, 1] as const, [1, 2] as const] };
    const [wide, high] = [dagLayout(dag, 1280), dagLayout(dag, 310)];
    expect(wide).toEqual(dagLayout(dag));
    expect(wide.width).toBeGreaterThan(310);
    expect(high.width).toBeLessThanOrEqual(310);
    for (const [from, to] of dag.edges) {
      const [a, b] = [high.boxes[from], high.boxes[to]];
      expect((a?.y ?? 0) + (a?.height ?? 0) / 2).toBeLessThan((b?.y ?? 0) - (b?.height ?? 0) / 2);
    }
    const fan = { ...dag, tasks: chain, edges: [1, 2, 3, 4, 5].map((to) => [0, to] as const) };
    expect(dagLayout(fan, 200)).toEqual(dagLayout(fan)); // side by side they would be wider still
  });

  test("a group is a box around its tasks and the groups in it, and around no other task", () => {
    const groups = [
      { label: "outer", parent: null },
      { label: "inner", parent: 0 },
      { label: "empty", parent: null },
    ];
    const placed = [null, 0, 1, 1, null, null] as const;
    const tasks = chain.map((task, i) => ({ ...task, group: placed[i] ?? null }));
    const grouped = dagLayout({ dagId: "d", tasks, groups, edges });
    const contains = (box: Box | null | undefined, inner: Box | null | undefined) =>
      box != null &&
      inner != null &&
      Math.abs(box.x - inner.x) <= (box.width - inner.width) / 2 &&
      Math.abs(box.y - inner.y) <= (box.height - inner.height) / 2;
    const [outer, inner, empty] = grouped.groups;
    expect(grouped.boxes.map((box) => contains(outer, box))).toEqual([false, true, true, true, false, false]);
    expect(grouped.boxes.map((box) => contains(inner, box))).toEqual([false, false, true, true, false, false]);
    expect(contains(outer, inner)).toBe(true);
    expect(empty).toBeNull();
  });

  test("a task that failed once is coloured so, whatever else its instances did", () => {
    expect(weightiestState({ success: 11, failed: 1 })).toBe("failed");
    expect(weightiestState({ success: 12 })).toBe("success");
    expect(weightiestState({})).toBe("no state");
  });

  test("every state has Airflow's colour and its weight", () => {
    const states = [...Object.values(TaskInstanceState), "no state"].sort();
    expect(Object.keys(STATE_COLOURS).sort()).toEqual(states);
    expect([...STATES_BY_WEIGHT].sort()).toEqual(states);
  });
});

/** Relative luminance, as WCAG defines it. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

describe("who sees no hues", () => {
  const wholes: Readonly<Record<string, readonly Omit<PartLook, "label">[]>> = {
    slots: Object.values(SLOT_PARTS),
    triggers: Object.values(TRIGGER_PARTS),
    pools: Object.values(POOL_PARTS),
    spans: Object.values(SPAN_PARTS),
    simulations: [0, 1, 2, 3].map((place) => simulationLook(place)),
    holders: HOLDER_LOOKS,
  };

  test.each(THEMES.flatMap((theme) => Object.keys(wholes).map((whole) => [theme, whole] as const)))(
    "tells the parts apart by pattern or brightness: %s, %s",
    (theme, whole) => {
      const parts = wholes[whole] ?? [];
      const alike = parts.flatMap((a, i) =>
        parts
          .slice(i + 1)
          .filter((b) => a.pattern === b.pattern && contrast(a.colour[theme], b.colour[theme]) < 1.25)
          .map((b) => [a.colour[theme], b.colour[theme], a.pattern]),
      );
      expect(alike).toEqual([]);
    },
  );

  test.each(THEMES)("does not take a mode for an activity: no colour stands for both: %s", (theme) => {
    const { simulations = [], slots = [], triggers = [], pools = [], spans = [] } = wholes;
    const activities = new Set([slots, triggers, pools, spans].flat().map(({ colour }) => colour[theme]));
    expect(simulations.filter(({ colour }) => activities.has(colour[theme]))).toEqual([]);
  });

  test.each(THEMES)("an activity has one colour in all charts: %s", (theme) => {
    const looks = (part: PartLook) => [part.colour[theme], part.pattern];
    expect(looks(POOL_PARTS.running)).toEqual(looks(SLOT_PARTS.working));
    expect(looks(SPAN_PARTS.working)).toEqual(looks(SLOT_PARTS.working));
    expect(looks(SPAN_PARTS.waiting)).toEqual(looks(SLOT_PARTS.waiting));
    expect(looks(SPAN_PARTS.deferred)).toEqual(looks(POOL_PARTS.deferred));
    expect(looks(TRIGGER_PARTS.running)).toEqual(looks(SPAN_PARTS.deferred));
  });

  test.each(THEMES)("sees each part against the background: %s", (theme) => {
    const faint = Object.values(wholes)
      .flat()
      .filter(({ colour }) => contrast(colour[theme], LOOKS[theme].background) < 1.9);
    expect(faint).toEqual([]);
  });

  test.each(THEMES)("reads the texts: %s", (theme) => {
    const { background, ink, faintInk, limit } = LOOKS[theme];
    for (const colour of [ink, faintInk, limit]) expect(contrast(colour, background)).toBeGreaterThanOrEqual(4.5);
  });
});
