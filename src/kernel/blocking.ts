import type { Steps } from "./process.ts";
import { Sleep } from "./sleep.ts";

/** A sleep of synchronous code, which stops the event loop that it is in. In a process of its own it is a sleep like any other. */
class BlockingSleep extends Sleep {
  override readonly blocks = true;
}

/** Runs steps as synchronous code that an event loop calls, such as a client of boto3 within a trigger: its sleeps block. */
export function* blocking<T>(steps: Steps<T>): Steps<T> {
  let step = steps.next(undefined);
  while (step.done !== true) {
    const { value } = step;
    let heard: unknown;
    try {
      heard = yield value instanceof Sleep ? new BlockingSleep(value.micros / 1e6) : value;
    } catch (error) {
      step = steps.throw(error);
      continue;
    }
    step = steps.next(heard);
  }
  return step.value;
}
