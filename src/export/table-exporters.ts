/**
 * Tables of task instances, runs and events, as CSV and as Parquet.
 * @module
 */
import type { Calendar } from "../definition/index.ts";
import type { Simulation } from "../simulation/index.ts";
import { CsvTable } from "./csv.ts";
import { calendarOf, type Exporter, type Write } from "./exporter.ts";
import { ParquetTable, type WriteBytes } from "./parquet.ts";
import {
  DAG_RUN_COLUMNS,
  EVENT_COLUMNS,
  EVENT_KINDS,
  TASK_INSTANCE_COLUMNS,
  type TableColumn,
  type TabledEvent,
} from "./tables.ts";

/** Receives the rows of a table. */
interface RowWriter<Row> {
  add(row: Row): void;
  end(): void;
}

/** Opens a table in one format. */
type Open = <Row>(columns: readonly TableColumn<Row>[], calendar: Calendar) => RowWriter<Row>;

/** The name of a table: `task_instance`, `dag_run`, or all events. */
export type TableName = "taskInstances" | "dagRuns" | "events";

export interface TableOptions {
  /** Events are written as they happen, task instances and runs at the end. */
  readonly table: TableName;
}

/**
 * Listens to a simulation, and writes one of its tables as CSV (RFC 4180).
 *
 * @example
 * const dag = new DAG("d");
 * new EmptyOperator({ dag, taskId: "t" });
 * const simulation = new Simulation({ dags: [dag] }).trigger("d", { runId: "r" });
 * const pieces: string[] = [];
 * const exporter = csv(simulation, (text) => void pieces.push(text), { table: "dagRuns" });
 * exporter.end(simulation.run());
 * console.log(pieces.join("").startsWith("dag_id,run_id,")); // true
 */
export function csv(simulation: Simulation, write: Write, { table }: TableOptions): Exporter {
  return exporterOf(simulation, table, (columns, calendar) => new CsvTable(columns, calendar, write));
}

/**
 * Listens to a simulation, and writes one of its tables as Parquet.
 *
 * @example
 * const dag = new DAG("d");
 * new EmptyOperator({ dag, taskId: "t" });
 * const simulation = new Simulation({ dags: [dag] }).trigger("d", { runId: "r" });
 * const pieces: Uint8Array[] = [];
 * const exporter = parquet(simulation, (bytes) => void pieces.push(bytes), { table: "dagRuns" });
 * exporter.end(simulation.run());
 * console.log(new TextDecoder().decode(pieces[0]?.subarray(0, 4))); // PAR1
 */
export function parquet(simulation: Simulation, write: WriteBytes, { table }: TableOptions): Exporter {
  return exporterOf(simulation, table, (columns, calendar) => new ParquetTable(columns, calendar, write));
}

function exporterOf(simulation: Simulation, table: TableName, open: Open): Exporter {
  const calendar = calendarOf(simulation);
  switch (table) {
    case "events": {
      const rows = open(EVENT_COLUMNS, calendar);
      for (const kind of EVENT_KINDS) simulation.on(kind, (event: TabledEvent) => rows.add(event));
      return { end: () => rows.end() };
    }
    case "taskInstances":
      return { end: (result) => fill(open(TASK_INSTANCE_COLUMNS, calendar), result.eachTaskInstance()) };
    case "dagRuns":
      return { end: (result) => fill(open(DAG_RUN_COLUMNS, calendar), result.dagRuns) };
  }
}

function fill<Row>(table: RowWriter<Row>, rows: Iterable<Row>): void {
  for (const row of rows) table.add(row);
  table.end();
}
