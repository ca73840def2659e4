/**
 * A simulation in the formats of other tools: Chrome's tracing, CSV, Parquet, StatsD, OpenMetrics, and Airflow's own logs.
 * Each exporter listens to a simulation before it runs, writes as it runs, and ends with it.
 * @module
 */

export { csvCell, safeFileName } from "../options/index.ts";
export { type Metric, onAirflowMetrics } from "./airflow-metrics.ts";
export { type ChromeTraceOptions, chromeTrace } from "./chrome-trace.ts";
export { calendarOf, type Exporter, type Write } from "./exporter.ts";
export { formatLogLine, formatStructuredLine, logPath } from "./logs.ts";
export { openMetrics } from "./open-metrics.ts";
export type { WriteBytes } from "./parquet.ts";
export { type StatsdOptions, statsd } from "./statsd.ts";
export { csv, parquet, type TableName, type TableOptions } from "./table-exporters.ts";
