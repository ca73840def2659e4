import { isPromise, type Outcome, told } from "./coroutine.ts";
import type { Micros } from "./micros.ts";
import { outcomeOf, type Steps } from "./process.ts";
import { Sleep, sleep } from "./sleep.ts";

/** Steps that have not ended, and the wait that they have yielded. */
interface Waiting<T> {
  readonly index: number;
  readonly steps: Steps<T>;
  /** The rest of a sleep; 0 where it waits for a promise. */
  left: Micros;
  readonly promise: PromiseLike<unknown> | undefined;
}

/**
 * Takes several steps at once, each of which sleeps for itself (`asyncio.gather`). Returns their results, in their order. The first
 * error ends it; those that have something to do at that instant have done it then, and nothing else is done.
 *
 * @example
 * ```ts
 * import { gather, Kernel, sleep } from "airlapse/kernel";
 *
 * const kernel = new Kernel();
 * function* after(seconds: number) {
 *   yield sleep(seconds);
 *   return kernel.now / 1e6;
 * }
 * kernel.spawn(function* () {
 *   console.log(yield* gather([after(3), after(1), after(2)]), kernel.now / 1e6); // [ 3, 1, 2 ] 3
 * });
 * kernel.run();
 * ```
 */
export function* gather<T>(all: readonly Steps<T>[]): Steps<T[]> {
  const results: T[] = [];
  /** The first error of any. */
  let failure: { readonly error: unknown } | undefined;
  /** In the order in which they have begun to wait. */
  let waiting: Waiting<T>[] = [];

  function goOn(index: number, steps: Steps<T>, reply?: Outcome): void {
    try {
      const { done, value } = told(steps, reply);
      if (done === true) results[index] = value;
      else waiting.push({ index, steps, ...waitOf(value) });
    } catch (error) {
      failure ??= { error };
    }
  }

  try {
    for (const [index, steps] of all.entries()) goOn(index, steps);
    while (waiting.length > 0 && failure === undefined) {
      const due = yield* nextDue(waiting);
      waiting = waiting.filter((one) => !due.includes(one));
      for (const { index, steps, promise } of due)
        goOn(index, steps, promise === undefined ? undefined : yield* outcomeOf(promise));
    }
    if (failure !== undefined) throw failure.error;
    return results;
  } finally {
    for (const { steps } of waiting) steps.return(undefined as never);
  }
}

/** Notes a wait that steps have yielded. */
function waitOf(wait: unknown): Pick<Waiting<unknown>, "left" | "promise"> {
  if (wait instanceof Sleep) return { left: wait.micros, promise: undefined };
  const promise = isPromise(wait) ? wait : Promise.resolve(wait);
  promise.then(undefined, () => {}); // it is heard of in its turn; another may fail before
  return { left: 0, promise };
}

/** Lets time pass up to the first end of a sleep, and returns those that go on then. Promises come first: time stands still for them. */
function* nextDue<T>(waiting: readonly Waiting<T>[]): Steps<readonly Waiting<T>[]> {
  const promised = waiting.filter(({ promise }) => promise !== undefined);
  if (promised.length > 0) return promised;
  const least = Math.min(...waiting.map(({ left }) => left));
  yield sleep(least / 1e6);
  for (const one of waiting) one.left -= least;
  return waiting.filter(({ left }) => left === 0);
}
