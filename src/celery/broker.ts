import type { Observer, TaskInstance } from "../database/index.ts";
import { Callback, type Kernel, type Micros, NEVER, SECOND } from "../kernel/index.ts";
import type { CeleryMessage } from "./message.ts";

/** Somebody who takes messages: a worker. */
export interface Consumer {
  /** Messages that it has and has not acknowledged. */
  readonly held: number;
  /** True if it takes another. */
  readonly hasRoom: boolean;
  receive(message: CeleryMessage): void;
}

/** `none`: a pod is made for each message, and no message is kept. */
export type BrokerKind = "redis" | "sqs" | "none";

/** The interval in which a worker looks for messages that are out for too long: each tenth call of a timer of 10 s (kombu, redis.py). */
const RESTORE_INTERVAL: Micros = 100 * SECOND;

/**
 * Celery's broker (spec/faults.md, 4): first in, first out, to the worker that has the fewest. A message is acknowledged when
 * its task has ended, and given out again where that takes longer than the visibility timeout: by Redis's workers, each of
 * which looks at its start and every 100 s; by SQS itself, at the timeout.
 */
export class CeleryBroker {
  readonly #kernel: Kernel;
  readonly #kind: BrokerKind;
  readonly #visibilityTimeout: Micros;
  readonly #observer: Observer;
  readonly #consumers: Consumer[] = [];
  #queue: CeleryMessage[] = [];
  /** When each message that is not acknowledged was given out. */
  readonly #unacknowledged = new Map<CeleryMessage, Micros>();
  /** When each worker has started, by which it looks around. */
  readonly #lookSince = new Map<Consumer, Micros>();
  /** Hears that a message waits that no worker takes. */
  onWaiting: (() => void) | undefined;
  readonly #look = new Callback(() => this.#restore());
  #lookAt: Micros = NEVER;

  constructor(kernel: Kernel, kind: BrokerKind, visibilityTimeout: Micros, observer: Observer) {
    this.#kernel = kernel;
    this.#observer = observer;
    this.#kind = kind;
    this.#visibilityTimeout = visibilityTimeout;
  }

  /** A worker starts. `consumers` are in the order in which they are named. */
  join(consumer: Consumer, isBefore: (other: Consumer) => boolean): void {
    const { now } = this.#kernel;
    const place = this.#consumers.findIndex(isBefore);
    this.#consumers.splice(place < 0 ? this.#consumers.length : place, 0, consumer);
    this.#lookSince.set(consumer, now);
    this.deliver();
    if (this.#kind === "redis" && this.#unacknowledged.size > 0) {
      this.#lookAt = now;
      this.#kernel.arm(this.#look, now);
    }
  }

  /** A worker is gone. */
  leave(consumer: Consumer): void {
    this.#consumers.splice(this.#consumers.indexOf(consumer), 1);
    this.#lookSince.delete(consumer);
    this.#armLook();
  }

  send(message: CeleryMessage): void {
    this.#queue.push(message);
    message.isQueued = true;
    this.deliver();
  }

  /** Takes back what was fetched and not begun, at the end of the queue. */
  giveBack(message: CeleryMessage): void {
    this.#unacknowledged.delete(message);
    this.#queue.push(message);
    message.isQueued = true;
  }

  acknowledge(message: CeleryMessage): void {
    this.#unacknowledged.delete(message);
    if (!message.isQueued) message.drop(); // else it waits to be given out again
  }

  /** A worker throws a message away unread. */
  discard(message: CeleryMessage): void {
    message.state = "REVOKED";
    this.acknowledge(message);
  }

  /** True if the message of a task instance waits. */
  has(instance: TaskInstance): boolean {
    return this.#queue.some((message) => message.instance === instance);
  }

  /** Loses the message of a task instance that waits. False where there is none. */
  lose(instance: TaskInstance): boolean {
    const place = this.#queue.findIndex((message) => message.instance === instance);
    if (place < 0) return false;
    const [message] = this.#queue.splice(place, 1);
    message?.drop();
    this.#observer.incident(instance, "lost");
    return true;
  }

  /** Lets workers hear that a message is not wanted any more. Nobody tells those that are not there. */
  revoke(message: CeleryMessage): void {
    if (this.#consumers.length > 0) message.isRevoked = true;
  }

  /** Drops all that waits. */
  close(): void {
    for (const message of this.#queue) message.drop();
    this.#queue = [];
  }

  deliver(): void {
    while (this.#queue.length > 0) {
      const consumer = this.#next();
      if (consumer === undefined) {
        this.onWaiting?.();
        return;
      }
      const message = this.#queue.shift() as CeleryMessage;
      message.isQueued = false;
      if (message.isRevoked) {
        this.discard(message);
        continue;
      }
      this.#unacknowledged.set(message, this.#kernel.now);
      if (this.#kind === "sqs") this.#kernel.at(this.#kernel.now + this.#visibilityTimeout, () => this.#restore());
      else this.#armLook();
      consumer.receive(message);
    }
  }

  #next(): Consumer | undefined {
    let next: Consumer | undefined;
    for (const consumer of this.#consumers)
      if (consumer.hasRoom && (next === undefined || consumer.held < next.held)) next = consumer;
    return next;
  }

  /** Looks are only taken where something can be found: the first worker's look after a message is out for too long. */
  #armLook(): void {
    if (this.#kind !== "redis") return;
    const { now } = this.#kernel;
    let first = NEVER;
    for (const since of this.#unacknowledged.values()) {
      const late = Math.max(since + this.#visibilityTimeout, now + 1);
      for (const start of this.#lookSince.values())
        first = Math.min(first, start + Math.ceil((late - start) / RESTORE_INTERVAL) * RESTORE_INTERVAL);
      break; // the others are out for less long
    }
    if (this.#look.armed && first === this.#lookAt) return;
    this.#lookAt = first;
    if (first < NEVER) this.#kernel.arm(this.#look, first);
    else this.#kernel.cancel(this.#look);
  }

  /** Puts what is out for too long at the front of the queue, the oldest first (`restore_visible`). */
  #restore(): void {
    const late: CeleryMessage[] = [];
    for (const [message, since] of this.#unacknowledged)
      if (since <= this.#kernel.now - this.#visibilityTimeout) late.push(message);
    for (const message of late) {
      this.#unacknowledged.delete(message);
      message.isQueued = true;
      this.#observer.incident(message.instance, "redelivered");
    }
    this.#queue.unshift(...late);
    if (late.length > 0) this.deliver();
    this.#armLook();
  }
}
