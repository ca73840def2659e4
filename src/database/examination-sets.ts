import type { Micros } from "../kernel/index.ts";
import type { ExaminationOrder } from "./examination-order.ts";

/** Bits in a word. */
const BITS = 32;

/** The runs that were examined at one date: a bit for each. */
interface DatedSet {
  date: Micros;
  count: number;
  readonly words: Int32Array;
}

/**
 * The order of not very many runs: a set for each date, the oldest first, with a bit for each run in the order of logical
 * dates and ids. An examination takes whole sets, and of the last one the lowest bits; what it has taken is the newest set.
 * That is a few operations on words, however many runs it takes: the scheduler examines once in a virtual second, for as
 * long as more runs are running than one iteration takes.
 */
export class ExaminationSets implements ExaminationOrder {
  /** Of each place. */
  #bitOf = new Int32Array(64);
  #logicalDates = new Float64Array(64);
  #ids = new Float64Array(64);
  /** Of each bit, its place; and in a set whether it is taken. */
  readonly #placeOf: Int32Array;
  readonly #live: DatedSet;
  /** The words in which there are any. */
  #low = 0;
  #high = 0;
  /** Bits that were given out, and the run that got the last one. */
  #bits = 0;
  #last = { logicalDate: 0, id: 0 };
  #sets: DatedSet[] = [];
  /** Sets to be used again, all empty. */
  readonly #spare: DatedSet[] = [];

  taken = new Int32Array(64);

  /** There is room for so many runs. */
  constructor(most: number) {
    const words = Math.ceil((2 * most) / BITS); // as many bits again, so that they need not be given out anew often
    this.#placeOf = new Int32Array(words * BITS);
    this.#live = { date: 0, count: 0, words: new Int32Array(words) };
  }

  enter(place: number, logicalDate: Micros, id: number, date: Micros): void {
    if (place >= this.#bitOf.length) {
      this.#bitOf = grown(this.#bitOf, place + 1);
      this.#logicalDates = grown(this.#logicalDates, place + 1);
      this.#ids = grown(this.#ids, place + 1);
    }
    this.#logicalDates[place] = logicalDate;
    this.#ids[place] = id;
    if (this.#live.count === 0) this.#low = this.#high = this.#bits = 0;
    const { logicalDate: lastDate, id: lastId } = this.#last;
    const isLast = this.#bits === 0 || logicalDate > lastDate || (logicalDate === lastDate && id > lastId);
    if (!isLast || this.#bits === this.#placeOf.length) this.#giveOutAnew(place);
    else this.#giveOut(place);
    this.#insert(this.#bitOf[place] as number, date);
  }

  /** The next bit. */
  #giveOut(place: number): void {
    const bit = this.#bits;
    this.#bits += 1;
    this.#bitOf[place] = bit;
    this.#placeOf[bit] = place;
    this.#last.logicalDate = this.#logicalDates[place] as number;
    this.#last.id = this.#ids[place] as number;
    add(this.#live, bit);
    this.#high = (bit >> 5) + 1;
  }

  /** All bits in order again, with one for a place that comes somewhere between. */
  #giveOutAnew(place: number): void {
    const count = this.#list(this.#live.words, 0);
    const places = [...this.taken.subarray(0, count)];
    const dates = places.map((other) => this.dateOf(other));
    let at = count;
    while (at > 0 && this.#isBefore(place, places[at - 1] as number)) at -= 1;
    for (const set of this.#sets) this.#putAway(set);
    this.#sets = [];
    this.#clear(this.#live);
    this.#low = this.#bits = 0;
    for (const [i, other] of places.entries()) {
      if (i === at) this.#giveOut(place);
      this.#giveOut(other);
      this.#insert(this.#bitOf[other] as number, dates[i] as number);
    }
    if (at === count) this.#giveOut(place);
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

  displace(place: number, date: Micros): void {
    const bit = this.#bitOf[place] as number;
    this.#removeFrom(this.#indexOf(bit), bit);
    this.#insert(bit, date);
  }

  /** The set that a bit is in. */
  #indexOf(bit: number): number {
    const sets = this.#sets;
    const word = bit >> 5;
    const mask = 1 << (bit & 31);
    for (let i = 0; i < sets.length; i += 1) if (((sets[i] as DatedSet).words[word] as number) & mask) return i;
    return -1;
  }

  #removeFrom(index: number, bit: number): void {
    const set = this.#sets[index] as DatedSet;
    remove(set, bit);
    if (set.count > 0) return;
    const sets = this.#sets;
    for (let i = index + 1; i < sets.length; i += 1) sets[i - 1] = sets[i] as DatedSet;
    sets.pop();
    this.#putAway(set);
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
    const set = this.#empty(date);
    sets.push(set);
    for (let i = sets.length - 1; i > index; i -= 1) sets[i] = sets[i - 1] as DatedSet;
    sets[index] = set;
    add(set, bit);
  }

  examine(limit: number, now: Micros): void {
    this.#take(limit, now, false);
  }

  examineInOrder(limit: number, now: Micros): number {
    return this.#take(limit, now, true);
  }

  /** Returns how many; `lists` where they are to be in `taken`. The oldest set becomes the newest one, and takes others in. */
  #take(limit: number, now: Micros, lists: boolean): number {
    const sets = this.#sets;
    const oldest = sets[0];
    if (oldest === undefined) return 0;
    const isWhole = oldest.count <= limit;
    const newest = isWhole ? (sets.shift() as DatedSet) : this.#empty(now);
    if (isWhole && lists) this.#list(newest.words, 0);
    for (let next = sets[0]; next !== undefined && newest.count < limit; next = sets[0]) {
      const most = limit - newest.count;
      if (next.count > most) this.#moveFirst(newest, next, most, lists);
      else {
        if (lists) this.#list(next.words, newest.count);
        this.#moveInto(newest, next);
        this.#putAway(sets.shift() as DatedSet);
      }
    }
    newest.date = now;
    const { count } = newest;
    const latest = sets[sets.length - 1];
    if (latest !== undefined && latest.date === now) {
      this.#moveInto(latest, newest); // several examinations may fall on one instant
      this.#putAway(newest);
    } else sets.push(newest);
    return count;
  }

  /** Moves the first `count` out of a set that has more. */
  #moveFirst(to: DatedSet, from: DatedSet, count: number, lists: boolean): void {
    const most = to.count + count;
    for (let i = this.#low; to.count < most; i += 1) {
      const word = from.words[i] as number;
      if (word === 0) continue;
      const bits = firstBits(word, most - to.count);
      if (lists) this.#listBits(i, bits, to.count);
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

  /** Writes the places of a set into `taken`, from a position on. Returns the position after them. */
  #list(words: Int32Array, from: number): number {
    let to = from;
    for (let i = this.#low; i < this.#high; i += 1) to = this.#listBits(i, words[i] as number, to);
    return to;
  }

  #listBits(i: number, word: number, from: number): number {
    let to = from;
    for (let bits = word; bits !== 0; bits &= bits - 1) {
      if (to === this.taken.length) this.taken = grown(this.taken, to + 1);
      this.taken[to] = this.#placeOf[BITS * i + 31 - Math.clz32(bits & -bits)] as number;
      to += 1;
    }
    return to;
  }

  #empty(date: Micros): DatedSet {
    const set = this.#spare.pop() ?? { date, count: 0, words: new Int32Array(this.#live.words.length) };
    set.date = date;
    return set;
  }

  #putAway(set: DatedSet): void {
    if (set.count > 0) this.#clear(set);
    this.#spare.push(set);
  }

  #clear(set: DatedSet): void {
    set.words.fill(0);
    set.count = 0;
  }

  order(): Int32Array {
    const [low, width] = [this.#low, this.#high - this.#low];
    const order = new Int32Array(this.#sets.length * width);
    for (const [i, { words }] of this.#sets.entries()) order.set(words.subarray(low, low + width), i * width);
    return order;
  }

  isOrder(order: Int32Array): boolean {
    const [low, width] = [this.#low, this.#high - this.#low];
    if (order.length !== this.#sets.length * width) return false;
    for (let i = 0; i < order.length; i += 1) {
      const set = this.#sets[Math.floor(i / width)] as DatedSet;
      if (set.words[low + (i % width)] !== order[i]) return false;
    }
    return true;
  }

  #isBefore(a: number, b: number): boolean {
    const [dateOfA, dateOfB] = [this.#logicalDates[a] as number, this.#logicalDates[b] as number];
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

/** The lowest `count` bits of a word that are set, or all. */
function firstBits(word: number, count: number): number {
  let rest = word;
  for (let i = 0; i < count && rest !== 0; i += 1) rest &= rest - 1;
  return word ^ rest;
}

function bitCount(word: number): number {
  let count = word - ((word >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** A copy with room for at least so many. */
export function grown<Column extends Int32Array | Float64Array>(column: Column, least: number): Column {
  const larger = new (column.constructor as new (length: number) => Column)(Math.max(least, 2 * column.length));
  larger.set(column);
  return larger;
}
