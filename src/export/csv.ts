import type { Calendar } from "../definition/index.ts";
import { csvCell } from "../options/index.ts";
import { Chunks, type Write } from "./exporter.ts";
import type { TableColumn } from "./tables.ts";

/** Writes rows as CSV (RFC 4180), with a header; times as Airflow prints them. */
export class CsvTable<Row> {
  readonly #columns: readonly TableColumn<Row>[];
  readonly #calendar: Calendar;
  readonly #chunks: Chunks;

  constructor(columns: readonly TableColumn<Row>[], calendar: Calendar, write: Write) {
    this.#columns = columns;
    this.#calendar = calendar;
    this.#chunks = new Chunks(write);
    this.#chunks.add(`${columns.map(({ name }) => name).join(",")}\r\n`);
  }

  add(row: Row): void {
    this.#chunks.add(`${this.#columns.map((column) => this.#cell(column, row)).join(",")}\r\n`);
  }

  end(): void {
    this.#chunks.flush();
  }

  #cell(column: TableColumn<Row>, row: Row): string {
    if (column.type === "text") return csvCell(column.value(row) ?? "");
    const value = column.value(row);
    if (value === null) return "";
    return column.type === "time" ? this.#calendar.isoformat(value) : String(value);
  }
}
