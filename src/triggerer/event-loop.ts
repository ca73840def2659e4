import { Agenda, DormantLoop, type Kernel, type Micros, NoProgressError, type RoundTimes } from "../kernel/index.ts";

const NOTHING = () => {};

/** A call that is on the clock. */
export interface LoopTimer {
  readonly call: () => void;
  /** Tells if it was cancelled: it wakes nobody then. */
  readonly isStale: () => boolean;
}

/** A call that nobody cancels. */
export function timerOf(call: () => void): LoopTimer {
  return { call, isStale: NEVER_STALE };
}

const NEVER_STALE = () => false;

/** The number of turns that one instant may take, and the number more for each trigger. A loop that takes more would never end. */
const MOST_TURNS = 20_000;
const MOST_TURNS_OF_EACH = 100;

/**
 * As much of asyncio's event loop as a triggerer needs: callbacks that are ready run in turns, and those that they make
 * ready run in the next one; then the loop sleeps until its first timer. Callbacks never overlap: the loop is one thread, so
 * a trigger that blocks stops all others.
 */
export abstract class EventLoop extends DormantLoop {
  readonly kernel: Kernel;
  /** The callbacks of the next turn, and their count. The list is used again and again, as is that of the turn before. */
  #ready: (() => void)[] = [];
  #readyCount = 0;
  #before: (() => void)[] = [];
  /** The callbacks of the turn that is being taken, their count, and the place of the next. */
  #turn: (() => void)[] = [];
  #turnCount = 0;
  #next = 0;
  /** The call to go on with once no callback blocks any more, and when that is. */
  #blocked: { readonly until: Micros; readonly goOn: () => void } | undefined;
  readonly #timers = new Agenda<LoopTimer>();

  constructor(kernel: Kernel, rounds: RoundTimes) {
    super(rounds);
    this.kernel = kernel;
  }

  /** `call_soon`: in the next turn. */
  callSoon(call: () => void): void {
    this.#ready[this.#readyCount] = call;
    this.#readyCount += 1;
  }

  /** `call_later`. */
  callAt(at: Micros, timer: LoopTimer): void {
    this.#timers.add(at, timer);
    if (at < this.due) this.kernel.rest(this, at); // an async trigger goes to sleep when the loop rests already
  }

  /** For what comes from outside: the loop runs at this instant. */
  callSoonThreadsafe(call: () => void): void {
    this.callSoon(call);
    this.kernel.rest(this, this.kernel.now);
  }

  /** The callback that runs blocks the loop for so long, and then goes on. What is due meanwhile comes late. */
  blockFor(micros: Micros, goOn: () => void): void {
    this.#blocked = { until: this.kernel.now + micros, goOn };
  }

  /** The instant up to which a callback blocks the loop; undefined where none does. */
  protected get blockedUntil(): Micros | undefined {
    return this.#blocked?.until;
  }

  /** True if a callback is ready to run in the next turn. */
  protected get hasReady(): boolean {
    return this.#readyCount > 0;
  }

  /** The first instant at which a call is due. Those that were cancelled are taken away as they come first (`_run_once`). */
  protected get nextTimer(): Micros {
    while (this.#timers.first?.isStale() === true) this.#timers.takeDue(this.#timers.next);
    return this.#timers.next;
  }

  #takeTimer(now: Micros): void {
    const timer = this.#timers.takeDue(now);
    if (timer !== undefined) this.callSoon(timer.call);
  }

  /** Runs all timers that are due, and turn after turn until nothing is ready any more. */
  protected runUntilIdle(): void {
    const { now } = this.kernel;
    if (!this.#hasFinishedTurn()) return;
    while (this.nextTimer <= now) this.#takeTimer(now);
    for (let turns = 0; this.#readyCount > 0; turns += 1) {
      if (turns > MOST_TURNS + MOST_TURNS_OF_EACH * this.population)
        throw new NoProgressError(`A trigger out of ${this.description}`, now, this.advice);
      this.#turn = this.#ready;
      this.#turnCount = this.#readyCount;
      this.#next = 0;
      this.#ready = this.#before;
      this.#readyCount = 0;
      this.#before = this.#turn;
      if (!this.#hasTakenTurn()) return;
    }
  }

  /** Calls the callbacks of a turn that are left. False if one of them blocks. */
  #hasTakenTurn(): boolean {
    while (this.#next < this.#turnCount && this.#blocked === undefined) {
      const call = this.#turn[this.#next] as () => void;
      this.#turn[this.#next] = NOTHING; // a callback that was called is not kept alive
      this.#next += 1;
      call();
    }
    return this.#blocked === undefined;
  }

  /** Goes on with the callback that has blocked, and with the turn that it was in. False if one blocks again. */
  #hasFinishedTurn(): boolean {
    const blocked = this.#blocked;
    if (blocked === undefined) return true;
    this.#blocked = undefined;
    blocked.goOn();
    return this.#hasTakenTurn();
  }

  /** The number of triggers that it runs. */
  protected abstract readonly population: number;
  /** Names the triggers in it, for errors. */
  protected abstract readonly description: string;
  /** Advice for errors, if it never comes to rest. */
  protected abstract readonly advice: string | undefined;
}
