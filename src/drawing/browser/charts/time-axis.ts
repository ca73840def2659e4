/**
 * Time since the start of a simulation, as an axis. ECharts gets milliseconds of the epoch in UTC, so that its ticks are
 * round in minutes and hours.
 * @module
 */
import type { Seconds } from "../../../kernel/index.ts";
import type { Look } from "../look.ts";
import type { ChartOption } from "./echarts.ts";

const DAY: Seconds = 86_400;

/** A time since the start: 1:05 is a minute and five seconds, 1:00:05 an hour more, 2 d 01:00:05 two days. */
export function elapsed(seconds: Seconds): string {
  const millis = Math.round(seconds * 1000);
  const whole = Math.floor(millis / 1000);
  const [days, hours, minutes] = [Math.floor(whole / DAY), Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60];
  const two = (value: number) => String(value).padStart(2, "0");
  const fraction = millis % 1000 === 0 ? "" : `.${String(millis % 1000).padStart(3, "0")}`.replace(/0+$/, "");
  const clock = `${two(minutes)}:${two(whole % 60)}${fraction}`;
  if (days > 0) return `${days} d ${two(hours)}:${clock}`;
  return hours > 0 ? `${hours}:${clock}` : clock.replace(/^0(?=\d:)/, "");
}

export const axisMillis = (seconds: Seconds): number => seconds * 1000;

/** The meaning of the labels of the axis. */
export function timeAxisName(until: Seconds): string {
  return `time since the start, in ${until >= 3600 ? "hours:" : ""}minutes:seconds`;
}

export interface TimeAxisPlace {
  readonly until: Seconds;
  readonly width: number;
  readonly gridIndex?: number;
  /** Writes the meaning of the marks. */
  readonly isLabelled: boolean;
}

type XAxis = Extract<NonNullable<ChartOption["xAxis"]>, { readonly type?: unknown }>;

export function timeAxis({ until, width, gridIndex = 0, isLabelled }: TimeAxisPlace, look: Look): XAxis {
  return {
    type: "time",
    gridIndex,
    min: 0,
    max: axisMillis(until),
    splitNumber: Math.max(2, Math.min(12, Math.floor(width / 110))),
    axisLine: { lineStyle: { color: look.line } },
    axisTick: { show: isLabelled, lineStyle: { color: look.line } },
    axisLabel: {
      show: isLabelled,
      color: look.faintInk,
      hideOverlap: true,
      formatter: (value: number) => elapsed(value / 1000),
    },
    splitLine: { show: true, lineStyle: { color: look.line, opacity: 0.6 } },
    axisPointer: { snap: false, label: { formatter: ({ value }) => elapsed(Number(value) / 1000) } },
    ...(isLabelled
      ? {
          name: timeAxisName(until),
          nameLocation: "middle",
          nameGap: 28,
          nameTextStyle: { color: look.faintInk },
        }
      : {}),
  };
}
