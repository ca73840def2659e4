import { NoProgressError } from "./coroutine.ts";
import type { Kernel } from "./kernel.ts";
import type { Micros } from "./micros.ts";

/** Limits that end a run early. */
export interface RunLimits {
  /** The number of events that may happen. Default as many as it takes. */
  readonly maxEvents?: number;
  /**
   * Returns the reason to give up, if there is one. It is asked once in some thousand events, because the simulation itself
   * knows neither a wall clock nor memory.
   */
  readonly giveUp?: () => string | undefined;
}

/** A run was given up: a limit that the caller has set. */
export class LimitError extends Error {
  override readonly name = "LimitError";
  readonly at: Micros;
  readonly events: number;

  constructor(reason: string, { now, events }: Kernel) {
    super(`Given up at ${now / 1e6} s, after ${events} events: ${reason}`);
    this.at = now;
    this.events = events;
  }
}

/** The number of events between two looks. */
const STRIDE = 8192;

/** More events at one instant than any crowd of tasks makes that has something to do. */
const MOST_EVENTS_AT_ONCE = 20_000_000;

/**
 * Looks at a run now and then, so that each of its loops has an end. It throws a LimitError if it is told to give up, and a
 * NoProgressError if time stands still though events happen.
 *
 * @example
 * ```ts
 * import { Kernel, Watchdog } from "airlapse/kernel";
 *
 * const kernel = new Kernel();
 * const again = () => void kernel.after(1, again);
 * again();
 * const watchdog = new Watchdog(kernel, { maxEvents: 100 });
 * try {
 *   for (;;) {
 *     kernel.step();
 *     watchdog.look();
 *   }
 * } catch (error) {
 *   console.log(String(error)); // LimitError: Given up at 100 s, after 100 events: expected at most 100 events
 * }
 * ```
 */
export class Watchdog {
  readonly #kernel: Kernel;
  readonly #limits: RunLimits;
  /** The number of events at which it looks next. */
  #next: number;
  #instant: Micros = 0;
  #eventsBefore = 0;

  constructor(kernel: Kernel, limits: RunLimits) {
    this.#kernel = kernel;
    this.#limits = limits;
    this.#next = this.#nextLook();
  }

  /** To be called after each event. */
  look(): void {
    if (this.#kernel.events < this.#next) return;
    const { now, events } = this.#kernel;
    const { maxEvents, giveUp } = this.#limits;
    if (maxEvents !== undefined && events >= maxEvents)
      throw new LimitError(`expected at most ${maxEvents} events`, this.#kernel);
    const reason = giveUp?.();
    if (reason !== undefined) throw new LimitError(reason, this.#kernel);
    if (now !== this.#instant) [this.#instant, this.#eventsBefore] = [now, events];
    else if (events - this.#eventsBefore > MOST_EVENTS_AT_ONCE) throw new NoProgressError("Something", now);
    this.#next = this.#nextLook();
  }

  #nextLook(): number {
    return Math.min(this.#kernel.events + STRIDE, this.#limits.maxEvents ?? Number.POSITIVE_INFINITY);
  }
}

/** Makes the check that is asked after each event: true once the run is over. It throws an error if a limit is reached. */
export function watched(kernel: Kernel, limits: RunLimits, isOver: () => boolean): () => boolean {
  const watchdog = new Watchdog(kernel, limits);
  return () => {
    watchdog.look();
    return isOver();
  };
}
