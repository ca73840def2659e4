import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import type { Calendar } from "../definition/index.ts";
import type { TableColumn } from "./tables.ts";

/** Takes bytes that are written, piece by piece. Each piece is a copy: keep it as long as you like. */
export type WriteBytes = (bytes: Uint8Array) => void;

/** The number of rows that are written together, as a row group. */
const ROWS_OF_GROUP = 20_000;

type Cells = (string | number | bigint | null)[];
type Schema = ConstructorParameters<typeof ParquetWriter>[0]["schema"];

/** Writes rows as Parquet, one row group after another. Times are UTC timestamps in microseconds. */
export class ParquetTable<Row> {
  readonly #columns: readonly TableColumn<Row>[];
  readonly #calendar: Calendar;
  readonly #writer: ParquetWriter;
  readonly #cells: Cells[];
  #rows = 0;

  constructor(columns: readonly TableColumn<Row>[], calendar: Calendar, write: WriteBytes) {
    this.#columns = columns;
    this.#calendar = calendar;
    this.#cells = columns.map(() => []);
    const bytes = new ByteWriter();
    const flush = () => {
      write(bytes.getBytes().slice()); // the writer uses its buffer again
      bytes.index = 0;
    };
    const writer = Object.assign(bytes, { flush, finish: flush });
    this.#writer = new ParquetWriter({ writer, schema: schemaOf(columns) });
  }

  add(row: Row): void {
    for (const [i, column] of this.#columns.entries()) this.#cells[i]?.push(this.#cell(column, row));
    this.#rows += 1;
    if (this.#rows >= ROWS_OF_GROUP) this.#writeGroup();
  }

  end(): void {
    if (this.#rows > 0) this.#writeGroup();
    this.#writer.finish();
  }

  #cell(column: TableColumn<Row>, row: Row): Cells[number] {
    if (column.type !== "time") return column.value(row);
    const value = column.value(row);
    return value === null ? null : BigInt(this.#calendar.startMicros + value);
  }

  #writeGroup(): void {
    const columnData = this.#columns.map(({ name }, i) => ({ name, data: this.#cells[i] as Cells }));
    this.#writer.write({ columnData, rowGroupSize: ROWS_OF_GROUP });
    for (const cells of this.#cells) cells.length = 0;
    this.#rows = 0;
  }
}

function schemaOf<Row>(columns: readonly TableColumn<Row>[]): Schema {
  return [{ name: "root", num_children: columns.length }, ...columns.map(elementOf)] as Schema;
}

function elementOf<Row>({ name, type }: TableColumn<Row>): Schema[number] {
  const optional = { name, repetition_type: "OPTIONAL" } as const;
  switch (type) {
    case "text":
      return { ...optional, type: "BYTE_ARRAY", converted_type: "UTF8" };
    case "integer":
      return { ...optional, type: "INT32" };
    case "seconds":
      return { ...optional, type: "DOUBLE" };
    case "time":
      return { ...optional, type: "INT64", converted_type: "TIMESTAMP_MICROS" };
  }
}
