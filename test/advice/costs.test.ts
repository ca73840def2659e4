import { expect, test } from "vitest";
import { costOf } from "../../src/advice/effects.ts";
import { Level } from "../../src/replay/level.ts";

const HOUR = 3600e6;

test("a level has the peak of each hour, however long its spans are", () => {
  const level = new Level(0, 400 * HOUR);
  level.change(0, 3);
  level.change(HOUR / 2, 4);
  level.change(HOUR, -7);
  level.change(2.5 * HOUR, 2);
  const { hourPeaks, every, peak } = level.end();
  expect([every, peak, hourPeaks.length]).toEqual([21_600, 7, 400]);
  expect(hourPeaks.slice(0, 4)).toEqual([7, 0, 2, 2]);
});

test("workers cost in each hour as many as its peak takes, one at least, and of the last hour its part", () => {
  const prices = { currency: "USD", source: "here", workerHour: 2, slotsPerWorker: 5 };
  const slots = { peak: 16, mean: 0, every: 3600, means: [], peaks: [], hourPeaks: [5, 0, 16] };
  expect(costOf({ slots, seconds: 2.5 * 3600 }, prices)).toBe((1 + 1 + 4 / 2) * 2);
});
