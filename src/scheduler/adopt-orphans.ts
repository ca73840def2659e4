import { type Job, type Metadata, setOwner, type TaskInstance } from "../database/index.ts";
import { durationMicros, type Micros, NEVER } from "../kernel/index.ts";
import type { Ownership } from "./executor.ts";
import type { Step } from "./step.ts";

/**
 * Declares schedulers dead that are silent, and takes over the tasks of those that do not run any more
 * (`adopt_or_reset_orphaned_tasks`; spec/faults.md, 3). What the executor does not know is scheduled anew.
 */
export class AdoptOrphans implements Step {
  readonly #metadata: Metadata;
  readonly #ownership: Ownership;
  readonly #adopted: (instance: TaskInstance) => void;
  readonly #threshold: Micros;
  /** Heartbeats may look too old though they come. */
  readonly #mayLookDead: boolean;

  /** `adopted` hears of each task that it has taken over. */
  constructor(metadata: Metadata, ownership: Ownership, adopted: (instance: TaskInstance) => void) {
    const { scheduler } = metadata.config;
    this.#metadata = metadata;
    this.#ownership = ownership;
    this.#adopted = adopted;
    this.#threshold = durationMicros(scheduler.schedulerHealthCheckThreshold);
    const heartRate = Math.max(scheduler.jobHeartbeatSec, scheduler.schedulerHeartbeatSec);
    this.#mayLookDead = scheduler.schedulerHealthCheckThreshold < 2 * (heartRate + scheduler.schedulerIdleSleepTime);
  }

  due(from: Micros): Micros {
    const { schedulers } = this.#metadata.jobs;
    return this.#mayLookDead || schedulers.some((job) => !job.isBeating || !job.isRunning(from)) ? from : NEVER;
  }

  run(now: Micros): void {
    const { schedulers } = this.#metadata.jobs;
    for (const job of schedulers)
      if (job.isRunning(now) && job.latestHeartbeat(now) < now - this.#threshold) job.declareDead(now);
    for (const orphan of this.#orphans(now)) this.#adoptOrReset(orphan);
  }

  #orphans(now: Micros): readonly TaskInstance[] {
    const { runs, rules } = this.#metadata;
    const isOrphan = (queuedBy: Job | null) =>
      queuedBy === null ? rules.orphansAreAlsoThoseOfNobody : !queuedBy.isRunning(now);
    const orphans: TaskInstance[] = [];
    for (const run of runs.live())
      if (run.state === "running")
        for (const instance of run.taskInstances())
          if (isAdoptable(instance) && isOrphan(instance.owner?.queuedBy ?? null)) orphans.push(instance);
    return orphans;
  }

  #adoptOrReset(instance: TaskInstance): void {
    const { job, executor } = this.#ownership;
    const isAdopted = executor.adopt(instance);
    this.#metadata.observer.incident(instance, isAdopted ? "adopted" : "reset");
    if (!isAdopted) {
      setOwner(instance, { queuedBy: null });
      this.#metadata.life.assignState(instance, null);
      return;
    }
    setOwner(instance, { queuedBy: job });
    this.#adopted(instance);
  }
}

/** `State.adoptable_states`. */
function isAdoptable({ state }: TaskInstance): boolean {
  return state === "queued" || state === "running" || state === "restarting";
}
