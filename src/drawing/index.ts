/**
 * Draws figures as texts, as a page and as pictures. It knows no simulation, only the figures that it gets. What
 * draws is bundled with ECharts when the package is built (`browser/`), and loaded when something is drawn.
 * @module
 */
export { escapeHtml, htmlPage } from "./html.ts";
export type { Change, Knob, KnobValue, LabAnswer, LabQuestion, LabScenario, StoryWanted } from "./lab-data.ts";
export { labPage } from "./lab-page.ts";
export { reportPage } from "./page.ts";
export { SIMULATION_COLOURS } from "./palette.ts";
export { type Picture, reportPictures } from "./pictures.ts";
export { PLAIN_STYLE, plainTable } from "./plain-page.ts";
export {
  type DagDrawing,
  type HeadlineRow,
  type HolderPart,
  type LandingRow,
  type Levels,
  MARK_KINDS,
  type NamedSpread,
  type ReportData,
  type SimulationDrawing,
  type SlotHolders,
  type SortableText,
  SPAN_KINDS,
  type SpanKind,
  type StateCounts,
  type TaskFigures,
  type Timeline,
  type WorkersDrawing,
} from "./report-data.ts";
export { amount, change, columns, duration, figure } from "./text.ts";
export { textWidth } from "./text-width.ts";
