/**
 * A binary heap: whatever comes before all others is at its top. `before` has to be a strict total order.
 *
 * @example
 * const heap = new Heap<number>((a, b) => a < b);
 * for (const number of [3, 1, 2]) heap.push(number);
 * console.log(heap.pop(), heap.top); // 1 2
 */
export class Heap<T> {
  readonly #items: T[] = [];
  readonly #before: (a: T, b: T) => boolean;

  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before;
  }

  get size(): number {
    return this.#items.length;
  }

  clear(): void {
    while (this.#items.length > 0) this.#items.pop(); // setting its length would give its memory back
  }

  get top(): T | undefined {
    return this.#items[0];
  }

  /** All that is in it, in no order. */
  toArray(): T[] {
    return [...this.#items];
  }

  push(item: T): void {
    const items = this.#items;
    let place = items.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = items[parent] as T;
      if (!this.#before(item, above)) break;
      items[place] = above;
      place = parent;
    }
    items[place] = item;
  }

  pop(): T | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop() as T;
    const size = items.length;
    if (size === 0) return top;
    let place = 0;
    for (let child = 1; child < size; child = 2 * place + 1) {
      let below = items[child] as T;
      if (child + 1 < size && this.#before(items[child + 1] as T, below)) {
        child += 1;
        below = items[child] as T;
      }
      if (!this.#before(below, last)) break;
      items[place] = below;
      place = child;
    }
    items[place] = last;
    return top;
  }
}
