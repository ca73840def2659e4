import { type Micros, type Seconds, sleepMicros } from "./micros.ts";

/** Lets an async function sleep, which cannot be asked to yield: calls `awake` at the end, or `interrupted` with an error before it. */
export type Park = (micros: Micros, awake: (value: undefined) => void, interrupted: (error: unknown) => void) => void;

/** A wait in virtual time: yielded by a generator, or awaited by an async function. */
export class Sleep {
  readonly micros: Micros;
  readonly #park: Park | undefined;

  /** Without `park` it can be yielded only. */
  constructor(seconds: Seconds, park?: Park) {
    this.micros = sleepMicros(seconds);
    this.#park = park;
  }

  /** What `await` calls. */
  // biome-ignore lint/suspicious/noThenProperty: being awaitable is what it is for
  then(awake: (value: undefined) => void, interrupted: (error: unknown) => void): void {
    if (this.#park !== undefined) this.#park(this.micros, awake, interrupted);
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
