import { type Micros, type Seconds, sleepMicros } from "./micros.ts";

/** Who sleeps, where the sleeper is an async function, which cannot be asked to yield. */
export interface AsyncSleeper {
  /** @internal */
  park(micros: Micros, awake: (value: undefined) => void, interrupted: (error: unknown) => void): void;
}

/** A wait in virtual time: yielded by a generator, or awaited by an async function. */
export class Sleep {
  readonly micros: Micros;
  readonly #sleeper: AsyncSleeper | undefined;

  constructor(seconds: Seconds, sleeper?: AsyncSleeper) {
    this.micros = sleepMicros(seconds);
    this.#sleeper = sleeper;
  }

  /** What `await` calls. */
  // biome-ignore lint/suspicious/noThenProperty: being awaitable is what it is for
  then(awake: (value: undefined) => void, interrupted: (error: unknown) => void): void {
    if (this.#sleeper !== undefined) this.#sleeper.park(this.micros, awake, interrupted);
    else
      interrupted(
        new TypeError(
          "Expected `sleep()` to be yielded by a generator, got an `await`: await the sleep() of the process or context instead",
        ),
      );
  }
}

/**
 * Sleeps for so many seconds of virtual time: `yield sleep(60)`. A sleep of no time is none: nobody else gets a turn.
 */
export function sleep(seconds: Seconds): Sleep {
  return new Sleep(seconds);
}
