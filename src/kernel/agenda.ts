import { type Micros, NEVER } from "./micros.ts";

/**
 * Items by the instants at which they fall due, and then in order of entry. An item cannot be removed early: the caller checks
 * that it still counts when it comes out. A binary heap whose keys lie in typed arrays: an entry is no object.
 *
 * @example
 * ```ts
 * import { Agenda } from "airlapse/kernel";
 *
 * const agenda = new Agenda<string>();
 * agenda.add(20, "later");
 * agenda.add(10, "sooner");
 * console.log(agenda.next, agenda.takeDue(15), agenda.takeDue(15)); // 10 sooner undefined
 * ```
 */
export class Agenda<T> {
  #size = 0;
  #at = new Float64Array(16);
  #order = new Float64Array(16);
  readonly #items: (T | undefined)[] = [];
  #lastOrder = 0;

  /** The first instant at which something falls due. */
  get next(): Micros {
    return this.#size > 0 ? (this.#at[0] as number) : NEVER;
  }

  /** The first item, which falls due at `next`. */
  get first(): T | undefined {
    return this.#items[0];
  }

  /** Adds an item that falls due at an instant. */
  add(at: Micros, item: T): void {
    this.#lastOrder += 1;
    if (this.#size === this.#at.length) this.#grow();
    let place = this.#size;
    this.#size += 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if ((this.#at[parent] as number) <= at) break; // what was added before comes first
      this.#move(parent, place);
      place = parent;
    }
    this.#put(place, at, this.#lastOrder, item);
  }

  /** Takes out the first item that is due by an instant. */
  takeDue(by: Micros): T | undefined {
    if (this.#size === 0 || (this.#at[0] as number) > by) return undefined;
    const item = this.#items[0];
    this.#removeFirst();
    return item;
  }

  #removeFirst(): void {
    this.#size -= 1;
    const size = this.#size;
    const [at, order, item] = [this.#at[size] as number, this.#order[size] as number, this.#items.pop()];
    if (size === 0) return;
    let place = 0;
    for (let child = 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && this.#isBefore(child + 1, this.#at[child] as number, this.#order[child] as number))
        child += 1;
      if (!this.#isBefore(child, at, order)) break;
      this.#move(child, place);
      place = child;
    }
    this.#put(place, at, order, item);
  }

  /** True if the entry at a place comes before one with these keys. */
  #isBefore(place: number, at: Micros, order: number): boolean {
    const other = this.#at[place] as number;
    return other < at || (other === at && (this.#order[place] as number) < order);
  }

  #move(from: number, to: number): void {
    this.#at[to] = this.#at[from] as number;
    this.#order[to] = this.#order[from] as number;
    this.#items[to] = this.#items[from];
  }

  #put(place: number, at: Micros, order: number, item: T | undefined): void {
    this.#at[place] = at;
    this.#order[place] = order;
    this.#items[place] = item;
  }

  #grow(): void {
    this.#at = twice(this.#at);
    this.#order = twice(this.#order);
  }
}

/** Copies a column into one with twice the room. */
export function twice(column: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * column.length);
  larger.set(column);
  return larger;
}
