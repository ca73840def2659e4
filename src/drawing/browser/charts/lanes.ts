/**
 * Workers as lanes over time: starting, active, draining, and a mark where one was killed with tasks on it.
 * @module
 */
import type { Seconds } from "../../../kernel/index.ts";
import type { WorkerLane, WorkersDrawing } from "../../report-data.ts";
import { type Look, WORKER_PARTS } from "../look.ts";
import { barSeries } from "./bars.ts";
import type { ChartOption, RenderedItem, SeriesOption } from "./echarts.ts";
import type { ChartPlace } from "./panels.ts";
import { timeAxis } from "./time-axis.ts";

const ROW = 20;
const TOP = 12;
const BOTTOM = 52;
const RIGHT = 18;
const LABELS = 104;

/** The parts of a lane. */
const PARTS = ["starting", "active", "draining"] as const;

export function lanesHeight({ lanes }: WorkersDrawing): number {
  return TOP + Math.max(1, lanes.length) * ROW + BOTTOM;
}

export function lanesOption({ lanes }: WorkersDrawing, until: Seconds, look: Look, place: ChartPlace): ChartOption {
  const { width, scale, top = 0 } = place;
  const parts = PARTS.map((part) => {
    const data = lanes.flatMap((lane, row) => {
      const stay = lane[part];
      return stay === null ? [] : [[row, scale.millis(stay[0]), scale.millis(stay[1])]];
    });
    return barSeries(part, data, WORKER_PARTS[part], ROW * 0.72, look);
  });
  return {
    useUTC: true,
    animation: false,
    backgroundColor: "transparent",
    textStyle: { fontFamily: "system-ui, sans-serif" },
    grid: { left: LABELS, right: RIGHT, top: top + TOP, bottom: BOTTOM },
    xAxis: timeAxis({ scale, until, width: width - LABELS, isLabelled: true }, look),
    yAxis: {
      type: "category",
      inverse: true,
      data: lanes.map(({ name }) => name),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: look.line } },
      axisLabel: { color: look.ink, width: LABELS - 16, overflow: "truncate", interval: 0 },
      splitLine: { show: true, interval: 0, lineStyle: { color: look.line, opacity: 0.5 } },
    },
    series: [...parts, deathSeries(lanes, place, look)],
  };
}

/** A cross and the number of tasks where a worker was killed with tasks on it. */
function deathSeries(lanes: readonly WorkerLane[], { scale }: ChartPlace, look: Look): SeriesOption {
  return {
    type: "custom",
    id: "killed",
    name: WORKER_PARTS.killed.label,
    color: WORKER_PARTS.killed.colour[look.theme],
    encode: { x: 1, y: 0 },
    data: lanes.flatMap(({ endedAt, killedTasks }, row) =>
      endedAt === null || killedTasks === 0 ? [] : [[row, scale.millis(endedAt), killedTasks]],
    ),
    renderItem: (params, api) => {
      const [x, y] = api.coord([api.value(1), api.value(0)]);
      const system = params.coordSys as unknown as { x: number; width: number };
      if (x === undefined || y === undefined || x < system.x || x > system.x + system.width) return null;
      const isAtTheEnd = x > system.x + system.width - 40;
      return {
        type: "text",
        style: {
          text: `✕ ${Number(api.value(2))}`,
          x: isAtTheEnd ? x - 3 : x + 3,
          y,
          fill: WORKER_PARTS.killed.colour[look.theme],
          font: "600 13px system-ui, sans-serif",
          textAlign: isAtTheEnd ? "right" : "left",
          textVerticalAlign: "middle",
        },
      } as RenderedItem;
    },
  };
}
