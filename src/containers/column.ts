type Numbers = Float64Array | Int32Array | Uint16Array | Uint8Array;
type NumbersClass = new (length: number) => Numbers;

export const CHUNK_BITS = 12;
export const CHUNK_SIZE = 1 << CHUNK_BITS;

/**
 * A column of numbers that grows. It lies in chunks of typed arrays: a row costs its bytes and no object, nothing is moved
 * when it grows, and no room is kept that nobody uses.
 */
export class Column {
  length = 0;
  readonly #class: NumbersClass;
  readonly #chunks: Numbers[] = [];

  constructor(numbersClass: NumbersClass) {
    this.#class = numbersClass;
  }

  push(value: number): void {
    const row = this.length;
    if ((row & (CHUNK_SIZE - 1)) === 0) this.#chunks.push(new this.#class(CHUNK_SIZE));
    this.length = row + 1;
    (this.#chunks[row >>> CHUNK_BITS] as Numbers)[row & (CHUNK_SIZE - 1)] = value;
  }

  get(row: number): number {
    return (this.#chunks[row >>> CHUNK_BITS] as Numbers)[row & (CHUNK_SIZE - 1)] as number;
  }

  set(row: number, value: number): void {
    (this.#chunks[row >>> CHUNK_BITS] as Numbers)[row & (CHUNK_SIZE - 1)] = value;
  }

  /** Makes rows of 0 up to this length. */
  extendTo(length: number): void {
    while (this.length < length) this.push(0);
  }
}
