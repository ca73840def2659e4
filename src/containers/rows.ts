import { CHUNK_BITS, CHUNK_SIZE } from "./column.ts";

const LAST = CHUNK_SIZE - 1;

/**
 * Rows of so many whole numbers and so many others, in chunks of typed arrays as a `Column`: for tables that are written a row
 * at a time. The arrays are of two classes, and each is written by code that knows which, so that a row costs little more than
 * its stores.
 */
export class Rows {
  length = 0;
  readonly #integersOfRow: number;
  readonly #numbersOfRow: number;
  readonly #integers: Int32Array[] = [];
  readonly #numbers: Float64Array[] = [];

  constructor(integersOfRow: number, numbersOfRow: number) {
    this.#integersOfRow = integersOfRow;
    this.#numbersOfRow = numbersOfRow;
  }

  /** Makes a row of zeros, and returns it. */
  add(): number {
    const row = this.length;
    if ((row & LAST) === 0) {
      this.#integers.push(new Int32Array(CHUNK_SIZE * this.#integersOfRow));
      this.#numbers.push(new Float64Array(CHUNK_SIZE * this.#numbersOfRow));
    }
    this.length = row + 1;
    return row;
  }

  /** The i-th whole number of a row. */
  integer(row: number, i: number): number {
    return (this.#integers[row >>> CHUNK_BITS] as Int32Array)[(row & LAST) * this.#integersOfRow + i] as number;
  }

  setInteger(row: number, i: number, value: number): void {
    (this.#integers[row >>> CHUNK_BITS] as Int32Array)[(row & LAST) * this.#integersOfRow + i] = value;
  }

  /** The i-th of its other numbers. */
  number(row: number, i: number): number {
    return (this.#numbers[row >>> CHUNK_BITS] as Float64Array)[(row & LAST) * this.#numbersOfRow + i] as number;
  }

  setNumber(row: number, i: number, value: number): void {
    (this.#numbers[row >>> CHUNK_BITS] as Float64Array)[(row & LAST) * this.#numbersOfRow + i] = value;
  }
}
