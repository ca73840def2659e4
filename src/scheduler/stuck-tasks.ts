import type { Job, Metadata, TaskInstance } from "../database/index.ts";
import { Agenda, durationMicros, type Micros } from "../kernel/index.ts";
import type { Executor } from "./executor.ts";
import type { Step } from "./step.ts";

/** The times that a task instance's current try was scheduled again: all schedulers find it in the `log` table. */
export type Requeued = Map<TaskInstance, { readonly tryNumber: number; readonly times: number }>;

/**
 * Takes back tasks that are queued for longer than `scheduler.task_queued_timeout`, if the executor can
 * (`_fail_tasks_stuck_in_queued` in 2.7.2, `_handle_tasks_stuck_in_queued` from 2.10 on).
 */
export class StuckTasks implements Step {
  readonly #metadata: Metadata;
  readonly #executor: Executor;
  readonly #timeout: Micros;
  readonly #queued = new Agenda<TaskInstance>();
  readonly #requeued: Requeued;
  readonly #job: Job | undefined;

  constructor(metadata: Metadata, executor: Executor, requeued: Requeued, job?: Job) {
    this.#metadata = metadata;
    this.#executor = executor;
    this.#requeued = requeued;
    this.#job = job;
    this.#timeout = durationMicros(metadata.config.scheduler.taskQueuedTimeout);
  }

  /** A task instance has been queued now. */
  queued(instance: TaskInstance): void {
    if (this.#executor.revokesStuckTasks) this.#queued.add(this.#metadata.kernel.now + this.#timeout, instance);
  }

  /** A task that another scheduler has queued is this one's now. */
  readonly adopted = (instance: TaskInstance): void => {
    const { queuedDttm } = instance;
    if (queuedDttm !== null) this.#queued.add(queuedDttm + this.#timeout, instance);
  };

  /** A task is stuck strictly after its time. */
  due(): Micros {
    return this.#queued.next + 1;
  }

  run(now: Micros): void {
    const { waits } = this.#metadata.observer;
    const stuck: TaskInstance[] = [];
    for (let due = this.#queued.takeDue(now - 1); due !== undefined; due = this.#queued.takeDue(now - 1))
      if (this.#isStuck(due, now)) stuck.push(due);
    for (const instance of new Set(stuck)) {
      this.#metadata.observer.incident(instance, "stuck");
      if (this.#metadata.rules.stuckInQueued === "fails as if it was killed") {
        waits?.because(instance, { kind: "stuckInQueued", isLast: true });
        this.#executor.failStuck(instance);
        this.#queued.add(now, instance); // its event may not be heeded: it is found again then
      } else {
        this.#executor.revoke(instance);
        this.#requeueOrFail(instance);
      }
    }
  }

  #isStuck({ state, queuedDttm, owner }: TaskInstance, now: Micros): boolean {
    if (state !== "queued" || queuedDttm === null || queuedDttm + this.#timeout >= now) return false;
    return this.#job === undefined || owner?.queuedBy === this.#job;
  }

  /** `_maybe_requeue_stuck_ti`. It fails whatever retries are left, and nobody is told. */
  #requeueOrFail(instance: TaskInstance): void {
    const { tryNumber } = instance;
    const before = this.#requeued.get(instance);
    const times = before?.tryNumber === tryNumber ? before.times : 0;
    const isLast = times >= this.#metadata.config.scheduler.numStuckInQueuedRetries;
    this.#metadata.observer.waits?.because(instance, { kind: "stuckInQueued", isLast });
    if (isLast) {
      this.#metadata.life.setState(instance, "failed");
      return;
    }
    this.#requeued.set(instance, { tryNumber, times: times + 1 });
    this.#metadata.life.requeue(instance);
  }
}
