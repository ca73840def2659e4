import { comesFirst, type DormantLoop } from "./dormant-loop.ts";
import { EventQueue } from "./event-queue.ts";
import { type Micros, NEVER, type Seconds, sleepMicros } from "./micros.ts";
import type { Body, Process } from "./process.ts";
import { sortFirst } from "./sort-first.ts";
import { SpawnedProcess } from "./spawned-process.ts";
import { Callback, type Timer } from "./timer.ts";

/** Virtual time stands still because a promise is outstanding, and `run` cannot wait for it. */
export class OutstandingPromiseError extends Error {
  override readonly name = "OutstandingPromiseError";
  readonly at: Micros;

  constructor(at: Micros) {
    super(`Expected everything to be synchronous, got a promise that is outstanding at ${at / 1e6} s: use runAsync()`);
    this.at = at;
  }
}

/** Time that passes by itself, by a wall clock. */
export interface RealTime {
  /** The instant that it is. */
  readonly now: Micros;
  /** Lets everybody else have a turn: promises that have settled, answers of servers. */
  turn(): Promise<void>;
  /** Waits for an instant, or until it is woken. `NEVER` is only woken from. */
  reach(instant: Micros): Promise<void>;
  /** Something has been put on the clock from outside: whoever waits looks again. */
  wake(): void;
}

/**
 * A clock and what will happen. Time passes only from one event to the next; code takes none. At equal instants what was
 * armed first happens first. There is no global state: two kernels in one process know nothing of each other.
 *
 * @example
 * const kernel = new Kernel();
 * kernel.after(2.5, () => console.log(toSeconds(kernel.now)));
 * kernel.run();
 * // prints: 2.5
 */
export class Kernel {
  /** The virtual time. */
  now: Micros = 0;
  /** How many events have happened. */
  events = 0;
  /** When the event that is happening was put on the clock. */
  currentArmedAt: Micros = 0;
  /** How many promises are being waited for: while there are any, time stands still. */
  outstanding = 0;
  #order = 0;
  #stopped = false;
  #failure: { readonly error: unknown } | undefined;
  #onSettled: (() => void) | undefined;
  #realTime: RealTime | undefined;
  /** Whether an event happens now, in real time. */
  #isHappening = false;
  readonly #queue = new EventQueue();
  readonly #loops: DormantLoop[] = [];
  /** Room to work in: emptying a list gives its memory back, and this is done before every event. */
  readonly #passing: DormantLoop[] = [];

  /** Lets a timer fire at an instant, which is now or later. A timer that is armed already is moved. */
  arm(timer: Timer, at: Micros): void {
    if (!(at >= this.now))
      throw new RangeError(`Expected an instant from ${this.now} on, got \`${at}\` (microseconds)`);
    const order = ++this.#order;
    timer.order = order;
    this.#queue.insert(timer, at, order, this.now);
  }

  /** A timer that is not armed is left alone. */
  cancel(timer: Timer): void {
    timer.order = 0;
  }

  /** Calls a function after so many seconds. What it returns can be cancelled. */
  after(seconds: Seconds, call: () => void): Timer {
    const timer = new Callback(call);
    this.arm(timer, this.now + sleepMicros(seconds));
    return timer;
  }

  /** Starts a process, whose first step comes at this instant, after what is due already. */
  spawn<T>(body: (process: Process<T>) => Body<T>): SpawnedProcess<T> {
    const process = new SpawnedProcess(this, body);
    this.arm(process, this.now);
    return process;
  }

  /** Takes a loop in, whose first round is at `firstRound` and which has work from then on. */
  addLoop(loop: DormantLoop, firstRound: Micros): void {
    this.#loops.push(loop);
    loop.due = firstRound;
    this.#restUntil(loop, firstRound);
  }

  /** The loop's actor is gone. */
  removeLoop(loop: DormantLoop): void {
    const place = this.#loops.indexOf(loop);
    if (place >= 0) this.#loops.splice(place, 1);
  }

  /** A loop has nothing to do before `due`, an instant that need not be one of its rounds. To be said at the end of a round. */
  rest(loop: DormantLoop, due: Micros): void {
    loop.due = due;
    this.#restUntil(loop, Math.min(loop.roundFrom(this.now + 1), due));
  }

  #restUntil(loop: DormantLoop, at: Micros): void {
    loop.at = at;
    loop.order = ++this.#order;
    loop.armedAt = Math.max(this.now, at - 1); // a round is put on the clock by the round before, not long ago
  }

  /** The instant of the next event; `NEVER` where there is none. */
  peek(): Micros {
    const loops = this.#loops;
    let at = this.#queue.firstAt;
    for (let i = 0; i < loops.length; i += 1) {
      const { due } = loops[i] as DormantLoop;
      if (due < at) at = due;
    }
    return at;
  }

  /** Lets the next event happen. False where there is none. */
  step(): boolean {
    const at = this.peek();
    if (at === NEVER) return false;
    this.#happen(at);
    return true;
  }

  #happen(at: Micros): void {
    this.#passRoundsBefore(at);
    const order = this.#queue.firstAt === at ? this.#queue.firstOrder : NEVER;
    const loop = this.#loopBefore(at, order);
    this.events += 1;
    if (loop === undefined) {
      this.#passRoundsAt(at, order);
      this.currentArmedAt = this.#queue.firstArmedAt;
      this.now = at;
      this.#queue.takeFirst().fire();
    } else {
      this.#passRoundsAt(at, loop.order);
      this.currentArmedAt = loop.armedAt;
      this.now = at;
      loop.fire();
    }
  }

  /** The loop that is due first at an instant, if that is before a turn. */
  #loopBefore(at: Micros, order: number): DormantLoop | undefined {
    let [first, firstOrder]: [DormantLoop | undefined, number] = [undefined, order];
    const loops = this.#loops;
    for (let i = 0; i < loops.length; i += 1) {
      const loop = loops[i] as DormantLoop;
      if (loop.due === at && loop.order < firstOrder) {
        first = loop;
        firstOrder = loop.order;
      }
    }
    return first;
  }

  /** The rounds before an instant that loops would have run, finding nothing, each of which would have put on the clock the next. */
  #passRoundsBefore(at: Micros): void {
    const [loops, passing] = [this.#loops, this.#passing];
    let count = 0;
    for (let i = 0; i < loops.length; i += 1) {
      const loop = loops[i] as DormantLoop;
      if (loop.at >= at) continue;
      loop.passed = loop.at;
      loop.at = Math.min(loop.roundFrom(at), loop.due);
      passing[count] = loop;
      count += 1;
    }
    if (count > 1) sortFirst(passing, count, byRound);
    for (let i = 0; i < count; i += 1) this.#restUntil(passing[i] as DormantLoop, (passing[i] as DormantLoop).at);
  }

  /** The rounds at the instant itself whose turn comes before that of the event, and which find nothing either. */
  #passRoundsAt(at: Micros, order: number): void {
    const [loops, passing] = [this.#loops, this.#passing];
    let count = 0;
    for (let i = 0; i < loops.length; i += 1) {
      const loop = loops[i] as DormantLoop;
      if (loop.at !== at || loop.order >= order) continue;
      passing[count] = loop;
      count += 1;
    }
    if (count > 1) sortFirst(passing, count, byTurn);
    for (let i = 0; i < count; i += 1) {
      const loop = passing[i] as DormantLoop;
      this.#restUntil(loop, Math.min(loop.roundFrom(at + 1), loop.due));
    }
  }

  /** Ends `run` after the event that is happening. */
  stop(): void {
    this.#stopped = true;
    this.#realTime?.wake();
  }

  /** Ends `run` with an error. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#stopped = true;
  }

  /**
   * Runs until nothing is left to happen, `stop()` is called, `isOver` is true after an event, or `until` (inclusive; the
   * clock then stands there).
   */
  run(until: Micros = NEVER, isOver: () => boolean = () => false): void {
    this.#stopped = false;
    while (!this.#stopped && this.#goesOn(until)) {
      if (this.outstanding > 0) throw new OutstandingPromiseError(this.now);
      if (isOver()) break;
    }
    this.#throwFailure();
  }

  /** As `run`, for processes that await promises: time passes while none is outstanding. */
  async runAsync(until: Micros = NEVER, isOver: () => boolean = () => false): Promise<void> {
    this.#stopped = false;
    while (!this.#stopped && this.#goesOn(until)) {
      while (this.outstanding > 0) await new Promise<void>((resolve) => (this.#onSettled = resolve));
      if (isOver()) break;
    }
    this.#throwFailure();
  }

  /**
   * As `runAsync`, but time passes by itself: an event waits for its instant, and a promise that is outstanding stops
   * nobody but who awaits it. What was late still happens at its own instant, so that no delay adds up.
   */
  async runInRealTime(time: RealTime, until: Micros = NEVER, isOver: () => boolean = () => false): Promise<void> {
    this.#stopped = false;
    this.#realTime = time;
    while (!this.#stopped) {
      await time.turn();
      const next = this.peek();
      if (next === NEVER && this.outstanding === 0) break; // nothing will ever happen again
      if (time.now < Math.min(next, until)) {
        if (!this.#stopped) await time.reach(Math.min(next, until));
        continue; // it may have been woken, for something that comes earlier
      }
      this.#isHappening = true;
      const goesOn = !this.#stopped && this.#goesOn(until);
      this.#isHappening = false;
      if (!goesOn || isOver()) break;
    }
    this.#realTime = undefined;
    this.#throwFailure();
  }

  /** Whether it runs in real time, where time passes also while a promise is outstanding. */
  get isInRealTime(): boolean {
    return this.#realTime !== undefined;
  }

  /** In real time, what comes from outside of an event comes now; virtual time has stood still. */
  catchUp(): void {
    if (this.#realTime === undefined || this.#isHappening) return;
    this.now = Math.max(this.now, Math.min(this.#realTime.now, this.peek()));
    this.#passRoundsBefore(this.now);
  }

  #throwFailure(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure.error;
  }

  /** Lets the next event happen, if it is in time. */
  #goesOn(until: Micros): boolean {
    const at = this.peek();
    if (at <= until && at < NEVER) {
      this.#happen(at);
      return true;
    }
    if (until < NEVER && until > this.now) this.now = until;
    return false;
  }

  /** @internal A promise that was outstanding has settled; `hear` is who waits for it. */
  settled(hear?: () => void): void {
    this.catchUp();
    try {
      hear?.();
    } catch (error) {
      this.fail(error);
    }
    this.outstanding -= 1;
    if (this.outstanding === 0) this.#onSettled?.();
    this.#realTime?.wake();
  }
}

const byRound = (a: DormantLoop, b: DormantLoop) => a.at - b.at || comesFirst(a, b, a.at);
const byTurn = (a: DormantLoop, b: DormantLoop) => a.order - b.order;
