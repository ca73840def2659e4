import type { Metadata, TaskInstance } from "../database/index.ts";
import { durationMicros, type Micros, Timer } from "../kernel/index.ts";

/**
 * The heartbeat of a task's process, by which it notices that its task instance was changed from outside: the second time
 * that it finds another state than running it ends the task (`heartbeat_callback`, jobs/local_task_job_runner.py).
 *
 * Heartbeats that find nothing have no effect, so they begin only when the state has changed, at the instants at which
 * they would have come all along.
 */
export class Heartbeat extends Timer {
  readonly #metadata: Metadata;
  readonly #instance: TaskInstance;
  readonly #startedAt: Micros;
  readonly #end: () => void;
  readonly #rate: Micros;
  readonly #successOvertime: Micros;
  #hasSeenOtherState = false;
  #stopped = false;

  /** `end` is called once, where the task is to be ended. */
  constructor(metadata: Metadata, instance: TaskInstance, startedAt: Micros, end: () => void) {
    super();
    this.#metadata = metadata;
    this.#instance = instance;
    this.#startedAt = startedAt;
    this.#end = end;
    const { config, rules } = metadata;
    this.#rate = durationMicros(config.scheduler.jobHeartbeatSec);
    this.#successOvertime = rules.markedSuccessHasOvertime ? durationMicros(config.core.taskSuccessOvertime) : 0;
  }

  /** Begins to beat, unless it does already or has stopped. */
  watch(): void {
    if (this.armed || this.#stopped) return;
    const { kernel } = this.#metadata;
    const sinceStart = kernel.now - this.#startedAt;
    const sinceLast = sinceStart % this.#rate;
    // a heartbeat at this very instant comes before what was put on the clock after it
    const isStillToCome = sinceLast === 0 && sinceStart > 0 && kernel.currentArmedAt < kernel.now - this.#rate;
    kernel.arm(this, isStillToCome ? kernel.now : kernel.now - sinceLast + this.#rate);
  }

  stop(): void {
    this.#stopped = true;
    this.#metadata.kernel.cancel(this);
  }

  /** Marked as successful it may go on for a while, since its end. A heartbeat in that time does not count. */
  #isInOvertime(): boolean {
    const { now } = this.#metadata.kernel;
    return now - (this.#instance.endDate ?? now) < this.#successOvertime;
  }

  override fire(): void {
    const { kernel } = this.#metadata;
    const { state } = this.#instance;
    this.#metadata.actAs("worker");
    if (state === "success" && this.#isInOvertime()) {
      kernel.arm(this, kernel.now + this.#rate);
      return;
    }
    if (state !== "running" && this.#hasSeenOtherState) {
      this.stop();
      this.#end();
      return;
    }
    if (state !== "running") this.#hasSeenOtherState = true;
    kernel.arm(this, kernel.now + this.#rate);
  }
}
