import { type Micros, NEVER } from "./micros.ts";

/**
 * A loop that looks for work at regular instants, its rounds, and costs nothing while there is none.
 *
 * A polling loop that found nothing to do at one round would find nothing at the next either, until something changes.
 * So it rests: the kernel passes over its rounds without running them, a month as cheaply as a second, and runs only the
 * first round at or after the instant at which it is `due`. Passing over a round still takes the round's turn: at an
 * instant shared with other timers the loop comes exactly when it would have come had it run every round.
 */
export abstract class DormantLoop {
  /** The instant of its next round, or of what it is due for before that. */
  at: Micros = NEVER;
  /** The turn that it takes there among all timers and loops: `Timer.order`. */
  order = 0;
  /** When that was put on the clock. */
  armedAt: Micros = 0;
  /** The first instant at which it has something to do; `NEVER` while it rests with nothing in sight. */
  due: Micros = NEVER;
  /** @internal The round that it was to come to, before it passed on to `at`. */
  passed: Micros = NEVER;

  /** The first round at or after an instant. */
  abstract roundFrom(instant: Micros): Micros;

  /** The last round before an instant; minus infinity where there is none. */
  abstract roundBefore(instant: Micros): Micros;

  /** Whether its rounds are the same time apart for ever. */
  get isRegular(): boolean {
    return true;
  }

  /** One round. */
  abstract fire(): void;

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

/**
 * Which of two loops comes first at an instant that is a round of both, if neither has been woken since: the one whose
 * round before was earlier, because each round puts the next one on the clock. Where they met in that too, the rounds before
 * it decide, back to the one that each was to come to before it passed on: that has been put on the clock already. One that
 * comes to it first was ahead of the other by a turn; where both do, their turns decide.
 */
export function comesFirst(a: DormantLoop, b: DormantLoop, instant: Micros): number {
  let [before, isOnClock] = [instant, false];
  while (!isOnClock) {
    const [ofA, ofB] = [a.roundBefore(before), b.roundBefore(before)];
    if (ofA !== ofB) return ofA - ofB;
    before = ofA;
    isOnClock = before <= a.passed || before <= b.passed || (a.isRegular && b.isRegular); // meeting once, they always meet
  }
  return b.passed - a.passed || a.order - b.order;
}
