/**
 * Tables of task instances, runs and events, in each format.
 * @module
 */
import type { Calendar } from "../definition/index.ts";
import type { SimulationResult } from "../observe/index.ts";
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

/** Where rows go to. */
interface Table<Row> {
  add(row: Row): void;
  end(): void;
}

/** Which rows. Events are written as they come, task instances and runs at the end. */
export type TableName = "taskInstances" | "dagRuns" | "events";

/** Listens to a simulation, and writes a table of it as CSV. */
export function csv(simulation: Simulation, table: TableName, write: Write): Exporter {
  const calendar = calendarOf(simulation);
  const open = <Row>(columns: readonly TableColumn<Row>[]) => new CsvTable(columns, calendar, write);
  switch (table) {
    case "events":
      return events(simulation, open(EVENT_COLUMNS));
    case "taskInstances":
      return { end: (result) => fill(open(TASK_INSTANCE_COLUMNS), result.eachTaskInstance()) };
    case "dagRuns":
      return { end: (result) => fill(open(DAG_RUN_COLUMNS), result.dagRuns) };
  }
}

/** Listens to a simulation, and writes a table of it as Parquet. It is ready to listen once the library for it is loaded. */
export async function parquet(simulation: Simulation, table: TableName, write: WriteBytes): Promise<Exporter> {
  const calendar = calendarOf(simulation);
  switch (table) {
    case "events":
      return events(simulation, await ParquetTable.open(EVENT_COLUMNS, calendar, write));
    case "taskInstances":
      return rowsAtEnd(TASK_INSTANCE_COLUMNS, calendar, write, (result) => result.eachTaskInstance());
    case "dagRuns":
      return rowsAtEnd(DAG_RUN_COLUMNS, calendar, write, (result) => result.dagRuns);
  }
}

async function rowsAtEnd<Row>(
  columns: readonly TableColumn<Row>[],
  calendar: Calendar,
  write: WriteBytes,
  rows: (result: SimulationResult) => Iterable<Row>,
): Promise<Exporter> {
  const table = await ParquetTable.open(columns, calendar, write);
  return { end: (result) => fill(table, rows(result)) };
}

function fill<Row>(table: Table<Row>, rows: Iterable<Row>): void {
  for (const row of rows) table.add(row);
  table.end();
}

function events(simulation: Simulation, table: Table<TabledEvent>): Exporter {
  for (const kind of EVENT_KINDS) simulation.on(kind, (event: TabledEvent) => table.add(event));
  return { end: () => table.end() };
}
