import type { Seconds } from "../../../kernel/index.ts";
import type { Look } from "../look.ts";
import type { ChartOption } from "./echarts.ts";
import type { TimeScale } from "./time-scale.ts";

export interface TimeAxisPlace {
  readonly scale: TimeScale;
  readonly until: Seconds;
  readonly width: number;
  readonly gridIndex?: number;
  /** Writes the meaning of the marks. */
  readonly isLabelled: boolean;
}

type XAxis = Extract<NonNullable<ChartOption["xAxis"]>, { readonly type?: unknown }>;

/** The axis of virtual time, from the start of a simulation to its end. */
export function timeAxis({ scale, until, width, gridIndex = 0, isLabelled }: TimeAxisPlace, look: Look): XAxis {
  const instant = (value: unknown) => scale.instant(scale.seconds(Number(value)));
  return {
    type: "time",
    gridIndex,
    min: scale.millis(0),
    max: scale.millis(until),
    splitNumber: Math.max(2, Math.min(12, Math.floor(width / 90))),
    axisLine: { lineStyle: { color: look.line } },
    axisTick: { show: isLabelled, lineStyle: { color: look.line } },
    axisLabel: {
      show: isLabelled,
      color: look.faintInk,
      hideOverlap: true,
      alignMinLabel: "left",
      alignMaxLabel: "right",
      formatter: (value: number) => scale.mark(scale.seconds(value)),
    },
    splitLine: { show: true, lineStyle: { color: look.line, opacity: 0.6 } },
    axisPointer: { snap: false, label: { formatter: ({ value }) => instant(value) } },
    ...(isLabelled
      ? {
          name: scale.axisName,
          nameLocation: "middle",
          nameGap: 28,
          nameTextStyle: { color: look.faintInk },
        }
      : {}),
  };
}
