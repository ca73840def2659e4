/**
 * Charts: what ECharts is told to draw, from the figures of a report.
 * @module
 */
export { dagOption } from "./dag.ts";
export { dagLayout } from "./dag-layout.ts";
export { CHART_PARTS, type ChartOption } from "./echarts.ts";
export { ganttHeight, ganttOption, kindsPresent } from "./gantt.ts";
export {
  dagOf,
  fullLabel,
  type GanttFilter,
  type GanttRows,
  ROWS_SHOWN,
  rowLabel,
  stateOf,
  TimelineIndex,
} from "./gantt-rows.ts";
export { lanesHeight, lanesOption } from "./lanes.ts";
export { marksPresent } from "./marks.ts";
export { type Panels, panelsHeight, panelsIn, panelsOption, partsPresent } from "./panels.ts";
export { placeAt, type Stretch } from "./resolved.ts";
export { spreadPanels, spreadsHeight, spreadsOption } from "./spreads.ts";
export { elapsed, sinceStart, type TimeScale } from "./time-scale.ts";
export { causesOf, waitsHeight, waitsOption } from "./waits.ts";
