import { Heap } from "../containers/index.ts";
import { type Micros, NEVER } from "./micros.ts";

interface Entry<T> {
  readonly at: Micros;
  readonly order: number;
  readonly item: T;
}

/**
 * Items by the instants at which they fall due, and then in order of entry. An item cannot be removed early: the caller checks
 * that it still counts when it comes out.
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
  readonly #heap = new Heap<Entry<T>>((a, b) => a.at < b.at || (a.at === b.at && a.order < b.order));
  #order = 0;

  /** The first instant at which something falls due. */
  get next(): Micros {
    return this.#heap.top?.at ?? NEVER;
  }

  /** Adds an item that falls due at an instant. */
  add(at: Micros, item: T): void {
    this.#order += 1;
    this.#heap.push({ at, order: this.#order, item });
  }

  /** Takes out the first item that is due by an instant. */
  takeDue(by: Micros): T | undefined {
    return this.next <= by ? this.#heap.pop()?.item : undefined;
  }
}
