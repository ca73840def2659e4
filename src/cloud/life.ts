import type { Seconds } from "../kernel/index.ts";

/** A state, and for how long. */
export type Phase = readonly [state: string, seconds: Seconds];

interface Leg {
  readonly from: Seconds;
  readonly phases: readonly Phase[];
  readonly outcome: string;
}

/** The life of something that was started: through its phases, one after another, to its outcome, unless it was turned before. */
export class Life {
  readonly #legs: Leg[];

  constructor(from: Seconds, phases: readonly Phase[], outcome: string) {
    this.#legs = [{ from, phases, outcome }];
  }

  get startedAt(): Seconds {
    return this.#legs[0]?.from ?? 0;
  }

  /** From `at` on it goes another way: stopped, resumed, deleted. */
  turn(at: Seconds, phases: readonly Phase[], outcome: string): void {
    this.#legs.push({ from: at, phases, outcome });
  }

  state(now: Seconds): string {
    const { from, phases, outcome } = this.#leg(now);
    let end = from;
    for (const [state, seconds] of phases) {
      end += seconds;
      if (now < end) return state;
    }
    return outcome;
  }

  /** When it comes to its outcome, as far as is known now. */
  end(now: Seconds): Seconds {
    const { from, phases } = this.#leg(now);
    return from + phases.reduce((sum, [, seconds]) => sum + seconds, 0);
  }

  hasEnded(now: Seconds): boolean {
    return now >= this.end(now);
  }

  #leg(now: Seconds): Leg {
    return this.#legs.findLast(({ from }) => from <= now) ?? (this.#legs[0] as Leg);
  }
}
