import { NoProgressError } from "./coroutine.ts";
import type { Kernel } from "./kernel.ts";
import type { Micros } from "./micros.ts";

/** What ends a run before its end. */
export interface RunLimits {
  /** How many events may happen. Default as many as it takes. */
  readonly maxEvents?: number;
  /**
   * Asked once in some thousand events, as the simulation itself knows neither a wall clock nor memory: the reason to give up,
   * where there is one.
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

/** How many events pass between two looks. */
const STRIDE = 8192;

/** More events at one instant than any crowd of tasks makes that has something to do. */
const MOST_EVENTS_AT_ONCE = 20_000_000;

/**
 * Looks at a run now and then, so that each of its loops has an end: where it is told to give up, or where time stands still
 * though things happen.
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

/** Whether a run is over, asked after each event; throws where it is to be given up. */
export function watched(kernel: Kernel, limits: RunLimits, isOver: () => boolean): () => boolean {
  const watchdog = new Watchdog(kernel, limits);
  return () => {
    watchdog.look();
    return isOver();
  };
}
