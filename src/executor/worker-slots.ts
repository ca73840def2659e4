/**
 * Worker slots, and the broker's queue before them.
 * @module
 */

/** A number of slots. What finds none waits: first in, first out. */
export interface WorkerSlots<T> {
  /** Takes a slot, at once or later. */
  take(item: T): void;
  /** Gives the slot back, for the next one. */
  giveBack(item: T): void;
  /** Changes their number. What runs keeps its slot: fewer slots show when slots are given back. */
  resize(count: number): void;
  /** Closes them: an item that waits gets none any more. */
  close(): void;
}

/** Makes slots. `begin` is called for each item that has got its slot. */
export type MakeWorkerSlots = <T>(count: number, begin: (item: T) => void) => WorkerSlots<T>;

/** The number of items already taken that stay at the front of the list until it is cut. */
const MOST_TAKEN = 1024;

/** In virtual time: a slot that is given back is taken in the same instant. */
export class Broker<T> implements WorkerSlots<T> {
  #count: number;
  readonly #begin: (item: T) => void;
  #waiting: T[] = [];
  #head = 0;
  #busy = 0;

  constructor(count: number, begin: (item: T) => void) {
    this.#count = count;
    this.#begin = begin;
  }

  take(item: T): void {
    if (this.#waiting.length === 0 && this.#busy < this.#count) {
      this.#busy += 1;
      this.#begin(item);
      return;
    }
    this.#waiting.push(item);
    this.#dispatch();
  }

  giveBack(_item: T): void {
    this.#busy -= 1;
    this.#dispatch();
  }

  resize(count: number): void {
    this.#count = count;
    this.#dispatch();
  }

  close(): void {
    this.#waiting = [];
    this.#head = 0;
  }

  #dispatch(): void {
    while (this.#head < this.#waiting.length && this.#busy < this.#count) {
      const item = this.#waiting[this.#head] as T;
      this.#head += 1;
      this.#busy += 1;
      this.#begin(item);
    }
    if (this.#head === 0 || (this.#head < this.#waiting.length && this.#head < MOST_TAKEN)) return;
    this.#waiting = this.#waiting.slice(this.#head);
    this.#head = 0;
  }
}
