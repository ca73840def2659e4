import { type Code, Coroutine, isAsync, isPromise, isSteps, type Outcome, told } from "./coroutine.ts";
import type { Kernel } from "./kernel.ts";
import { type Micros, NEVER } from "./micros.ts";
import { BlockingSleep, Sleep } from "./sleep.ts";

/** Anything that a generator may yield: a sleep, a promise to wait for, or another process to wait for. */
export type Wait = Sleep | PromiseLike<unknown> | Process<unknown>;

/** A generator that runs in virtual time. */
export type Steps<T> = Generator<Wait, T, unknown>;

/** An async generator that runs in virtual time. It has awaited a sleep or a promise that it yields. */
export type AsyncSteps<T> = AsyncGenerator<Wait | undefined, T, unknown>;

/** The code of a process: a generator, async or not, and a promise take their time, any other value is a result at once. */
export type Body<T> = Steps<T> | AsyncSteps<T> | PromiseLike<T> | T;

/**
 * A thread of virtual time, which sleeps by the kernel's clock. A subclass uses the result: `returned` or `threw` is called
 * once, at the end. `kernel.spawn` makes a process that keeps it.
 *
 * @example
 * ```ts
 * import { Kernel, type Process, sleep } from "airlapse/kernel";
 *
 * const kernel = new Kernel();
 * const patient: Process<void> = kernel.spawn(function* () {
 *   try {
 *     yield sleep(3600);
 *   } finally {
 *     console.log(`interrupted at ${kernel.now / 1e6} s`); // interrupted at 60 s
 *   }
 * });
 * kernel.spawn(function* () {
 *   yield sleep(60);
 *   patient.interrupt(new Error("enough"));
 *   try {
 *     yield patient;
 *   } catch (error) {
 *     console.log(String(error)); // Error: enough
 *   }
 * });
 * kernel.run();
 * ```
 */
export abstract class Process<T> extends Coroutine<T> {
  /** A sleep that would reach this instant ends there, with `deadlineError()`. */
  deadline: Micros = NEVER;
  /** The outcome that wakes it. Undefined at the end of a sleep. */
  #reply: Outcome | undefined;
  /** Set while it is armed for its deadline. */
  #pastDeadline = false;
  /** Set while its sleep is held. */
  #isHeld = false;
  /** The instant at which its last sleep ends. */
  #wakesAt: Micros = NEVER;
  #waiters: ((outcome: Outcome) => void)[] | undefined;

  protected abstract returned(value: T): void;
  protected abstract threw(error: unknown): void;

  /** The error with which a sleep past the deadline ends. */
  protected deadlineError(): unknown {
    return new Error("Deadline passed");
  }

  protected override description(): string {
    return "A process";
  }

  protected override get mayYield(): string {
    return "a sleep, a promise or a process";
  }

  /** True if another process waits for this one, and so will hear of its error. */
  get awaited(): boolean {
    return this.#waiters !== undefined;
  }

  /** Ends its wait at once with an error, which is thrown where the body waits. */
  interrupt(error: unknown): void {
    if (this.ended) return;
    this.leaveWait();
    this.#wakeWith({ error });
  }

  protected override leaveWait(): void {
    this.#isHeld = false;
    super.leaveWait();
    this.kernel.cancel(this);
    this.abandoned();
  }

  /** Called when the answer to a promise is of no use any more. */
  protected abandoned(): void {}

  /** Goes on: its instant has come. */
  override fire(): void {
    let reply = this.#reply;
    this.#reply = undefined;
    if (this.#pastDeadline) {
      this.#pastDeadline = false;
      if (reply === undefined) this.leaveWait();
      reply ??= { error: this.deadlineError() };
    }
    this.resume(reply);
  }

  protected override sleepFor(micros: Micros): boolean {
    if (this.#reply !== undefined) return true; // it was interrupted, and is armed for that
    const { now } = this.kernel;
    const wake = now + micros;
    this.#pastDeadline = this.deadline <= wake;
    if (!this.#pastDeadline && micros === 0) return false;
    this.#wakesAt = this.#pastDeadline ? Math.max(this.deadline, now) : wake;
    this.kernel.arm(this, this.#wakesAt);
    return true;
  }

  /** Holds its sleep, if it sleeps: the handler of a signal has the thread. */
  protected holdSleep(): void {
    if (!this.armed || this.#reply !== undefined) return;
    this.kernel.cancel(this);
    this.#isHeld = true;
  }

  /** Goes on with a sleep that was held: it is put on the clock anew, and ends at once where its time is over (PEP 475). */
  protected sleepOn(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.kernel.arm(this, Math.max(this.#wakesAt, this.kernel.now));
  }

  protected override takes(step: unknown): boolean | undefined {
    if (!(step instanceof Process)) return undefined;
    if (step.ended) return false;
    step.#waiters ??= [];
    step.#waiters.push((outcome) => this.#wakeWith(outcome));
    return true;
  }

  /** In real time, the deadline may come while a promise is outstanding. */
  protected override waitsForPromise(): void {
    if (this.deadline === NEVER) return;
    this.#pastDeadline = true;
    this.#wakesAt = Math.max(this.deadline, this.kernel.now);
    this.kernel.arm(this, this.#wakesAt);
  }

  protected override promiseSettled(goOn: () => void): void {
    this.#forgetDeadline();
    goOn();
  }

  #forgetDeadline(): void {
    if (!this.#pastDeadline) return;
    this.#pastDeadline = false;
    this.kernel.cancel(this);
  }

  #wakeWith(reply: Outcome): void {
    this.#reply = reply;
    this.kernel.arm(this, this.kernel.now);
  }

  protected override concluded(outcome: Outcome<T>): void {
    this.#forgetDeadline();
    if (this.#waiters !== undefined) for (const hear of this.#waiters) hear(outcome);
    if ("error" in outcome) this.threw(outcome.error);
    else this.returned(outcome.value);
  }
}

/**
 * A process by itself, which keeps its result. An error that no other process waits for ends the kernel's run.
 *
 * @example
 * ```ts
 * import { Kernel, sleep } from "airlapse/kernel";
 *
 * const kernel = new Kernel();
 * const process = kernel.spawn(function* () {
 *   yield sleep(45 * 60);
 *   return "bread";
 * });
 * kernel.run();
 * console.log(process.value, kernel.now / 60e6); // bread 45
 * ```
 */
export class SpawnedProcess<T> extends Process<T> {
  readonly #body: (process: Process<T>) => Body<T>;
  #begun = false;
  #result: { readonly value: T } | undefined;

  constructor(kernel: Kernel, body: (process: Process<T>) => Body<T>) {
    super(kernel);
    this.#body = body;
  }

  /** The result of the body. Throws an error if it has not returned. */
  get value(): T {
    if (this.#result === undefined)
      throw new Error(`Expected the process to have returned, it ${this.ended ? "threw" : "is still running"}`);
    return this.#result.value;
  }

  override fire(): void {
    if (this.#begun) {
      super.fire();
      return;
    }
    this.#begun = true;
    this.begin();
  }

  protected override body(): Code<T> {
    return this.#body(this);
  }

  protected override returned(value: T): void {
    this.#result = { value };
  }

  protected override threw(error: unknown): void {
    if (!this.awaited) this.kernel.fail(error);
  }
}

/**
 * Waits for a result, which may be a value, a promise or a generator.
 *
 * @example
 * ```ts
 * import { type Body, Kernel, settle, sleep } from "airlapse/kernel";
 *
 * function* more(than: Body<number>) {
 *   return 1 + (yield* settle(than));
 * }
 *
 * const kernel = new Kernel();
 * kernel.spawn(function* () {
 *   function* later() {
 *     yield sleep(60);
 *     return 2;
 *   }
 *   console.log(yield* more(40), yield* more(later()), kernel.now / 1e6); // 41 3 60
 * });
 * kernel.run();
 * ```
 */
export function* settle<T>(body: Body<T>): Steps<T> {
  if (isPromise(body)) return (yield body) as T;
  if (!isSteps(body)) return body;
  return yield* isAsync(body) ? stepByStep(body) : body;
}

/** Runs an async generator within another generator. */
function* stepByStep<T>(steps: AsyncSteps<T>): Steps<T> {
  let reply: Outcome = { value: undefined };
  for (;;) {
    const { done, value } = (yield told(steps, reply)) as IteratorResult<Wait | undefined, T>;
    if (done === true) return value;
    reply = value === undefined ? { value } : yield* outcomeOf(value);
  }
}

/** Waits, and returns the outcome, also where that is an error. */
export function* outcomeOf(wait: Wait): Steps<Outcome> {
  try {
    return { value: yield wait };
  } catch (error) {
    return { error };
  }
}

/** Tells if a result is yet to come: a generator or a promise, not a value. */
export function takesTime<T>(body: Body<T>): body is Steps<T> | AsyncSteps<T> | PromiseLike<T> {
  return typeof body === "object" && body !== null && (isSteps<unknown>(body) || isPromise<unknown>(body));
}

/**
 * Runs steps as synchronous code that an event loop calls, such as a client of boto3 within a trigger: its sleeps stop the loop.
 */
export function* blocking<T>(steps: Steps<T>): Steps<T> {
  let step = steps.next(undefined);
  try {
    while (step.done !== true) {
      const { value } = step;
      const reply = yield* outcomeOf(value instanceof Sleep ? new BlockingSleep(value.micros / 1e6) : value);
      step = told(steps, reply);
    }
    return step.value;
  } finally {
    if (step.done !== true) steps.return(undefined as never); // it was closed where it waits
  }
}
