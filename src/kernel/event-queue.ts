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
  #timers: (Timer | undefined)[] = [];

  /** The timer that fires next. */
  get first(): Timer | undefined {
    while (this.#size > 0) {
      const timer = this.#timers[0] as Timer;
      if (timer.armed && timer.order === this.#order[0]) return timer;
      this.removeFirst();
    }
    return undefined;
  }

  /** Takes in a timer whose `at` and `order` are set. */
  insert(timer: Timer): void {
    if (this.#size === this.#at.length) this.#grow();
    const { at, order } = timer;
    let place = this.#size;
    this.#size += 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const parentAt = this.#at[parent] as number;
      if (parentAt < at || (parentAt === at && (this.#order[parent] as number) < order)) break;
      this.#move(parent, place);
      place = parent;
    }
    this.#put(place, at, order, timer);
  }

  removeFirst(): void {
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
    this.#put(place, at, order, timer);
  }

  #move(from: number, to: number): void {
    this.#at[to] = this.#at[from] as number;
    this.#order[to] = this.#order[from] as number;
    this.#timers[to] = this.#timers[from];
  }

  #put(place: number, at: number, order: number, timer: Timer | undefined): void {
    this.#at[place] = at;
    this.#order[place] = order;
    this.#timers[place] = timer;
  }

  #grow(): void {
    const at = new Float64Array(2 * this.#size);
    const order = new Float64Array(2 * this.#size);
    at.set(this.#at);
    order.set(this.#order);
    this.#at = at;
    this.#order = order;
  }
}
