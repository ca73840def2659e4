import { append, IntrusiveList } from "../containers/index.ts";
import type { Metadata, RunningProcess, TaskInstance } from "../database/index.ts";
import { type Micros, SECOND, sleepMicros } from "../kernel/index.ts";
import type { Executor, ExecutorEvent, SilentTasks } from "../scheduler/index.ts";
import { callBack } from "./callbacks.ts";
import { type ExecutorSettings, workerOf } from "./executor-options.ts";
import { SupervisedTask } from "./supervised-task.ts";
import { TaskProcess } from "./task-process.ts";
import type { ExecutorServices, Worker } from "./worker.ts";
import { Broker, type MakeWorkerSlots, type WorkerSlots } from "./worker-slots.ts";

/** For how long a key that is still running is tried again: `RunningRetryAttemptType.MIN_SECONDS`. */
const STILL_RUNNING_PATIENCE = 10 * SECOND;

/** A task that was handed to the executor, and not to a worker yet. */
interface QueuedTask {
  readonly instance: TaskInstance;
  readonly tryNumber: number;
  /** The generation of its row. */
  readonly generation: number;
  firstAttempt: Micros | undefined;
  fate: "waits" | "sent" | "dropped";
  isOutOfPatience: boolean;
}

/**
 * BaseExecutor with a queue before a fixed number of worker slots (airflow/executors/base_executor.py;
 * spec/airflow-core.md, section 6). `parallelism` limits what it takes, `workerSlots` what runs at once. A task's place in
 * the executor is given back when the scheduler hears of its end, its slot at the end itself.
 */
export class TaskExecutor implements Executor, SilentTasks {
  readonly #services: ExecutorServices;
  readonly #options: ExecutorSettings;
  readonly #metadata: Metadata;
  readonly #worker: Worker;
  readonly #slots: WorkerSlots<TaskProcess>;
  readonly #parallelism: number;
  #queued: QueuedTask[] = [];
  /** Task instances with tries that are sent, running, or ended without the scheduler having heard of it. */
  readonly #running = new IntrusiveList<TaskInstance>((instance, place) => {
    instance.placeInExecutor = place;
  });
  #runningCount = 0;
  readonly revokesStuckTasks: boolean;
  /** Processes that wait for a slot, where any of them may be taken back. */
  readonly #waiting = new Set<TaskProcess>();
  readonly #revoked = new Set<TaskProcess>();
  /** The process that was sent last under each key, where a key may be sent again while it runs: see `Rules.keysStillRunning`. */
  readonly #sent = new IntrusiveList<TaskProcess>((process, place) => {
    process.placeAmongSent = place;
  });
  /** Processes of executors beside it, which begin otherwise. */
  readonly #lent = new Map<TaskProcess, (process: TaskProcess) => void>();
  readonly #sendsAtOnce: boolean;
  readonly #isSupervised: boolean;
  readonly #order: (a: QueuedTask, b: QueuedTask) => number;
  readonly silent = new Map<TaskInstance, Micros>();
  #finished: TaskProcess[] = [];
  #events: ExecutorEvent[] = [];

  constructor(services: ExecutorServices, options: ExecutorSettings) {
    const { metadata } = services;
    this.#services = services;
    this.#options = options;
    const { rules, config } = metadata;
    this.#metadata = metadata;
    this.#worker = workerOf(services, options);
    this.#sendsAtOnce = rules.keysStillRunning === "are sent at once";
    this.#isSupervised = rules.tasksReportTo === "the execution API";
    this.#order = rules.executorSendsFirst === "the highest priority" ? byPriority : (a, b) => byPriority(b, a);
    this.revokesStuckTasks = options.revokesStuckTasks ?? false;
    const makeSlots: MakeWorkerSlots = options.makeWorkerSlots ?? ((count, begin) => new Broker(count, begin));
    this.#slots = makeSlots(options.workerSlots ?? Number.POSITIVE_INFINITY, (process) => this.#begin(process));
    for (const { at, slots } of options.workerSlotsFrom ?? [])
      metadata.kernel.at(sleepMicros(at), () => this.#slots.resize(slots));
    this.#parallelism = config.core.parallelism === 0 ? Number.POSITIVE_INFINITY : config.core.parallelism;
  }

  /** Another executor of the same worker slots, with a parallelism of its own, as each process has one that runs tasks. */
  beside(): TaskExecutor {
    const lend = (_count: number, begin: (process: TaskProcess) => void): WorkerSlots<TaskProcess> => ({
      take: (process) => {
        this.#lent.set(process, begin);
        this.#slots.take(process);
      },
      giveBack: (process) => this.#slots.giveBack(process),
      resize: () => {},
      close: () => {},
    });
    const { workerSlotsFrom: _from, ...options } = this.#options;
    return new TaskExecutor(this.#services, { ...options, makeWorkerSlots: lend as MakeWorkerSlots });
  }

  get slotsAvailable(): number {
    return this.#parallelism - this.#runningCount - this.#queued.length;
  }

  get hasQueuedTasks(): boolean {
    return this.#queued.length > 0;
  }

  get hasEvents(): boolean {
    return this.#events.length > 0 || this.#finished.length > 0;
  }

  queueCommand(instance: TaskInstance): void {
    const { tryNumber, generation } = instance;
    if (this.#queued.some((task) => task.instance === instance && task.tryNumber === tryNumber)) return; // `could not queue task`
    const task: QueuedTask = {
      instance,
      tryNumber,
      generation,
      firstAttempt: undefined,
      fate: "waits",
      isOutOfPatience: false,
    };
    this.#queued = append(this.#queued, task);
    instance.dagRun.commands += 1;
  }

  hasTask(instance: TaskInstance): boolean {
    const { tryNumber } = instance;
    return (
      instance.sentTries.includes(tryNumber) ||
      this.#queued.some((task) => task.instance === instance && task.tryNumber === tryNumber)
    );
  }

  callBack(instance: TaskInstance): void {
    callBack(this.#worker, instance);
  }

  heartbeat(): void {
    const running = this.#runningCount;
    const open = Number.isFinite(this.#parallelism) ? this.#parallelism - running : this.#queued.length;
    this.#metadata.observer.executorHeartbeat(open, this.#queued.length, running);
    if (this.#queued.length > 0) this.#triggerTasks(this.#parallelism - this.#runningCount);
    if (this.#finished.length === 0) return;
    const finished = this.#sendsAtOnce ? this.#finished.filter((process) => this.#forget(process)) : this.#finished;
    for (const event of finished) this.#stopCounting(event);
    if (this.#events.length === 0) this.#events = finished;
    else this.#events.push(...finished);
    this.#finished = [];
    this.#metadata.wakeScheduler(); // the room that they leave is seen by the next iteration
  }

  takeEvents(): readonly ExecutorEvent[] {
    const events = this.#events;
    if (events.length === 0) return events;
    this.#events = [];
    for (const { instance } of events) instance.dagRun.commands -= 1;
    return events;
  }

  /** `trigger_tasks`: by `Rules.executorSendsFirst`, and in the order of queueing where the priority is the same. */
  #triggerTasks(openSlots: number): void {
    const queued = this.#queued;
    const ordered = isInOrder(queued, this.#order) ? queued : [...queued].sort(this.#order);
    const open = Math.min(openSlots, ordered.length);
    for (let i = 0; i < open; i += 1) {
      const task = ordered[i] as QueuedTask;
      if (this.#sendsAtOnce || !task.instance.sentTries.includes(task.tryNumber)) task.fate = "sent";
      else if (!this.#mayTryAgain(task)) task.fate = "dropped";
    }
    this.#queued = queued.some(isWaiting) ? queued.filter(isWaiting) : [];
    for (let i = 0; i < open; i += 1) {
      const task = ordered[i] as QueuedTask;
      if (task.fate === "sent") this.#send(task);
      else if (task.fate === "dropped") this.#drop(task);
    }
  }

  /** `could not queue task`: its place is seen to be free by the next iteration. */
  #drop({ instance }: QueuedTask): void {
    instance.dagRun.commands -= 1;
    this.#metadata.wakeScheduler();
  }

  /**
   * A task that was resumed before the scheduler has heard of the end of its first part is queued under the same key.
   * It is tried again for some seconds, and once more after that; then it is dropped, and will look killed from outside.
   */
  #mayTryAgain(task: QueuedTask): boolean {
    const { now } = this.#metadata.kernel;
    if (task.isOutOfPatience) return false;
    task.firstAttempt ??= now;
    task.isOutOfPatience = now - task.firstAttempt > STILL_RUNNING_PATIENCE;
    return true;
  }

  #startCounting({ instance, tryNumber }: ExecutorEvent): void {
    if (instance.sentTries.includes(tryNumber)) return; // a key counts once
    this.#runningCount += 1;
    const { sentTries } = instance;
    if (sentTries.length === 0) this.#running.add(instance);
    instance.sentTries = sentTries.length === 0 ? [tryNumber] : [...sentTries, tryNumber];
  }

  #stopCounting({ instance, tryNumber }: ExecutorEvent): void {
    const { sentTries } = instance;
    if (sentTries.length === 0) return;
    this.#runningCount -= 1;
    if (sentTries.length === 1) {
      this.#running.remove(instance.placeInExecutor);
      instance.sentTries = NO_TRIES;
    } else instance.sentTries = sentTries.toSpliced(sentTries.indexOf(tryNumber), 1);
  }

  /** `execute_async`: into the broker, and out of it as soon as there is a slot. */
  #send({ instance, tryNumber, generation }: QueuedTask): void {
    this.#metadata.observer.waits?.waitsFor(instance, "workerSlot");
    const process = this.#isSupervised
      ? new SupervisedTask(this.#worker, this.#release, instance, tryNumber, generation)
      : new TaskProcess(this.#worker, this.#release, instance, tryNumber);
    if (instance.sentTries.includes(tryNumber)) this.#forgetEarlier(instance, tryNumber);
    if (this.#sendsAtOnce) this.#sent.add(process);
    if (this.revokesStuckTasks) this.#waiting.add(process);
    this.#slots.take(process);
    this.#startCounting(process);
  }

  /** Forgets what was sent before under the same key: its end is not heard of. */
  #forgetEarlier(instance: TaskInstance, tryNumber: number): void {
    for (const earlier of this.#sent.toArray())
      if (earlier.instance === instance && earlier.tryNumber === tryNumber) {
        this.#forget(earlier);
        instance.dagRun.commands -= 1;
      }
  }

  /** Takes a process out of those that were sent. False where it is not among them any more. */
  #forget(process: TaskProcess): boolean {
    if (process.placeAmongSent < 0) return false;
    this.#sent.remove(process.placeAmongSent);
    process.placeAmongSent = -1;
    return true;
  }

  #begin(process: TaskProcess): void {
    const lent = this.#lent.get(process);
    if (lent !== undefined) {
      this.#lent.delete(process);
      lent(process);
      return;
    }
    const { kernel, observer } = this.#metadata;
    if (this.revokesStuckTasks) {
      if (this.#revoked.delete(process)) {
        this.#slots.giveBack(process); // a worker throws it away unread
        return;
      }
      this.#waiting.delete(process);
    }
    observer.slot(1, process.instance);
    kernel.arm(process, kernel.now);
  }

  revoke(instance: TaskInstance): void {
    const { tryNumber } = instance;
    const isTheOne = (task: ExecutorEvent | QueuedTask) => task.instance === instance && task.tryNumber === tryNumber;
    const process = [...this.#waiting].find(isTheOne);
    const isUnsent = this.#queued.some(isTheOne);
    if (instance.sentTries.includes(tryNumber)) this.#stopCounting({ instance, tryNumber });
    this.#queued = this.#queued.filter((task) => !isTheOne(task));
    if (process !== undefined && this.#waiting.delete(process)) this.#revoked.add(process);
    if (process !== undefined || isUnsent) instance.dagRun.commands -= 1; // nothing will be heard of it
  }

  failStuck(instance: TaskInstance): void {
    const { tryNumber } = instance;
    this.revoke(instance);
    instance.dagRun.commands += 1;
    this.#events.push({ instance, tryNumber });
    this.#metadata.wakeScheduler();
  }

  /** Kills the process of a task, or its supervisor with it, and the slot is lost too. Returns the reason where that cannot be. */
  kill(instance: TaskInstance, which: "task" | "supervisor"): string | undefined {
    const { process } = instance;
    if (!(process instanceof SupervisedTask)) return "it does not run";
    if (which === "task") return process.killProcess() ? undefined : "it does not run";
    const lastHeartbeat = process.vanish();
    if (lastHeartbeat === undefined) return "it does not run";
    this.silent.set(instance, lastHeartbeat);
    this.#metadata.observer.waits?.because(instance, { kind: "vanished" });
    this.#metadata.wakeScheduler();
    return undefined;
  }

  failSilent(instance: TaskInstance): void {
    const { tryNumber } = instance;
    for (const process of this.#sent.toArray())
      if (process.instance === instance && process.tryNumber === tryNumber) this.#forget(process);
    this.#stopCounting({ instance, tryNumber });
    this.#events.push({ instance, tryNumber, outcome: "failed", isSilent: true });
    this.#metadata.wakeScheduler();
  }

  /** Tells every task that runs to end, and lets no other begin. Returns the processes that were told. */
  terminate(): readonly RunningProcess[] {
    this.#slots.close();
    const running: RunningProcess[] = [];
    for (const instance of this.#running.toArray())
      for (let { process } = instance; process !== null; process = process.earlier) running.push(process);
    for (const process of running) process.terminate();
    return running;
  }

  /** A task's process has ended: its slot is the next one's, without the scheduler. */
  readonly #release = (process: TaskProcess) => {
    this.#metadata.observer.slot(-1, process.instance);
    this.#finished = append(this.#finished, process);
    this.#slots.giveBack(process);
    this.#metadata.wakeScheduler();
  };
}

const NO_TRIES: readonly number[] = [];

const isWaiting = ({ fate }: QueuedTask) => fate === "waits";

function isInOrder(queued: readonly QueuedTask[], order: (a: QueuedTask, b: QueuedTask) => number): boolean {
  for (let i = 1; i < queued.length; i += 1)
    if (order(queued[i - 1] as QueuedTask, queued[i] as QueuedTask) > 0) return false;
  return true;
}

function byPriority(a: QueuedTask, b: QueuedTask): number {
  return b.instance.task.priorityWeightTotal - a.instance.task.priorityWeightTotal;
}
