import { invariant } from "../containers/index.ts";
import { shown } from "../options/index.ts";
import type { Kernel } from "./kernel.ts";
import type { Micros, Seconds } from "./micros.ts";
import type { PendingPromise } from "./pending-promises.ts";
import { type Park, Sleep } from "./sleep.ts";
import { Timer } from "./timer.ts";

/** The result of a wait. */
export type Outcome<T = unknown> = { readonly value: T } | { readonly error: unknown };

/** Code that runs in virtual time: a generator, an async generator or a promise takes its time, any other value is a result at once. */
export type Code<T> = Generator<unknown, T, unknown> | AsyncGenerator<unknown, T, unknown> | PromiseLike<T> | T;

type Steps<T> = Generator<unknown, T, unknown>;
type AsyncSteps<T> = AsyncGenerator<unknown, T, unknown>;

/** The answer to a `yield`. It is undefined at the end of a sleep. */
type Reply = Outcome | { readonly returns: true } | undefined;

/** The number of steps that a generator may take at one instant. One that takes more is a loop that would never end. */
const MOST_STEPS_WITHOUT_WAITING = 1_000_000;
/** A wrong yield counts for so many steps: it is seldom right to go on after one, and its error takes time to make. */
const STEPS_OF_WRONG_YIELD = 1000;

/** Code loops without waiting, so that virtual time would never go on. */
export class NoProgressError extends Error {
  override readonly name = "NoProgressError";
  readonly at: Micros;

  constructor(what: string, at: Micros, advice = "let it sleep for longer than 0 s") {
    super(`${what} goes on without waiting at ${at / 1e6} s, so time stands still: ${advice}`);
    this.at = at;
  }
}

/**
 * Drives code that waits: a generator, an async generator, an async function or a plain function. This is the one place where
 * any of them is driven. A subclass says how it sleeps, who hears of its end, and what else may be yielded.
 *
 * @example
 * ```ts
 * import { Coroutine, Kernel, sleep } from "airlapse/kernel";
 *
 * // a number that it yields is printed
 * class Countdown extends Coroutine<string> {
 *   protected readonly mayYield = "a sleep, a promise or a number";
 *   readonly #code: () => Generator<unknown, string, unknown>;
 *
 *   constructor(kernel: Kernel, code: () => Generator<unknown, string, unknown>) {
 *     super(kernel);
 *     this.#code = code;
 *     this.begin();
 *   }
 *
 *   protected body() {
 *     return this.#code();
 *   }
 *
 *   protected sleepFor(micros: number): boolean {
 *     this.kernel.arm(this, this.kernel.now + micros);
 *     return true;
 *   }
 *
 *   fire(): void {
 *     this.resume();
 *   }
 *
 *   protected takes(step: unknown): boolean | undefined {
 *     if (typeof step !== "number") return undefined;
 *     console.log(step, "at", this.kernel.now / 1e6);
 *     return false;
 *   }
 *
 *   protected promiseSettled(goOn: () => void): void {
 *     goOn();
 *   }
 *
 *   protected concluded(outcome: object): void {
 *     console.log(outcome);
 *   }
 *
 *   protected description(): string {
 *     return "The countdown";
 *   }
 * }
 *
 * const kernel = new Kernel();
 * new Countdown(kernel, function* () {
 *   yield 2;
 *   yield sleep(1);
 *   yield 1;
 *   return "lift-off";
 * });
 * kernel.run();
 * // prints: 2 at 0
 * // prints: 1 at 1
 * // prints: { value: 'lift-off' }
 * ```
 */
export abstract class Coroutine<T> extends Timer {
  readonly kernel: Kernel;
  #steps: Steps<T> | undefined;
  #asyncSteps: AsyncSteps<T> | undefined;
  #ended = false;
  /** The promise that it waits for, or has last waited for. */
  #pending: PendingPromise | undefined;
  /** Set while it goes on once that promise has settled. */
  #hears = false;
  /** Set while that promise is of its own async code. Such code cannot be reached while it awaits something else. */
  #isBusy = false;
  /** The sleep that its code awaits. */
  #sleeper: { readonly awake: (value: undefined) => void; readonly interrupted: (error: unknown) => void } | undefined;
  #park: Park | undefined;

  constructor(kernel: Kernel) {
    super();
    this.kernel = kernel;
  }

  /** Makes the code. */
  protected abstract body(): Code<T>;
  /** Calls `fire` after a sleep. False where there is nothing to sleep for. */
  protected abstract sleepFor(micros: Micros): boolean;
  /** Calls `fire` after a sleep in which nobody else of its event loop gets a turn. */
  protected blockFor(micros: Micros): boolean {
    return this.sleepFor(micros);
  }
  /** Takes what was yielded and is neither a sleep nor a promise. True if it waits now, undefined where that cannot be yielded. */
  protected abstract takes(step: unknown): boolean | undefined;
  /** Goes on after a promise. */
  protected abstract promiseSettled(goOn: () => void): void;
  /** Hears of its end, once. */
  protected abstract concluded(outcome: Outcome<T>): void;
  /** Names it in errors, at the start of a sentence. */
  protected abstract description(): string;
  /** The things that its code may yield, for errors. */
  protected abstract readonly mayYield: string;

  /** True once the code has returned or thrown. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Sleeps, for async code: `await process.sleep(60)`. */
  sleep(seconds: Seconds): Sleep {
    this.#park ??= (micros, awake, interrupted) => this.#parkFor(micros, awake, interrupted);
    return new Sleep(seconds, this.#park);
  }

  /** Runs the code until it first waits. To be called once. */
  protected begin(): void {
    let result: Code<T>;
    try {
      result = this.body();
    } catch (error) {
      this.#end({ error });
      return;
    }
    if (isSteps(result)) {
      if (isAsync(result)) this.#asyncSteps = result;
      else this.#steps = result;
      this.#advance(undefined);
    } else if (isPromise(result)) this.#listen(result, true, (outcome) => this.#end(outcome));
    else this.#end({ value: result });
  }

  /** Goes on where it waits. Async code that awaits something of its own cannot: it is left behind. */
  protected resume(reply?: Outcome): void {
    const sleeper = this.#sleeper;
    if (sleeper !== undefined) {
      this.#sleeper = undefined;
      this.#hears = true;
      this.#pending?.hold();
      if (reply !== undefined && "error" in reply) sleeper.interrupted(reply.error);
      else sleeper.awake(undefined);
      this.waitsForPromise();
    } else if (!this.#cannotBeReached()) this.#advance(reply);
    else if (reply !== undefined && "error" in reply) this.#end(reply);
  }

  /** True if there is no yield at which it could go on. */
  #cannotBeReached(): boolean {
    return this.#isBusy || (this.#steps === undefined && this.#asyncSteps === undefined);
  }

  /** Waits no longer for what it waits for, and is not woken until it is resumed. */
  protected leaveWait(): void {
    this.#hears = this.#sleeper !== undefined; // a promise that it waited for may settle later: nobody listens
  }

  /** Ends it where it waits. Its `finally` runs, and may wait: a generator returns, async code that sleeps gets the error. */
  protected close(error: unknown): void {
    this.leaveWait();
    if (this.#sleeper !== undefined || this.#cannotBeReached()) this.resume({ error });
    else this.#advance({ returns: true });
  }

  /** Ends it where it waits. Nothing of it runs again, not even its `finally`, and nobody hears of its end. */
  protected kill(): void {
    this.leaveWait();
    this.#ended = true;
  }

  /** Called when it begins to wait for a promise, or may do so. */
  protected waitsForPromise(): void {}

  #advance(reply: Reply): void {
    if (this.#steps !== undefined) this.#advanceSteps(this.#steps, reply);
    else {
      invariant(this.#asyncSteps !== undefined, "Expected a generator to be told what it has waited for");
      this.#advanceAsync(this.#asyncSteps, reply);
    }
  }

  #advanceSteps(steps: Steps<T>, reply: Reply): void {
    let step: IteratorResult<unknown, T>;
    try {
      step = told(steps, reply);
      for (let left = MOST_STEPS_WITHOUT_WAITING; step.done !== true; left -= 1) {
        const waits = this.#waitsFor(step.value);
        if (waits === true) return;
        if (left <= 0) throw this.#stuck();
        if (waits === undefined) left -= STEPS_OF_WRONG_YIELD;
        step = waits === false ? steps.next(undefined) : steps.throw(this.#wrongYield(step.value));
      }
    } catch (error) {
      this.#end({ error });
      return;
    }
    this.#end({ value: step.value });
  }

  #advanceAsync(steps: AsyncSteps<T>, reply: Reply): void {
    this.#listen(told(steps, reply), true, (outcome) => {
      if ("error" in outcome) {
        this.#end(outcome);
        return;
      }
      const { done, value } = outcome.value;
      if (done === true) {
        this.#end({ value });
        return;
      }
      const waits = value === undefined ? false : this.#waitsFor(value); // it has awaited a promise that it yields
      if (waits !== true) this.#advance(waits === false ? undefined : { error: this.#wrongYield(value) });
    });
  }

  /** Waits for what was yielded. False if there is nothing to wait for, undefined if it cannot be yielded. */
  #waitsFor(step: unknown): boolean | undefined {
    if (step instanceof Sleep) return step.blocks ? this.blockFor(step.micros) : this.sleepFor(step.micros);
    if (!isPromise(step)) return this.takes(step);
    this.#listen(step, false, (outcome) => this.#advance(outcome));
    return true;
  }

  #wrongYield(step: unknown): TypeError {
    return new TypeError(
      `${this.description()} yielded \`${shown(step)}\` (${typeof step}): expected ${this.mayYield}`,
    );
  }

  /** The run ends: nothing in the simulation is to take this for a failure of its own. */
  #stuck(): NoProgressError {
    const error = new NoProgressError(this.description(), this.kernel.now);
    this.kernel.fail(error);
    return error;
  }

  #listen<R>(promise: PromiseLike<R>, isOwn: boolean, hear: (outcome: Outcome<R>) => void): void {
    const isHeard = () => this.#pending === pending && this.#hears && !this.#ended;
    const pending = this.kernel.waitFor(promise, (outcome) => {
      if (!isHeard()) return;
      this.promiseSettled(() => {
        if (!isHeard()) return;
        this.#isBusy = false;
        hear(outcome);
      });
    });
    this.#pending = pending;
    this.#hears = true;
    this.#isBusy = isOwn;
    this.waitsForPromise();
  }

  #parkFor(micros: Micros, awake: (value: undefined) => void, interrupted: (error: unknown) => void): void {
    if (this.#ended) {
      this.#pending?.release(); // it was left behind, and sleeps for ever
      return;
    }
    this.#sleeper?.interrupted(
      new TypeError(`${this.description()} sleeps twice at once: expected one sleep at a time`),
    );
    this.#sleeper = { awake, interrupted };
    if (this.sleepFor(micros)) {
      this.#pending?.release();
      return;
    }
    this.#sleeper = undefined;
    this.#pending?.hold();
    awake(undefined);
  }

  #end(outcome: Outcome<T>): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#isBusy && this.#asyncSteps !== undefined) void told(this.#asyncSteps, { returns: true }).catch(() => {}); // it cleans up where it yields next
    this.concluded(outcome);
  }
}

/** Tells a generator the outcome of its wait. */
export function told<R>(
  steps: { next(value: unknown): R; throw(error: unknown): R; return(value: never): R },
  reply: Reply,
): R {
  if (reply === undefined) return steps.next(undefined);
  if ("error" in reply) return steps.throw(reply.error);
  return "value" in reply ? steps.next(reply.value) : steps.return(undefined as never);
}

/** Tells if a value has a `then`. */
export function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

/** Tells if a value is a generator, async or not. */
export function isSteps<T>(value: Code<T>): value is Steps<T> | AsyncSteps<T> {
  return typeof value === "object" && value !== null && "throw" in value && typeof value.throw === "function";
}

/** Tells if a generator is async. */
export function isAsync<T, S extends object>(steps: S | AsyncSteps<T>): steps is AsyncSteps<T> {
  return Symbol.asyncIterator in steps;
}
