/** Empty places that are never too many. */
const SPARE = 64;

/**
 * A list in the order of insertion whose items store their own positions (an intrusive list, laid out in an array). Insertion
 * and removal take constant time and hash nothing. A `Set` would do the same, but it rebuilds its table after so many
 * deletions, and V8 keeps the items of the old table alive until its next full collection.
 */
export class IntrusiveList<T> {
  /** The number of items. */
  size = 0;
  readonly #items: (T | undefined)[] = [];
  readonly #setPosition: (item: T, position: number) => void;

  /** `setPosition` stores an item's position in the item: when it is added, and when the list closes its gaps. */
  constructor(setPosition: (item: T, position: number) => void) {
    this.#setPosition = setPosition;
  }

  add(item: T): void {
    if (this.#items.length >= 2 * this.size + SPARE) this.#closeGaps();
    this.size += 1;
    this.#setPosition(item, this.#items.length);
    this.#items.push(item);
  }

  /** Removes the item at a position. The caller forgets that position: it leaves a gap, unless it is at the end. */
  remove(position: number): void {
    const items = this.#items;
    this.size -= 1;
    items[position] = undefined;
    while (items.length > 0 && items[items.length - 1] === undefined) items.pop();
  }

  #closeGaps(): void {
    const items = this.#items;
    let kept = 0;
    for (let i = 0; i < items.length; i += 1) {
      const item = items[i];
      if (item === undefined) continue;
      items[kept] = item;
      this.#setPosition(item, kept);
      kept += 1;
    }
    while (items.length > kept) items.pop(); // setting its length would give its memory back
  }

  at(position: number): T | undefined {
    return this.#items[position];
  }

  toArray(): T[] {
    const all: T[] = [];
    for (const item of this.#items) if (item !== undefined) all.push(item);
    return all;
  }
}
