import PQueue from "p-queue";
import type { WorkerSlots } from "../executor/index.ts";

/** Worker slots as a queue of promises: a task holds one from when it begins until it gives it back. */
export class QueueSlots<T> implements WorkerSlots<T> {
  readonly #queue: PQueue;
  readonly #begin: (item: T) => void;
  readonly #held = new Map<T, () => void>();

  constructor(count: number, begin: (item: T) => void) {
    this.#queue = new PQueue({ concurrency: count });
    this.#begin = begin;
  }

  take(item: T): void {
    void this.#queue.add(() => this.#hold(item));
  }

  #hold(item: T): Promise<void> {
    const given = new Promise<void>((resolve) => this.#held.set(item, resolve));
    this.#begin(item);
    return given;
  }

  giveBack(item: T): void {
    this.#held.get(item)?.();
    this.#held.delete(item);
  }

  resize(count: number): void {
    this.#queue.concurrency = count;
  }

  close(): void {
    this.#queue.pause();
    this.#queue.clear();
  }
}
