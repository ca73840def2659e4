import { Heap } from "../containers/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { ExaminationOrder } from "./examination-order.ts";
import { grown } from "./examination-sets.ts";

interface Displaced {
  readonly place: number;
  readonly date: Micros;
  readonly version: number;
}

/**
 * The order of any number of runs. Those that were examined form a queue that is in order by itself. Places whose date was changed otherwise lie in a
 * heap beside it. What a place has left behind in either is recognised by a version that is not the place's any more. All
 * of it is in typed arrays, because the scheduler examines once in a virtual second, for as long as more runs are running
 * than one iteration takes.
 */
export class ExaminationQueue implements ExaminationOrder {
  /** Of each place: when it was examined last, and how often that has changed. */
  #dates = new Float64Array(64);
  #versions = new Int32Array(64);
  #logicalDates = new Float64Array(64);
  #ids = new Float64Array(64);

  #queue = new Int32Array(256);
  #queueVersions = new Int32Array(256);
  #queueDates = new Float64Array(256);
  #head = 0;
  #tail = 0;
  readonly #displaced: Heap<Displaced>;
  #spare = new Int32Array(64);

  taken = new Int32Array(64);

  constructor() {
    this.#displaced = new Heap((a, b) => a.date < b.date || (a.date === b.date && this.#isBefore(a.place, b.place)));
  }

  dateOf(place: number): Micros {
    return this.#dates[place] as number;
  }

  enter(place: number, logicalDate: Micros, id: number, date: Micros): void {
    if (place >= this.#dates.length) {
      this.#dates = grown(this.#dates, place + 1);
      this.#versions = grown(this.#versions, place + 1);
      this.#logicalDates = grown(this.#logicalDates, place + 1);
      this.#ids = grown(this.#ids, place + 1);
    }
    this.#logicalDates[place] = logicalDate;
    this.#ids[place] = id;
    this.displace(place, date);
  }

  leave(place: number): void {
    this.#versions[place] = (this.#versions[place] as number) + 1;
  }

  displace(place: number, date: Micros): void {
    const version = (this.#versions[place] as number) + 1;
    this.#versions[place] = version;
    this.#dates[place] = date;
    this.#displaced.push({ place, date, version });
  }

  examine(limit: number, now: Micros): void {
    this.examineInOrder(limit, now);
  }

  examineInOrder(limit: number, now: Micros): number {
    let count = 0;
    while (count < limit) {
      const place = this.#displaced.size === 0 ? this.#takeQueued() : this.#takeFirst();
      if (place < 0) break;
      this.#dates[place] = now;
      this.#versions[place] = (this.#versions[place] as number) + 1;
      if (count === this.taken.length) this.taken = grown(this.taken, count + 1);
      this.taken[count] = place;
      count += 1;
    }
    this.#append(count, now);
    return count;
  }

  /** Undefined while any place is displaced. */
  order(): Int32Array | undefined {
    return this.#displaced.size > 0 ? undefined : this.#queue.slice(this.#head, this.#tail);
  }

  isOrder(order: Int32Array): boolean {
    if (this.#displaced.size > 0 || this.#tail - this.#head !== order.length) return false;
    for (let i = 0; i < order.length; i += 1) if (this.#queue[this.#head + i] !== order[i]) return false;
    return true;
  }

  #takeQueued(): number {
    while (this.#head < this.#tail) {
      const at = this.#head;
      const place = this.#queue[at] as number;
      this.#head += 1;
      if (this.#versions[place] === this.#queueVersions[at]) return place;
    }
    return -1;
  }

  /** The first of queue and heap. */
  #takeFirst(): number {
    const displaced = this.#firstDisplaced();
    if (displaced === undefined) return this.#takeQueued();
    const place = this.#takeQueued();
    if (place < 0) {
      this.#displaced.pop();
      return displaced.place;
    }
    const date = this.#queueDates[this.#head - 1] as number;
    if (date < displaced.date || (date === displaced.date && this.#isBefore(place, displaced.place))) return place;
    this.#head -= 1; // it stays where it is
    this.#displaced.pop();
    return displaced.place;
  }

  #firstDisplaced(): Displaced | undefined {
    for (let top = this.#displaced.top; top !== undefined; top = this.#displaced.top) {
      if (this.#versions[top.place] === top.version) return top;
      this.#displaced.pop();
    }
    return undefined;
  }

  /** Several examinations may fall on one instant: what they have taken has one date, and goes by logical date again. */
  #append(count: number, now: Micros): void {
    this.#makeRoom(count);
    const queue = this.#queue;
    let start = this.#tail;
    while (start > this.#head && this.#queueDates[start - 1] === now) start -= 1;
    let end = start;
    for (let i = start; i < this.#tail; i += 1) {
      const place = queue[i] as number;
      if (this.#versions[place] !== this.#queueVersions[i]) continue;
      queue[end] = place;
      end += 1;
    }
    for (let i = 0; i < count; i += 1) queue[end + i] = this.taken[i] as number;
    end += count;
    this.#sort(start, end);
    for (let i = start; i < end; i += 1) {
      this.#queueVersions[i] = this.#versions[queue[i] as number] as number;
      this.#queueDates[i] = now;
    }
    this.#tail = end;
  }

  #makeRoom(count: number): void {
    if (this.#tail + count <= this.#queue.length) return;
    const size = this.#tail - this.#head;
    for (const column of [this.#queue, this.#queueVersions, this.#queueDates])
      column.copyWithin(0, this.#head, this.#tail);
    this.#head = 0;
    this.#tail = size;
    if (2 * (size + count) <= this.#queue.length) return; // else it would have to be moved again soon
    this.#queue = grown(this.#queue, 2 * (size + count));
    this.#queueVersions = grown(this.#queueVersions, this.#queue.length);
    this.#queueDates = grown(this.#queueDates, this.#queue.length);
  }

  /** Sorts a part of the queue by logical date and id. It consists of a few parts that are sorted, which are merged. */
  #sort(start: number, end: number): void {
    const queue = this.#queue;
    let sorted = start + 1;
    while (sorted < end) {
      let next = sorted;
      while (next < end && (next === sorted || !this.#isBefore(queue[next] as number, queue[next - 1] as number)))
        next += 1;
      if (this.#isBefore(queue[sorted] as number, queue[sorted - 1] as number)) this.#merge(start, sorted, next);
      sorted = next;
    }
  }

  #merge(start: number, middle: number, end: number): void {
    const queue = this.#queue;
    const length = middle - start;
    if (this.#spare.length < length) this.#spare = grown(this.#spare, length);
    const left = this.#spare;
    for (let i = 0; i < length; i += 1) left[i] = queue[start + i] as number;
    let [i, right] = [0, middle];
    for (let to = start; i < length; to += 1) {
      if (right < end && this.#isBefore(queue[right] as number, left[i] as number)) {
        queue[to] = queue[right] as number;
        right += 1;
      } else {
        queue[to] = left[i] as number;
        i += 1;
      }
    }
  }

  /** By logical date, then by creation. */
  #isBefore(a: number, b: number): boolean {
    const [dateOfA, dateOfB] = [this.#logicalDates[a] as number, this.#logicalDates[b] as number];
    return dateOfA < dateOfB || (dateOfA === dateOfB && (this.#ids[a] as number) < (this.#ids[b] as number));
  }
}
