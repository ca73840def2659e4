/**
 * The columns of the tables of task instances, runs and events, for all formats.
 * @module
 */
import type { Micros } from "../kernel/index.ts";
import type { ApiCallEvent, DagRunResult, SimulationEvent, TaskErrorEvent, TaskInstanceRow } from "../observe/index.ts";

/** A column: its name, the type of its values, and how to read one. A time is in microseconds since the simulation's start. */
export type TableColumn<Row> =
  | { readonly name: string; readonly type: "text"; readonly value: (row: Row) => string | null }
  | {
      readonly name: string;
      readonly type: "integer" | "seconds" | "time";
      readonly value: (row: Row) => number | null;
    };

const secondsOrNull = (micros: Micros | null) => (micros === null ? null : micros / 1e6);

/** Airflow's table `task_instance`. */
export const TASK_INSTANCE_COLUMNS: readonly TableColumn<TaskInstanceRow>[] = [
  { name: "dag_id", type: "text", value: ({ dagId }) => dagId },
  { name: "run_id", type: "text", value: ({ runId }) => runId },
  { name: "task_id", type: "text", value: ({ taskId }) => taskId },
  { name: "map_index", type: "integer", value: ({ mapIndex }) => mapIndex },
  { name: "state", type: "text", value: ({ state }) => state },
  { name: "try_number", type: "integer", value: ({ tryNumber }) => tryNumber },
  { name: "queued_dttm", type: "time", value: ({ queuedDttm }) => queuedDttm },
  { name: "start_date", type: "time", value: ({ startDate }) => startDate },
  { name: "end_date", type: "time", value: ({ endDate }) => endDate },
  { name: "duration", type: "seconds", value: ({ duration }) => secondsOrNull(duration) },
];

/** Airflow's table `dag_run`. */
export const DAG_RUN_COLUMNS: readonly TableColumn<DagRunResult>[] = [
  { name: "dag_id", type: "text", value: ({ dagId }) => dagId },
  { name: "run_id", type: "text", value: ({ runId }) => runId },
  { name: "run_type", type: "text", value: ({ runType }) => runType },
  { name: "state", type: "text", value: ({ state }) => state },
  { name: "execution_date", type: "time", value: ({ logicalDate }) => logicalDate },
  { name: "data_interval_start", type: "time", value: ({ dataIntervalStart }) => dataIntervalStart },
  { name: "data_interval_end", type: "time", value: ({ dataIntervalEnd }) => dataIntervalEnd },
  { name: "queued_at", type: "time", value: ({ queuedAt }) => queuedAt },
  { name: "start_date", type: "time", value: ({ startDate }) => startDate },
  { name: "end_date", type: "time", value: ({ endDate }) => endDate },
];

/** The events that make rows of the table of events: all but log lines, which have files of their own. */
export const EVENT_KINDS = [
  "taskInstance",
  "dagRun",
  "trigger",
  "slot",
  "dataset",
  "slaMiss",
  "callback",
  "apiCall",
  "taskError",
] as const;
export type TabledEvent = Extract<SimulationEvent, { kind: (typeof EVENT_KINDS)[number] }>;

function text<Name extends string>(event: TabledEvent, name: Name): string | null {
  const value = (event as unknown as Readonly<Record<string, unknown>>)[name];
  return typeof value === "string" ? value : null;
}

function integer(event: TabledEvent, name: string): number | null {
  const value = (event as unknown as Readonly<Record<string, unknown>>)[name];
  return typeof value === "number" ? value : null;
}

const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The detail of an event, in words. */
function detail(event: TabledEvent): string | null {
  switch (event.kind) {
    case "trigger":
      return event.event;
    case "slot":
      return event.delta > 0 ? "taken" : "given back";
    case "dataset":
      return event.uri;
    case "callback":
      return event.callback;
    case "apiCall":
      return callDetail(event);
    case "taskError":
      return errorDetail(event);
    default:
      return null;
  }
}

function callDetail({ call, params }: ApiCallEvent): string {
  return Object.keys(params).length === 0 ? call : `${call} ${JSON.stringify(params)}`;
}

function errorDetail({ type, message }: TaskErrorEvent): string {
  return `${type}: ${message}`;
}

/** All events in one table; a column that an event has nothing for is empty. */
export const EVENT_COLUMNS: readonly TableColumn<TabledEvent>[] = [
  { name: "time", type: "time", value: ({ at }) => at },
  { name: "seconds", type: "seconds", value: ({ at }) => secondsOrNull(at) },
  { name: "kind", type: "text", value: ({ kind }) => snake(kind) },
  { name: "by", type: "text", value: (event) => text(event, "by") },
  { name: "dag_id", type: "text", value: (event) => text(event, "dagId") },
  { name: "run_id", type: "text", value: (event) => text(event, "runId") },
  { name: "task_id", type: "text", value: (event) => text(event, "taskId") },
  { name: "map_index", type: "integer", value: (event) => integer(event, "mapIndex") },
  { name: "state", type: "text", value: (event) => text(event, "state") },
  { name: "from_state", type: "text", value: (event) => text(event, "from") },
  { name: "try_number", type: "integer", value: (event) => integer(event, "tryNumber") },
  { name: "trigger_id", type: "integer", value: (event) => integer(event, "triggerId") },
  { name: "trigger_type", type: "text", value: (event) => text(event, "triggerType") },
  { name: "detail", type: "text", value: detail },
];
