import { type Micros, NEVER } from "../kernel/index.ts";
import type { SchedulerRounds } from "./rounds.ts";
import type { Step } from "./step.ts";

/** A step that a timer runs (`call_regular_interval`, utils/event_scheduler.py): at whole intervals after the start. */
export class RegularInterval implements Step {
  readonly #rounds: SchedulerRounds;
  readonly interval: Micros;
  readonly #step: Step;
  /** The first instant at which the timer may fire again. */
  #next: Micros = 0;

  constructor(rounds: SchedulerRounds, interval: Micros, step: Step) {
    this.#rounds = rounds;
    this.interval = interval;
    this.#step = step;
  }

  due(from: Micros, hasChanged: boolean): Micros {
    const due = this.#step.due(from, hasChanged);
    return due === NEVER ? NEVER : this.#rounds.nextFiring(this.interval, Math.max(due, from) - 1);
  }

  run(now: Micros): void {
    if (now < this.#next) return;
    if (this.#rounds.fires(this.interval, now)) this.#step.run(now);
    this.#next = this.#rounds.nextFiring(this.interval, now);
  }
}
