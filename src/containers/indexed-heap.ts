/**
 * A binary heap whose items know their places, so that one whose rank has changed finds its new place in logarithmic time.
 * `before` has to be a strict total order.
 */
export class IndexedHeap<T extends { placeInHeap: number }> {
  readonly #items: T[] = [];
  readonly #before: (a: T, b: T) => boolean;

  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before;
  }

  get size(): number {
    return this.#items.length;
  }

  get top(): T | undefined {
    return this.#items[0];
  }

  /** Adds an item, or moves it up after it has come to rank higher. Its `placeInHeap` is -1 while it is not in the heap. */
  raise(item: T): void {
    const items = this.#items;
    let place = item.placeInHeap < 0 ? items.length : item.placeInHeap;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = items[parent] as T;
      if (!this.#before(item, above)) break;
      this.#put(above, place);
      place = parent;
    }
    this.#put(item, place);
  }

  /** Moves the top down after it has come to rank lower. */
  lowerTop(): void {
    const items = this.#items;
    const [top, size] = [items[0], items.length];
    if (top === undefined) return;
    let place = 0;
    for (let child = 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && this.#before(items[child + 1] as T, items[child] as T)) child += 1;
      const below = items[child] as T;
      if (!this.#before(below, top)) break;
      this.#put(below, place);
      place = child;
    }
    this.#put(top, place);
  }

  /** Takes out the top. */
  pop(): T | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (top === undefined || last === undefined) return undefined;
    top.placeInHeap = -1;
    if (last !== top) {
      this.#put(last, 0);
      this.lowerTop();
    }
    return top;
  }

  #put(item: T, place: number): void {
    this.#items[place] = item;
    item.placeInHeap = place;
  }
}
