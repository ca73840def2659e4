import type { Micros } from "../kernel/index.ts";

/**
 * Running runs by the date of their last examination, then by `DagRun.orderDate` and id. Each run has a place, a small number,
 * under which its keys are kept. The scheduler examines once in a virtual second for as long as more runs are running than one
 * iteration takes, so an examination has to be cheap.
 */
export interface ExaminationOrder {
  /** The places that `list` has found, in order. */
  readonly first: Int32Array;
  enter(place: number, orderDate: Micros, id: number, date: Micros): void;
  leave(place: number): void;
  /** When the run at a place was examined last. */
  dateOf(place: number): Micros;
  /** Gives a place another date than that of its last examination. */
  setDate(place: number, date: Micros): void;
  /** Lists the first `limit` places in `first`, and returns how many there are. */
  list(limit: number): number;
  /** Gives the first `limit` places a new date, not before any other. Several examinations may fall on one instant. */
  examine(limit: number, now: Micros): void;
  /** The order as it is, to be compared with `isOrder`. */
  order(): Int32Array;
  isOrder(order: Int32Array): boolean;
}

/** The order of many runs: a sorted array. An examination takes the first runs and appends them with a new date. */
export class ExaminationArray implements ExaminationOrder {
  /** The keys of each place. */
  #dates = new Float64Array(64);
  #orderDates = new Float64Array(64);
  #ids = new Float64Array(64);
  /** Places in order, from `#head` to `#tail`. There is room on both sides, as runs enter and leave at both ends. */
  #places = new Int32Array(256);
  #head = 64;
  #tail = 64;
  #spare = new Int32Array(64);

  first = new Int32Array(64);

  enter(place: number, orderDate: Micros, id: number, date: Micros): void {
    if (place >= this.#dates.length) {
      this.#dates = grown(this.#dates, place + 1);
      this.#orderDates = grown(this.#orderDates, place + 1);
      this.#ids = grown(this.#ids, place + 1);
    }
    this.#orderDates[place] = orderDate;
    this.#ids[place] = id;
    this.#insert(place, date);
  }

  leave(place: number): void {
    const at = this.#search(place);
    if (at - this.#head < this.#tail - at) {
      this.#places.copyWithin(this.#head + 1, this.#head, at);
      this.#head += 1;
    } else {
      this.#places.copyWithin(at, at + 1, this.#tail);
      this.#tail -= 1;
    }
  }

  dateOf(place: number): Micros {
    return this.#dates[place] as number;
  }

  setDate(place: number, date: Micros): void {
    this.leave(place);
    this.#insert(place, date);
  }

  list(limit: number): number {
    const count = Math.min(limit, this.#tail - this.#head);
    if (count > this.first.length) this.first = grown(this.first, count);
    for (let i = 0; i < count; i += 1) this.first[i] = this.#places[this.#head + i] as number;
    return count;
  }

  /**
   * Places that had one date before are in order already: each such group is merged into those before it. At last all that have
   * the new date are merged.
   */
  examine(limit: number, now: Micros): void {
    const count = Math.min(limit, this.#tail - this.#head);
    if (this.#tail + count > this.#places.length) this.#makeRoom(count);
    const [places, dates, head, appended] = [this.#places, this.#dates, this.#head, this.#tail];
    let same = appended;
    while (same > head && dates[places[same - 1] as number] === now) same -= 1;
    let group = appended;
    let date = Number.NaN;
    for (let i = 0; i < count; i += 1) {
      const place = places[head + i] as number;
      if (dates[place] !== date) {
        this.#merge(appended, group, appended + i);
        group = appended + i;
        date = dates[place] as number;
      }
      places[appended + i] = place;
      dates[place] = now;
    }
    this.#head = head + count;
    this.#tail = appended + count;
    this.#merge(appended, group, this.#tail);
    this.#merge(Math.max(same, this.#head), appended, this.#tail);
  }

  order(): Int32Array {
    return this.#places.slice(this.#head, this.#tail);
  }

  isOrder(order: Int32Array): boolean {
    if (this.#tail - this.#head !== order.length) return false;
    for (let i = 0; i < order.length; i += 1) if (this.#places[this.#head + i] !== order[i]) return false;
    return true;
  }

  #insert(place: number, date: Micros): void {
    this.#dates[place] = date;
    if (this.#head === 0 || this.#tail === this.#places.length) this.#makeRoom(1);
    const at = this.#search(place);
    if (at - this.#head < this.#tail - at) {
      this.#places.copyWithin(this.#head - 1, this.#head, at);
      this.#head -= 1;
      this.#places[at - 1] = place;
    } else {
      this.#places.copyWithin(at + 1, at, this.#tail);
      this.#tail += 1;
      this.#places[at] = place;
    }
  }

  /** Where a place is, or is to be inserted. */
  #search(place: number): number {
    const date = this.#dates[place] as number;
    let [low, high] = [this.#head, this.#tail];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#places[middle] as number;
      const otherDate = this.#dates[other] as number;
      if (otherDate < date || (otherDate === date && this.#isBefore(other, place))) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Puts the order in the middle of an array that is large enough. */
  #makeRoom(count: number): void {
    const size = this.#tail - this.#head;
    const before = this.#places;
    if (4 * (size + count) > before.length) this.#places = new Int32Array(8 * (size + count));
    const head = (this.#places.length - size - count) >> 1;
    if (this.#places === before) before.copyWithin(head, this.#head, this.#tail);
    else this.#places.set(before.subarray(this.#head, this.#tail), head);
    this.#head = head;
    this.#tail = head + size;
  }

  /** Merges two neighbouring parts of the array that are sorted by order date and id. */
  #merge(start: number, middle: number, end: number): void {
    const places = this.#places;
    if (middle === start || middle === end) return;
    if (!this.#isBefore(places[middle] as number, places[middle - 1] as number)) return; // mostly
    const length = middle - start;
    if (this.#spare.length < length) this.#spare = grown(this.#spare, length);
    const left = this.#spare;
    for (let i = 0; i < length; i += 1) left[i] = places[start + i] as number;
    let [i, right] = [0, middle];
    for (let to = start; i < length; to += 1) {
      if (right < end && this.#isBefore(places[right] as number, left[i] as number)) {
        places[to] = places[right] as number;
        right += 1;
      } else {
        places[to] = left[i] as number;
        i += 1;
      }
    }
  }

  /** By order date, then by creation. */
  #isBefore(a: number, b: number): boolean {
    const [dateOfA, dateOfB] = [this.#orderDates[a] as number, this.#orderDates[b] as number];
    return dateOfA < dateOfB || (dateOfA === dateOfB && (this.#ids[a] as number) < (this.#ids[b] as number));
  }
}

/** A copy with room for at least so many. */
export function grown<Numbers extends Int32Array | Float64Array>(numbers: Numbers, least: number): Numbers {
  const larger = new (numbers.constructor as new (length: number) => Numbers)(Math.max(least, 2 * numbers.length));
  larger.set(numbers);
  return larger;
}
