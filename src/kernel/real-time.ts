import { Kernel } from "./kernel.ts";
import { type Micros, NEVER } from "./micros.ts";
import type { Timer } from "./timer.ts";

/** Time that passes by itself, by a wall clock. */
export interface RealTime {
  /** The instant that it is. */
  readonly now: Micros;
  /** Lets everybody else have a turn: promises that have settled, answers of servers. */
  turn(): Promise<void>;
  /** Waits for an instant, or until it is woken. `NEVER` is only woken from. */
  reach(instant: Micros): Promise<void>;
  /** Ends a wait: something has been put on the clock from outside. */
  wake(): void;
}

/**
 * A kernel in real time: it waits for the instant of each event, then lets it happen. A promise that is outstanding stops
 * nobody but the code that awaits it. An event that is late still happens at its own instant, so that no delay adds up.
 *
 * @example
 * ```ts
 * import { type RealTime, RealTimeKernel } from "airlapse/kernel";
 *
 * class WallClock implements RealTime {
 *   readonly #start = performance.now();
 *
 *   get now(): number {
 *     return Math.floor(1000 * (performance.now() - this.#start));
 *   }
 *
 *   turn(): Promise<void> {
 *     return new Promise((resolve) => setImmediate(resolve));
 *   }
 *
 *   reach(instant: number): Promise<void> {
 *     return new Promise((resolve) => setTimeout(resolve, (instant - this.now) / 1000));
 *   }
 *
 *   wake(): void {}
 * }
 *
 * const kernel = new RealTimeKernel(() => new WallClock());
 * kernel.after(0.02, () => console.log(kernel.now)); // 20000
 * await kernel.runAsync();
 * ```
 */
export class RealTimeKernel extends Kernel {
  readonly #start: () => RealTime;
  /** While it runs. */
  #time: RealTime | undefined;
  #isHappening = false;

  /** `start` is called when a run begins. */
  constructor(start: () => RealTime) {
    super();
    this.#start = start;
  }

  /** The time of the event that happens, or between events the time that it is. */
  override get now(): Micros {
    this.#catchUp();
    return super.now;
  }

  #catchUp(): void {
    if (this.#time !== undefined && !this.#isHappening) this.passTo(Math.min(this.#time.now, this.peek()));
  }

  override arm(timer: Timer, at: Micros): void {
    super.arm(timer, at);
    if (!this.#isHappening) this.#time?.wake();
  }

  override stop(): void {
    this.#catchUp(); // it ends now
    super.stop();
    this.#time?.wake();
  }

  /** Puts it on the clock for now: other events may happen while the promise is outstanding. */
  protected override callSettled(call: () => void): void {
    this.at(this.now, call);
  }

  override step(until?: Micros): boolean {
    this.#isHappening = true;
    try {
      return super.step(until);
    } finally {
      this.#isHappening = false;
    }
  }

  override run(): void {
    throw new TypeError("Expected virtual time, got real time: use runAsync()");
  }

  override async runAsync(until: Micros = NEVER, isOver: () => boolean = () => false): Promise<void> {
    this.begin();
    const time = this.#start();
    this.#time = time;
    try {
      while (await this.#goesOn(time, until)) if (isOver()) break;
    } finally {
      this.#time = undefined;
    }
    this.end();
  }

  /** Waits for the next event and lets it happen. False where none does, or the run is stopped. */
  async #goesOn(time: RealTime, until: Micros): Promise<boolean> {
    for (;;) {
      await time.turn();
      const next = this.peek();
      if (this.isStopped || (next === NEVER && !this.awaitsPromise)) return false; // nothing will ever happen again
      const instant = Math.min(next, until);
      if (time.now >= instant) return this.step(until);
      await time.reach(instant); // it may be woken, for something that comes earlier
    }
  }
}
