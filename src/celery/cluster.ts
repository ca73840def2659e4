import type { RunningProcess, TaskInstance } from "../database/index.ts";
import { callBack, type Worker } from "../executor/index.ts";
import { durationMicros, type Kernel, type Seconds, sleepMicros } from "../kernel/index.ts";
import { CeleryBroker } from "./broker.ts";
import { CeleryExecutor, type CelerySurroundings } from "./celery-executor.ts";
import { CeleryWorker } from "./celery-worker.ts";
import type { LocalTaskJob } from "./local-task-job.ts";
import type { CeleryOptions, WorkerSpec } from "./options.ts";

const ON_NO_WORKER = "it is on no worker";

/** Something is to happen to a process or message that is not there at that time. */
export class FaultError extends Error {
  override readonly name = "FaultError";
  /** The fault, by its place. */
  readonly path: string;

  constructor(path: string, reason: string) {
    super(`${path}: ${reason} then`);
    this.path = path;
  }
}

/** Celery's broker, its workers, and the executors of all schedulers (spec/faults.md). */
export class CeleryCluster {
  readonly #services: Worker;
  readonly #kernel: Kernel;
  readonly #broker: CeleryBroker;
  readonly #workers: CeleryWorker[] = [];
  readonly #executors: CeleryExecutor[] = [];
  readonly #surroundings: CelerySurroundings;
  /** Hears of each worker that starts from then on, and at once of those that are there. */
  #onWorker: ((worker: CeleryWorker) => void) | undefined;

  constructor(services: Worker, options: CeleryOptions) {
    const { metadata } = services;
    const { visibilityTimeout } = metadata.config.celeryBrokerTransportOptions;
    this.#services = services;
    this.#kernel = metadata.kernel;
    const { kernel, observer } = metadata;
    this.#broker = new CeleryBroker(kernel, options.broker ?? "redis", durationMicros(visibilityTimeout), observer);
    const delay = sleepMicros(options.callbackDelay ?? 0);
    const sendCallback = (request: () => void) => {
      this.#kernel.at(this.#kernel.now + delay, () => {
        metadata.actAs("dag_processor");
        request();
      });
    };
    const callBackOf = (instance: TaskInstance) => callBack(services, instance);
    this.#surroundings = { metadata, broker: this.#broker, callBack: callBackOf, sendCallback };
    for (const [index, spec] of options.workers.entries()) this.#plan(spec, index);
  }

  /** The executor of another scheduler. */
  executor(): CeleryExecutor {
    const executor = new CeleryExecutor(this.#surroundings);
    this.#executors.push(executor);
    return executor;
  }

  #plan(spec: WorkerSpec, index: number): void {
    if (spec.startAt === undefined || spec.startAt === 0) this.#start(spec, index);
    else
      this.#kernel.at(sleepMicros(spec.startAt), () => {
        this.#start(spec, index);
      });
  }

  /** Tasks that the executors of all schedulers were told to run and have not heard the end of. */
  get load(): number {
    return this.#executors.reduce((sum, { load }) => sum + load, 0);
  }

  /** Starts another worker now. */
  startWorker(name: string, concurrency?: number): CeleryWorker {
    return this.#start(concurrency === undefined ? { name } : { name, concurrency }, this.#workers.length);
  }

  /** Starts a pod for the message that waits first. It is forgotten when it is gone. */
  startPod(index: number): CeleryWorker {
    const pod = this.#start({ name: `pod-${index}`, concurrency: 1 }, index, true);
    pod.onGone = () => this.#workers.splice(this.#workers.indexOf(pod), 1);
    return pod;
  }

  /** Calls a function whenever a message waits that no worker takes. */
  whenWaiting(call: () => void): void {
    this.#broker.onWaiting = call;
  }

  /** Tells of each worker, those that are there first. */
  set onWorker(told: (worker: CeleryWorker) => void) {
    this.#onWorker = told;
    for (const worker of this.alive) told(worker);
  }

  /** All workers that there have been. */
  get workers(): readonly CeleryWorker[] {
    return this.#workers;
  }

  /** The workers that are there. */
  get alive(): readonly CeleryWorker[] {
    return this.#workers.filter(({ isAlive }) => isAlive);
  }

  /** The supervisors whose task runs. */
  get running(): readonly LocalTaskJob[] {
    return this.#workers.flatMap(({ slots }) => slots.filter(({ process }) => process?.isAlive === true));
  }

  /** True if nothing is on its way to run a task instance or runs it: neither a message in the broker nor a process. */
  hasLost(instance: TaskInstance): boolean {
    return this.#find(instance) === undefined && !this.#broker.has(instance) && !this.#isHeld(instance);
  }

  /** A worker has fetched its message. */
  #isHeld(instance: TaskInstance): boolean {
    return this.#workers.some((worker) => worker.hasFetched(instance));
  }

  #start(spec: WorkerSpec, index: number, isPod = false): CeleryWorker {
    const { celery } = this.#services.metadata.config;
    const concurrency = spec.concurrency ?? celery.workerConcurrency;
    const worker = new CeleryWorker({
      name: spec.name ?? `worker-${index}`,
      index,
      concurrency,
      capacity: isPod ? 1 : concurrency * celery.workerPrefetchMultiplier,
      isPod,
      broker: this.#broker,
      services: this.#services,
      onEnd: () => {
        for (const executor of this.#executors) executor.noteEnd();
      },
    });
    this.#workers.push(worker);
    this.#services.metadata.actAs("worker");
    this.#broker.join(worker, (other) => other instanceof CeleryWorker && other.index > index);
    if (spec.stopAt !== undefined) this.#kernel.at(sleepMicros(spec.stopAt), () => this.#stop(worker, spec));
    this.#onWorker?.(worker);
    return worker;
  }

  /** Ends a worker: once its tasks have, with SIGTERM to them, or at once with all that is on it. */
  stopWorker(worker: CeleryWorker, shutdown: "warm" | "terminate" | "kill"): void {
    this.#stop(worker, { shutdown });
  }

  #stop(worker: CeleryWorker, { shutdown = "kill", grace }: WorkerSpec): void {
    this.#services.metadata.actAs("worker");
    if (shutdown === "warm") worker.shutDown();
    else if (shutdown === "terminate") worker.terminate();
    else worker.kill();
    if (worker.isAlive && grace !== undefined)
      this.#kernel.at(this.#kernel.now + sleepMicros(grace), () => worker.kill());
  }

  /** Kills the process that runs a task. Returns why it cannot, if so. */
  killTask(instance: TaskInstance): string | undefined {
    const found = this.#find(instance);
    if (found === undefined) return ON_NO_WORKER;
    if (found.slot.process === undefined) return "its process has not begun to run it";
    found.slot.killTask();
    return undefined;
  }

  /** Kills the supervisor of a task. Returns why it cannot, if so. */
  killSupervisor(instance: TaskInstance): string | undefined {
    const found = this.#find(instance);
    if (found === undefined) return ON_NO_WORKER;
    found.worker.killSupervisor(found.slot);
    return undefined;
  }

  /** Lets the supervisor of a task stand still for a while. Returns why it cannot, if so. */
  freezeSupervisor(instance: TaskInstance, seconds: Seconds): string | undefined {
    const found = this.#find(instance);
    if (found === undefined) return ON_NO_WORKER;
    const { slot } = found;
    slot.freeze();
    this.#kernel.at(this.#kernel.now + sleepMicros(seconds), () => slot.thaw());
    return undefined;
  }

  /** Loses the message of a task. Returns why it cannot, if so. */
  loseMessage(instance: TaskInstance): string | undefined {
    return this.#broker.lose(instance) ? undefined : "no message of it waits in the broker";
  }

  #find(instance: TaskInstance): { readonly worker: CeleryWorker; readonly slot: LocalTaskJob } | undefined {
    for (const worker of this.#workers) {
      const slot = worker.slots.find(({ message }) => message.instance === instance);
      if (slot !== undefined) return { worker, slot };
    }
    return undefined;
  }

  /** Calls the callbacks of a task instance, without a process to call them. */
  callBack(instance: TaskInstance): void {
    this.#surroundings.callBack(instance);
  }

  /** Tells every task that runs to end, and lets no other begin. Returns the processes that were told. */
  terminate(): readonly RunningProcess[] {
    this.#broker.close();
    const processes: RunningProcess[] = [];
    for (const { slots } of this.#workers)
      for (const { process } of slots) if (process?.isAlive === true) processes.push(process);
    for (const process of processes) process.terminate();
    return processes;
  }
}
