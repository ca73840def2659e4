import type { Calendar } from "../definition/index.ts";
import { Chunks, type Write } from "./exporter.ts";
import type { TableColumn } from "./tables.ts";

/**
 * Text that some spreadsheet takes for a formula (OWASP's CSV injection): one of its signs, of full width too, behind
 * characters that it skips. Also text that looks as if it had been made safe already, so that each cell can be read back.
 */
const FORMULA = /^(?:[\s\p{Cc}\p{Cf}"]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n']|[\s\p{Cc}\p{Cf}]+')/u;

/** A cell as RFC 4180 has it. Text that a spreadsheet would run, or that begins with an apostrophe, gets one before it. */
export function csvCell(value: string): string {
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

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
