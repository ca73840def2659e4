/**
 * An event that will happen at an instant. A timer is its own entry in the queue of future events, so an actor that sleeps
 * and wakes a million times is one object: it is armed again.
 *
 * @example
 * ```ts
 * import { Kernel, Timer } from "airlapse/kernel";
 *
 * class Metronome extends Timer {
 *   beats = 0;
 *
 *   fire(): void {
 *     this.beats += 1;
 *     if (this.beats < 3) kernel.arm(this, kernel.now + 500_000);
 *   }
 * }
 *
 * const kernel = new Kernel();
 * const metronome = new Metronome();
 * kernel.arm(metronome, 0);
 * kernel.run();
 * console.log(metronome.beats, kernel.now / 1e6); // 3 1
 * ```
 */
export abstract class Timer {
  /**
   * The turn among all timers ever armed, while it waits for its instant, or else 0. At equal instants the timer that was armed
   * first fires first.
   */
  order = 0;

  /** True while it waits for its instant. */
  get armed(): boolean {
    return this.order > 0;
  }

  /** Called at the instant. */
  abstract fire(): void;
}

/**
 * A timer that calls a function.
 *
 * @example
 * ```ts
 * import { Callback, Kernel } from "airlapse/kernel";
 *
 * const kernel = new Kernel();
 * const alarm = new Callback(() => console.log(`it rings at ${kernel.now / 1e6} s`)); // it rings at 90 s
 * kernel.arm(alarm, 60e6);
 * kernel.arm(alarm, 90e6);
 * kernel.run();
 * ```
 */
export class Callback extends Timer {
  readonly #call: () => void;

  constructor(call: () => void) {
    super();
    this.#call = call;
  }

  override fire(): void {
    this.#call();
  }
}
