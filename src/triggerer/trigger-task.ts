import type { LogSource, RunningTrigger, Runtime, TriggerRow, WaitCause } from "../database/index.ts";
import {
  CancelledError,
  exceptionMessage,
  type LogLevel,
  type Trigger,
  TriggerEvent,
  type TriggerRun,
  type TriggerStep,
} from "../definition/index.ts";
import { type AsyncSleeper, isPromise, type Micros, NEVER, Sleep } from "../kernel/index.ts";
import type { EventLoop } from "./event-loop.ts";
import { TriggerCodeContext } from "./trigger-context.ts";

/** How a trigger has ended. */
export type TriggerEnd =
  | { readonly kind: "returned" }
  | { readonly kind: "threw"; readonly error: unknown }
  | { readonly kind: "cancelled" };

/** Who is told of a running trigger. */
export interface TriggerListener {
  fired(task: TriggerTask, event: TriggerEvent): void;
  ended(task: TriggerTask): void;
  /** A line was logged. */
  lineWritten(): void;
}

type Reply = { readonly value: unknown } | { readonly error: unknown };

/** The end of a sleep. */
const NOTHING: Reply = { value: undefined };

/**
 * A trigger that runs: an asyncio task around its `run` (`run_trigger`, jobs/triggerer_job_runner.py). It goes on after an
 * event, until it returns, throws or is cancelled.
 */
export class TriggerTask implements AsyncSleeper, RunningTrigger {
  readonly row: TriggerRow;
  readonly loop: EventLoop;
  /** Its place among those that run, and among those that have ended. */
  place = -1;
  placeAmongEnded = -1;
  /** How many events it has sent. */
  events = 0;
  end: TriggerEnd | undefined;
  readonly #runtime: Runtime;
  readonly #listener: TriggerListener;
  readonly #trigger: Trigger;
  /** The try of the task that waits for it. */
  readonly #attempt: number;
  /** The deferral's timeout, as it was when the trigger was started. */
  readonly #timeout: Micros;
  #run: TriggerRun | undefined;
  #context: TriggerCodeContext | undefined;
  #isCancelled = false;
  readonly #goOn = () => (this.#run === undefined ? this.#begin() : this.#advance(NOTHING));
  /** Ends the sleep of an async generator with an error. */
  #interruptSleep: ((error: unknown) => void) | undefined;

  constructor(loop: EventLoop, runtime: Runtime, row: TriggerRow, listener: TriggerListener) {
    this.row = row;
    this.loop = loop;
    this.#runtime = runtime;
    this.#listener = listener;
    this.#trigger = row.made ?? row.trigger.recreate(row.kwargs);
    this.#attempt = row.taskInstance.tryNumber;
    this.#timeout = row.taskInstance.triggerTimeout ?? NEVER;
    loop.callSoon(this.#goOn);
  }

  logSource(place = ""): LogSource {
    const { taskInstance, triggerer } = this.row;
    const which = triggerer === null ? {} : { triggererId: triggerer.id };
    return { actor: "triggerer", place, taskInstance, attempt: this.#attempt, ...which };
  }

  /** Its code has logged a line. */
  noteLine(): void {
    this.#listener.lineWritten();
  }

  /** A line of Airflow's own in the log of the trigger, by where it is in jobs/triggerer_job_runner.py. */
  #log(line: number, level: LogLevel, template: string, value?: unknown): void {
    const { observer } = this.#runtime;
    this.noteLine();
    if (!observer.logs) return;
    const source = this.logSource(`triggerer_job_runner.py:${line}`);
    observer.log(source, level, template.replace("{name}", this.#name), [value]);
  }

  /** A line about the trigger in the triggerer's own log. */
  #report(line: number, level: LogLevel, template: string, value?: unknown): void {
    const { observer } = this.#runtime;
    this.noteLine();
    if (!observer.logs) return;
    const source = { actor: "triggerer", place: `triggerer_job_runner.py:${line}` } as const;
    observer.log(source, level, template.replace("{name}", this.#name), [value]);
  }

  /** What its task waits for from now on, unless that waits for another by now. */
  #explain(cause: WaitCause): void {
    const { waits } = this.#runtime.observer;
    const { taskInstance } = this.row;
    if (waits !== undefined && taskInstance.trigger === this.row && taskInstance.state === "deferred")
      waits.waitsFor(taskInstance, cause);
  }

  /** The triggerer has found it ended, and not because it was told to. */
  logEnd(): void {
    if (this.end?.kind === "threw")
      this.#report(535, "ERROR", "Trigger {name} exited with error %s", exceptionMessage(this.end.error));
    if (this.events === 0)
      this.#report(546, "ERROR", "Trigger {name} exited without sending an event. Dependent tasks will be failed.");
  }

  /** What the triggerer calls it. */
  get #name(): string {
    const { task, dagRun, mapIndex } = this.row.taskInstance;
    return `${[task.dag.dagId, dagRun.runId, task.taskId, mapIndex, this.#attempt].join("/")} (ID ${this.row.id})`;
  }

  /** Ends it where it waits, in the next turn. What it does to clean up may take turns of its own. */
  cancel(): void {
    if (this.end !== undefined || this.#isCancelled) return;
    this.#isCancelled = true;
    if (this.#timeout < this.loop.kernel.now) this.#log(606, "ERROR", "Trigger cancelled due to timeout");
    this.#log(607, "ERROR", "Trigger cancelled; message=%s", "");
    this.#context?.abandon();
    this.loop.callSoon(() => this.#unwind(() => this.#run?.return(undefined)));
  }

  /** Lets a generator do what it does `finally`; an async one, as far as it sleeps. */
  #unwind(step: () => ReturnType<TriggerRun["return"]> | undefined): void {
    const interrupt = this.#interruptSleep;
    if (interrupt !== undefined) {
      this.#interruptSleep = undefined;
      this.loop.kernel.outstanding += 1;
      interrupt(new CancelledError());
      return; // `#stepped` or `#finish` hears what comes of it
    }
    let unwound = true;
    try {
      const result = step();
      if (result !== undefined && !isPromise(result) && result.done !== true && result.value instanceof Sleep) {
        unwound = false;
        this.#after(result.value.micros, () => this.#unwind(() => this.#run?.next(undefined)));
      }
    } catch {
      // whatever goes wrong now, it was cancelled
    }
    if (unwound) this.#finish({ kind: "cancelled" });
  }

  #begin(): void {
    if (this.end !== undefined || this.#isCancelled) return;
    this.#report(595, "INFO", "trigger {name} starting");
    this.#explain("triggerCondition");
    try {
      this.#context = new TriggerCodeContext(this.#runtime, this);
      this.#run = this.#trigger.run(this.#context);
    } catch (error) {
      this.#finish({ kind: "threw", error });
      return;
    }
    this.#advance(NOTHING);
  }

  #advance(reply: Reply): void {
    if (this.end !== undefined || this.#isCancelled) return;
    const run = this.#run as TriggerRun;
    try {
      const step = "error" in reply ? run.throw(reply.error) : run.next(reply.value);
      if (isPromise(step))
        this.#listen(
          step,
          (result) => this.#stepped(result),
          (error) => this.#finish({ kind: "threw", error }),
        );
      else this.#stepped(step);
    } catch (error) {
      this.#finish({ kind: "threw", error });
    }
  }

  #stepped({ done, value }: IteratorResult<TriggerStep | undefined, void>): void {
    if (done === true || this.#isCancelled) this.#finish({ kind: "returned" });
    else if (value instanceof TriggerEvent) {
      this.events += 1;
      this.#explain("triggererLoop");
      this.#log(599, "INFO", "Trigger {name} fired: TriggerEvent<%r>", value.payload);
      this.#listener.fired(this, value);
      this.#advance(NOTHING);
    } else if (value instanceof Sleep) this.#after(value.micros, this.#goOn);
    else if (isPromise(value))
      this.#listen(
        value,
        (result) => this.#advance({ value: result }),
        (error) => this.#advance({ error }),
      );
    else if (value === undefined)
      this.#advance(NOTHING); // an async generator has awaited what it yields
    else
      this.#advance({
        error: new TypeError(`Expected a sleep, a promise or a TriggerEvent to be yielded, got \`${String(value)}\``),
      });
  }

  /**
   * `asyncio.sleep`: unlike in a task's process, a sleep of no time lets everybody else have a turn. An async generator goes
   * to sleep when the loop may rest already.
   */
  #after(micros: Micros, call: () => void): void {
    if (micros === 0) this.loop.callSoonThreadsafe(call);
    else this.loop.callAt(this.loop.kernel.now + micros, call);
  }

  #listen<T>(promise: PromiseLike<T>, kept: (value: T) => void, broken: (error: unknown) => void): void {
    const { kernel } = this.loop;
    const settle = (call: () => void) =>
      kernel.settled(() => {
        if (this.end === undefined) this.loop.callSoonThreadsafe(call);
      });
    kernel.outstanding += 1;
    promise.then(
      (value) => settle(() => kept(value)),
      (error) => settle(() => broken(error)),
    );
  }

  /** @internal An async generator awaits a sleep. */
  park(micros: Micros, awake: (value: undefined) => void, interrupted: (error: unknown) => void): void {
    const { kernel } = this.loop;
    kernel.catchUp();
    this.#interruptSleep = interrupted;
    this.#after(micros, () => {
      if (this.end !== undefined || this.#interruptSleep !== interrupted) return;
      this.#interruptSleep = undefined;
      kernel.outstanding += 1;
      awake(undefined);
    });
    kernel.settled();
  }

  #finish(end: TriggerEnd): void {
    if (this.end !== undefined) return;
    this.end = this.#isCancelled ? { kind: "cancelled" } : end;
    this.#context?.abandon();
    if (!this.#isCancelled && this.events === 0) this.#explain("triggererLoop");
    try {
      this.#trigger.cleanup();
    } catch {
      // what cleaning up throws is ignored: `with suppress(Exception)`
    }
    this.#report(621, "INFO", "trigger {name} completed");
    this.#listener.ended(this);
  }
}
