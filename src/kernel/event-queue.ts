import { twice } from "./agenda.ts";
import { type Micros, NEVER } from "./micros.ts";
import type { Timer } from "./timer.ts";

/**
 * The future: timers by (instant, order of arming), a total order, so the same program always runs the same way.
 *
 * A binary heap whose keys lie in typed arrays of their own, because a comparison that has to follow a pointer into each
 * timer costs five times as much once the heap has outgrown the processor's cache. A timer that is cancelled or moved is
 * left where it is and recognised when it comes up, by an order that is no longer its own. The heap moves numbers only: a
 * timer itself stays in its slot, so that the garbage collector hears of it once.
 */
export class EventQueue {
  #size = 0;
  #at = new Float64Array(64);
  #order = new Float64Array(64);
  #slot = new Int32Array(64);
  /** By slots, and the slots that are free. */
  readonly #timers: (Timer | undefined)[] = [];
  #armedAt = new Float64Array(64);
  readonly #free: number[] = [];
  #lastOrder = 0;

  /** Numbers what is put on the clock, timers and rounds of loops alike. */
  nextOrder(): number {
    this.#lastOrder += 1;
    return this.#lastOrder;
  }

  /** When the first timer fires; `NEVER` where there is none. */
  get firstAt(): Micros {
    while (this.#size > 0) {
      const timer = this.#timers[this.#slot[0] as number] as Timer;
      if (timer.order === this.#order[0]) return this.#at[0] as number;
      this.#removeFirst();
    }
    return NEVER;
  }

  /** The turn of the first timer at its instant. Only while `firstAt` is not `NEVER`. */
  get firstOrder(): number {
    return this.#order[0] as number;
  }

  /** When the first timer was armed. Only while `firstAt` is not `NEVER`. */
  get firstArmedAt(): Micros {
    return this.#armedAt[this.#slot[0] as number] as number;
  }

  /** Takes out the first timer. Only while `firstAt` is not `NEVER`. */
  takeFirst(): Timer {
    const timer = this.#timers[this.#slot[0] as number] as Timer;
    timer.order = 0;
    this.#removeFirst();
    return timer;
  }

  /** Takes in a timer, or moves it: its former place does not count any more. `order` is its turn at the instant. */
  arm(timer: Timer, at: Micros, armedAt: Micros, order: number): void {
    timer.order = order;
    if (this.#size === this.#at.length) this.#grow();
    const slot = this.#free.pop() ?? this.#timers.length;
    this.#timers[slot] = timer;
    this.#armedAt[slot] = armedAt;
    let place = this.#size;
    this.#size += 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const parentAt = this.#at[parent] as number;
      if (parentAt < at || (parentAt === at && (this.#order[parent] as number) < order)) break;
      this.#move(parent, place);
      place = parent;
    }
    this.#put(place, at, order, slot);
  }

  #removeFirst(): void {
    this.#size -= 1;
    const size = this.#size;
    const ats = this.#at;
    const orders = this.#order;
    const at = ats[size] as number;
    const order = orders[size] as number;
    const slot = this.#slot[size] as number;
    const freed = this.#slot[0] as number;
    this.#timers[freed] = undefined;
    this.#free.push(freed);
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
    this.#put(place, at, order, slot);
  }

  #move(from: number, to: number): void {
    this.#at[to] = this.#at[from] as number;
    this.#order[to] = this.#order[from] as number;
    this.#slot[to] = this.#slot[from] as number;
  }

  #put(place: number, at: number, order: number, slot: number): void {
    this.#at[place] = at;
    this.#order[place] = order;
    this.#slot[place] = slot;
  }

  #grow(): void {
    const slots = new Int32Array(2 * this.#size);
    slots.set(this.#slot);
    this.#slot = slots;
    this.#at = twice(this.#at);
    this.#order = twice(this.#order);
    this.#armedAt = twice(this.#armedAt);
  }
}
