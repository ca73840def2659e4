/**
 * For how long task instances waited for what, all together: a bar for each simulation and cause.
 * @module
 */
import type { SimulationDrawing } from "../../report-data.ts";
import { duration } from "../../text.ts";
import { type Look, simulationLook } from "../look.ts";
import type { ChartOption } from "./echarts.ts";
import { decalOf } from "./patterns.ts";

type Waits = readonly Pick<SimulationDrawing, "name" | "waits">[];

const BAR = 16;
const TOP = 34;
const BOTTOM = 52;

/** The causes that there are, the one that took the longest first. */
export function causesOf(simulations: Waits): string[] {
  const totals = new Map<string, number>();
  for (const { waits } of simulations)
    for (const { cause, seconds } of waits) totals.set(cause, Math.max(totals.get(cause) ?? 0, seconds));
  return [...totals]
    .filter(([, most]) => most > 0)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([cause]) => cause);
}

export function waitsHeight(simulations: Waits): number {
  return TOP + Math.max(1, causesOf(simulations).length) * (simulations.length * BAR + 22) + BOTTOM;
}

export function waitsOption(
  simulations: Waits,
  look: Look,
  { width, top = 0 }: { readonly width: number; readonly top?: number },
): ChartOption {
  const causes = causesOf(simulations);
  const labelWidth = Math.round(Math.min(260, width * 0.34));
  const most = Math.max(0, ...simulations.flatMap(({ waits }) => waits.map(({ seconds }) => seconds)));
  const [divisor, unit] = most >= 7200 ? [3600, "hours"] : most >= 120 ? [60, "minutes"] : [1, "seconds"];
  return {
    animation: false,
    backgroundColor: "transparent",
    textStyle: { fontFamily: "system-ui, sans-serif" },
    grid: { left: labelWidth + 16, right: 90, top: top + 8, bottom: BOTTOM },
    xAxis: {
      type: "value",
      name: `waited, all task instances together, in ${unit}`,
      nameLocation: "middle",
      nameGap: 28,
      nameTextStyle: { color: look.faintInk },
      axisLabel: { color: look.faintInk, hideOverlap: true },
      splitNumber: Math.max(2, Math.min(8, Math.floor((width - labelWidth) / 90))),
      splitLine: { lineStyle: { color: look.line, opacity: 0.6 } },
    },
    yAxis: {
      type: "category",
      inverse: true,
      data: causes,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: look.line } },
      axisLabel: { color: look.ink, width: labelWidth, lineHeight: 15, overflow: "break", interval: 0 },
    },
    series: simulations.map(({ name, waits }, i) => {
      const part = simulationLook(i);
      const decal = decalOf(part, look);
      return {
        type: "bar",
        id: String(i),
        name,
        color: part.colour[look.theme],
        barWidth: BAR - 3,
        barGap: "20%",
        ...(decal === undefined ? {} : { itemStyle: { decal: decal as never } }),
        data: causes.map((cause) => (waits.find((wait) => wait.cause === cause)?.seconds ?? 0) / divisor),
        label: {
          show: true,
          position: "right",
          color: look.faintInk,
          formatter: ({ value }) => (Number(value) > 0 ? duration(Number(value) * divisor) : "none"),
        },
      };
    }),
  };
}
