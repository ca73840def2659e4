import { durationMicros, type Micros, Timer } from "../kernel/index.ts";
import type { TaskProcess } from "./task-process.ts";

/**
 * The heartbeat of a task's process, by which it notices that its task instance was changed from outside: the second time
 * that it finds another state than running it ends the task (`heartbeat_callback`, jobs/local_task_job_runner.py).
 *
 * Heartbeats that find nothing have no effect, so they begin only when the state has changed, at the instants at which
 * they would have come all along.
 */
export class Heartbeat extends Timer {
  readonly #process: TaskProcess;
  readonly #rate: Micros;
  readonly #successOvertime: Micros;
  #hasSeenOtherState = false;
  #stopped = false;

  constructor(process: TaskProcess) {
    super();
    this.#process = process;
    const { config, rules } = process.executor.metadata;
    this.#rate = durationMicros(config.scheduler.jobHeartbeatSec);
    this.#successOvertime = rules.markedSuccessHasOvertime ? durationMicros(config.core.taskSuccessOvertime) : 0;
  }

  watch(): void {
    if (this.armed || this.#stopped) return;
    const { kernel, read } = this.#process;
    const { startedAt } = read;
    const sinceLast = (kernel.now - startedAt) % this.#rate;
    // a heartbeat at this very instant comes before what was put on the clock after it
    const isStillToCome = sinceLast === 0 && kernel.now > startedAt && kernel.currentArmedAt < kernel.now - this.#rate;
    kernel.arm(this, isStillToCome ? kernel.now : kernel.now - sinceLast + this.#rate);
  }

  stop(): void {
    this.#stopped = true;
    this.#process.kernel.cancel(this);
  }

  /** Marked as successful it may go on for a while, since its end. A heartbeat in that time does not count. */
  #isInOvertime(): boolean {
    const { kernel, instance } = this.#process;
    return kernel.now - (instance.endDate ?? kernel.now) < this.#successOvertime;
  }

  override fire(): void {
    const { kernel, instance } = this.#process;
    this.#process.executor.metadata.actAs("worker");
    if (instance.state === "success" && this.#isInOvertime()) {
      kernel.arm(this, kernel.now + this.#rate);
      return;
    }
    if (instance.state !== "running" && this.#hasSeenOtherState) {
      this.stop();
      this.#process.log?.changedOutside();
      this.#process.terminate();
      return;
    }
    if (instance.state !== "running") this.#hasSeenOtherState = true;
    kernel.arm(this, kernel.now + this.#rate);
  }
}
