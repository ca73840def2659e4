import { DormantLoop, Heap, type Kernel, type Micros, NEVER, NoProgressError } from "../kernel/index.ts";

interface Handle {
  readonly at: Micros;
  readonly order: number;
  readonly call: () => void;
}

/** How many turns one instant may take, and how many more for each trigger. More is taken for a loop that would never end. */
const MOST_TURNS = 20_000;
const MOST_TURNS_OF_EACH = 100;

/**
 * As much of asyncio's event loop as a triggerer needs: callbacks that are ready run in turns, and those that they make
 * ready run in the next one; then the loop sleeps until its first timer. In a turn nobody else has his: the loop is one
 * thread, which is why a trigger that blocks stops all others.
 */
export abstract class EventLoop extends DormantLoop {
  readonly kernel: Kernel;
  #ready: (() => void)[] = [];
  readonly #timers = new Heap<Handle>((a, b) => a.at < b.at || (a.at === b.at && a.order < b.order));
  #order = 0;

  constructor(kernel: Kernel) {
    super();
    this.kernel = kernel;
  }

  /** `call_soon`: in the next turn. */
  callSoon(call: () => void): void {
    this.#ready.push(call);
  }

  /** `call_later`. */
  callAt(at: Micros, call: () => void): void {
    this.#order += 1;
    this.#timers.push({ at, order: this.#order, call });
    if (at < this.due) this.kernel.rest(this, at); // an async trigger goes to sleep when the loop rests already
  }

  /** For what comes from outside: the loop runs at this instant. */
  callSoonThreadsafe(call: () => void): void {
    this.callSoon(call);
    this.kernel.rest(this, this.kernel.now);
  }

  /** Whether anything is ready to run in the next turn. */
  protected get hasReady(): boolean {
    return this.#ready.length > 0;
  }

  protected get nextTimer(): Micros {
    return this.#timers.top?.at ?? NEVER;
  }

  /** Runs all timers that are due, and turn after turn until nothing is ready any more. */
  protected runUntilIdle(): void {
    const { now } = this.kernel;
    while (this.nextTimer <= now) this.#ready.push((this.#timers.pop() as Handle).call);
    for (let turns = 0; this.#ready.length > 0; turns += 1) {
      if (turns > MOST_TURNS + MOST_TURNS_OF_EACH * this.population)
        throw new NoProgressError(`A trigger out of ${this.description}`, now, this.advice);
      const turn = this.#ready;
      this.#ready = [];
      for (const call of turn) call();
    }
  }

  /** How many triggers it runs. */
  protected abstract readonly population: number;
  /** What runs in it, for errors. */
  protected abstract readonly description: string;
  /** What to do where it never comes to rest. */
  protected abstract readonly advice: string | undefined;
}
