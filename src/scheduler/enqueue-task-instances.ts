import { type Job, type Metadata, type Starved, setOwner, type TaskInstance } from "../database/index.ts";
import { type Micros, NEVER } from "../kernel/index.ts";
import { criticalSection } from "./critical-section.ts";
import type { Executor } from "./executor.ts";
import type { SchedulerLog } from "./scheduler-log.ts";
import type { Step } from "./step.ts";
import type { StuckTasks } from "./stuck-tasks.ts";

/** Queues scheduled task instances, and hands them to the executor (`_critical_section_enqueue_task_instances`). */
export class EnqueueTaskInstances implements Step {
  readonly #metadata: Metadata;
  readonly #executor: Executor;
  readonly #stuckTasks: StuckTasks;
  readonly #log: SchedulerLog;
  readonly #job: Job | undefined;
  readonly #take = (count: number, starved: Starved) => this.#metadata.scheduled.take(count, starved);
  /** Task instances that the last run has queued. While there are any, the scheduler does not sleep. */
  queued = 0;

  constructor(metadata: Metadata, executor: Executor, stuckTasks: StuckTasks, log: SchedulerLog, job?: Job) {
    this.#metadata = metadata;
    this.#executor = executor;
    this.#stuckTasks = stuckTasks;
    this.#log = log;
    this.#job = job;
  }

  due(from: Micros, hasChanged: boolean): Micros {
    return hasChanged && !this.#metadata.scheduled.isEmpty ? from : NEVER;
  }

  run(): void {
    const { slotsAvailable } = this.#executor;
    const instances = this.#queue(slotsAvailable);
    for (const instance of instances) {
      this.#log.read?.sending(instance);
      this.#executor.queueCommand(instance);
    }
    this.queued = instances.length;
    this.#metadata.observer.waits?.criticalSection(slotsAvailable, this.queued);
  }

  #queue(slotsAvailable: number): readonly TaskInstance[] {
    const { scheduled, config, pools, life } = this.#metadata;
    if (slotsAvailable <= 0 || scheduled.isEmpty) return NOTHING;
    const { maxTisPerQuery } = config.scheduler;
    const limit = maxTisPerQuery === 0 ? slotsAvailable : Math.min(maxTisPerQuery, slotsAvailable);
    const log = this.#log.read;
    const instances = criticalSection(limit, pools.values(), this.#take, log);
    log?.queueing(instances);
    for (const instance of instances) {
      if (this.#job !== undefined) setOwner(instance, { queuedBy: this.#job });
      life.queue(instance);
      this.#stuckTasks.queued(instance);
    }
    scheduled.restore();
    return instances;
  }
}

const NOTHING: readonly never[] = [];
