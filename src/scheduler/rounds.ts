import { durationMicros, Grid, type Micros, NEVER, type RoundTimes, sleepMicros } from "../kernel/index.ts";
import type { AirflowConfig, Rules } from "../rules/index.ts";
import { PAUSED_DAGS_INTERVAL } from "./update-paused-dag-runs.ts";

/** `_mark_backfills_complete`: seconds, fixed in Airflow's code. */
const BACKFILLS_INTERVAL = 30;

/**
 * When the scheduler's iterations are, as long as they find nothing to do: `scheduler_idle_sleep_time` apart, but no
 * later than its next timer (`_run_scheduler_loop`, jobs/scheduler_job_runner.py). Work takes no virtual time, so each
 * timer comes at exact multiples of its interval after the start, and the iterations count anew from each.
 */
export class SchedulerRounds implements RoundTimes {
  readonly #start: Micros;
  readonly #idleSleep: Micros;
  /** The iterations of a regular scheduler. */
  readonly #iterations: Grid;
  readonly #intervals: readonly Micros[];
  /** True if the timers fall on the iterations anyhow, which are the same time apart for ever then. */
  readonly isRegular: boolean;

  constructor(start: Micros, { scheduler }: AirflowConfig, rules?: Pick<Rules, "poolMetricsTimer" | "backfillsTimer">) {
    this.#start = start;
    this.#idleSleep = sleepMicros(scheduler.schedulerIdleSleepTime);
    this.#iterations = new Grid(start, this.#idleSleep);
    const seconds = [
      scheduler.orphanedTasksCheckInterval,
      scheduler.triggerTimeoutCheckInterval,
      ...(rules?.poolMetricsTimer === "where metrics are on" ? [] : [scheduler.poolMetricsInterval]),
      ...(rules?.backfillsTimer === true ? [BACKFILLS_INTERVAL] : []),
      scheduler.zombieDetectionInterval,
      scheduler.taskQueuedTimeoutCheckInterval,
      scheduler.parsingCleanupInterval,
    ];
    this.#intervals = [...new Set([PAUSED_DAGS_INTERVAL, ...seconds.map(durationMicros)])];
    this.isRegular = this.#intervals.every((interval) => interval % this.#idleSleep === 0);
  }

  /** The first iteration at or after an instant. */
  from(instant: Micros): Micros {
    if (this.isRegular) return this.#iterations.from(instant);
    const elapsed = instant - this.#start;
    if (elapsed <= 0) return this.#start;
    let [lastTimer, nextTimer] = [0, Number.POSITIVE_INFINITY];
    for (const interval of this.#intervals) {
      const last = Math.floor(elapsed / interval) * interval;
      lastTimer = Math.max(lastTimer, last);
      nextTimer = Math.min(nextTimer, last + interval);
    }
    const next = lastTimer + Math.ceil((elapsed - lastTimer) / this.#idleSleep) * this.#idleSleep;
    return this.#start + Math.min(next, nextTimer);
  }

  /** The last iteration before an instant; minus infinity where there is none. */
  before(instant: Micros): Micros {
    if (this.isRegular) return this.#iterations.before(instant);
    const elapsed = instant - this.#start - 1;
    if (elapsed < 0) return -NEVER;
    const lastTimer = this.#intervals.reduce(
      (last, interval) => Math.max(last, Math.floor(elapsed / interval) * interval),
      0,
    );
    return this.#start + lastTimer + Math.floor((elapsed - lastTimer) / this.#idleSleep) * this.#idleSleep;
  }

  /** Counts the iterations between two of a regular scheduler, the second counted in. */
  between(after: Micros, until: Micros): number {
    return Math.round((until - after) / this.#idleSleep);
  }

  /** The i-th iteration after one of a regular scheduler. */
  after(iteration: Micros, i: number): Micros {
    return iteration + i * this.#idleSleep;
  }

  /** Tells if a timer of some interval fires in an iteration. */
  fires(interval: Micros, iteration: Micros): boolean {
    const elapsed = iteration - this.#start;
    return elapsed > 0 && isMultiple(elapsed, interval);
  }

  /** When it fires next after an instant. */
  nextFiring(interval: Micros, after: Micros): Micros {
    return this.#start + (Math.floor(Math.max(0, after - this.#start) / interval) + 1) * interval;
  }
}

/** Asked in each iteration, where a division costs less than a remainder; for whole numbers it is as exact. */
function isMultiple(elapsed: Micros, interval: Micros): boolean {
  return Math.floor(elapsed / interval) * interval === elapsed;
}
