import type { Metadata, TaskInstance } from "../database/index.ts";
import { type Micros, SECOND } from "../kernel/index.ts";
import type { ExecutorEvent, OwningExecutor } from "../scheduler/index.ts";
import type { CeleryBroker } from "./broker.ts";
import { CeleryMessage } from "./message.ts";

/** A key of a task instance and its try (TaskInstanceKey). */
type Key = string;

const keyOf = ({ id }: TaskInstance, tryNumber: number): Key => `${id} ${tryNumber}`;

/** For how long a key that is still running is tried again: `RunningRetryAttemptType.MIN_SECONDS`. */
const STILL_RUNNING_PATIENCE = 10 * SECOND;

interface QueuedTask {
  readonly key: Key;
  readonly instance: TaskInstance;
  readonly tryNumber: number;
}

/** The surroundings that the executors of all schedulers have in common. */
export interface CelerySurroundings {
  readonly metadata: Metadata;
  readonly broker: CeleryBroker;
  /** Calls the callbacks of a task instance, without a process to call them. */
  readonly callBack: (instance: TaskInstance) => void;
  /** Hands a request to the DAG processor. */
  readonly sendCallback: (request: () => void) => void;
}

/**
 * CeleryExecutor, one for each scheduler (executors/base_executor.py, providers/celery/executors/celery_executor.py;
 * spec/faults.md, 3 to 5). It knows the tasks that its own scheduler has sent, or has taken over.
 */
export class CeleryExecutor implements OwningExecutor {
  readonly revokesStuckTasks = true;
  readonly sendCallback: (request: () => void) => void;
  readonly #surroundings: CelerySurroundings;
  readonly #parallelism: number;
  readonly #queued = new Map<Key, QueuedTask>();
  readonly #running = new Set<Key>();
  /** Messages whose end it has not heard of, and the task instance and try of each. */
  readonly #tasks = new Map<Key, QueuedTask & { readonly message: CeleryMessage }>();
  readonly #events = new Map<Key, ExecutorEvent>();
  /** When it was first tried to send a key that is still running; without patience once that is too long ago. */
  readonly #attempts = new Map<Key, { readonly first: Micros; isOutOfPatience: boolean }>();
  #hasNews = false;

  constructor(surroundings: CelerySurroundings) {
    const { parallelism } = surroundings.metadata.config.core;
    this.#surroundings = surroundings;
    this.sendCallback = surroundings.sendCallback;
    this.#parallelism = parallelism === 0 ? Number.POSITIVE_INFINITY : parallelism;
  }

  get slotsAvailable(): number {
    return this.#parallelism - this.#running.size - this.#queued.size;
  }

  /** `executor.running_tasks` and `executor.queued_tasks`: what it was told to run, wherever that is. */
  get load(): number {
    return this.#running.size + this.#queued.size;
  }

  get hasQueuedTasks(): boolean {
    return this.#queued.size > 0;
  }

  get hasEvents(): boolean {
    return this.#events.size > 0 || this.#hasNews;
  }

  queueCommand(instance: TaskInstance): void {
    const { tryNumber } = instance;
    const key = keyOf(instance, tryNumber);
    if (this.#queued.has(key)) return; // `could not queue task`
    this.#queued.set(key, { key, instance, tryNumber });
    instance.dagRun.commands += 1;
  }

  #unqueue({ key, instance }: QueuedTask): void {
    this.#queued.delete(key);
    instance.dagRun.commands -= 1;
  }

  hasTask(instance: TaskInstance): boolean {
    const key = keyOf(instance, instance.tryNumber);
    return this.#queued.has(key) || this.#running.has(key);
  }

  callBack(instance: TaskInstance): void {
    this.#surroundings.callBack(instance);
  }

  heartbeat(): void {
    const open = Number.isFinite(this.#parallelism) ? this.#parallelism - this.#running.size : this.#queued.size;
    this.#surroundings.metadata.observer.executorHeartbeat(open, this.#queued.size, this.#running.size);
    if (this.#queued.size > 0) this.#triggerTasks(open);
    if (this.#hasNews) this.sync();
  }

  /** `trigger_tasks`: the highest priority first. */
  #triggerTasks(openSlots: number): void {
    const ordered = [...this.#queued.values()]
      .sort((a, b) => weightOf(b) - weightOf(a))
      .slice(0, Math.max(0, openSlots));
    const toSend: QueuedTask[] = [];
    for (const task of ordered) {
      if (!this.#running.has(task.key)) {
        this.#attempts.delete(task.key);
        toSend.push(task);
      } else if (!this.#mayTryAgain(task.key)) {
        this.#attempts.delete(task.key);
        this.#unqueue(task);
        this.#surroundings.metadata.wakeScheduler();
      }
    }
    for (const task of toSend) this.#send(task);
  }

  #mayTryAgain(key: Key): boolean {
    const { now } = this.#surroundings.metadata.kernel;
    const attempt = this.#attempts.get(key) ?? { first: now, isOutOfPatience: false };
    this.#attempts.set(key, attempt);
    if (attempt.isOutOfPatience) return false;
    attempt.isOutOfPatience = now - attempt.first > STILL_RUNNING_PATIENCE;
    return true;
  }

  #send(task: QueuedTask): void {
    const { key, instance, tryNumber } = task;
    const { metadata, broker } = this.#surroundings;
    metadata.observer.waits?.waitsFor(instance, "workerSlot");
    const message = new CeleryMessage(instance);
    this.#unqueue(task);
    this.#running.add(key);
    this.#tasks.set(key, { ...task, message });
    this.#events.set(key, { instance, tryNumber, outcome: "queued", externalExecutorId: message });
    broker.send(message);
  }

  /** The state of a message is settled: its next heartbeat will see that. */
  noteEnd(): void {
    if (this.#hasNews) return;
    this.#hasNews = true;
    this.#surroundings.metadata.wakeScheduler();
  }

  /** `update_all_task_states`. */
  sync(): void {
    this.#hasNews = false;
    for (const { key, instance, tryNumber, message } of [...this.#tasks.values()])
      this.#update(key, instance, tryNumber, message);
  }

  #update(key: Key, instance: TaskInstance, tryNumber: number, { state }: CeleryMessage): void {
    if (state === "SUCCESS") this.#changeState(key, { instance, tryNumber });
    else if (state === "FAILURE" || state === "REVOKED")
      this.#changeState(key, { instance, tryNumber, outcome: "failed" });
  }

  /** `change_state`: the place is free, and the scheduler will hear of it. */
  #changeState(key: Key, event: ExecutorEvent): void {
    this.#running.delete(key);
    this.#tasks.delete(key);
    this.#events.set(key, event);
    this.#surroundings.metadata.wakeScheduler();
  }

  takeEvents(): readonly ExecutorEvent[] {
    const events = [...this.#events.values()];
    this.#events.clear();
    return events;
  }

  revoke(instance: TaskInstance): void {
    const key = keyOf(instance, instance.tryNumber);
    const task = this.#tasks.get(key);
    this.#tasks.delete(key);
    const { metadata, broker } = this.#surroundings;
    if (task !== undefined && metadata.config.celery.workerEnableRemoteControl) broker.revoke(task.message);
    this.#running.delete(key);
    const queued = this.#queued.get(key);
    if (queued !== undefined) this.#unqueue(queued);
  }

  failStuck(instance: TaskInstance): void {
    const { tryNumber } = instance;
    const key = keyOf(instance, tryNumber);
    const task = this.#tasks.get(key);
    const { metadata, broker } = this.#surroundings;
    if (
      task !== undefined &&
      metadata.rules.stuckMessagesAreRevoked &&
      metadata.config.celery.workerEnableRemoteControl
    )
      broker.revoke(task.message);
    this.#changeState(key, { instance, tryNumber, outcome: "failed" });
  }

  adopt(instance: TaskInstance): boolean {
    const message = instance.owner?.externalExecutorId;
    if (!(message instanceof CeleryMessage)) return false;
    const { tryNumber } = instance;
    const key = keyOf(instance, tryNumber);
    this.#tasks.set(key, { key, instance, tryNumber, message });
    this.#running.add(key);
    this.#update(key, instance, tryNumber, message);
    return true;
  }

  giveUp(instance: TaskInstance): void {
    const { tryNumber } = instance;
    this.#changeState(keyOf(instance, tryNumber), { instance, tryNumber, outcome: "failed" });
  }
}

const weightOf = ({ instance }: QueuedTask) => instance.task.priorityWeightTotal;
