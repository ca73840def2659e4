import type { Metadata, TaskInstance, TaskJob } from "../database/index.ts";
import { durationMicros, type Micros, NEVER } from "../kernel/index.ts";
import type { Ownership } from "./executor.ts";
import type { Step } from "./step.ts";

/**
 * Finds running tasks whose supervisor has ended or is silent (`_find_zombies`; spec/faults.md, 1): those that this scheduler
 * has queued. It changes no state: the DAG processor fails them, and until it has, each look finds them again.
 */
export class FindZombies implements Step {
  readonly #metadata: Metadata;
  readonly #ownership: Ownership;
  readonly #threshold: Micros;

  constructor(metadata: Metadata, ownership: Ownership) {
    this.#metadata = metadata;
    this.#ownership = ownership;
    this.#threshold = durationMicros(metadata.config.scheduler.schedulerZombieTaskThreshold);
  }

  due(from: Micros): Micros {
    return this.#metadata.jobs.suspects.size > 0 ? from : NEVER;
  }

  run(now: Micros): void {
    const { jobs, rules } = this.#metadata;
    const { job, executor } = this.#ownership;
    const zombies: TaskInstance[] = [];
    for (const suspect of jobs.suspects) {
      const { instance } = suspect;
      if (!isRunBy(instance, suspect)) jobs.suspects.delete(suspect);
      else if (instance.owner?.queuedBy === job && this.#looksDead(suspect, now)) zombies.push(instance);
    }
    for (const zombie of zombies) {
      this.#metadata.observer.incident(zombie, "zombie");
      executor.sendCallback(() => this.#fail(zombie));
    }
    if (!rules.lostTasksKeepTheirPlace) for (const zombie of zombies) executor.giveUp(zombie);
  }

  #looksDead(suspect: TaskJob, now: Micros): boolean {
    return !suspect.isRunning(now) || suspect.latestHeartbeat(now) < now - this.#threshold;
  }

  /** `handle_failure`, whatever has become of it meanwhile: also where it runs again. */
  #fail(instance: TaskInstance): void {
    this.#metadata.observer.waits?.because(instance, { kind: "noHeartbeat" });
    this.#metadata.life.handleFailure(instance);
    this.#ownership.executor.callBack(instance);
  }
}

function isRunBy({ state, owner }: TaskInstance, job: TaskJob): boolean {
  return state === "running" && owner?.job === job;
}
