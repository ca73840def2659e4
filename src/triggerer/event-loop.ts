import { Agenda, DormantLoop, type Kernel, type Micros, NoProgressError, type RoundTimes } from "../kernel/index.ts";

const NOTHING = () => {};

/** How many turns one instant may take, and how many more for each trigger. More is taken for a loop that would never end. */
const MOST_TURNS = 20_000;
const MOST_TURNS_OF_EACH = 100;

/**
 * As much of asyncio's event loop as a triggerer needs: callbacks that are ready run in turns, and those that they make
 * ready run in the next one; then the loop sleeps until its first timer. Callbacks never overlap: the loop is one thread, so
 * a trigger that blocks stops all others.
 */
export abstract class EventLoop extends DormantLoop {
  readonly kernel: Kernel;
  /** What is ready for the next turn, and its count: the list is used again and again, as is that of the turn before. */
  #ready: (() => void)[] = [];
  #readyCount = 0;
  #before: (() => void)[] = [];
  readonly #timers = new Agenda<() => void>();

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
  callAt(at: Micros, call: () => void): void {
    this.#timers.add(at, call);
    if (at < this.due) this.kernel.rest(this, at); // an async trigger goes to sleep when the loop rests already
  }

  /** For what comes from outside: the loop runs at this instant. */
  callSoonThreadsafe(call: () => void): void {
    this.callSoon(call);
    this.kernel.rest(this, this.kernel.now);
  }

  /** Whether anything is ready to run in the next turn. */
  protected get hasReady(): boolean {
    return this.#readyCount > 0;
  }

  protected get nextTimer(): Micros {
    return this.#timers.next;
  }

  /** Runs all timers that are due, and turn after turn until nothing is ready any more. */
  protected runUntilIdle(): void {
    const { now } = this.kernel;
    for (let call = this.#timers.takeDue(now); call !== undefined; call = this.#timers.takeDue(now))
      this.callSoon(call);
    for (let turns = 0; this.#readyCount > 0; turns += 1) {
      if (turns > MOST_TURNS + MOST_TURNS_OF_EACH * this.population)
        throw new NoProgressError(`A trigger out of ${this.description}`, now, this.advice);
      const [turn, count] = [this.#ready, this.#readyCount];
      this.#ready = this.#before;
      this.#readyCount = 0;
      this.#before = turn;
      for (let i = 0; i < count; i += 1) {
        const call = turn[i] as () => void;
        turn[i] = NOTHING; // whoever has been called is not held on to
        call();
      }
    }
  }

  /** How many triggers it runs. */
  protected abstract readonly population: number;
  /** What runs in it, for errors. */
  protected abstract readonly description: string;
  /** What to do where it never comes to rest. */
  protected abstract readonly advice: string | undefined;
}
