/**
 * Something that will happen at an instant. A timer is its own entry in the queue of future events, so that an actor
 * that sleeps and wakes a million times is one object: it is armed again. When it fires, the queue knows.
 */
export abstract class Timer {
  /**
   * Its turn among all timers ever armed, while it waits for its instant, or else 0: at equal instants the one armed first fires
   * first.
   */
  order = 0;

  /** Whether it waits for its instant. */
  get armed(): boolean {
    return this.order > 0;
  }

  /** What happens at the instant. */
  abstract fire(): void;
}

/** A timer that calls a function. */
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
