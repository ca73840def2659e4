import { type Micros, NEVER } from "./micros.ts";
import type { Timer } from "./timer.ts";

/**
 * The future: timers by (instant, order of arming), a total order, so the same program always runs the same way.
 *
 * A binary heap whose keys lie in typed arrays of their own, because a comparison that has to follow a pointer into each
 * timer costs five times as much once the heap has outgrown the processor's cache. A timer that is cancelled or moved is
 * left where it is and recognised when it comes up, by an order that is no longer its own.
 */
export class EventQueue {
  #size = 0;
  #at = new Float64Array(64);
  #order = new Float64Array(64);
  #armedAt = new Float64Array(64);
  readonly #timers: (Timer | undefined)[] = [];

  /** When the first timer fires; `NEVER` where there is none. */
  get firstAt(): Micros {
    while (this.#size > 0) {
      if ((this.#timers[0] as Timer).order === this.#order[0]) return this.#at[0] as number;
      this.#removeFirst();
    }
    return NEVER;
  }

  /** Its order. To be asked after `firstAt`, as what follows. */
  get firstOrder(): number {
    return this.#order[0] as number;
  }

  /** When it was armed. */
  get firstArmedAt(): Micros {
    return this.#armedAt[0] as number;
  }

  takeFirst(): Timer {
    const timer = this.#timers[0] as Timer;
    timer.order = 0;
    this.#removeFirst();
    return timer;
  }

  /** Takes in a timer whose `order` is set. */
  insert(timer: Timer, at: Micros, order: number, armedAt: Micros): void {
    if (this.#size === this.#at.length) this.#grow();
    let place = this.#size;
    this.#size += 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const parentAt = this.#at[parent] as number;
      if (parentAt < at || (parentAt === at && (this.#order[parent] as number) < order)) break;
      this.#move(parent, place);
      place = parent;
    }
    this.#put(place, timer, at, order, armedAt);
  }

  #removeFirst(): void {
    this.#size -= 1;
    const size = this.#size;
    const ats = this.#at;
    const orders = this.#order;
    const at = ats[size] as number;
    const order = orders[size] as number;
    const timer = this.#timers[size];
    this.#timers[size] = undefined;
    if (size === 0) return;
    let place = 0;
    for (let child = 1; child < size; child = 2 * place + 1) {
      const other = child + 1;
      let childAt = ats[child] as number;
      if (other < size) {
        const otherAt = ats[other] as number;
        if (otherAt < childAt || (otherAt === childAt && (orders[other] as number) < (orders[child] as number))) {
          child = other;
          childAt = otherAt;
        }
      }
      if (at < childAt || (at === childAt && order < (orders[child] as number))) break;
      this.#move(child, place);
      place = child;
    }
    this.#put(place, timer, at, order, this.#armedAt[size] as number);
  }

  #move(from: number, to: number): void {
    this.#at[to] = this.#at[from] as number;
    this.#order[to] = this.#order[from] as number;
    this.#armedAt[to] = this.#armedAt[from] as number;
    this.#timers[to] = this.#timers[from];
  }

  #put(place: number, timer: Timer | undefined, at: number, order: number, armedAt: number): void {
    this.#at[place] = at;
    this.#order[place] = order;
    this.#armedAt[place] = armedAt;
    this.#timers[place] = timer;
  }

  #grow(): void {
    this.#at = twice(this.#at);
    this.#order = twice(this.#order);
    this.#armedAt = twice(this.#armedAt);
  }
}

function twice(column: Float64Array) {
  const larger = new Float64Array(2 * column.length);
  larger.set(column);
  return larger;
}
