import { type Micros, type Seconds, sleepMicros } from "./micros.ts";

/** Lets an async function sleep, which cannot be asked to yield: calls `awake` at the end, or `interrupted` with an error before it. */
export type Park = (micros: Micros, awake: (value: undefined) => void, interrupted: (error: unknown) => void) => void;

/**
 * A wait in virtual time. A generator yields it: `yield sleep(60)`. An async function awaits the one of its process:
 * `await process.sleep(60)`.
 *
 * @example
 * ```ts
 * import { Kernel } from "airlapse/kernel";
 *
 * const kernel = new Kernel();
 * kernel.spawn(async (process) => {
 *   await process.sleep(60);
 *   console.log(kernel.now / 1e6); // 60
 * });
 * await kernel.runAsync();
 * ```
 */
export class Sleep {
  readonly micros: Micros;
  readonly #park: Park | undefined;

  /** Without `park` it can be yielded only. */
  constructor(seconds: Seconds, park?: Park) {
    this.micros = sleepMicros(seconds);
    this.#park = park;
  }

  /** True if nobody else in its event loop gets a turn meanwhile, as with Python's `time.sleep`. */
  get blocks(): boolean {
    return false;
  }

  /** Called by `await`. */
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

/** A sleep of synchronous code, which stops the event loop that it is in. In a process of its own it is a sleep like any other. */
export class BlockingSleep extends Sleep {
  override get blocks(): boolean {
    return true;
  }
}

/**
 * Sleeps for so many seconds of virtual time: `yield sleep(60)`. A sleep of 0 does nothing: no other process gets a turn.
 */
export function sleep(seconds: Seconds): Sleep {
  return new Sleep(seconds);
}
