import { invariant } from "../containers/index.ts";
import {
  endProcess,
  type LogSource,
  type Metadata,
  type RowAsRead,
  type RunningProcess,
  type TaskInstance,
} from "../database/index.ts";
import {
  AirflowException,
  AirflowInactiveAssetInInletOrOutletException,
  AirflowTaskTerminated,
  AirflowTaskTimeout,
  type Dataset,
  type RunnableTask,
} from "../definition/index.ts";
import { type Body, type Micros, NEVER, Process, type Steps, settle, sleep, sleepMicros } from "../kernel/index.ts";
import { type ExecutorEvent, WHOLE_DAG } from "../scheduler/index.ts";
import { runCallbacks } from "./callbacks.ts";
import { Heartbeat } from "./heartbeat.ts";
import { OnKill } from "./on-kill.ts";
import { concludeFailure, concludeResult, type TaskEnd } from "./outcomes.ts";
import { ExecutionContext } from "./task-context.ts";
import { TaskLog } from "./task-log.ts";
import type { Worker } from "./worker.ts";

/** Called when a process has left its worker slot. */
export type Released = (process: TaskProcess) => void;

/**
 * The process of a task in its worker slot, as `airflow tasks run` is one: it starts up, checks that its task may run, runs it, looks
 * after it by a heartbeat, schedules what is behind it, and shuts down (jobs/local_task_job_runner.py; spec/airflow-core.md, 3.2 to 3.4).
 */
export class TaskProcess extends Process<unknown> implements ExecutorEvent, RunningProcess {
  readonly instance: TaskInstance;
  /** The try that it was queued as. */
  readonly tryNumber: number;
  readonly #worker: Worker;
  readonly #released: Released;
  /** The task instance as it was when the process began to run it. */
  #read: RowAsRead | undefined;
  /** The place among the processes that the executor has sent; -1 where it is not among them. */
  placeAmongSent = -1;
  /** The end, as the executor takes it. */
  outcome: "success" | "failed" = "success";
  context: ExecutionContext | undefined;
  earlier: RunningProcess | null = null;
  protected stage: "sent" | "starting" | "executing" | "exiting" | "stopping" = "sent";
  #end: TaskEnd | undefined;
  protected task: RunnableTask | undefined;
  #heartbeat: Heartbeat | undefined;
  #killed = false;
  #log: TaskLog | undefined;
  /** From the state running to the task's own code. */
  protected setup: Micros;

  constructor(worker: Worker, released: Released, instance: TaskInstance, tryNumber: number) {
    super(worker.metadata.kernel);
    this.#worker = worker;
    this.#released = released;
    this.instance = instance;
    this.tryNumber = tryNumber;
    this.setup = worker.setup;
  }

  get metadata(): Metadata {
    return this.#worker.metadata;
  }

  /** The try that it runs: another than it was queued as where the task was cleared meanwhile, and queued again. */
  get attempt(): number {
    return this.#read?.tryNumber ?? this.tryNumber;
  }

  /** The task instance, and with it the run, as the process has read them when it began to run. */
  get read(): RowAsRead {
    invariant(this.#read !== undefined, "Expected a process that runs its task, got one that has not begun");
    return this.#read;
  }

  protected get runnable(): RunnableTask {
    invariant(this.task !== undefined, "Expected a process that runs its task, got one that has not begun");
    return this.task;
  }

  /** Notes that its code has logged a line, or asked the database for something. */
  noteActivity(): void {}

  /** Airflow's own lines in the log of the task; undefined where nobody reads it, so that they are not even made. */
  get log(): TaskLog | undefined {
    if (!this.metadata.observer.logs) return undefined;
    this.#log ??= new TaskLog(this.metadata, this.instance, this.attempt);
    return this.#log;
  }

  /** Makes the source of a line of its log. */
  logSource(place = ""): LogSource {
    return { actor: "worker", place, taskInstance: this.instance, attempt: this.attempt };
  }

  override fire(): void {
    this.metadata.actAs("worker");
    switch (this.stage) {
      case "sent": {
        const startup = this.#startup();
        if (startup === 0) this.#start();
        else {
          this.stage = "starting";
          this.kernel.arm(this, this.kernel.now + startup);
        }
        break;
      }
      case "starting":
        this.#start();
        break;
      case "executing":
        super.fire();
        break;
      case "exiting":
        this.#leave();
        break;
      case "stopping":
        this.#released(this);
        break;
    }
  }

  /** The time from the slot to the look at the task: that of all processes, or its own where each has one. */
  #startup(): Micros {
    const { timesOf, startup } = this.#worker;
    if (timesOf === undefined) return startup;
    const { dagRun, task, mapIndex } = this.instance;
    const { dagId } = task.dag;
    const times = timesOf({
      dagId,
      runId: dagRun.runId,
      taskId: task.taskId,
      mapIndex,
      tryNumber: this.tryNumber,
      now: this.kernel.now,
    });
    this.setup = sleepMicros(times.setup);
    return sleepMicros(times.startup);
  }

  protected override promiseSettled(goOn: () => void): void {
    this.metadata.actAs("worker");
    super.promiseSettled(goOn);
  }

  #start(): void {
    if (!this.startTask()) this.stop();
  }

  /** Runs its task, if that is to be run. */
  protected startTask(): boolean {
    const read = this.mayStart();
    if (read === undefined) return false;
    this.#read = read;
    this.#log = undefined; // that of the try that it runs may be another
    this.stage = "executing";
    this.begin();
    return true;
  }

  /** `check_and_change_state_before_execution`. Undefined where the task is not to be run. */
  protected mayStart(): RowAsRead | undefined {
    const { metadata, dependencies } = this.#worker;
    const { instance } = this;
    if (!dependencies.mayRun(instance)) return this.#refuse();
    const { met, outright } = dependencies.evaluate(instance, WHOLE_DAG.relatives(instance));
    if (outright !== null) metadata.life.setStateUnflushed(instance, outright);
    metadata.flush();
    if (!met) {
      metadata.observer.waits?.because(instance, { kind: "refusedByWorker" });
      return this.#refuse(); // it stays queued: the scheduler will take it for killed
    }
    this.log?.dependenciesMet("non-requeueable");
    if (!dependencies.hasRoom(instance)) {
      this.log?.noRoom();
      metadata.life.giveBack(instance);
      return this.#refuse();
    }
    this.log?.dependenciesMet("requeueable");
    return this.enterRunning();
  }

  /** Lets its task instance run from now on. */
  protected enterRunning(): RowAsRead {
    return this.metadata.life.start(this.instance, this);
  }

  #refuse(): undefined {
    this.log?.notAbleToBeRun();
    return undefined;
  }

  protected override body(): Body<unknown> {
    return this.setup === 0 ? this.execute() : this.#executeAfterSetup();
  }

  *#executeAfterSetup(): Steps<unknown> {
    yield sleep(this.setup / 1e6);
    return yield* settle(this.execute());
  }

  /** `_execute_task_with_callbacks`, as far as the task's own code. */
  protected execute(): Body<unknown> {
    const { instance } = this;
    const { settings } = instance.task;
    const { nextMethod, nextKwargs } = instance;
    this.log?.starting(nextMethod !== null);
    const context = new ExecutionContext(this.#worker, instance, this);
    this.context = context;
    if (nextMethod === null) instance.dagRun.xcoms.clear(instance.task.taskId, instance.mapIndex);
    const task = instance.task.operator.prepareForExecution(context);
    this.task = task;
    task.renderTemplateFields(context);
    if (settings.outlets.length > 0) this.#checkOutlets(settings.outlets);
    task.preExecute(context);
    runCallbacks("on_execute", instance, context);
    if (settings.executionTimeout !== null) this.setDeadline(settings.executionTimeout);
    return nextMethod === null ? task.execute(context) : task.resumeExecution(nextMethod, nextKwargs ?? {}, context);
  }

  /** `_validate_task_inlets_and_outlets`. The API server finds no outlets of a mapped task. */
  #checkOutlets(outlets: readonly Dataset[]): void {
    if (this.instance.task.isMapped) return;
    const inactive = this.metadata.datasets.inactiveAmong(outlets);
    if (inactive.length > 0) throw new AirflowInactiveAssetInInletOrOutletException(inactive);
  }

  /** The time that a try may take, deferrals included: after one, what is left of it since its first start. */
  protected setDeadline(executionTimeout: Micros): void {
    const { now } = this.kernel;
    const { nextMethod, startDate } = this.instance;
    const begun = nextMethod === null ? now : (startDate ?? now);
    if (begun + executionTimeout <= now) throw new AirflowTaskTimeout("");
    this.deadline = begun + executionTimeout;
  }

  protected override description(): string {
    const { task, dagRun } = this.instance;
    return `The task "${task.taskId}" of the DAG "${task.dag.dagId}", run "${dagRun.runId}",`;
  }

  protected override abandoned(): void {
    this.context?.abandon();
  }

  protected override deadlineError(): AirflowTaskTimeout {
    return new AirflowTaskTimeout("Timeout");
  }

  protected override returned(result: unknown): void {
    this.deadline = NEVER;
    const task = this.runnable;
    let end: TaskEnd;
    try {
      end = concludeResult(this, task, result);
    } catch (error) {
      end = concludeFailure(this, error);
    }
    this.#finish(end);
  }

  protected override threw(error: unknown): void {
    const isTimeout = error instanceof AirflowTaskTimeout && this.instance.task.settings.executionTimeout !== null;
    this.deadline = NEVER;
    if (isTimeout) this.onKill((failure) => this.#finish(concludeFailure(this, failure ?? error)));
    else this.#finish(concludeFailure(this, error));
  }

  #finish(end: TaskEnd): void {
    this.context?.abandon();
    endProcess(this.instance, this);
    this.#end = end;
    const { exit } = this.#worker;
    if (exit === 0) this.#leave();
    else this.#linger(exit);
  }

  /** Goes on for a while after its end is written. Its heartbeats find that it is not running any more. */
  #linger(exit: Micros): void {
    this.stage = "exiting";
    this.kernel.arm(this, this.kernel.now + exit);
    if (!this.#killed) this.stateChangedOutside();
  }

  #leave(): void {
    const end = this.#end;
    invariant(end !== undefined, "Expected a process whose task has ended, got one that runs it");
    this.kernel.cancel(this);
    this.#heartbeat?.stop();
    const { state } = this.instance;
    if (!this.#killed)
      this.log?.exited(end === "deferred" ? 100 : state === "failed" || state === "up_for_retry" ? 1 : 0);
    this.exited(end);
  }

  /** The process is over. */
  protected exited(end: TaskEnd): void {
    if (end !== "deferred" && !this.#killed) this.scheduleDownstream();
    this.stop();
  }

  /** `schedule_downstream_tasks`, unless that is switched off. */
  scheduleDownstream(): void {
    const { metadata, miniScheduler } = this.#worker;
    if (!metadata.config.scheduler.scheduleAfterTaskExecution || this.instance.dagRun.isDeleted) return;
    const scheduled = miniScheduler.scheduleDownstreamTasks(this.instance);
    this.log?.scheduledDownstream(scheduled);
  }

  protected stop(): void {
    this.stage = "stopping";
    const { shutdown } = this.#worker;
    if (shutdown === 0) this.#released(this);
    else this.kernel.arm(this, this.kernel.now + shutdown);
  }

  /** Lets its heartbeats notice that its task instance is not running any more, as far as the database goes. */
  stateChangedOutside(): void {
    this.#heartbeat ??= new Heartbeat(this.metadata, this.instance, this.read.startedAt, () => {
      this.log?.changedOutside();
      this.terminate();
    });
    this.#heartbeat.watch();
  }

  /** SIGTERM: the task's code cleans up, then finds an exception where it waits. */
  terminate(): void {
    const isExiting = this.stage === "exiting";
    if (!isExiting && (this.stage !== "executing" || this.ended)) return;
    this.#killed = true;
    this.log?.terminated();
    if (isExiting) this.kernel.cancel(this);
    else this.leaveWait(); // the signal's handler has the thread: nothing else goes on meanwhile
    const { terminationIsAnException } = this.metadata.rules;
    const Termination = terminationIsAnException ? AirflowException : AirflowTaskTerminated;
    this.onKill((failure) => {
      const error = failure ?? new Termination("Task received SIGTERM signal");
      if (!isExiting) this.interrupt(error);
      else {
        this.metadata.observer.taskError(this.instance, error);
        this.#leave();
      }
    });
  }

  /** Calls `on_kill` and waits for it. An error of it takes the place of the one that it was called for. */
  protected onKill(then: (failure: unknown) => void): OnKill {
    const clean = () => this.task?.onKill(this.context as ExecutionContext);
    const awake = () => this.metadata.actAs("worker");
    const cleaning = new OnKill(this.kernel, clean, awake, then);
    cleaning.start(this.deadline, () => this.deadlineError());
    return cleaning;
  }
}
