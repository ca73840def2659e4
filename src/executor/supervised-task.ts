import { endProcess, type RowAsRead, type TaskInstance } from "../database/index.ts";
import { AirflowTaskTimeout, ProcessKilled } from "../definition/index.ts";
import { type Body, Callback, type Micros, NEVER, SECOND } from "../kernel/index.ts";
import type { OnKill } from "./on-kill.ts";
import { Supervisor } from "./supervisor.ts";
import { type Released, TaskProcess } from "./task-process.ts";
import {
  acceptReport,
  finalizeReport,
  refusalOf,
  reportOfFailure,
  reportOfResult,
  type TaskReport,
} from "./task-report.ts";
import type { Worker } from "./worker.ts";

/** `kill(escalation_delay=5.0)`: from SIGTERM to SIGKILL. */
const ESCALATION_DELAY: Micros = 5 * SECOND;

/**
 * The process of a task in Airflow 3, and the supervisor in the worker that starts it, passes on what it reports and beats for
 * it (`ActivitySubprocess`, sdk/execution_time/supervisor.py; `run`, sdk/execution_time/task_runner.py). Neither has a database:
 * the execution API decides whether a task may start, what becomes of it, and refuses whatever comes from one that is not
 * running any more.
 */
export class SupervisedTask extends TaskProcess {
  /** The id that its row had when it was queued. */
  readonly #generation: number;
  #supervisor: Supervisor | undefined;
  /** `should_retry`: settled as it starts. */
  #shouldRetry = false;
  /** Set until its code begins. */
  #isToBegin = false;
  #hasExited = false;
  /** The report that the process makes to its supervisor only, which passes it on when the process has ended. */
  #toPassOn: TaskReport | undefined;
  #isBeingKilled = false;
  #cleaning: OnKill | undefined;
  readonly #sigkill = new Callback(() => this.#killAtLast());
  /** Failed where the supervisor could not report the end. */
  override outcome: "success" | "failed" = "success";

  constructor(worker: Worker, released: Released, instance: TaskInstance, tryNumber: number, generation: number) {
    super(worker, released, instance, tryNumber);
    this.#generation = generation;
  }

  /** Tells if its row has the same id, and is running: else the API server refuses what it reports (404, 409). */
  get #isAccepted(): boolean {
    return this.#isMine && this.instance.state === "running";
  }

  get #isMine(): boolean {
    return this.instance.generation === this.#generation && !this.instance.dagRun.isDeleted;
  }

  override fire(): void {
    if (this.stage !== "executing") {
      super.fire();
      return;
    }
    this.metadata.actAs("worker");
    if (this.#hasExited) this.#superviseEnd();
    else if (this.#isToBegin) this.#beginCode();
    else super.fire();
  }

  /** The child process runs once its supervisor waits for it: behind all that is on the clock for that instant already. */
  protected override begin(): void {
    this.#isToBegin = true;
    this.kernel.arm(this, this.kernel.now + this.setup);
  }

  #beginCode(): void {
    this.#isToBegin = false;
    super.begin();
  }

  protected override body(): Body<unknown> {
    return this.execute();
  }

  /** `ti_run`. */
  protected override mayStart(): RowAsRead | undefined {
    const { instance, metadata } = this;
    const { state, maxTries, triesCounted } = instance;
    if (!this.#isMine || (state !== "queued" && state !== "restarting")) {
      this.log?.notAbleToBeRun();
      this.outcome = "failed";
      return undefined;
    }
    this.#shouldRetry = state === "restarting" || (maxTries !== 0 && triesCounted <= maxTries);
    this.#supervisor = new Supervisor(this.kernel, this.kernel.now, () => this.#beat());
    return metadata.life.start(instance, this);
  }

  /** A line of its log, or a request to the API: its supervisor wakes. */
  override noteActivity(): void {
    this.#supervisor?.wake();
  }

  protected override execute() {
    this.noteActivity(); // that it parses its DAG is a line of its log
    return super.execute();
  }

  /** Each visit to a worker has the whole of it: see `Rules.executionTimeoutBounds`. */
  protected override setDeadline(executionTimeout: Micros): void {
    if (executionTimeout <= 0) throw new AirflowTaskTimeout("");
    this.deadline = this.kernel.now + executionTimeout;
  }

  protected override returned(result: unknown): void {
    this.deadline = NEVER;
    let report: TaskReport;
    try {
      report = reportOfResult(this, this.runnable, result);
    } catch (error) {
      report = reportOfFailure(error, this.#shouldRetry);
    }
    this.#report(report);
  }

  protected override threw(error: unknown): void {
    const isTimeout = error instanceof AirflowTaskTimeout && this.instance.task.settings.executionTimeout !== null;
    this.deadline = NEVER;
    const report = (failure: unknown) => this.#report(reportOfFailure(failure, this.#shouldRetry));
    if (isTimeout) this.onKill((failure) => report(failure ?? error));
    else report(error);
  }

  /** Reports its end. The supervisor alone hears of failed and skipped, all else goes to the server at once. */
  #report(report: TaskReport): void {
    const { rules, observer } = this.metadata;
    const isPassedOn = report.state === "failed" || report.state === "skipped";
    const isRefused = !isPassedOn && !this.#isAccepted;
    const endsByRefusal = isRefused && rules.refusedReportsAre === "an error";
    endProcess(this.instance, this);
    if (isPassedOn) this.#toPassOn = report;
    else if (!isRefused) acceptReport(this, report);
    // it ends with 1: where it may not retry, its supervisor passes on that it failed, in vain
    else if (endsByRefusal && !this.#shouldRetry && !this.#isBeingKilled) this.outcome = "failed";
    if (endsByRefusal) observer.taskError(this.instance, refusalOf(!this.#isMine));
    else finalizeReport(this, report);
    const error = "error" in report ? report.error : undefined;
    if (error !== undefined && !endsByRefusal) observer.taskError(this.instance, error);
    this.#exit();
  }

  /** The process has ended: its supervisor hears of it in a turn of its own. */
  #exit(): void {
    this.context?.abandon();
    this.#supervisor?.stop();
    this.kernel.cancel(this.#sigkill);
    this.#hasExited = true;
    this.kernel.arm(this, this.kernel.now);
  }

  /** `update_task_state_if_needed`. */
  #superviseEnd(): void {
    if (this.#toPassOn !== undefined && !this.#isBeingKilled) {
      if (this.#isAccepted) acceptReport(this, this.#toPassOn);
      else this.outcome = "failed";
    }
    this.stop();
  }

  override stateChangedOutside(): void {
    if (!this.#hasExited) this.#supervisor?.watch();
  }

  /** A heartbeat of a task whose state was changed: the server refuses it, and the supervisor ends the process. */
  #beat(): boolean {
    if (this.#isAccepted) return true;
    this.metadata.actAs("worker");
    this.log?.changedOutside();
    this.terminate();
    return false;
  }

  /** SIGTERM, which only calls `on_kill`: the task goes on then, unless that has failed. SIGKILL comes later. */
  override terminate(): void {
    if (this.stage !== "executing" || this.#hasExited || this.#isBeingKilled) return;
    this.#isBeingKilled = true;
    this.#supervisor?.stop();
    this.kernel.arm(this.#sigkill, this.kernel.now + ESCALATION_DELAY);
    if (this.context === undefined)
      this.#die("SIGTERM"); // it has no handler yet
    else {
      this.holdSleep();
      this.#cleaning = this.onKill((failure) => (failure === undefined ? this.sleepOn() : this.interrupt(failure)));
    }
  }

  #killAtLast(): void {
    this.metadata.actAs("worker");
    this.#die("SIGKILL");
  }

  /** SIGKILL to the task's process alone. Its supervisor reports that it has failed, unless it may be tried again. */
  killProcess(): boolean {
    if (this.stage !== "executing" || this.#hasExited) return false;
    const told = new ProcessKilled("SIGKILL");
    if (!this.#shouldRetry) this.#toPassOn = { state: "failed", error: undefined, isForced: false, told };
    this.#die("SIGKILL");
    return true;
  }

  /** Lets it go with its supervisor, without a word. Returns the last heartbeat; undefined where it does not run. */
  vanish(): Micros | undefined {
    if (this.stage !== "executing" || this.#hasExited || this.#supervisor === undefined) return undefined;
    const lastBeat = Math.max(this.read.startedAt, this.#supervisor.lastBeat);
    this.#hasExited = true;
    this.kill();
    endProcess(this.instance, this);
    this.context?.abandon();
    this.#supervisor.stop();
    this.kernel.cancel(this.#sigkill);
    return lastBeat;
  }

  #die(signal: "SIGTERM" | "SIGKILL"): void {
    if (this.#hasExited) return;
    this.#cleaning?.kill();
    this.kill();
    endProcess(this.instance, this);
    this.metadata.observer.taskError(this.instance, new ProcessKilled(signal));
    this.#exit();
  }
}
