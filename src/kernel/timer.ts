import { type Micros, NEVER } from "./micros.ts";

/**
 * Something that will happen at an instant. A timer is its own entry in the queue of future events, so that an actor
 * that sleeps and wakes a million times is one object: it is armed again.
 */
export abstract class Timer {
  /** The instant at which it fires, or at which it last fired. */
  at: Micros = NEVER;
  /** Its turn among all timers ever armed: at equal instants the one armed first fires first. */
  order = 0;
  /** When it was armed. */
  armedAt: Micros = 0;
  /** Whether it waits for its instant. */
  armed = false;

  /** What happens at the instant. The clock stands at `at`. */
  abstract fire(): void;
}

/** Whether `a` fires before `b`. */
export function firesBefore(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
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
