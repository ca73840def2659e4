/**
 * Charts: what ECharts is told to draw, from the figures of a report.
 * @module
 */
export { dagOption } from "./dag.ts";
export { dagLayout } from "./dag-layout.ts";
export { CHART_PARTS, type ChartOption } from "./echarts.ts";
export { ganttHeight, ganttOption, kindsPresent, ROWS_SHOWN, rowLabel } from "./gantt.ts";
export { type Panels, panelsHeight, panelsOption, partsPresent } from "./panels.ts";
export { spreadPanels, spreadsHeight, spreadsOption } from "./spreads.ts";
export { axisMillis, elapsed } from "./time-axis.ts";
export { causesOf, waitsHeight, waitsOption } from "./waits.ts";
