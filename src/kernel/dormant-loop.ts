import { type Micros, NEVER } from "./micros.ts";
import { Timer } from "./timer.ts";

/**
 * A loop that looks for work at regular instants, its rounds, and costs nothing while there is none.
 *
 * A polling loop that found nothing to do at one round would find nothing at the next either, until something changes.
 * So it rests: the kernel passes over its rounds without running them, a month as cheaply as a second, and runs only the
 * first round at or after the instant at which it is `due`. Passing over a round still takes the round's turn: at an
 * instant shared with other timers the loop comes exactly when it would have come had it run every round.
 */
export abstract class DormantLoop extends Timer {
  /** The first instant at which it has something to do; `NEVER` while it rests with nothing in sight. */
  due: Micros = NEVER;

  /** The first round at or after an instant. */
  abstract roundFrom(instant: Micros): Micros;

  /** There is work: run at the next round. */
  wake(): void {
    if (this.at < this.due) this.due = this.at;
  }

  /** There will be work at `instant`: run at the first round from then on. */
  wakeAt(instant: Micros): void {
    if (instant <= this.at) this.wake();
    else if (instant < this.due) this.due = Math.min(this.due, this.roundFrom(instant));
  }
}
