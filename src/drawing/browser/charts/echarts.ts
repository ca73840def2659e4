/**
 * ECharts, as much of it as is drawn with. Where a chart is drawn (canvas or SVG) is up to who draws.
 * @module
 */
import {
  BarChart,
  type BarSeriesOption,
  CustomChart,
  type CustomSeriesOption,
  LineChart,
  type LineSeriesOption,
} from "echarts/charts";
import {
  DataZoomComponent,
  type DataZoomComponentOption,
  GridComponent,
  type GridComponentOption,
  LegendComponent,
  type LegendComponentOption,
  MarkAreaComponent,
  MarkLineComponent,
  TitleComponent,
  type TitleComponentOption,
  TooltipComponent,
  type TooltipComponentOption,
} from "echarts/components";
import type { ComposeOption } from "echarts/core";

export type ChartOption = ComposeOption<
  | BarSeriesOption
  | CustomSeriesOption
  | DataZoomComponentOption
  | GridComponentOption
  | LegendComponentOption
  | LineSeriesOption
  | TitleComponentOption
  | TooltipComponentOption
>;

export type SeriesOption = BarSeriesOption | CustomSeriesOption | LineSeriesOption;

/** The shapes that a custom series draws for one of its data. */
export type RenderedItem = ReturnType<NonNullable<CustomSeriesOption["renderItem"]>>;

/** The parts of ECharts that are used, besides the renderer. */
export const CHART_PARTS = [
  BarChart,
  CustomChart,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  LineChart,
  MarkAreaComponent,
  MarkLineComponent,
  TitleComponent,
  TooltipComponent,
];
