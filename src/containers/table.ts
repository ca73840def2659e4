/**
 * Tables of numbers and names that grow: each column lies in chunks of typed arrays. A row costs its bytes and no object, no
 * row moves once there are as many as fill a chunk, and at most one chunk a column is not full.
 *
 * ```ts
 * const changes = table({ at: float64, subject: int32, state: oneOf(STATES) });
 * const row = changes.rows.add();
 * changes.at.set(row, 3_000_000);
 * changes.state.set(row, "queued");
 * ```
 * @module
 */
import type { Codes } from "./codes.ts";
import { invariant } from "./invariant.ts";

const CHUNK_BITS = 12;
const CHUNK_SIZE = 1 << CHUNK_BITS;
const LAST = CHUNK_SIZE - 1;
/** The first chunk begins small, and grows by that factor: a small simulation has many tables. */
const FIRST_ROWS = 64;
const GROWTH = 8;

/** A column of a table. Rows are numbered from 0 on; a new row holds 0, `false` or `null`. */
export interface Column<Value> {
  get(row: number): Value;
  set(row: number, value: Value): void;
}

interface GrowingColumn<Value> extends Column<Value> {
  /** Makes room for so many rows: a part of the first chunk, or whole chunks. */
  grow(rows: number): void;
}

// The classes of numbers below are alike but for the class of array. Each has code of its own, so that V8 sees arrays of one class
// there: a store to arrays of several classes takes twice as long. Where one function makes all of them, they share the code, and
// a whole simulation takes 1.3 times as long.

class Float64Column implements GrowingColumn<number> {
  readonly #chunks: Float64Array[] = [];

  grow(rows: number): void {
    const chunk = new Float64Array(Math.min(rows, CHUNK_SIZE));
    const [first] = this.#chunks;
    if (rows > CHUNK_SIZE || first === undefined) this.#chunks.push(chunk);
    else {
      chunk.set(first);
      this.#chunks[0] = chunk;
    }
  }

  get(row: number): number {
    return (this.#chunks[row >>> CHUNK_BITS] as Float64Array)[row & LAST] as number;
  }

  set(row: number, value: number): void {
    (this.#chunks[row >>> CHUNK_BITS] as Float64Array)[row & LAST] = value;
  }
}

class Int32Column implements GrowingColumn<number> {
  readonly #chunks: Int32Array[] = [];

  grow(rows: number): void {
    const chunk = new Int32Array(Math.min(rows, CHUNK_SIZE));
    const [first] = this.#chunks;
    if (rows > CHUNK_SIZE || first === undefined) this.#chunks.push(chunk);
    else {
      chunk.set(first);
      this.#chunks[0] = chunk;
    }
  }

  get(row: number): number {
    return (this.#chunks[row >>> CHUNK_BITS] as Int32Array)[row & LAST] as number;
  }

  set(row: number, value: number): void {
    (this.#chunks[row >>> CHUNK_BITS] as Int32Array)[row & LAST] = value;
  }
}

class Uint32Column implements GrowingColumn<number> {
  readonly #chunks: Uint32Array[] = [];

  grow(rows: number): void {
    const chunk = new Uint32Array(Math.min(rows, CHUNK_SIZE));
    const [first] = this.#chunks;
    if (rows > CHUNK_SIZE || first === undefined) this.#chunks.push(chunk);
    else {
      chunk.set(first);
      this.#chunks[0] = chunk;
    }
  }

  get(row: number): number {
    return (this.#chunks[row >>> CHUNK_BITS] as Uint32Array)[row & LAST] as number;
  }

  set(row: number, value: number): void {
    (this.#chunks[row >>> CHUNK_BITS] as Uint32Array)[row & LAST] = value;
  }
}

class Uint16Column implements GrowingColumn<number> {
  readonly #chunks: Uint16Array[] = [];

  grow(rows: number): void {
    const chunk = new Uint16Array(Math.min(rows, CHUNK_SIZE));
    const [first] = this.#chunks;
    if (rows > CHUNK_SIZE || first === undefined) this.#chunks.push(chunk);
    else {
      chunk.set(first);
      this.#chunks[0] = chunk;
    }
  }

  get(row: number): number {
    return (this.#chunks[row >>> CHUNK_BITS] as Uint16Array)[row & LAST] as number;
  }

  set(row: number, value: number): void {
    (this.#chunks[row >>> CHUNK_BITS] as Uint16Array)[row & LAST] = value;
  }
}

class Uint8Column implements GrowingColumn<number> {
  readonly #chunks: Uint8Array[] = [];

  grow(rows: number): void {
    const chunk = new Uint8Array(Math.min(rows, CHUNK_SIZE));
    const [first] = this.#chunks;
    if (rows > CHUNK_SIZE || first === undefined) this.#chunks.push(chunk);
    else {
      chunk.set(first);
      this.#chunks[0] = chunk;
    }
  }

  get(row: number): number {
    return (this.#chunks[row >>> CHUNK_BITS] as Uint8Array)[row & LAST] as number;
  }

  set(row: number, value: number): void {
    (this.#chunks[row >>> CHUNK_BITS] as Uint8Array)[row & LAST] = value;
  }
}

/** Whole numbers of which most are the usual one: a chunk is made once another one comes. */
class RareColumn implements GrowingColumn<number> {
  readonly #usual: number;
  readonly #chunks: (Int32Array | undefined)[] = [];

  constructor(usual: number) {
    this.#usual = usual;
  }

  grow(rows: number): void {
    if (rows > CHUNK_SIZE || this.#chunks.length === 0) this.#chunks.push(undefined);
  }

  get(row: number): number {
    return this.#chunks[row >>> CHUNK_BITS]?.[row & LAST] ?? this.#usual;
  }

  set(row: number, value: number): void {
    let chunk = this.#chunks[row >>> CHUNK_BITS];
    if (chunk === undefined) {
      if (value === this.#usual) return;
      chunk = new Int32Array(CHUNK_SIZE).fill(this.#usual);
      this.#chunks[row >>> CHUNK_BITS] = chunk;
    }
    chunk[row & LAST] = value;
  }
}

/** Numbers that are set in the order of the rows, as offsets from the first of each segment. */
class AppendedColumn implements GrowingColumn<number> {
  readonly #offsets = new Uint32Column();
  /** The rows at which segments begin, and their first numbers. */
  readonly #firsts: number[] = [];
  readonly #bases: number[] = [];
  /** The end of the rows that are set. */
  #end = 0;
  /** The segment that was read last. Most rows are read one after the other. */
  #read = 0;

  grow(rows: number): void {
    this.#offsets.grow(rows);
  }

  get(row: number): number {
    if (row >= this.#end) return 0;
    const firsts = this.#firsts;
    let segment = this.#read;
    if ((firsts[segment] as number) > row || row >= (firsts[segment + 1] ?? this.#end)) {
      segment = this.#segmentOf(row);
      this.#read = segment;
    }
    return (this.#bases[segment] as number) + this.#offsets.get(row);
  }

  #segmentOf(row: number): number {
    let [low, high] = [0, this.#firsts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#firsts[middle] as number) <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  set(row: number, value: number): void {
    invariant(row === this.#end, "Expected the rows of a column of instants to be set in their order");
    this.#end = row + 1;
    const last = this.#bases.length - 1;
    const offset = last < 0 ? -1 : value - (this.#bases[last] as number);
    if (offset >>> 0 === offset) {
      this.#offsets.set(row, offset);
      return;
    }
    this.#firsts.push(row);
    this.#bases.push(value);
    this.#offsets.set(row, 0);
  }
}

class NameColumn<Name extends string> implements GrowingColumn<Name | null> {
  readonly #codes: Codes<Name>;
  readonly #column = new Uint8Column();

  constructor(codes: Codes<Name>) {
    this.#codes = codes;
  }

  grow(rows: number): void {
    this.#column.grow(rows);
  }

  get(row: number): Name | null {
    return this.#codes.name(this.#column.get(row));
  }

  set(row: number, name: Name | null): void {
    this.#column.set(row, this.#codes.of(name));
  }
}

class FlagColumn implements GrowingColumn<boolean> {
  readonly #column = new Uint8Column();

  grow(rows: number): void {
    this.#column.grow(rows);
  }

  get(row: number): boolean {
    return this.#column.get(row) === 1;
  }

  set(row: number, value: boolean): void {
    this.#column.set(row, value ? 1 : 0);
  }
}

class NullableColumn implements GrowingColumn<number | null> {
  readonly #column = new Float64Column();

  grow(rows: number): void {
    this.#column.grow(rows);
  }

  get(row: number): number | null {
    const value = this.#column.get(row);
    return Number.isNaN(value) ? null : value;
  }

  set(row: number, value: number | null): void {
    this.#column.set(row, value ?? Number.NaN);
  }
}

/**
 * Instants as they come, in whole microseconds: each row is set once, after the row before it. 4 bytes, and 16 more where one is
 * 71 minutes after the first of its segment.
 */
export const instant = (): GrowingColumn<number> => new AppendedColumn();
/** Any number: an instant, for instance. 8 bytes. */
export const float64 = (): GrowingColumn<number> => new Float64Column();
/** A number other than NaN, or `null`. 8 bytes. */
export const nullableFloat64 = (): GrowingColumn<number | null> => new NullableColumn();
/** A whole number of 32 bits, with its sign. 4 bytes. */
export const int32 = (): GrowingColumn<number> => new Int32Column();
/** A whole number of 32 bits, with its sign, which is the usual one in most rows. No bytes in 4,096 rows that all have that, else 4. */
export const rareInt32 = (usual: number) => (): GrowingColumn<number> => new RareColumn(usual);
/** A whole number from 0 to 65,535. 2 bytes. */
export const uint16 = (): GrowingColumn<number> => new Uint16Column();
/** A whole number from 0 to 255. 1 byte. */
export const uint8 = (): GrowingColumn<number> => new Uint8Column();
/** `true` or `false`. 1 byte. */
export const flag = (): GrowingColumn<boolean> => new FlagColumn();
/** One of at most 255 names, or `null`. 1 byte. */
export const nullableOneOf =
  <Name extends string>(codes: Codes<Name>) =>
  (): GrowingColumn<Name | null> =>
    new NameColumn(codes);
/** One of at most 255 names. A row has none until it is set. 1 byte. */
export const oneOf =
  <Name extends string>(codes: Codes<Name>) =>
  (): GrowingColumn<Name> =>
    new NameColumn(codes) as GrowingColumn<unknown> as GrowingColumn<Name>;

/** The rows of a table: all of its columns have as many. */
class Rows {
  length = 0;
  #capacity = 0;
  readonly #columns: readonly { grow(rows: number): void }[];

  constructor(columns: readonly { grow(rows: number): void }[]) {
    this.#columns = columns;
  }

  /** Adds a row, and returns its number. */
  add(): number {
    const row = this.length;
    if (row === this.#capacity) this.#grow();
    this.length = row + 1;
    return row;
  }

  #grow(): void {
    const before = this.#capacity;
    this.#capacity = before < CHUNK_SIZE ? Math.max(FIRST_ROWS, GROWTH * before) : before + CHUNK_SIZE;
    for (const column of this.#columns) column.grow(this.#capacity);
  }

  /** Adds rows until there are `length`. */
  extendTo(length: number): void {
    while (this.length < length) this.add();
  }
}

/**
 * A table: its rows, and its columns by their names. `Values` gives the type of each column's values. The rows are an object of
 * their own, which is of one shape in all tables: V8 sees through `rows.add()` then.
 */
export type Table<Values> = { readonly rows: Rows } & { readonly [Name in keyof Values]: Column<Values[Name]> };

/** The kind of each column: `float64`, for instance. No column is called `rows`. */
type Layout<Values> = { readonly [Name in keyof Values]: () => GrowingColumn<Values[Name]> } & {
  readonly rows?: never;
};

/** Makes an empty table. */
export function table<Values extends object>(layout: Layout<Values>): Table<Values> {
  const kinds = Object.entries(layout as Readonly<Record<string, () => GrowingColumn<never>>>);
  const columns = Object.fromEntries(kinds.map(([name, kind]) => [name, kind()]));
  return { rows: new Rows(Object.values(columns)), ...columns } as unknown as Table<Values>;
}
