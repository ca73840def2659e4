import type { Observer, TaskInstance } from "../database/index.ts";
import type { Worker } from "../executor/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { CeleryBroker, Consumer } from "./broker.ts";
import { LocalTaskJob, type Pool } from "./local-task-job.ts";
import type { CeleryMessage, CeleryState } from "./message.ts";

/** A worker, as the cluster makes it. */
export interface CeleryWorkerArguments {
  readonly name: string;
  /** By this the first named comes first. */
  readonly index: number;
  /** Tasks that it runs at once. */
  readonly concurrency: number;
  /** Messages that it holds. */
  readonly capacity: number;
  /** True for a pod: it is there for one task. Its executor is told of its death. */
  readonly isPod: boolean;
  readonly broker: CeleryBroker;
  readonly services: Worker;
  /** Hears that the task of a message has ended, and of its state. */
  readonly onEnd: (message: CeleryMessage) => void;
}

/** A Celery worker: a pool of processes, and messages that it has fetched for them. */
export class CeleryWorker implements Consumer, Pool {
  readonly name: string;
  readonly index: number;
  readonly concurrency: number;
  readonly isPod: boolean;
  readonly #capacity: number;
  readonly #broker: CeleryBroker;
  readonly #services: Worker;
  readonly #onEnd: (message: CeleryMessage) => void;
  readonly #running: LocalTaskJob[] = [];
  #reserved: CeleryMessage[] = [];
  readonly startedAt: Micros;
  drainingAt: Micros | null = null;
  endedAt: Micros | null = null;
  /** Tasks that were on it as it was killed. */
  killedTasks = 0;

  /** Hears that it is gone. */
  onGone: (() => void) | undefined;

  constructor({ name, index, concurrency, capacity, isPod, broker, services, onEnd }: CeleryWorkerArguments) {
    this.name = name;
    this.index = index;
    this.concurrency = concurrency;
    this.#capacity = capacity;
    this.isPod = isPod;
    this.#broker = broker;
    this.#services = services;
    this.#onEnd = onEnd;
    this.startedAt = services.metadata.kernel.now;
  }

  /** It takes tasks from its start on. */
  get activeAt(): Micros {
    return this.startedAt;
  }

  get isAlive(): boolean {
    return this.endedAt === null;
  }

  get #isStopping(): boolean {
    return this.drainingAt !== null;
  }

  get held(): number {
    return this.#running.length + this.#reserved.length;
  }

  get hasRoom(): boolean {
    return this.isAlive && !this.#isStopping && this.held < this.#capacity;
  }

  get slots(): readonly LocalTaskJob[] {
    return this.#running;
  }

  get #observer(): Observer {
    return this.#services.metadata.observer;
  }

  /** True if it holds the message of a task instance that has not begun. */
  hasFetched(instance: TaskInstance): boolean {
    return this.#reserved.some((message) => message.instance === instance);
  }

  receive(message: CeleryMessage): void {
    this.#reserved.push(message);
    if (this.isPod) this.stopTaking();
    this.#begin();
  }

  /** Lets tasks begin, as many as there are free processes. */
  #begin(): void {
    const { kernel } = this.#services.metadata;
    while (this.#running.length < this.concurrency) {
      const message = this.#reserved.shift();
      if (message === undefined) return;
      if (message.isRevoked) {
        this.#broker.discard(message);
        continue;
      }
      const slot = new LocalTaskJob(this, this.#services, message);
      this.#running.push(slot);
      this.#observer.slot(1, message.instance);
      kernel.arm(slot, kernel.now);
    }
  }

  vacate(slot: LocalTaskJob, state: CeleryState): void {
    const { message } = slot;
    const { kernel } = this.#services.metadata;
    kernel.cancel(slot);
    this.#observer.slot(-1, message.instance);
    this.#running.splice(this.#running.indexOf(slot), 1);
    this.#tellEnd(message, state);
    if (this.#isStopping && this.#running.length === 0) this.#leave();
    if (this.isAlive) this.#begin();
    this.#broker.deliver();
  }

  #tellEnd(message: CeleryMessage, state: CeleryState): void {
    message.state = state;
    this.#onEnd(message);
    this.#broker.acknowledge(message);
  }

  #leave(): void {
    this.endedAt = this.#services.metadata.kernel.now;
    this.#broker.leave(this);
    this.onGone?.();
  }

  /** Takes no more messages, as a worker that is about to be removed. */
  stopTaking(): void {
    this.drainingAt ??= this.#services.metadata.kernel.now;
  }

  /** Celery's warm shutdown: it takes nothing new, gives back what it has fetched, and ends when its tasks have. */
  shutDown(): void {
    this.stopTaking();
    for (const message of this.#reserved) this.#broker.giveBack(message);
    this.#reserved = [];
    this.#broker.deliver();
    if (this.#running.length === 0) this.#leave();
  }

  /** SIGTERM to all of its processes: they end their tasks. */
  terminate(): void {
    this.stopTaking();
    for (const message of this.#reserved) this.#broker.giveBack(message);
    this.#reserved = [];
    for (const slot of [...this.#running]) {
      this.#observer.incident(slot.message.instance, "killed");
      slot.sigterm();
    }
    this.#broker.deliver();
    if (this.isAlive && this.#running.length === 0) this.#leave();
  }

  /** All of it is gone, and nobody is told. Its messages stay unacknowledged. */
  kill(): void {
    if (!this.isAlive) return;
    this.killedTasks = this.held;
    const slots = this.#running.splice(0);
    const fetched = this.#reserved.splice(0);
    this.#leave();
    for (const { instance } of fetched) this.#observer.incident(instance, "lost");
    for (const slot of slots) {
      this.#observer.incident(slot.message.instance, "killed");
      slot.killAll();
      this.#observer.slot(-1, slot.message.instance);
      if (this.isPod) this.#tellEnd(slot.message, "FAILURE");
    }
    if (this.isPod) this.#broker.deliver();
  }

  /** The supervisor of a task dies alone: its slot is free at once. */
  killSupervisor(slot: LocalTaskJob): void {
    this.#observer.incident(slot.message.instance, slot.process?.isAlive === true ? "unwatched" : "killed");
    slot.kill();
    this.vacate(slot, "FAILURE");
  }
}
