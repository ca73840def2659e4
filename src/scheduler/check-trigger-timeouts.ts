import type { Metadata } from "../database/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { SchedulerLog } from "./scheduler-log.ts";
import type { Step } from "./step.ts";

/**
 * Fails deferrals that have lasted too long (`check_trigger_timeouts`, jobs/scheduler_job_runner.py). A timeout has to lie
 * strictly before now.
 */
export class CheckTriggerTimeouts implements Step {
  readonly #metadata: Metadata;
  readonly #log: SchedulerLog;

  constructor(metadata: Metadata, log: SchedulerLog) {
    this.#metadata = metadata;
    this.#log = log;
  }

  due(): Micros {
    return this.#metadata.triggerTimeouts.next + 1;
  }

  run(now: Micros): void {
    const { triggerTimeouts, life, observer } = this.#metadata;
    let timedOut = 0;
    for (let due = triggerTimeouts.takeDue(now - 1); due !== undefined; due = triggerTimeouts.takeDue(now - 1)) {
      const { state, triggerTimeout } = due;
      if (state !== "deferred" || triggerTimeout === null || triggerTimeout >= now) continue; // it has gone on, or deferred anew
      observer.waits?.because(due, { kind: "triggerTimeout", due: triggerTimeout });
      life.timeOutDeferral(due);
      timedOut += 1;
    }
    this.#log.read?.triggersTimedOut(timedOut);
  }
}
