import { type Micros, NEVER } from "../kernel/index.ts";
import type { AirflowConfig, Rules } from "../rules/index.ts";
import { SchedulerRounds } from "./rounds.ts";

/**
 * The iterations of a scheduler that takes time for them: each is planned when the one before it has ended. A timer counts from
 * the end of the iteration in which it has fired (`call_regular_interval`, utils/event_scheduler.py).
 */
export class BusyRounds extends SchedulerRounds {
  /** The part of an iteration that was run last, and the one that comes next. */
  #now: Micros = -1;
  #next: Micros;
  readonly #idleSleep: Micros;
  /** By intervals, when a timer is due. */
  readonly #due: Map<Micros, Micros>;

  constructor(start: Micros, config: AirflowConfig, rules?: Pick<Rules, "poolMetricsTimer" | "backfillsTimer">) {
    super(start, config, rules);
    this.isRegular = false;
    this.#next = start;
    this.#idleSleep = this.idleSleep;
    this.#due = new Map(this.intervals.map((interval) => [interval, start + interval]));
  }

  override from(instant: Micros): Micros {
    return instant <= this.#now ? this.#now : Math.max(instant, this.#next);
  }

  override before(instant: Micros): Micros {
    return this.#now < instant ? this.#now : -NEVER;
  }

  override fires(interval: Micros, iteration: Micros): boolean {
    return this.dueOf(interval) <= iteration;
  }

  override nextFiring(interval: Micros, _after: Micros): Micros {
    return this.dueOf(interval);
  }

  /** When a timer is due. */
  dueOf(interval: Micros): Micros {
    return this.#due.get(interval) ?? NEVER;
  }

  override stop(_now: Micros): void {}

  /** It goes on with the part of its iteration that it stood still in. */
  override resume(now: Micros): void {
    this.#next = Math.max(now, this.#next);
  }

  /** The next part of an iteration comes after a time. Returns when. */
  goOnAfter(now: Micros, cost: Micros): Micros {
    this.#now = now;
    this.#next = now + cost;
    return this.#next;
  }

  /** An iteration ends now: timers that have fired are set again. Returns when the next one begins. */
  endIteration(now: Micros, goesOnAtOnce: boolean): Micros {
    let first = NEVER;
    for (const [interval, due] of this.#due) {
      const next = due <= now ? now + interval : due;
      this.#due.set(interval, next);
      first = Math.min(first, next);
    }
    return this.goOnAfter(now, goesOnAtOnce ? 0 : Math.min(this.#idleSleep, first - now));
  }
}
