import type { DagRun, TaskInstance } from "../database/index.ts";

/**
 * The task instances that the session of a backfill's job holds as they were read: it does not read them again until it is closed, as a
 * heartbeat does, or something is scheduled.
 */
export class BackfillSession {
  readonly #held = new Set<TaskInstance>();
  /** Held ones whose try is another than in their key: no event of the executor is taken for theirs. */
  readonly #unheard = new Set<TaskInstance>();

  hold(instances: Iterable<TaskInstance>): void {
    for (const instance of instances) this.#held.add(instance);
  }

  /** Lets rows be read again, but for those that are not heard of. */
  expire(): void {
    this.#held.clear();
  }

  close(): void {
    this.#held.clear();
    this.#unheard.clear();
  }

  /** Notes that a task instance was queued under a key that has the number of a try. */
  queued(instance: TaskInstance, key: number): void {
    if (this.#held.has(instance) && instance.tryNumber !== key) this.#unheard.add(instance);
  }

  hearsOf(instance: TaskInstance): boolean {
    return !this.#unheard.has(instance);
  }

  /** False where what is upstream has run again, and its row is held as it was before. */
  knowsUpstream({ task, dagRun }: TaskInstance): boolean {
    if (this.#unheard.size === 0) return true;
    return task.upstream.every((before) => dagRun.instances(before).every((one) => this.hearsOf(one)));
  }

  /** The runs of which some task instance is not heard of. */
  runsNotHeardOf(): ReadonlySet<DagRun> {
    return new Set([...this.#unheard].map(({ dagRun }) => dagRun));
  }
}
