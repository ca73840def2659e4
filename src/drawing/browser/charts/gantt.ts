/**
 * A Gantt chart with a row for each task instance. A bar is high while it holds a worker slot, and low otherwise.
 * @module
 */
import type { Seconds } from "../../../kernel/index.ts";
import { SPAN_KINDS, type SpanKind, type Timeline } from "../../report-data.ts";
import { HOLDS_SLOT, type Look, SPAN_PARTS } from "../look.ts";
import type { ChartOption, RenderedItem, SeriesOption } from "./echarts.ts";
import { decalOf } from "./patterns.ts";
import { axisMillis, timeAxis } from "./time-axis.ts";

const ROW = 22;
const TOP = 12;
const BOTTOM = 52;
/** Most rows that are seen at once. */
export const ROWS_SHOWN = 36;

export function ganttHeight({ rows }: Timeline): number {
  return TOP + Math.max(1, Math.min(ROWS_SHOWN, rows.tasks.length)) * ROW + BOTTOM;
}

/** Which task instance a row is: the task, its map index where it is mapped, the run. */
export function rowLabel({ names, rows }: Timeline, row: number): string {
  const name = (column: readonly number[]) => names[column[row] ?? -1] ?? "";
  const mapIndex = rows.mapIndexes[row] ?? -1;
  return `${name(rows.tasks)}${mapIndex < 0 ? "" : ` [${mapIndex}]`} · ${name(rows.runs)}`;
}

/** The kinds of spans that there are at all. */
export function kindsPresent({ spans }: Timeline): SpanKind[] {
  const present = new Set(spans.kinds);
  return SPAN_KINDS.filter((_, code) => present.has(code));
}

export interface GanttPlace {
  readonly until: Seconds;
  readonly width: number;
  readonly top?: number;
  /** The first row that is seen. */
  readonly firstRow?: number;
}

export function ganttOption(
  timeline: Timeline,
  look: Look,
  { until, width, top = 0, firstRow = 0 }: GanttPlace,
): ChartOption {
  const count = timeline.rows.tasks.length;
  const labelWidth = Math.round(Math.min(260, width * 0.3));
  const hasMore = count > ROWS_SHOWN;
  return {
    useUTC: true,
    animation: false,
    backgroundColor: "transparent",
    textStyle: { fontFamily: "system-ui, sans-serif" },
    grid: { left: labelWidth + 12, right: hasMore ? 36 : 16, top: top + TOP, bottom: BOTTOM },
    xAxis: timeAxis({ until, width: width - labelWidth, isLabelled: true }, look),
    yAxis: {
      type: "category",
      inverse: true,
      data: timeline.rows.tasks.map((_, row) => String(row)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: look.line } },
      axisLabel: {
        color: look.ink,
        width: labelWidth,
        overflow: "truncate",
        interval: 0,
        formatter: (value: string) => rowLabel(timeline, Number(value)),
      },
      splitLine: { show: true, interval: 0, lineStyle: { color: look.line, opacity: 0.5 } },
    },
    dataZoom: hasMore
      ? [
          {
            id: "rows",
            type: "slider",
            yAxisIndex: 0,
            right: 6,
            width: 18,
            startValue: firstRow,
            endValue: firstRow + ROWS_SHOWN - 1,
            zoomLock: true,
            brushSelect: false,
            showDetail: false,
            showDataShadow: false,
            filterMode: "filter",
            borderColor: look.line,
            fillerColor: look.line,
          },
        ]
      : [],
    series: kindsPresent(timeline).map((kind) => spanSeries(timeline, kind, look)),
  };
}

/** The row, from, to. */
type SpanValue = readonly [number, number, number];

export function spansOf({ spans }: Timeline, kind: SpanKind): SpanValue[] {
  const code = SPAN_KINDS.indexOf(kind);
  const found: SpanValue[] = [];
  for (const [i, of] of spans.kinds.entries())
    if (of === code) found.push([spans.rows[i] ?? 0, axisMillis(spans.from[i] ?? 0), axisMillis(spans.to[i] ?? 0)]);
  return found;
}

function spanSeries(timeline: Timeline, kind: SpanKind, look: Look): SeriesOption {
  const partLook = SPAN_PARTS[kind];
  const colour = partLook.colour[look.theme];
  const decal = decalOf(partLook, look);
  const share = HOLDS_SLOT.has(kind) ? 0.78 : 0.36;
  return {
    type: "custom",
    id: kind,
    name: partLook.label,
    color: colour,
    dimensions: ["row", "from", "to"],
    encode: { x: [1, 2], y: 0 },
    data: spansOf(timeline, kind) as unknown as number[][],
    renderItem: (params, api) => {
      const row = api.value(0);
      const [from, middle] = api.coord([api.value(1), row]);
      const [to] = api.coord([api.value(2), row]);
      const size = api.size?.([0, 1]);
      const band = Array.isArray(size) ? (size[1] ?? ROW) : ROW;
      if (from === undefined || to === undefined || middle === undefined) return null;
      const system = params.coordSys as unknown as { x: number; width: number };
      const left = Math.max(from, system.x);
      const right = Math.min(Math.max(to, from + 1), system.x + system.width);
      if (right <= left) return null;
      const height = band * share;
      return {
        type: "rect",
        shape: { x: left, y: middle - height / 2, width: right - left, height },
        style: { fill: colour, ...(decal === undefined ? {} : { decal: { ...decal } }) },
      } as RenderedItem;
    },
  };
}
