import type { Kernel } from "./kernel.ts";
import { type Micros, NEVER, type Seconds } from "./micros.ts";
import { type AsyncSleeper, Sleep } from "./sleep.ts";
import { Timer } from "./timer.ts";

/** What a generator may yield: a sleep, a promise to wait for, or another process to wait for. */
export type Wait = Sleep | PromiseLike<unknown> | Process<unknown>;

/** A generator that runs in virtual time. */
export type Steps<T> = Generator<Wait, T, unknown>;

/** What a process does: a generator or a promise takes its time, any other value is a result at once. */
export type Body<T> = Steps<T> | PromiseLike<T> | T;

/** How often a generator may go on in one instant. More is taken for a loop that would never end. */
const MOST_STEPS_WITHOUT_WAITING = 1_000_000;

/** Something goes round and round at one instant, so that time would stand still for ever. */
export class NoProgressError extends Error {
  override readonly name = "NoProgressError";
  readonly at: Micros;

  constructor(what: string, at: Micros, advice = "let it sleep for longer than 0 s") {
    super(`${what} goes on without waiting at ${at / 1e6} s, so time stands still: ${advice}`);
    this.at = at;
  }
}

type Outcome = { readonly value: unknown } | { readonly error: unknown };

/**
 * A thread of virtual time: a generator, an async function or a plain function. This is the one place where any of them
 * is driven. What becomes of the result is the subclass's business: `returned` or `threw` is called once, at the end.
 */
export abstract class Process<T> extends Timer implements AsyncSleeper {
  readonly kernel: Kernel;
  /** A sleep that would reach this instant ends there, with `deadlineError()`. */
  deadline: Micros = NEVER;
  /** Whether the body has returned or thrown. */
  ended = false;
  #steps: Steps<T> | undefined;
  #sleeper: { awake: (value: undefined) => void; interrupted: (error: unknown) => void } | undefined;
  /** What it is woken with, where that is not just the end of a sleep. */
  #reply: Outcome | undefined;
  #pastDeadline = false;
  #promises = 0;
  /** Whether it was an async function that awaits something of its own, which cannot be told, when the wait was left. */
  #isLeftBehind = false;
  #waiters: Process<unknown>[] | undefined;

  constructor(kernel: Kernel) {
    super();
    this.kernel = kernel;
  }

  protected abstract body(): Body<T>;
  protected abstract returned(value: T): void;
  protected abstract threw(error: unknown): void;

  /** The error with which a sleep past the deadline ends. */
  protected deadlineError(): unknown {
    return new Error("Deadline passed");
  }

  /** What it is called in errors. */
  protected description(): string {
    return "A process";
  }

  /** Whether another process waits for this one, and so will hear of its error. */
  get awaited(): boolean {
    return this.#waiters !== undefined;
  }

  /** For async functions: `await process.sleep(60)`. */
  sleep(seconds: Seconds): Sleep {
    return new Sleep(seconds, this);
  }

  /** Ends its wait at once with an error, which is thrown where the body waits. */
  interrupt(error: unknown): void {
    if (this.ended) return;
    this.leaveWait();
    this.#wakeWith({ error });
  }

  /** Waits no longer for what it waits for, and is not woken until it is interrupted. */
  protected leaveWait(): void {
    this.#promises += 1; // a promise that it waited for may settle later: nobody listens
    this.#isLeftBehind = this.#steps === undefined && this.#sleeper === undefined;
    this.kernel.cancel(this);
    this.abandoned();
  }

  /** Ends it where it waits. Nothing of it runs again, not even what it would do `finally`. */
  protected kill(): void {
    this.leaveWait();
    this.ended = true;
  }

  /** A promise that it has waited for is of no use any more. */
  protected abandoned(): void {}

  /** Runs the body until it first waits. To be called once. */
  protected begin(): void {
    let result: Body<T>;
    try {
      result = this.body();
    } catch (error) {
      this.#end({ error });
      return;
    }
    if (isSteps(result)) {
      this.#steps = result;
      this.#resume(undefined);
    } else if (isPromise(result)) this.#listen(result, (outcome) => this.#end(outcome));
    else this.#end({ value: result });
  }

  /** Its instant has come. */
  override fire(): void {
    let reply = this.#reply;
    this.#reply = undefined;
    if (this.#pastDeadline) {
      this.#pastDeadline = false;
      if (reply === undefined) this.leaveWait();
      reply ??= { error: this.deadlineError() };
    }
    if (this.#steps !== undefined) this.#resume(reply);
    else this.#resumeAsync(reply);
  }

  #resume(reply: Outcome | undefined): void {
    const steps = this.#steps as Steps<T>;
    let step: IteratorResult<Wait, T>;
    try {
      if (reply === undefined) step = steps.next(undefined);
      else if ("error" in reply) step = steps.throw(reply.error);
      else step = steps.next(reply.value);
      for (let count = 0; step.done !== true; count += 1) {
        if (this.#waitsFor(step.value)) return;
        if (count === MOST_STEPS_WITHOUT_WAITING) throw this.#stuck();
        step = steps.next(undefined);
      }
    } catch (error) {
      this.#end({ error });
      return;
    }
    this.#end({ value: step.value });
  }

  /** The run ends: nothing in the simulation is to take this for a failure of its own. */
  #stuck(): NoProgressError {
    const error = new NoProgressError(this.description(), this.kernel.now);
    this.kernel.fail(error);
    return error;
  }

  #resumeAsync(reply: Outcome | undefined): void {
    const sleeper = this.#sleeper;
    this.#sleeper = undefined;
    const failed = reply !== undefined && "error" in reply;
    if (sleeper === undefined) {
      this.#end(reply ?? { value: undefined }); // interrupted while it awaited something else: it is left behind
      return;
    }
    this.kernel.outstanding += 1;
    if (failed) sleeper.interrupted(reply.error);
    else sleeper.awake(undefined);
    this.#watchDeadline();
  }

  /** Whether there is anything to wait for. */
  #waitsFor(wait: Wait): boolean {
    if (wait instanceof Sleep) return this.#sleepFor(wait.micros);
    if (wait instanceof Process) {
      if (wait.ended) return false;
      wait.#waiters ??= [];
      wait.#waiters.push(this as Process<unknown>);
      return true;
    }
    if (!isPromise(wait))
      throw new TypeError(`Expected a sleep, a promise or a process to be yielded, got \`${String(wait)}\``);
    this.#listen(wait, (outcome) => this.#goOnWith(outcome));
    return true;
  }

  #sleepFor(micros: Micros): boolean {
    const { now } = this.kernel;
    const wake = now + micros;
    this.#pastDeadline = this.deadline <= wake;
    if (this.#pastDeadline) this.kernel.arm(this, Math.max(this.deadline, now));
    else if (micros === 0) return false;
    else this.kernel.arm(this, wake);
    return true;
  }

  /** @internal */
  park(micros: Micros, awake: (value: undefined) => void, interrupted: (error: unknown) => void): void {
    this.kernel.catchUp();
    this.#sleeper = { awake, interrupted };
    if (this.#sleepFor(micros)) {
      this.kernel.settled();
      return;
    }
    this.#sleeper = undefined;
    awake(undefined);
  }

  #listen(promise: PromiseLike<unknown>, hear: (outcome: Outcome) => void): void {
    this.kernel.outstanding += 1;
    this.#promises += 1;
    const turn = this.#promises;
    const settle = (outcome: Outcome) =>
      this.kernel.settled(() => {
        if (turn === this.#promises || (this.#steps === undefined && !this.#isLeftBehind)) hear(outcome);
      });
    this.#watchDeadline();
    promise.then(
      (value) => settle({ value }),
      (error) => settle({ error }),
    );
  }

  /** In real time, the deadline may come while a promise is outstanding. */
  #watchDeadline(): void {
    if (!this.kernel.isInRealTime || this.deadline === NEVER) return;
    this.#pastDeadline = true;
    this.kernel.arm(this, Math.max(this.deadline, this.kernel.now));
  }

  /** In virtual time a promise takes none: it goes on in the turn in which it began to wait. */
  #goOnWith(reply: Outcome): void {
    if (this.kernel.isInRealTime) this.#wakeWith(reply);
    else {
      this.#reply = reply;
      this.fire();
    }
  }

  #wakeWith(reply: Outcome): void {
    this.#reply = reply;
    this.kernel.arm(this, this.kernel.now);
  }

  #end(outcome: Outcome): void {
    if (this.ended) return;
    this.ended = true;
    if (this.#pastDeadline) {
      this.#pastDeadline = false;
      this.kernel.cancel(this);
    }
    for (const waiter of this.#waiters ?? []) waiter.#wakeWith(outcome);
    if ("error" in outcome) this.threw(outcome.error);
    else this.returned(outcome.value as T);
  }
}

/**
 * Waits for a result that may be there already, or take its time, one way or the other:
 * `const head = yield* settle(hook.headObject(...))`.
 */
export function* settle<T>(body: Body<T>): Steps<T> {
  if (isSteps(body)) return yield* body;
  return isPromise(body) ? ((yield body) as T) : body;
}

/** Whether a result is yet to come: a generator or promise, not a value. */
export function takesTime<T>(body: Body<T>): body is Steps<T> | PromiseLike<T> {
  return typeof body === "object" && body !== null && (isSteps(body) || isPromise(body));
}

/** Whether it is anything with a `then`. */
export function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}

function isSteps<T>(value: Body<T>): value is Steps<T> {
  return typeof value === "object" && value !== null && typeof (value as { throw?: unknown }).throw === "function";
}
