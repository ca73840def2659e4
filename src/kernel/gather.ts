import { isPromise } from "./coroutine.ts";
import type { Micros } from "./micros.ts";
import { type Steps, settle } from "./process.ts";
import { Sleep, sleep } from "./sleep.ts";

/** Steps that have not ended, and the wait that they have yielded. */
interface Waiting<T> {
  readonly index: number;
  readonly steps: Steps<T>;
  /** The rest of a sleep; 0 where it waits for a promise. */
  left: Micros;
  promise: PromiseLike<unknown> | undefined;
}

/** The first error of any, once there is one. */
type Failure = { readonly error: unknown } | undefined;

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
  let failure: Failure;
  /** In the order in which they have begun to wait. */
  let waiting: Waiting<T>[] = [];

  function goOn(one: Waiting<T>, step: () => IteratorResult<unknown, T>): void {
    try {
      const { done, value } = step();
      if (done === true) results[one.index] = value;
      else waiting.push(waitFor(one, value));
    } catch (error) {
      failure ??= { error };
    }
  }

  try {
    for (const [index, steps] of all.entries())
      goOn({ index, steps, left: 0, promise: undefined }, () => steps.next(undefined));
    while (waiting.length > 0 && failure === undefined) {
      const due = yield* nextDue(waiting);
      waiting = waiting.filter((one) => !due.includes(one));
      for (const one of due) {
        const { steps, promise } = one;
        if (promise === undefined) goOn(one, () => steps.next(undefined));
        else {
          const outcome = yield* outcomeOf(promise);
          goOn(one, () => ("error" in outcome ? steps.throw(outcome.error) : steps.next(outcome.value)));
        }
      }
    }
    if (failure !== undefined) throw failure.error;
    return results;
  } finally {
    for (const { steps } of waiting) steps.return(undefined as never);
  }
}

/** Notes the wait that steps have yielded. */
function waitFor<T>({ index, steps }: Waiting<T>, wait: unknown): Waiting<T> {
  if (wait instanceof Sleep) return { index, steps, left: wait.micros, promise: undefined };
  const promise = isPromise(wait) ? wait : Promise.resolve(wait);
  promise.then(undefined, () => {}); // it is heard of in its turn; another may fail before
  return { index, steps, left: 0, promise };
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

function* outcomeOf(promise: PromiseLike<unknown>): Steps<{ readonly value: unknown } | { readonly error: unknown }> {
  try {
    return { value: yield* settle(promise) };
  } catch (error) {
    return { error };
  }
}
