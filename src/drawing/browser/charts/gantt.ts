/**
 * A Gantt chart with a row for each task instance, or for a DAG with all of its. A bar is high while it holds a worker slot, and low
 * otherwise.
 * @module
 */
import type { Seconds } from "../../../kernel/index.ts";
import { SPAN_KINDS, type SpanKind, type Timeline } from "../../report-data.ts";
import { HOLDS_SLOT, type Look, SPAN_PARTS } from "../look.ts";
import { barSeries } from "./bars.ts";
import type { ChartOption, SeriesOption } from "./echarts.ts";
import type { GanttRow, TimelineIndex } from "./gantt-rows.ts";
import { markSeries, marksOf } from "./marks.ts";
import type { ChartPlace } from "./panels.ts";
import type { Stretch } from "./resolved.ts";
import { timeAxis } from "./time-axis.ts";

const ROW = 22;
const TOP = 12;
const BOTTOM = 52;
const RIGHT = 18;

export function ganttHeight(rows: number): number {
  return TOP + Math.max(1, rows) * ROW + BOTTOM;
}

/** The kinds of spans that there are at all. */
export function kindsPresent({ spans }: Timeline): SpanKind[] {
  const present = new Set(spans.kinds);
  return SPAN_KINDS.filter((_, code) => present.has(code));
}

/** The rows that are seen, in the time that is seen. */
export interface GanttPart {
  readonly index: TimelineIndex;
  readonly rows: readonly GanttRow[];
  readonly until: Seconds;
}

export function ganttOption(part: GanttPart, look: Look, place: ChartPlace): ChartOption {
  const { width, scale, top = 0, shown = { from: 0, to: part.until } } = place;
  const { rows, until, index } = part;
  const labelWidth = Math.round(Math.min(280, width * 0.34));
  const pixel = (shown.to - shown.from) / Math.max(1, width - labelWidth - RIGHT);
  return {
    useUTC: true,
    animation: false,
    backgroundColor: "transparent",
    textStyle: { fontFamily: "system-ui, sans-serif" },
    grid: { left: labelWidth + 12, right: RIGHT, top: top + TOP, bottom: BOTTOM },
    xAxis: timeAxis({ scale, until, width: width - labelWidth, isLabelled: true }, look),
    yAxis: {
      type: "category",
      inverse: true,
      triggerEvent: true,
      data: rows.map((_, row) => String(row)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: look.line } },
      axisLabel: {
        color: look.ink,
        width: labelWidth,
        overflow: "truncate",
        interval: 0,
        formatter: (value: string) => rows[Number(value)]?.label ?? "",
      },
      splitLine: { show: true, interval: 0, lineStyle: { color: look.line, opacity: 0.5 } },
    },
    series: [
      ...kindsPresent(index.timeline).map((kind) => {
        const bars = barsOf(part, kind, shown, pixel);
        return spanSeries(
          bars.map(({ row, from, to, instance }) => [row, scale.millis(from), scale.millis(to), instance]),
          kind,
          look,
        );
      }),
      ...markSeries(index.timeline, marksOf(index.timeline, rows, pixel), look, place),
    ],
  };
}

/** A bar of a row. `instance` is -1 where it stands for several task instances. */
interface Bar {
  readonly row: number;
  readonly from: Seconds;
  readonly to: Seconds;
  readonly instance: number;
}

/** The bars of a kind in the time that is seen and half of it around. Those of a DAG that touch each other are one. */
export function barsOf({ index, rows }: GanttPart, kind: SpanKind, { from, to }: Stretch, pixel: Seconds): Bar[] {
  const code = SPAN_KINDS.indexOf(kind);
  const { kinds, from: begins, to: ends } = index.timeline.spans;
  const around = (to - from) / 2;
  return rows.flatMap(({ instances, dagId }, row) => {
    const bars: Bar[] = [];
    for (const instance of instances)
      for (const place of index.spansOf(instance)) {
        const [begin, end] = [begins[place] ?? 0, ends[place] ?? 0];
        if (kinds[place] !== code || begin > to + around || end < from - around) continue;
        bars.push({ row, from: begin, to: end, instance: dagId === null ? instance : -1 });
      }
    return dagId === null ? bars : joined(bars, pixel);
  });
}

/** Joins bars of one row that lie on each other, or nearer than can be seen. */
function joined(bars: Bar[], pixel: Seconds): Bar[] {
  const result: Bar[] = [];
  let last: { row: number; from: Seconds; to: Seconds; instance: number } | undefined;
  for (const bar of bars.sort((a, b) => a.from - b.from)) {
    if (last !== undefined && bar.from - last.to <= pixel) last.to = Math.max(last.to, bar.to);
    else {
      last = { ...bar };
      result.push(last);
    }
  }
  return result;
}

function spanSeries(data: number[][], kind: SpanKind, look: Look): SeriesOption {
  const share = HOLDS_SLOT.has(kind) ? 0.78 : 0.36;
  const dimensions = ["row", "from", "to", "instance"];
  return { ...barSeries(kind, data, SPAN_PARTS[kind], ROW * share, look), dimensions };
}
