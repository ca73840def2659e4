import { invariant } from "../containers/index.ts";
import type { Micros } from "../kernel/index.ts";
import { type ExaminationOrder, grown } from "./examination-order.ts";

/** Bits in a word. */
const BITS = 32;

/** The runs that were examined at one date: a bit set. */
interface DatedSet {
  date: Micros;
  count: number;
  readonly words: Int32Array;
}

/**
 * The order of few runs: a bit set for each date, the oldest first. The bits stand in the order of order dates and ids. An
 * examination takes whole sets, and the lowest bits of the last; what it has taken is the newest set. That is a few operations
 * on words, however many runs it takes.
 */
export class ExaminationSets implements ExaminationOrder {
  /** By places. */
  #bitOf = new Int32Array(64);
  #orderDates = new Float64Array(64);
  #ids = new Float64Array(64);
  /** The place of each bit. */
  readonly #placeOf: Int32Array;
  /** The bits of all runs. */
  readonly #live: DatedSet;
  /** The first word in which there are any, and the end of those. */
  #low = 0;
  #high = 0;
  /** The number of bits that were assigned, and the keys of the run that got the last of them. */
  #bits = 0;
  #last = { orderDate: 0, id: 0 };
  #sets: DatedSet[] = [];
  /** A free list of empty sets. */
  readonly #free: DatedSet[] = [];

  first = new Int32Array(64);

  /** Makes room for so many runs. */
  constructor(most: number) {
    const words = Math.ceil((2 * most) / BITS); // twice as many bits, so that they are seldom assigned anew
    this.#placeOf = new Int32Array(words * BITS);
    this.#live = { date: 0, count: 0, words: new Int32Array(words) };
  }

  enter(place: number, orderDate: Micros, id: number, date: Micros): void {
    if (place >= this.#bitOf.length) {
      this.#bitOf = grown(this.#bitOf, place + 1);
      this.#orderDates = grown(this.#orderDates, place + 1);
      this.#ids = grown(this.#ids, place + 1);
    }
    this.#orderDates[place] = orderDate;
    this.#ids[place] = id;
    if (this.#live.count === 0) this.#low = this.#high = this.#bits = 0;
    const last = this.#last;
    const isLast = this.#bits === 0 || orderDate > last.orderDate || (orderDate === last.orderDate && id > last.id);
    if (isLast && this.#bits < this.#placeOf.length) this.#assignBit(place);
    else this.#assignAnew(place);
    this.#insert(this.#bitOf[place] as number, date);
  }

  /** Assigns the next bit. */
  #assignBit(place: number): void {
    const bit = this.#bits;
    this.#bits += 1;
    this.#bitOf[place] = bit;
    this.#placeOf[bit] = place;
    this.#last.orderDate = this.#orderDates[place] as number;
    this.#last.id = this.#ids[place] as number;
    add(this.#live, bit);
    this.#high = (bit >> 5) + 1;
  }

  /** Assigns all bits anew, with one for a place that comes somewhere between. */
  #assignAnew(place: number): void {
    const count = this.#listBits(this.#live.words, 0, this.#live.count);
    const places = [...this.first.subarray(0, count)];
    const dates = places.map((other) => this.dateOf(other));
    let at = count;
    while (at > 0 && this.#isBefore(place, places[at - 1] as number)) at -= 1;
    for (const set of this.#sets) this.#release(set);
    this.#sets = [];
    clear(this.#live);
    this.#low = this.#bits = 0;
    for (const [i, other] of places.entries()) {
      if (i === at) this.#assignBit(place);
      this.#assignBit(other);
      this.#insert(this.#bitOf[other] as number, dates[i] as number);
    }
    if (at === count) this.#assignBit(place);
  }

  leave(place: number): void {
    const bit = this.#bitOf[place] as number;
    this.#removeFrom(this.#indexOf(bit), bit);
    remove(this.#live, bit);
    while (this.#low < this.#high && this.#live.words[this.#low] === 0) this.#low += 1;
  }

  dateOf(place: number): Micros {
    return (this.#sets[this.#indexOf(this.#bitOf[place] as number)] as DatedSet).date;
  }

  setDate(place: number, date: Micros): void {
    const bit = this.#bitOf[place] as number;
    this.#removeFrom(this.#indexOf(bit), bit);
    this.#insert(bit, date);
  }

  /** Finds the set that a bit is in. */
  #indexOf(bit: number): number {
    const sets = this.#sets;
    const word = bit >> 5;
    const mask = 1 << (bit & 31);
    for (let i = 0; i < sets.length; i += 1) if (((sets[i] as DatedSet).words[word] as number) & mask) return i;
    invariant(false, "Expected each running run to have an examination");
  }

  #removeFrom(index: number, bit: number): void {
    const set = this.#sets[index] as DatedSet;
    remove(set, bit);
    if (set.count > 0) return;
    const sets = this.#sets;
    for (let i = index + 1; i < sets.length; i += 1) sets[i - 1] = sets[i] as DatedSet;
    sets.pop();
    this.#release(set);
  }

  #insert(bit: number, date: Micros): void {
    const sets = this.#sets;
    let index = sets.length;
    while (index > 0 && (sets[index - 1] as DatedSet).date > date) index -= 1;
    const before = index > 0 ? sets[index - 1] : undefined;
    if (before !== undefined && before.date === date) {
      add(before, bit);
      return;
    }
    const set = this.#emptySet(date);
    sets.push(set);
    for (let i = sets.length - 1; i > index; i -= 1) sets[i] = sets[i - 1] as DatedSet;
    sets[index] = set;
    add(set, bit);
  }

  list(limit: number): number {
    let count = 0;
    for (let i = 0; i < this.#sets.length && count < limit; i += 1)
      count = this.#listBits((this.#sets[i] as DatedSet).words, count, limit);
    return count;
  }

  /** Writes the places of a set into `first`, from a position on, up to a limit. Returns the position after them. */
  #listBits(words: Int32Array, from: number, limit: number): number {
    let to = from;
    for (let i = this.#low; i < this.#high; i += 1)
      for (let bits = words[i] as number; bits !== 0 && to < limit; bits &= bits - 1) {
        if (to === this.first.length) this.first = grown(this.first, to + 1);
        this.first[to] = this.#placeOf[BITS * i + 31 - Math.clz32(bits & -bits)] as number;
        to += 1;
      }
    return to;
  }

  /** The oldest set becomes the newest one, and takes others in. */
  examine(limit: number, now: Micros): void {
    const sets = this.#sets;
    const oldest = sets[0];
    if (oldest === undefined) return;
    const isWhole = oldest.count <= limit;
    const newest = isWhole ? (sets.shift() as DatedSet) : this.#emptySet(now);
    for (let next = sets[0]; next !== undefined && newest.count < limit; next = sets[0]) {
      const most = limit - newest.count;
      if (next.count > most) this.#moveFirst(newest, next, most);
      else {
        this.#moveInto(newest, next);
        this.#release(sets.shift() as DatedSet);
      }
    }
    newest.date = now;
    const latest = sets.length > 0 ? sets[sets.length - 1] : undefined; // V8 gives up where it sees the index -1
    if (latest !== undefined && latest.date === now) {
      this.#moveInto(latest, newest);
      this.#release(newest);
    } else sets.push(newest);
  }

  /** Moves the first `count` out of a set that has more. */
  #moveFirst(to: DatedSet, from: DatedSet, count: number): void {
    const most = to.count + count;
    for (let i = this.#low; to.count < most; i += 1) {
      const word = from.words[i] as number;
      if (word === 0) continue;
      const bits = lowestBits(word, most - to.count);
      to.words[i] = (to.words[i] as number) | bits;
      to.count += bitCount(bits);
      from.words[i] = word ^ bits;
    }
    from.count -= count;
  }

  /** Empties one set into another. */
  #moveInto(to: DatedSet, from: DatedSet): void {
    for (let i = this.#low; i < this.#high; i += 1) {
      to.words[i] = (to.words[i] as number) | (from.words[i] as number);
      from.words[i] = 0;
    }
    to.count += from.count;
    from.count = 0;
  }

  #emptySet(date: Micros): DatedSet {
    const set = this.#free.pop() ?? { date, count: 0, words: new Int32Array(this.#live.words.length) };
    set.date = date;
    return set;
  }

  #release(set: DatedSet): void {
    if (set.count > 0) clear(set);
    this.#free.push(set);
  }

  order(): Int32Array {
    const [low, width] = [this.#low, this.#high - this.#low];
    const order = new Int32Array(this.#sets.length * width);
    for (const [i, { words }] of this.#sets.entries()) order.set(words.subarray(low, low + width), i * width);
    return order;
  }

  isOrder(order: Int32Array): boolean {
    const [sets, low, width] = [this.#sets, this.#low, this.#high - this.#low];
    if (order.length !== sets.length * width) return false;
    for (let i = 0, at = 0; i < sets.length; i += 1) {
      const { words } = sets[i] as DatedSet;
      for (let word = low; word < low + width; word += 1, at += 1) if (words[word] !== order[at]) return false;
    }
    return true;
  }

  /** By order date, then by creation. */
  #isBefore(a: number, b: number): boolean {
    const [dateOfA, dateOfB] = [this.#orderDates[a] as number, this.#orderDates[b] as number];
    return dateOfA < dateOfB || (dateOfA === dateOfB && (this.#ids[a] as number) < (this.#ids[b] as number));
  }
}

function add(set: DatedSet, bit: number): void {
  set.words[bit >> 5] = (set.words[bit >> 5] as number) | (1 << (bit & 31));
  set.count += 1;
}

function remove(set: DatedSet, bit: number): void {
  set.words[bit >> 5] = (set.words[bit >> 5] as number) & ~(1 << (bit & 31));
  set.count -= 1;
}

function clear(set: DatedSet): void {
  set.words.fill(0);
  set.count = 0;
}

/** The lowest `count` bits of a word that are set, or all. */
function lowestBits(word: number, count: number): number {
  let rest = word;
  for (let i = 0; i < count && rest !== 0; i += 1) rest &= rest - 1;
  return word ^ rest;
}

function bitCount(word: number): number {
  let count = word - ((word >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
