/**
 * Quantities over time, stacked; one panel below the other. All have the same time, and the same scale unless each has its own.
 * @module
 */
import type { Seconds } from "../../../kernel/index.ts";
import type { Levels } from "../../report-data.ts";
import { figure } from "../../text.ts";
import type { Look, PartLook } from "../look.ts";
import type { ChartOption, SeriesOption } from "./echarts.ts";
import { decalOf } from "./patterns.ts";
import { resolved, type Stretch } from "./resolved.ts";
import { timeAxis } from "./time-axis.ts";
import type { TimeScale } from "./time-scale.ts";

export interface Panel<Part extends string> {
  readonly name: string;
  /** A description in a few words. */
  readonly note: string;
  readonly levels: Levels<Part>;
  /** When its simulation was over. */
  readonly endedAt: Seconds;
  /** As much as there is room for. */
  readonly limit: { readonly value: number; readonly label: string } | null;
  /** The least that its scale has room for, where it is shown beside another. */
  readonly most?: number;
}

export interface Panels<Part extends string> {
  readonly panels: readonly Panel<Part>[];
  readonly parts: Readonly<Record<Part, PartLook>>;
  /** The name of the axis. */
  readonly unit: string;
  /** True where each panel has a scale of its own. Default false: they are compared. */
  readonly hasOwnScales?: boolean;
  readonly until: Seconds;
}

const PANEL = 132;
const GAP = 44;
const TOP = 30;
const BOTTOM = 48;
const LEFT = 56;
const RIGHT = 18;
/** Room for what the limit is called. */
const LIMIT_LABEL = 64;
/** Room for when a simulation was over, where it is said. */
const OVER_LABEL = 100;
/** As wide as a letter of a name may be. */
const NAME_LETTER = 9.6;

/** Narrower than that, what there is to say of a panel has a line of its own. */
const NARROW = 640;
const NOTE_LINE = 22;

const noteLine = (width: number): number => (width < NARROW ? NOTE_LINE : 0);

export function panelsHeight(count: number, width: number): number {
  return TOP + count * (PANEL + noteLine(width)) + (count - 1) * GAP + BOTTOM;
}

/** The parts that are there at all, in their order. */
export function partsPresent<Part extends string>({ panels, parts }: Panels<Part>): Part[] {
  const all = Object.keys(parts) as Part[];
  return all.filter((part) => panels.some(({ levels }) => levels.parts[part].some((value) => value > 0)));
}

/** The place of a chart over time, and the part of the time that it shows. */
export interface ChartPlace {
  readonly width: number;
  readonly scale: TimeScale;
  /** Default all of the time. */
  readonly shown?: Stretch;
  /** Room above for a title and a legend. Default none. */
  readonly top?: number;
}

/** The levels of each panel, as a width can show them. */
export function panelsIn<Part extends string>(chart: Panels<Part>, { width, shown }: ChartPlace): Panels<Part> {
  const window = shown ?? { from: 0, to: chart.until };
  const panels = chart.panels.map((panel) => ({
    ...panel,
    levels: resolved(panel.levels, window, width - LEFT - RIGHT),
  }));
  return { ...chart, panels };
}

export function panelsOption<Part extends string>(
  whole: Panels<Part>,
  look: Look,
  { width, scale, shown, top = 0 }: ChartPlace,
): ChartOption {
  const chart = panelsIn(whole, { width, scale, ...(shown === undefined ? {} : { shown }) });
  const { panels, until } = chart;
  const mosts = panels.map(({ levels, limit, most = 1 }) => Math.max(1, most, levels.peak, limit?.value ?? 0));
  const most = Math.max(1, ...mosts);
  const present = partsPresent(whole);
  const extra = noteLine(width);
  const topOf = (i: number) => top + TOP + extra + i * (PANEL + GAP + extra);
  return {
    useUTC: true,
    animation: false,
    backgroundColor: "transparent",
    textStyle: { fontFamily: "system-ui, sans-serif" },
    grid: panels.map((_, i) => ({ left: LEFT, right: RIGHT, top: topOf(i), height: PANEL, outerBoundsMode: "none" })),
    xAxis: panels.map((_, gridIndex) =>
      timeAxis({ scale, until, width, gridIndex, isLabelled: gridIndex === panels.length - 1 }, look),
    ),
    yAxis: panels.map((_, gridIndex) =>
      countAxis(chart, gridIndex, chart.hasOwnScales === true ? (mosts[gridIndex] ?? 1) : most, look),
    ),
    title: panels.flatMap((panel, i) => panelTitles(panel, topOf(i) - 28 - extra, width, look)),
    series: panels.flatMap((panel, index) =>
      panelSeries(panel, { index, until, width, scale, present, parts: chart.parts }, look),
    ),
  };
}

/** Two texts, the second below the first or so far to the right that the first has room in any font. */
function panelTitles(
  { name, note }: { readonly name: string; readonly note: string },
  top: number,
  width: number,
  look: Look,
) {
  const isNarrow = noteLine(width) > 0;
  const noteLeft = isNarrow ? LEFT - 5 : LEFT + 14 + Math.ceil(name.length * NAME_LETTER);
  return [
    { text: name, left: LEFT - 5, top, textStyle: { color: look.ink, fontSize: 14, fontWeight: 600 as const } },
    {
      text: note,
      left: noteLeft,
      top: top + (isNarrow ? 18 : 1),
      textStyle: {
        color: look.faintInk,
        fontSize: 12,
        fontWeight: 400 as const,
        width: Math.max(0, width - noteLeft - RIGHT - (isNarrow ? 0 : LIMIT_LABEL)),
        overflow: "truncate" as const,
      },
    },
  ];
}

function countAxis<Part extends string>(
  { unit }: Panels<Part>,
  gridIndex: number,
  most: number,
  look: Look,
): Extract<NonNullable<ChartOption["yAxis"]>, { readonly type?: unknown }> {
  const interval = roundInterval(most);
  return {
    type: "value",
    gridIndex,
    min: 0,
    max: Math.ceil(most / interval) * interval,
    interval,
    name: unit,
    nameLocation: "middle",
    nameGap: 38,
    nameTextStyle: { color: look.faintInk },
    axisLabel: { color: look.faintInk, formatter: (value: number) => figure(value) },
    splitLine: { lineStyle: { color: look.line, opacity: 0.6 } },
  };
}

/** The distance of ticks: the least round number that leaves no more than five of them. */
function roundInterval(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most / 5)));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => most / step <= 5) ?? most;
}

interface PanelPlace<Part extends string> {
  readonly index: number;
  readonly scale: TimeScale;
  readonly until: Seconds;
  readonly width: number;
  readonly present: readonly Part[];
  readonly parts: Readonly<Record<Part, PartLook>>;
}

function panelSeries<Part extends string>(
  { levels, limit, endedAt }: Panel<Part>,
  { index, until, width, scale, present, parts }: PanelPlace<Part>,
  look: Look,
): SeriesOption[] {
  const isOverEarly = ((until - endedAt) / until) * (width - LEFT - RIGHT) > OVER_LABEL;
  return present.map((part, i): SeriesOption => {
    const { label } = parts[part];
    const colour = parts[part].colour[look.theme];
    const decal = decalOf(parts[part], look);
    const column = levels.parts[part];
    return {
      type: "line",
      id: `${index} ${part}`,
      name: label,
      xAxisIndex: index,
      yAxisIndex: index,
      stack: `panel ${index}`,
      step: "end",
      symbol: "none",
      silent: true,
      color: colour,
      lineStyle: { width: 0 },
      areaStyle: { opacity: 1 },
      ...(decal === undefined ? {} : { itemStyle: { decal: decal as never } }),
      data: levels.at.map((at, row) => [scale.millis(at), column[row] ?? 0]),
      ...(i === 0 && limit !== null ? { markLine: limitLine(limit, look) } : {}),
      ...(i === 0 && isOverEarly ? { markArea: overArea(endedAt, until, scale, look) } : {}),
    };
  });
}

function limitLine({ value, label }: { readonly value: number; readonly label: string }, look: Look) {
  return {
    symbol: "none",
    silent: true,
    animation: false,
    lineStyle: { color: look.limit, type: "dashed" as const, width: 1.5 },
    label: { formatter: label, position: "insideEndTop" as const, color: look.limit, distance: 5 },
    data: [{ yAxis: value }],
  };
}

/** The time in which others still went on. */
function overArea(endedAt: Seconds, until: Seconds, scale: TimeScale, look: Look) {
  return {
    silent: true,
    animation: false,
    itemStyle: { color: look.line, opacity: 0.4 },
    label: { position: "inside" as const, color: look.faintInk, formatter: `over at ${scale.instant(endedAt)}` },
    data: [[{ xAxis: scale.millis(endedAt) }, { xAxis: scale.millis(until) }]] as [
      { xAxis: number },
      { xAxis: number },
    ][],
  };
}
