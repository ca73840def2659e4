/**
 * The iterations that an idle scheduler would run, against a loop that runs them one by one: it sleeps its idle time, but
 * no longer than to its next timer (`scheduler.run(blocking=False)` after `time.sleep(min(idle, next_event))`).
 * @module
 */
import { describe, expect, test } from "vitest";
import { airflowConfig } from "../../src/rules/index.ts";
import { SchedulerRounds } from "../../src/scheduler/rounds.ts";

const INTERVALS = [300, 15, 5, 10, 60, 120, 60];

function iterations(start: number, idle: number, until: number): number[] {
  const next = INTERVALS.map((interval) => start + interval * 1e6);
  const found: number[] = [];
  for (let now = start; now <= until; ) {
    found.push(now);
    for (const [i, interval] of INTERVALS.entries())
      while ((next[i] as number) <= now) next[i] = (next[i] as number) + interval * 1e6;
    now = Math.min(now + idle * 1e6, ...next);
  }
  return found;
}

describe("the rounds of an idle scheduler", () => {
  test.each([
    [0, 1],
    [0.37, 1],
    [0, 0.5],
    [0, 3],
    [0.2, 1.7],
    [0, 7],
    [0, 30],
  ])("start at %s s and sleep %s s", (start, idle) => {
    const rounds = new SchedulerRounds(start * 1e6, airflowConfig({ scheduler: { schedulerIdleSleepTime: idle } }));
    const expected = iterations(start * 1e6, idle, 700e6);
    const actual: number[] = [];
    for (let at = rounds.from(0); at <= 700e6; at = rounds.from(at + 1)) actual.push(at);
    expect(actual).toEqual(expected);
  });
});
