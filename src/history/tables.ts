/**
 * The tables of Airflow's database, as CSV files with a header or in a dump: read by the names of their columns, never by their
 * places, which have changed with almost every version.
 * @module
 */
import { isObject } from "../options/index.ts";
import type { Structures } from "./answers.ts";
import type { HistoryBuilder } from "./builder.ts";
import { csvRows } from "./csv.ts";
import { ExportError } from "./export-error.ts";
import type { ExportFile } from "./files.ts";
import { dumpedRows } from "./pg-dump.ts";
import {
  type Cells,
  takeDagRow,
  takeDagRun,
  takeEvent,
  takeFailure,
  takePool,
  takeReschedule,
  takeTaskInstance,
} from "./rows.ts";
import { readSerializedDag } from "./serialized.ts";

type Take = (builder: HistoryBuilder, cells: Cells) => boolean;

const TABLES: Readonly<Record<string, { readonly take: Take; readonly needs: readonly string[] }>> = {
  task_instance: {
    take: (builder, cells) => takeTaskInstance(builder, cells, false),
    needs: ["dag_id", "task_id", "run_id", "start_date", "end_date", "state"],
  },
  task_instance_history: {
    take: (builder, cells) => takeTaskInstance(builder, cells, true),
    needs: ["dag_id", "task_id", "run_id", "try_number"],
  },
  dag_run: { take: takeDagRun, needs: ["dag_id", "run_id", "start_date", "end_date", "state"] },
  task_fail: { take: takeFailure, needs: ["dag_id", "task_id", "run_id", "start_date"] },
  task_reschedule: { take: takeReschedule, needs: ["dag_id", "task_id", "run_id", "reschedule_date"] },
  log: { take: takeEvent, needs: ["event", "dttm"] },
  slot_pool: { take: takePool, needs: ["pool", "slots"] },
  dag: { take: takeDagRow, needs: ["dag_id"] },
};

/** Layouts that say that a table is older than what is read here. */
function checkHeader(file: string, table: string, header: readonly string[], needs: readonly string[]): void {
  const missing = needs.filter((name) => !header.includes(name));
  if (missing.length === 0) return;
  const isOld = table === "task_instance" && missing.includes("run_id") && header.includes("execution_date");
  const version = header.includes("pool_slots") ? "2.0 or 2.1" : "1.10";
  throw new ExportError(
    isOld
      ? `${file}: the table task_instance is that of Airflow ${version}, which has no run ids: tables of 2.2 and later are read`
      : `${file}: the table ${table} lacks the columns ${missing.join(", ")}: export whole tables, with their headers`,
  );
}

/** A reader of a row's cells by name: made once for a table, so that a row costs no objects. */
function reader(header: readonly string[]): { readonly cells: Cells; readonly show: (row: readonly string[]) => void } {
  const places = new Map(header.map((name, place) => [name, place]));
  let current: readonly string[] = [];
  return {
    cells: (name) => {
      const place = places.get(name);
      return place === undefined ? undefined : current[place];
    },
    show: (row) => {
      current = row;
    },
  };
}

/** Reads a CSV file of a table. Tells if the table is one of those that are read. */
export async function readTable(builder: HistoryBuilder, structures: Structures, file: ExportFile): Promise<boolean> {
  const table = file.stem.replace(/^(public|airflow)\./, "");
  const known = TABLES[table];
  if (known === undefined && table !== "serialized_dag") return false;
  let header: readonly string[] | undefined;
  let row: ReturnType<typeof reader> | undefined;
  for await (const cells of csvRows(file)) {
    if (header === undefined || row === undefined) {
      header = cells.map((name) => name.trim());
      if (known !== undefined) checkHeader(file.name, table, header, known.needs);
      row = reader(header);
      continue;
    }
    if (cells.length !== header.length) {
      builder.count(`rows of ${table} that are cut`);
      continue;
    }
    row.show(cells);
    if (known === undefined) takeSerialized(structures, row.cells);
    else known.take(builder, row.cells);
  }
  if (header === undefined) throw new ExportError(`${file.name}: expected a header and rows, got an empty file`);
  return true;
}

/** Reads a dump of a database. */
export async function readDump(builder: HistoryBuilder, structures: Structures, file: ExportFile): Promise<boolean> {
  const wanted = new Set([...Object.keys(TABLES), "serialized_dag"]);
  let header: readonly string[] | undefined;
  let row: ReturnType<typeof reader> | undefined;
  for await (const { table, header: columns, cells } of dumpedRows(file, wanted)) {
    const known = TABLES[table];
    if (columns !== header || row === undefined) {
      header = columns;
      if (known !== undefined) checkHeader(file.name, table, columns, known.needs);
      row = reader(columns);
    }
    if (cells.length !== columns.length) {
      builder.count(`rows of ${table} that are cut`);
      continue;
    }
    row.show(cells);
    if (known === undefined) takeSerialized(structures, row.cells);
    else known.take(builder, row.cells);
  }
  return row !== undefined;
}

function takeSerialized(structures: Structures, cells: Cells): void {
  const data = cells("data");
  if (typeof data !== "string" || !data.startsWith("{")) return;
  try {
    const value: unknown = JSON.parse(data);
    if (isObject(value)) structures.serialized.set(readSerializedDag(value, true).dagId, value);
  } catch {
    // a row that is cut or of another format: its DAG is among those without structure
  }
}
