import type { Micros } from "../kernel/index.ts";

/**
 * A step of the scheduler's loop. An iteration runs every step, in order. Between iterations the scheduler rests until the
 * first instant at which a step is due, so each step says by itself when that is.
 *
 * A step that says it too late changes the trace: the test of every round (differential/every-round.js) shows it.
 */
export interface Step {
  /**
   * The first instant from `from` on at which `run` could change anything, given the database as it is now. An instant
   * before `from` means at once. `NEVER` where only an event can bring it about: a change of state wakes the scheduler.
   *
   * `hasChanged` tells whether anything has changed since the last iteration began. Work that was left because a limit was
   * reached is due again only then.
   */
  due(from: Micros, hasChanged: boolean): Micros;

  /** Does what is to be done at an instant, if anything is. */
  run(now: Micros): void;
}
