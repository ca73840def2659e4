import type { EventQueue } from "./event-queue.ts";
import type { RoundTimes } from "./grid.ts";
import { type Micros, NEVER } from "./micros.ts";

/** The place of a loop among the events. Only `Rounds` and the loop itself write it. */
export class RoundEntry {
  readonly loop: DormantLoop;
  /** The instant of its next round, or of what it is due for before that. */
  at: Micros = NEVER;
  /** The turn that it takes there among all timers and loops: `Timer.order`. */
  order = 0;
  /** When that was put on the clock. */
  armedAt: Micros = 0;
  /** The first instant at which it has something to do; `NEVER` while it rests with nothing in sight. */
  due: Micros = NEVER;
  /** The round that it was to come to, before it passed on to `at`. */
  passed: Micros = NEVER;

  constructor(loop: DormantLoop) {
    this.loop = loop;
  }
}

/** Set by `DormantLoop`, whose entry is private to this file. */
let entryOf: (loop: DormantLoop) => RoundEntry;

/**
 * A loop that looks for work at regular instants, its rounds, and costs nothing while there is none.
 *
 * A polling loop that found nothing to do at one round would find nothing at the next either, until something changes.
 * So it rests: the kernel passes over its rounds without running them, a month as cheaply as a second, and runs only the
 * first round at or after the instant at which it is `due`. Passing over a round still takes the round's turn: at an
 * instant shared with other timers the loop comes exactly when it would have come had it run every round.
 *
 * @example
 * ```ts
 * import { DormantLoop, Grid, Kernel, NEVER, SECOND } from "airlapse/kernel";
 *
 * const kernel = new Kernel();
 *
 * class Mailbox extends DormantLoop {
 *   fire(): void {
 *     console.log(`emptied at ${kernel.now / 1e6} s`);
 *     kernel.rest(this, NEVER);
 *   }
 * }
 *
 * const mailbox = new Mailbox(new Grid(0, 60 * SECOND));
 * kernel.addLoop(mailbox, 0);
 * kernel.after(86_410, () => mailbox.wake());
 * kernel.run();
 * // prints: emptied at 0 s
 * // prints: emptied at 86460 s
 * console.log(kernel.events); // 3
 * ```
 */
export abstract class DormantLoop {
  readonly rounds: RoundTimes;
  readonly #entry = new RoundEntry(this);

  static {
    entryOf = (loop) => loop.#entry;
  }

  constructor(rounds: RoundTimes) {
    this.rounds = rounds;
  }

  /** Runs one round. */
  abstract fire(): void;

  /** The instant of its next round, or of what it is due for before that. */
  get at(): Micros {
    return this.#entry.at;
  }

  /** The place of its next round among all that are put on the clock. The round before it has put it there, run or not. */
  get order(): number {
    return this.#entry.order;
  }

  /** The first instant at which it has something to do; `NEVER` while it rests with nothing in sight. */
  get due(): Micros {
    return this.#entry.due;
  }

  /** Says that there is work: the next round is run. */
  wake(): void {
    const entry = this.#entry;
    if (entry.at < entry.due) entry.due = entry.at;
  }

  /** Says that there will be work at `instant`: the first round from then on is run. */
  wakeAt(instant: Micros): void {
    const entry = this.#entry;
    if (instant <= entry.at) this.wake();
    else if (instant < entry.due) entry.due = Math.min(entry.due, this.rounds.from(instant));
  }
}

/**
 * The loops of a kernel, and which of their rounds comes next. The orders that they take come from the queue of timers, so
 * that both are one order.
 */
export class Rounds {
  readonly #queue: EventQueue;
  readonly #entries: RoundEntry[] = [];
  /** Room to work in: emptying a list gives its memory back, and this is done before every event. */
  readonly #passing: RoundEntry[] = [];

  constructor(queue: EventQueue) {
    this.#queue = queue;
  }

  add(loop: DormantLoop, firstRound: Micros, now: Micros): void {
    const entry = entryOf(loop);
    this.#entries.push(entry);
    entry.due = firstRound;
    this.#putOff(entry, firstRound, now);
  }

  remove(loop: DormantLoop): void {
    const place = this.#entries.indexOf(entryOf(loop));
    if (place >= 0) this.#entries.splice(place, 1);
  }

  /** Lets a loop rest until an instant, which need not be one of its rounds. */
  rest(loop: DormantLoop, due: Micros, now: Micros): void {
    const entry = entryOf(loop);
    entry.due = due;
    this.#putOff(entry, Math.min(loop.rounds.from(now + 1), due), now);
  }

  #putOff(entry: RoundEntry, at: Micros, now: Micros): void {
    entry.at = at;
    entry.order = this.#queue.nextOrder();
    entry.armedAt = Math.max(now, at - 1); // a round is put on the clock by the round before, not long ago
  }

  /** The earlier of an instant and the first at which a loop has something to do. */
  firstDue(instant: Micros): Micros {
    const entries = this.#entries;
    let at = instant;
    for (let i = 0; i < entries.length; i += 1) {
      const { due } = entries[i] as RoundEntry;
      if (due < at) at = due;
    }
    return at;
  }

  /**
   * Passes the rounds before the turn of `order` at an instant in which nothing is found, and returns the loop whose round comes
   * before that turn and finds something. Undefined where there is none.
   */
  dueBefore(at: Micros, order: number, now: Micros): RoundEntry | undefined {
    if (!this.passBefore(at, now)) return undefined; // none of them has a round then
    let first: RoundEntry | undefined;
    let firstOrder = order;
    const entries = this.#entries;
    for (let i = 0; i < entries.length; i += 1) {
      const entry = entries[i] as RoundEntry;
      if (entry.due === at && entry.order < firstOrder) {
        first = entry;
        firstOrder = entry.order;
      }
    }
    this.#passAt(at, firstOrder, now);
    return first;
  }

  /**
   * Passes the rounds before an instant: loops would have run them, finding nothing, and each would have put on the clock the next.
   * True where one of them has a round at the instant itself.
   */
  passBefore(at: Micros, now: Micros): boolean {
    const entries = this.#entries;
    const passing = this.#passing;
    let count = 0;
    let meets = false;
    for (let i = 0; i < entries.length; i += 1) {
      const entry = entries[i] as RoundEntry;
      if (entry.at < at) {
        entry.passed = entry.at;
        entry.at = Math.min(entry.loop.rounds.from(at), entry.due);
        passing[count] = entry;
        count += 1;
      }
      if (entry.at === at) meets = true;
    }
    if (count > 1) sortFirst(passing, count, byRound);
    for (let i = 0; i < count; i += 1) this.#putOff(passing[i] as RoundEntry, (passing[i] as RoundEntry).at, now);
    return meets;
  }

  /** Passes the rounds at the instant itself whose turn comes before that of the event, and which find nothing either. */
  #passAt(at: Micros, order: number, now: Micros): void {
    const entries = this.#entries;
    const passing = this.#passing;
    let count = 0;
    for (let i = 0; i < entries.length; i += 1) {
      const entry = entries[i] as RoundEntry;
      if (entry.at !== at || entry.order >= order) continue;
      passing[count] = entry;
      count += 1;
    }
    if (count > 1) sortFirst(passing, count, byTurn);
    for (let i = 0; i < count; i += 1) {
      const entry = passing[i] as RoundEntry;
      this.#putOff(entry, Math.min(entry.loop.rounds.from(at + 1), entry.due), now);
    }
  }
}

/**
 * Compares two loops at an instant that is a round of both, if neither has been woken since: that one comes first whose
 * round before was earlier, because each round puts the next one on the clock. Where they met in that too, the rounds before
 * it decide, back to the one that each was to come to before it passed on: that has been put on the clock already. One that
 * comes to it first was ahead of the other by a turn; where both do, their turns decide.
 */
function comesFirst(a: RoundEntry, b: RoundEntry, instant: Micros): number {
  const [ofA, ofB] = [a.loop.rounds, b.loop.rounds];
  const alwaysMeet = ofA.isRegular && ofB.isRegular; // once they have met in two rounds
  let [before, isOnClock] = [instant, false];
  while (!isOnClock) {
    const [beforeA, beforeB] = [ofA.before(before), ofB.before(before)];
    if (beforeA !== beforeB) return beforeA - beforeB;
    before = beforeA;
    isOnClock = alwaysMeet || before <= a.passed || before <= b.passed;
  }
  return b.passed - a.passed || a.order - b.order;
}

const byRound = (a: RoundEntry, b: RoundEntry) => a.at - b.at || comesFirst(a, b, a.at);
const byTurn = (a: RoundEntry, b: RoundEntry) => a.order - b.order;

/** Sorts the first `count`, by insertion: there are two or three loops, before almost every event. */
function sortFirst<T>(items: T[], count: number, compare: (a: T, b: T) => number): void {
  for (let i = 1; i < count; i += 1) {
    const item = items[i] as T;
    let place = i;
    while (place > 0 && compare(items[place - 1] as T, item) > 0) {
      items[place] = items[place - 1] as T;
      place -= 1;
    }
    items[place] = item;
  }
}
