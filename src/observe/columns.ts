/** A column of numbers that grows. */
export interface Column {
  [index: number]: number;
  readonly length: number;
  set(values: ArrayLike<number>): void;
}

type ColumnClass = new (length: number) => Column;

/**
 * A table kept in typed arrays: a row costs the bytes of its columns and no object, so that millions of rows fit.
 */
export class Columns<Names extends string> {
  readonly columns: Record<Names, Column>;
  readonly #layout: Readonly<Record<Names, ColumnClass>>;
  #capacity = 1024;
  length = 0;

  constructor(layout: Readonly<Record<Names, ColumnClass>>) {
    this.#layout = layout;
    this.columns = this.#allocate(this.#capacity);
  }

  /** Makes room for one more row, and returns its index. */
  add(): number {
    if (this.length === this.#capacity) {
      const before = this.columns;
      this.#capacity *= 2;
      const after = this.#allocate(this.#capacity);
      for (const name in before) {
        after[name].set(before[name] as unknown as ArrayLike<number>);
        before[name] = after[name];
      }
    }
    this.length += 1;
    return this.length - 1;
  }

  #allocate(capacity: number): Record<Names, Column> {
    const columns = {} as Record<Names, Column>;
    for (const name in this.#layout) columns[name] = new this.#layout[name](capacity);
    return columns;
  }
}
