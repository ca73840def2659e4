import { invariant } from "../containers/index.ts";
import {
  type Actor,
  CodeContext,
  type LogSource,
  NoticedLog,
  type RunningTrigger,
  type Runtime,
  type TriggerRow,
  type WaitCause,
} from "../database/index.ts";
import {
  CancelledError,
  DATABASE,
  exceptionMessage,
  type Logger,
  type LogLevel,
  type ServiceKey,
  type Trigger,
  type TriggerContext,
  TriggerEvent,
} from "../definition/index.ts";
import { type Code, Coroutine, type Micros, NEVER, type Outcome, type Seconds, type Sleep } from "../kernel/index.ts";
import { type EventLoop, type LoopTimer, timerOf } from "./event-loop.ts";
import { OnKill } from "./on-kill.ts";

/** The end of a trigger. */
export type TriggerEnd =
  | { readonly kind: "returned" }
  | { readonly kind: "threw"; readonly error: unknown }
  | { readonly kind: "cancelled" };

/** Hears of running triggers. */
export interface TriggerListener {
  fired(task: TriggerTask, event: TriggerEvent): void;
  ended(task: TriggerTask): void;
  /** A line was logged. */
  lineWritten(): void;
}

/** The context of a trigger's code. */
class TriggerCodeContext extends CodeContext implements TriggerContext {
  readonly #task: TriggerTask;
  #noticedLog: NoticedLog | undefined;

  constructor(runtime: Runtime, task: TriggerTask) {
    super(runtime);
    this.#task = task;
  }

  sleep(seconds: Seconds): Sleep {
    return this.#task.sleep(seconds);
  }

  get ti(): TriggerContext["ti"] {
    return this.#task.row.taskInstance;
  }

  override noteLine(): void {
    this.#task.noteLine();
  }

  override get log(): Logger {
    this.#noticedLog ??= new NoticedLog(super.log, () => this.#task.noteLine());
    return this.#noticedLog;
  }

  /** A request to the execution API goes through the triggerer's supervisor, and wakes it as a line of the log does. */
  override service<Service>(key: ServiceKey<Service>): Service {
    if (key === (DATABASE as ServiceKey<unknown>)) this.#task.noteLine();
    return super.service(key);
  }

  protected override get actor(): Actor {
    return "triggerer";
  }

  protected override logSource(): LogSource {
    return this.#task.logSource();
  }
}

/**
 * A trigger that runs: an asyncio task around its `run` (`run_trigger`, jobs/triggerer_job_runner.py). It goes on after an
 * event, until it returns, throws or is cancelled.
 */
export class TriggerTask extends Coroutine<void> implements RunningTrigger {
  readonly row: TriggerRow;
  readonly loop: EventLoop;
  /** The places among the triggers that run, and among those that have ended. */
  place = -1;
  placeAmongEnded = -1;
  /** The number of events that it has sent. */
  events = 0;
  end: TriggerEnd | undefined;
  readonly #runtime: Runtime;
  readonly #listener: TriggerListener;
  readonly #trigger: Trigger;
  /** The try of the task that waits for it. */
  readonly #attempt: number;
  /** The deferral's timeout, as it was when the trigger was started. */
  readonly #timeout: Micros;
  #context: TriggerCodeContext | undefined;
  #isCancelled = false;
  /** Ends a sleep, but not one that was left as it was cancelled. */
  readonly #goOn = () => {
    if (!this.#isCancelled) this.fire();
  };

  readonly #waking: LoopTimer = { call: this.#goOn, isStale: () => this.#isCancelled };

  constructor(loop: EventLoop, runtime: Runtime, row: TriggerRow, listener: TriggerListener) {
    super(runtime.kernel);
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

  /** Notes that its code has logged a line. */
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

  /** Records the cause that its task waits for, unless the task waits for another trigger by now. */
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

  /** The name in the logs of the triggerer. */
  get #name(): string {
    const { task, dagRun, mapIndex } = this.row.taskInstance;
    return `${[task.dag.dagId, dagRun.runId, task.taskId, mapIndex, this.#attempt].join("/")} (ID ${this.row.id})`;
  }

  /** Names its class and its task, for errors. */
  get title(): string {
    const { taskInstance, trigger } = this.row;
    const { task, dagRun } = taskInstance;
    return `${trigger.triggerType} of task "${task.taskId}" of the DAG "${task.dag.dagId}" in run "${dagRun.runId}"`;
  }

  protected override description(): string {
    return `The trigger ${this.title}`;
  }

  protected override get mayYield(): string {
    return "a sleep, a promise or a TriggerEvent";
  }

  /** Begins, or ends a sleep. */
  override fire(): void {
    if (this.#context !== undefined) {
      this.resume();
      return;
    }
    this.#report(595, "INFO", "trigger {name} starting");
    this.#explain("triggerCondition");
    this.#context = new TriggerCodeContext(this.#runtime, this);
    this.begin();
  }

  protected override body(): Code<void> {
    invariant(this.#context !== undefined, "Expected the context of a trigger to be made before its code");
    return this.#trigger.run(this.#context);
  }

  /**
   * `asyncio.sleep`: unlike in a task's process, a sleep of no time lets everybody else have a turn. An async generator goes
   * to sleep when the loop may rest already.
   */
  protected override sleepFor(micros: Micros): boolean {
    const waking = this.#isCancelled ? timerOf(() => this.fire()) : this.#waking;
    if (micros === 0) this.loop.callSoonThreadsafe(waking.call);
    else this.loop.callAt(this.kernel.now + micros, waking);
    return true;
  }

  /** `time.sleep`, in code that is not async: it stops the loop. */
  protected override blockFor(micros: Micros): boolean {
    if (micros === 0) return false;
    this.loop.blockFor(micros, this.#goOn);
    return true;
  }

  protected override takes(step: unknown): false | undefined {
    if (!(step instanceof TriggerEvent)) return undefined;
    this.events += 1;
    this.#explain("triggererLoop");
    this.#log(599, "INFO", "Trigger {name} fired: TriggerEvent<%r>", step.payload);
    this.#listener.fired(this, step);
    return false;
  }

  protected override promiseSettled(goOn: () => void): void {
    this.loop.callSoonThreadsafe(goOn);
  }

  /** Ends it where it waits, in the next turn. What it does to clean up may take turns of its own. */
  cancel(): void {
    if (this.ended || this.#isCancelled) return;
    this.#isCancelled = true;
    if (this.#timeout < this.kernel.now) this.#log(606, "ERROR", "Trigger cancelled due to timeout");
    this.#log(607, "ERROR", "Trigger cancelled; message=%s", "");
    this.#context?.abandon();
    this.leaveWait();
    this.loop.callSoon(() => this.close(new CancelledError()));
  }

  protected override concluded(outcome: Outcome): void {
    if (this.#isCancelled) this.end = { kind: "cancelled" };
    else this.end = "error" in outcome ? { kind: "threw", error: outcome.error } : { kind: "returned" };
    this.#context?.abandon();
    if (!this.#isCancelled && this.events === 0) this.#explain("triggererLoop");
    if (this.#isKilled) this.#kill();
    else this.#complete();
  }

  /** True if somebody has acted on its task, as far as its time is not up. */
  get #isKilled(): boolean {
    const { rules, kernel } = this.#runtime;
    const hasBegun = this.#context !== undefined;
    return rules.cancelledTriggersAreKilled && this.#isCancelled && hasBegun && this.#timeout >= kernel.now;
  }

  #kill(): void {
    this.#report(1656, "INFO", "Trigger cancelled by user action, invoking on_kill");
    const context = new TriggerCodeContext(this.#runtime, this);
    const code = () => this.#trigger.onKill?.(context);
    new OnKill({ loop: this.loop, kernel: this.kernel, title: this.title, code }, (outcome) => {
      context.abandon();
      if ("error" in outcome)
        this.#report(1665, "WARNING", "on_kill() raised an exception: %s", exceptionMessage(outcome.error));
      this.#complete();
    });
  }

  #complete(): void {
    try {
      this.#trigger.cleanup();
    } catch {
      // what cleaning up throws is ignored: `with suppress(Exception)`
    }
    this.#report(621, "INFO", "trigger {name} completed");
    this.#listener.ended(this);
  }
}
