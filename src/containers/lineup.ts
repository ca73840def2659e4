/**
 * Things in the order in which they came, each of which knows its place: a set for what comes and goes all the time, in
 * which nothing is hashed. Sets and maps give up a table for a new one after so many deletions, and V8 keeps all that was
 * in the old one until its next full collection.
 */
export class Lineup<T> {
  /** How many there are. */
  size = 0;
  #items: (T | undefined)[] = [];
  readonly #moved: (item: T, place: number) => void;

  /** `moved` tells an item its place, when it comes and whenever the places of those that have gone are closed up. */
  constructor(moved: (item: T, place: number) => void) {
    this.#moved = moved;
  }

  add(item: T): void {
    if (this.#items.length >= 2 * this.size + ROOM) this.#closeUp();
    this.size += 1;
    this.#moved(item, this.#items.length);
    this.#items.push(item);
  }

  /** Takes out the item at a place. It has none any more, which its owner sees to. */
  remove(place: number): void {
    this.size -= 1;
    this.#items[place] = undefined;
  }

  #closeUp(): void {
    const items = this.#items;
    let left = 0;
    for (const item of items) {
      if (item === undefined) continue;
      items[left] = item;
      this.#moved(item, left);
      left += 1;
    }
    while (items.length > left) items.pop(); // setting its length would give its memory back
  }

  at(place: number): T | undefined {
    return this.#items[place];
  }

  toArray(): T[] {
    const all: T[] = [];
    for (const item of this.#items) if (item !== undefined) all.push(item);
    return all;
  }
}

/** How many empty places are never too many. */
const ROOM = 64;
