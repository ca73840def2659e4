import { invariant } from "../containers/index.ts";
import type { Outcome } from "./coroutine.ts";
import { EventQueue } from "./event-queue.ts";
import { type Micros, NEVER, type Seconds, sleepMicros } from "./micros.ts";
import { PendingPromise, PendingPromises } from "./pending-promises.ts";
import { type Body, type Process, SpawnedProcess } from "./process.ts";
import { type DormantLoop, Rounds } from "./rounds.ts";
import { Callback, type Timer } from "./timer.ts";

/** A promise is outstanding, and `run` cannot wait for it. */
export class OutstandingPromiseError extends Error {
  override readonly name = "OutstandingPromiseError";
  readonly at: Micros;

  constructor(at: Micros) {
    super(`Expected everything to be synchronous, got a promise that is outstanding at ${at / 1e6} s: use runAsync()`);
    this.at = at;
  }
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
  #now: Micros = 0;
  #events = 0;
  #currentArmedAt: Micros = 0;
  #currentOrder = 0;
  #isStopped = false;
  #failure: { readonly error: unknown } | undefined;
  readonly #queue = new EventQueue();
  readonly #rounds = new Rounds(this.#queue);
  readonly #promises = new PendingPromises();

  /** The virtual time. */
  get now(): Micros {
    return this.#now;
  }

  /** The number of events that have happened. */
  get events(): number {
    return this.#events;
  }

  /** When the event that is happening was put on the clock. */
  get currentArmedAt(): Micros {
    return this.#currentArmedAt;
  }

  /** The place of the event that is happening among all that are put on the clock: see `DormantLoop.order`. */
  get currentOrder(): number {
    return this.#currentOrder;
  }

  /** Lets a timer fire at an instant, which is now or later. A timer that is armed already is moved. */
  arm(timer: Timer, at: Micros): void {
    if (!(at >= this.#now))
      throw new RangeError(`Expected an instant from ${this.#now} on, got \`${at}\` (microseconds)`);
    this.#queue.arm(timer, at, this.#now, this.#queue.nextOrder());
  }

  /**
   * Lets a timer fire at this instant, in the turn that a round of `loop` would have given it. The round was due at this instant and was
   * passed by before the event that is happening.
   */
  armBehindRound(timer: Timer, loop: DormantLoop): void {
    invariant(loop.order > this.#currentOrder, "Expected the turn of the passed round to come yet");
    this.#queue.arm(timer, this.#now, this.#now, loop.order);
  }

  /** Cancels a timer. One that is not armed is left alone. */
  cancel(timer: Timer): void {
    timer.order = 0;
  }

  /** Calls a function at an instant. The timer that it returns can be cancelled. */
  at(instant: Micros, call: () => void): Timer {
    const timer = new Callback(call);
    this.arm(timer, instant);
    return timer;
  }

  /** Calls a function after so many seconds. The timer that it returns can be cancelled. */
  after(seconds: Seconds, call: () => void): Timer {
    return this.at(this.now + sleepMicros(seconds), call);
  }

  /** Starts a process, whose first step comes at this instant, after what is due already. */
  spawn<T>(body: (process: Process<T>) => Body<T>): SpawnedProcess<T> {
    const process = new SpawnedProcess(this, body);
    this.arm(process, this.now);
    return process;
  }

  /** Takes a loop in, whose first round is at `firstRound` and which has work from then on. */
  addLoop(loop: DormantLoop, firstRound: Micros): void {
    this.#rounds.add(loop, firstRound, this.#now);
  }

  /** Drops a loop, because its actor is gone. */
  removeLoop(loop: DormantLoop): void {
    this.#rounds.remove(loop);
  }

  /** Lets a loop rest until `due`, which need not be one of its rounds. A loop calls it at the end of each round. */
  rest(loop: DormantLoop, due: Micros): void {
    this.#rounds.rest(loop, due, this.#now);
  }

  /**
   * Lets virtual time stand still until a promise has settled, then calls `hear` with its outcome. An error that `hear` throws
   * ends the run.
   */
  waitFor<T>(promise: PromiseLike<T>, hear: (outcome: Outcome<T>) => void): PendingPromise {
    const pending = new PendingPromise(this.#promises);
    const settle = (outcome: Outcome<T>) => {
      try {
        this.callSettled(() => hear(outcome));
      } catch (error) {
        this.fail(error);
      }
      pending.settle();
    };
    Promise.resolve(promise).then(
      (value) => settle({ value }),
      (error: unknown) => settle({ error }),
    );
    return pending;
  }

  /** Calls the code that waits for a promise which has settled. In virtual time it does so at once, as no time has passed. */
  protected callSettled(call: () => void): void {
    call();
  }

  /** True while time stands still for a promise. */
  protected get awaitsPromise(): boolean {
    return this.#promises.areAny;
  }

  /** The instant of the next event; `NEVER` where there is none. */
  peek(): Micros {
    return this.#rounds.firstDue(this.#queue.firstAt);
  }

  /** Lets the next event happen if it comes by `until`, inclusive. False where none does: the clock then stands there. */
  step(until: Micros = NEVER): boolean {
    const timerAt = this.#queue.firstAt;
    const at = this.#rounds.firstDue(timerAt);
    if (at <= until && at < NEVER) {
      this.#happen(at, timerAt === at);
      return true;
    }
    if (until < NEVER) this.passTo(until);
    return false;
  }

  /** Lets the event at an instant happen: the round of a loop, or the first timer where that is armed for then. */
  #happen(at: Micros, isTimers: boolean): void {
    const queue = this.#queue;
    const turn = isTimers ? queue.firstOrder : NEVER;
    const round = this.#rounds.dueBefore(at, turn, this.#now);
    this.#events += 1;
    this.#now = at;
    if (round === undefined) {
      this.#currentOrder = turn;
      this.#currentArmedAt = queue.firstArmedAt;
      queue.takeFirst().fire();
    } else {
      this.#currentOrder = round.order;
      this.#currentArmedAt = round.armedAt;
      round.loop.fire();
    }
  }

  /** Lets time pass to an instant before the next event, if that is later than now. */
  protected passTo(instant: Micros): void {
    if (instant <= this.#now) return;
    this.#now = instant;
    this.#rounds.passBefore(instant, instant);
  }

  /** Ends `run` after the event that is happening. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Ends `run` with an error. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.stop();
  }

  /** True if the run is to end before its next event. */
  protected get isStopped(): boolean {
    return this.#isStopped;
  }

  /**
   * Runs until nothing is left to happen, `stop()` is called, `isOver` is true after an event, or `until` (inclusive; the
   * clock then stands there).
   */
  run(until: Micros = NEVER, isOver: () => boolean = () => false): void {
    this.begin();
    while (!this.#isStopped && this.step(until)) {
      if (this.#promises.areAny) throw new OutstandingPromiseError(this.#now);
      if (isOver()) break;
    }
    this.end();
  }

  /** As `run`, for processes that await promises: time passes while none is outstanding. */
  async runAsync(until: Micros = NEVER, isOver: () => boolean = () => false): Promise<void> {
    this.begin();
    while (!this.#isStopped && this.step(until)) {
      while (this.#promises.areAny) await this.#promises.none();
      if (isOver()) break;
    }
    this.end();
  }

  /** Begins a run: what stopped the last one does not stop it. */
  protected begin(): void {
    this.#isStopped = false;
  }

  /** Ends a run, with the error that it has failed with if it has. */
  protected end(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure.error;
  }
}
