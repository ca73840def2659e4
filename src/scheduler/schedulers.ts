import { type Micros, NEVER } from "../kernel/index.ts";
import type { Scheduler } from "./scheduler.ts";

/** All schedulers of a simulation, those that are gone too: each changes the order in which runs are examined. */
export class Schedulers {
  readonly #all: Scheduler[] = [];

  add(scheduler: Scheduler): void {
    this.#all.push(scheduler);
  }

  /** There may be work for any of them. */
  wake(): void {
    for (const scheduler of this.#all) scheduler.wake();
  }

  /** Lets the iterations that were not run count as examinations of runs, those of all schedulers in turn. */
  readonly catchUpExaminations = (): void => {
    if (this.#all.length <= 1) {
      this.#all[0]?.catchUpExaminations();
      return;
    }
    for (;;) {
      let [next, first]: [Micros, Scheduler | undefined] = [NEVER, undefined];
      for (const scheduler of this.#all) {
        const { missedExamination } = scheduler;
        if (missedExamination < next) [next, first] = [missedExamination, scheduler];
      }
      if (first === undefined) return;
      first.passExamination(next);
    }
  };
}
