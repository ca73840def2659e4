import { Heap } from "../containers/index.ts";
import { type Micros, NEVER } from "./micros.ts";

interface Entry<T> {
  readonly at: Micros;
  readonly order: number;
  readonly item: T;
}

/** What falls due when, in order of the instants and then of entry. Whoever takes an item out asks whether it still counts. */
export class Agenda<T> {
  readonly #heap = new Heap<Entry<T>>((a, b) => a.at < b.at || (a.at === b.at && a.order < b.order));
  #order = 0;

  /** The first instant at which something falls due. */
  get next(): Micros {
    return this.#heap.top?.at ?? NEVER;
  }

  add(at: Micros, item: T): void {
    this.#order += 1;
    this.#heap.push({ at, order: this.#order, item });
  }

  /** Takes out the first item that is due by an instant. */
  takeDue(by: Micros): T | undefined {
    return this.next <= by ? this.#heap.pop()?.item : undefined;
  }
}
