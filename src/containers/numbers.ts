const CHUNK_BITS = 12;
const CHUNK_SIZE = 1 << CHUNK_BITS;

/** A list of numbers that grows by chunks: nothing is copied when it does, and nothing is left behind. */
export class Numbers {
  readonly #chunks: Float64Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    const place = this.#length % CHUNK_SIZE;
    if (place === 0) this.#chunks.push(new Float64Array(CHUNK_SIZE));
    (this.#chunks[this.#length >>> CHUNK_BITS] as Float64Array)[place] = value;
    this.#length += 1;
  }

  /** The numbers as one array, in the order in which they were added. */
  toArray(): Float64Array {
    const all = new Float64Array(this.#length);
    for (const [index, chunk] of this.#chunks.entries())
      all.set(chunk.subarray(0, Math.min(CHUNK_SIZE, this.#length - index * CHUNK_SIZE)), index * CHUNK_SIZE);
    return all;
  }
}
