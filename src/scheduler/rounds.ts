import { durationMicros, Grid, type Micros, NEVER, type RoundTimes, sleepMicros } from "../kernel/index.ts";
import type { AirflowConfig, Rules } from "../rules/index.ts";
import { BACKFILLS_INTERVAL } from "./mark-backfills-complete.ts";
import { PAUSED_DAGS_INTERVAL } from "./update-paused-dag-runs.ts";

/**
 * When the scheduler's iterations are, as long as they find nothing to do: `scheduler_idle_sleep_time` apart, but no
 * later than its next timer (`_run_scheduler_loop`, jobs/scheduler_job_runner.py). Work takes no virtual time, so each
 * timer comes at exact multiples of its interval after the start, and the iterations count anew from each.
 */
export class SchedulerRounds implements RoundTimes {
  #start: Micros;
  readonly #idleSleep: Micros;
  /** The iterations of a regular scheduler. */
  #iterations: Grid;
  readonly #intervals: readonly Micros[];
  /** True if the timers fall on the iterations anyhow, which are the same time apart for ever then. */
  isRegular: boolean;
  /** When it last went on after it had stood still, and by intervals from when each timer counts since. */
  #resumedAt: Micros | undefined;
  readonly #timers = new Map<Micros, Micros>();
  #stoppedAt: Micros = 0;

  constructor(start: Micros, { scheduler }: AirflowConfig, rules?: Pick<Rules, "poolMetricsTimer" | "backfillsTimer">) {
    this.#start = start;
    this.#idleSleep = sleepMicros(scheduler.schedulerIdleSleepTime);
    this.#iterations = new Grid(start, this.#idleSleep);
    const seconds = [
      scheduler.orphanedTasksCheckInterval,
      scheduler.triggerTimeoutCheckInterval,
      ...(rules?.poolMetricsTimer === "where metrics are on" ? [] : [scheduler.poolMetricsInterval]),
      scheduler.zombieDetectionInterval,
      scheduler.taskQueuedTimeoutCheckInterval,
      scheduler.parsingCleanupInterval,
    ];
    const fixed = rules?.backfillsTimer === true ? [PAUSED_DAGS_INTERVAL, BACKFILLS_INTERVAL] : [PAUSED_DAGS_INTERVAL];
    this.#intervals = [...new Set([...fixed, ...seconds.map(durationMicros)])];
    this.isRegular = this.#intervals.every((interval) => interval % this.#idleSleep === 0);
  }

  /** `scheduler_idle_sleep_time`. */
  protected get idleSleep(): Micros {
    return this.#idleSleep;
  }

  /** The intervals of its timers. */
  protected get intervals(): readonly Micros[] {
    return this.#intervals;
  }

  /** The first iteration at or after an instant. */
  from(instant: Micros): Micros {
    if (this.isRegular) return this.#iterations.from(instant);
    const first = this.#resumedAt ?? this.#start;
    if (instant <= first) return first;
    let [lastTimer, nextTimer] = [first, Number.POSITIVE_INFINITY];
    for (const interval of this.#intervals) {
      const last = this.#lastFiring(interval, instant);
      lastTimer = Math.max(lastTimer, last);
      nextTimer = Math.min(nextTimer, last + interval);
    }
    const next = lastTimer + Math.ceil((instant - lastTimer) / this.#idleSleep) * this.#idleSleep;
    return Math.min(next, nextTimer);
  }

  /** When a timer was set: at the start, but for those that have run out while the scheduler stood still. */
  #setAt(interval: Micros): Micros {
    return this.#resumedAt === undefined ? this.#start : (this.#timers.get(interval) ?? this.#start);
  }

  /** The last firing of a timer by an instant, or else when it was set. */
  #lastFiring(interval: Micros, instant: Micros): Micros {
    const set = this.#setAt(interval);
    return set + Math.floor((instant - set) / interval) * interval;
  }

  /** The last iteration before an instant; minus infinity where there is none. */
  before(instant: Micros): Micros {
    if (this.isRegular) return this.#iterations.before(instant);
    const first = this.#resumedAt ?? this.#start;
    if (instant <= first) return -NEVER;
    const lastTimer = this.#intervals.reduce(
      (last, each) => Math.max(last, this.#lastFiring(each, instant - 1)),
      first,
    );
    return lastTimer + Math.floor((instant - 1 - lastTimer) / this.#idleSleep) * this.#idleSleep;
  }

  /**
   * It has stood still, and goes on now: with an iteration at once, in which the timers fire that have run out meanwhile. They
   * count from now on.
   */
  resume(now: Micros): void {
    if (this.#stoppedAt <= this.#start) {
      this.#start = now; // it had not begun
      this.#iterations = new Grid(now, this.#idleSleep);
      return;
    }
    for (const interval of this.#intervals) {
      const set = this.#setAt(interval);
      const due = this.nextFiring(interval, this.#stoppedAt);
      this.#timers.set(interval, due <= now ? now : set);
    }
    this.#resumedAt = now;
    this.isRegular = false;
  }

  /** It stands still from now on. */
  stop(now: Micros): void {
    this.#stoppedAt = now;
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
    if (this.#resumedAt !== undefined) return this.#firesSinceResumed(interval, iteration);
    const elapsed = iteration - this.#start;
    return elapsed > 0 && isMultiple(elapsed, interval);
  }

  #firesSinceResumed(interval: Micros, iteration: Micros): boolean {
    const set = this.#setAt(interval);
    const isOverdue = iteration === set && set === this.#resumedAt && set > this.#start;
    return isOverdue || (iteration > set && isMultiple(iteration - set, interval));
  }

  /** When it fires next after an instant. */
  nextFiring(interval: Micros, after: Micros): Micros {
    const set = this.#setAt(interval);
    return set + (Math.floor(Math.max(0, after - set) / interval) + 1) * interval;
  }
}

/** Asked in each iteration, where a division costs less than a remainder; for whole numbers it is as exact. */
function isMultiple(elapsed: Micros, interval: Micros): boolean {
  return Math.floor(elapsed / interval) * interval === elapsed;
}
