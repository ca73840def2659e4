/**
 * Spreads of durations: a panel with its own scale for each duration, with a row for each simulation. A line goes from the
 * least to the most, a bar from the median to the 95th percentile.
 * @module
 */
import type { SimulationDrawing, Spread } from "../../report-data.ts";
import { type Look, simulationLook } from "../look.ts";
import type { ChartOption, RenderedItem, SeriesOption } from "./echarts.ts";
import { decalOf } from "./patterns.ts";

type Spreads = readonly Pick<SimulationDrawing, "name" | "spreads">[];

const ROW = 26;
const TITLE = 26;
const AXIS = 30;
const TOP = 4;

/** The spread of a duration in each simulation; null where it has none. */
interface SpreadPanel {
  readonly of: string;
  readonly spreads: readonly (Spread | null)[];
}

/** The durations that there are in any of the simulations, and that are not nothing in all of them. */
export function spreadPanels(simulations: Spreads): SpreadPanel[] {
  const names = [...new Set(simulations.flatMap(({ spreads }) => spreads.map(({ of }) => of)))];
  return names
    .map((of) => ({
      of,
      spreads: simulations.map(({ spreads }) => spreads.find((one) => one.of === of)?.spread ?? null),
    }))
    .filter(({ spreads }) => spreads.some((spread) => spread !== null && spread.max > 0));
}

export function spreadsHeight(simulations: Spreads): number {
  return TOP + spreadPanels(simulations).length * (TITLE + simulations.length * ROW + AXIS);
}

export function spreadsOption(
  simulations: Spreads,
  look: Look,
  { width, top = 0 }: { readonly width: number; readonly top?: number },
): ChartOption {
  const panels = spreadPanels(simulations);
  const labelWidth = Math.round(Math.min(160, width * 0.28));
  const height = simulations.length * ROW;
  const topOf = (i: number) => top + TOP + i * (TITLE + height + AXIS) + TITLE;
  const place = { left: labelWidth + 16, right: 24 };
  return {
    animation: false,
    backgroundColor: "transparent",
    textStyle: { fontFamily: "system-ui, sans-serif" },
    title: panels.map(({ of }, i) => ({
      text: of,
      left: 8,
      top: topOf(i) - TITLE,
      textStyle: { color: look.ink, fontSize: 13, fontWeight: 600 as const },
    })),
    grid: panels.map((_, i) => ({ ...place, top: topOf(i), height, outerBoundsMode: "none" })),
    xAxis: panels.map(({ spreads }, gridIndex) => ({
      type: "value" as const,
      gridIndex,
      min: 0,
      splitNumber: Math.max(2, Math.min(8, Math.floor((width - labelWidth) / 110))),
      axisLabel: { color: look.faintInk, hideOverlap: true, formatter: `{value} ${scaleOf(spreads).unit}` },
      splitLine: { lineStyle: { color: look.line, opacity: 0.6 } },
    })),
    yAxis: panels.map((_, gridIndex) => ({
      type: "category" as const,
      gridIndex,
      inverse: true,
      data: simulations.map(({ name }) => name),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: look.line } },
      axisLabel: { color: look.faintInk, width: labelWidth, overflow: "truncate" as const, interval: 0 },
    })),
    series: panels.flatMap(({ spreads }, panel) =>
      spreads.flatMap((spread, row) =>
        spread === null ? [] : [spreadSeries(scaled(spread, scaleOf(spreads)), { row, panel }, look)],
      ),
    ),
  };
}

/** The numbers of a spread that are drawn, in the unit of the axis. */
type Marks = Pick<Spread, "min" | "p50" | "p95" | "max">;

interface Scale {
  readonly divisor: number;
  readonly unit: string;
}

/** The unit that suits the longest. */
function scaleOf(spreads: readonly (Spread | null)[]): Scale {
  const most = Math.max(...spreads.map((spread) => spread?.max ?? 0));
  if (most >= 7200) return { divisor: 3600, unit: "h" };
  return most >= 120 ? { divisor: 60, unit: "min" } : { divisor: 1, unit: "s" };
}

function scaled({ min, p50, p95, max }: Spread, { divisor }: Scale): Marks {
  return { min: min / divisor, p50: p50 / divisor, p95: p95 / divisor, max: max / divisor };
}

function spreadSeries(
  { min, p50, p95, max }: Marks,
  { row, panel }: { readonly row: number; readonly panel: number },
  look: Look,
): SeriesOption {
  const part = simulationLook(row);
  const colour = part.colour[look.theme];
  const decal = decalOf(part, look);
  return {
    type: "custom",
    id: `${panel} ${row}`,
    xAxisIndex: panel,
    yAxisIndex: panel,
    dimensions: ["row", "min", "p50", "p95", "max"],
    encode: { x: [1, 2, 3, 4], y: 0 },
    data: [[row, min, p50, p95, max]],
    renderItem: (_params, api) => {
      const [from = 0, middle = 0] = api.coord([min, row]);
      const [median = 0] = api.coord([p50, row]);
      const [most = 0] = api.coord([p95, row]);
      const [to = 0] = api.coord([max, row]);
      const line = (x: number, half: number) => ({
        type: "line",
        shape: { x1: x, x2: x, y1: middle - half, y2: middle + half },
        style: { stroke: look.ink, lineWidth: 2 },
      });
      return {
        type: "group",
        children: [
          {
            type: "line",
            shape: { x1: from, x2: to, y1: middle, y2: middle },
            style: { stroke: look.faintInk, lineWidth: 1.5 },
          },
          {
            type: "rect",
            shape: { x: median, y: middle - 7, width: Math.max(2, most - median), height: 14 },
            style: { fill: colour, ...(decal === undefined ? {} : { decal }) },
          },
          line(from, 4),
          line(median, 9),
          line(to, 4),
        ],
      } as RenderedItem;
    },
  };
}
