import { byText, type Metadata, setOwner, type TaskInstance } from "../database/index.ts";
import { type Micros, NEVER } from "../kernel/index.ts";
import type { Executor, ExecutorEvent, Ownership } from "./executor.ts";
import type { SchedulerLog } from "./scheduler-log.ts";
import type { Step } from "./step.ts";

/**
 * Reacts to the tasks that the executor has done with (`_process_executor_events`, jobs/scheduler_job_runner.py). A task that
 * is still queued though its process has ended was never run: it counts as killed from outside. Where it has callbacks,
 * Airflow leaves that to the DAG processor, which takes no time here, and has the DAG itself, not its serialized form.
 */
export class ProcessExecutorEvents implements Step {
  readonly #metadata: Metadata;
  readonly #executor: Executor;
  readonly #log: SchedulerLog;
  readonly #ownership: Ownership | undefined;
  /** Events of the last run that no row was found for. While there are any, the scheduler does not sleep. */
  left = 0;
  /** Tasks that were cleared while they ran, and whose end the events tell. */
  #restarting: TaskInstance[] = [];

  constructor(metadata: Metadata, executor: Executor, log: SchedulerLog, ownership?: Ownership) {
    this.#metadata = metadata;
    this.#executor = executor;
    this.#log = log;
    this.#ownership = ownership;
  }

  due(from: Micros): Micros {
    return this.#executor.hasEvents ? from : NEVER;
  }

  run(): void {
    this.left = 0;
    const events = this.#executor.takeEvents();
    if (events.length === 0) return;
    for (const { instance, tryNumber } of events) this.#log.read?.executorEvent(instance, tryNumber);
    const [only] = events;
    if (only !== undefined && events.length === 1 && !only.instance.dagRun.isDeleted) {
      this.#react(only);
      this.#restart();
      return;
    }
    // several events of one task instance: each key stays, but only the last try is looked up; a deleted one is not found
    const last = new Map<TaskInstance, ExecutorEvent>();
    for (const event of events) if (!event.instance.dagRun.isDeleted) last.set(event.instance, event);
    for (const event of last.values()) this.#react(event);
    this.#restart();
    this.left = events.length - last.size;
  }

  #react({ instance, tryNumber, outcome = "success", isSilent = false, externalExecutorId }: ExecutorEvent): void {
    if (externalExecutorId !== undefined) {
      setOwner(instance, { externalExecutorId });
      return;
    }
    const { observer } = this.#metadata;
    this.#log.read?.finished(instance, tryNumber);
    if (instance.tryNumber !== tryNumber || this.#executor.hasTask(instance) || this.#isAnothers(instance)) return;
    if (!this.#isKilled(instance, outcome)) return;
    this.#log.read?.killedExternally(instance);
    const { onFailureCallback, onRetryCallback } = instance.task.settings;
    observer.waits?.because(instance, { kind: isSilent ? "noHeartbeat" : "killedExternally" });
    const isProcessors = onFailureCallback.length > 0 || onRetryCallback.length > 0;
    if (instance.state === "restarting" && outcome === "success") this.#restarting.push(instance);
    else if (isProcessors && this.#ownership !== undefined)
      this.#ownership.executor.sendCallback(() => this.#fail(instance, isProcessors));
    else this.#fail(instance, isProcessors);
  }

  /**
   * Runs tasks again that were cleared while they ran. The first that the database finds is given all its retries again; as it is set to
   * no state, the session is closed, and what the others are given is read again from the database, and so lost.
   */
  #restart(): void {
    if (this.#restarting.length === 0) return;
    const { life } = this.#metadata;
    const [first, ...others] = this.#restarting.sort(inTurn);
    this.#restarting = [];
    if (first !== undefined) life.restart(first);
    for (const other of others) life.assignState(other, null);
  }

  /** Tells if another scheduler has queued it again. */
  #isAnothers({ owner }: TaskInstance): boolean {
    return this.#ownership !== undefined && owner?.queuedBy !== this.#ownership.job;
  }

  #fail(instance: TaskInstance, isProcessors: boolean): void {
    const { life, rules } = this.#metadata;
    const seesFailStop = isProcessors || rules.killedExternallyIn === "any active state";
    life.handleFailure(instance, { seesFailStop });
    this.#executor.callBack(instance);
  }

  /** Tells if a task that the executor has done with has not come to its end: see `Rules.killedExternallyIn`. */
  #isKilled({ state, nextMethod }: TaskInstance, outcome: ExecutorEvent["outcome"]): boolean {
    const { rules } = this.#metadata;
    if (state === "queued") return true;
    if (rules.killedExternallyIn === "queued") return false;
    const isResumed = state === "scheduled" && outcome === "success" && nextMethod !== null;
    if (isResumed && rules.resumedTasksAreKilled === false) return false;
    return state === "scheduled" || state === "running" || state === "restarting";
  }
}

/** The order in which the database finds task instances by their keys. */
function inTurn(a: TaskInstance, b: TaskInstance): number {
  return (
    byText(a.task.dag.dagId, b.task.dag.dagId) ||
    byText(a.task.taskId, b.task.taskId) ||
    byText(a.dagRun.runId, b.dagRun.runId) ||
    a.mapIndex - b.mapIndex
  );
}
