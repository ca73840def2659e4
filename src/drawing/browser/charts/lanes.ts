/**
 * Workers as lanes over time: starting, active, draining, and a mark where one was killed with tasks on it.
 * @module
 */
import type { Seconds } from "../../../kernel/index.ts";
import type { WorkerLane, WorkersDrawing } from "../../report-data.ts";
import { type Look, WORKER_PARTS } from "../look.ts";
import type { ChartOption, RenderedItem, SeriesOption } from "./echarts.ts";
import type { ChartPlace } from "./panels.ts";
import { decalOf } from "./patterns.ts";
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
    return partSeries(part, data, look);
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

function partSeries(part: (typeof PARTS)[number], data: number[][], look: Look): SeriesOption {
  const partLook = WORKER_PARTS[part];
  const colour = partLook.colour[look.theme];
  const decal = decalOf(partLook, look);
  return {
    type: "custom",
    id: part,
    name: partLook.label,
    color: colour,
    encode: { x: [1, 2], y: 0 },
    data,
    renderItem: (params, api) => {
      const row = api.value(0);
      const [from, middle] = api.coord([api.value(1), row]);
      const [to] = api.coord([api.value(2), row]);
      if (from === undefined || to === undefined || middle === undefined) return null;
      const system = params.coordSys as unknown as { x: number; width: number };
      const left = Math.max(from, system.x);
      const right = Math.min(Math.max(to, from + 1), system.x + system.width);
      if (right <= left) return null;
      return {
        type: "rect",
        shape: { x: left, y: middle - ROW * 0.36, width: right - left, height: ROW * 0.72 },
        style: { fill: colour, ...(decal === undefined ? {} : { decal: { ...decal } }) },
      } as RenderedItem;
    },
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
