import type { Metadata, TaskInstance } from "../database/index.ts";
import { durationMicros, type Micros, NEVER } from "../kernel/index.ts";
import type { Step } from "./step.ts";

/** Task instances whose supervisor is gone without a word, and the executor that still counts them as running. */
export interface SilentTasks {
  /** With the last heartbeat of each. */
  readonly silent: Map<TaskInstance, Micros>;
  /** Gives the place of one back, and says that it has failed (`change_state`). */
  failSilent(instance: TaskInstance): void;
}

/**
 * Finds tasks that nobody beats for any more (`_find_and_purge_task_instances_without_heartbeats` of Airflow 3). It changes no
 * state: the scheduler takes them for killed from outside, once it looks through the executor's events.
 */
export class FindSilentTasks implements Step {
  readonly #tasks: SilentTasks;
  readonly #timeout: Micros;

  constructor({ config }: Metadata, tasks: SilentTasks) {
    this.#tasks = tasks;
    this.#timeout = durationMicros(config.scheduler.schedulerZombieTaskThreshold);
  }

  due(): Micros {
    let first: Micros = NEVER;
    for (const lastHeartbeat of this.#tasks.silent.values()) first = Math.min(first, lastHeartbeat + this.#timeout + 1);
    return first;
  }

  run(now: Micros): void {
    const { silent } = this.#tasks;
    for (const [instance, lastHeartbeat] of silent) {
      const isRunning = instance.state === "running" || instance.state === "restarting";
      if (!isRunning || instance.process !== null) silent.delete(instance);
      else if (lastHeartbeat + this.#timeout < now) this.#tasks.failSilent(instance);
    }
  }
}
