import { expect, test } from "vitest";
import { intervalOfDurations } from "../../src/replay/poke-intervals.ts";

test("an interval shows by durations that are different numbers of it", () => {
  const durations = [301.4, 601.9, 1502.2, 302.8, 901.1];
  expect(intervalOfDurations(durations)).toEqual({ seconds: 300, from: 5, isShown: true });
});

test("durations that are all alike show nothing, however many they are", () => {
  const alike = Array.from({ length: 700 }, () => 1201.5);
  expect(intervalOfDurations(alike)).toEqual({ seconds: 60, from: 700, isShown: false });
  const nearly = Array.from({ length: 700 }, (_, index) => 1201 + index / 1000);
  expect(intervalOfDurations(nearly)).toEqual({ seconds: 60, from: 700, isShown: false });
});

test("a sensor with one duration has the interval of its class, which others show", () => {
  const ofClass = intervalOfDurations([301.3, 602.1, 901.8, 1201.9, 1501.2]);
  expect(ofClass.seconds).toBe(300);
  expect(intervalOfDurations([601.5], ofClass)).toEqual({ seconds: 300, from: 1, isShown: true });
});

test("where the usual interval fits none, the one that fits is taken, and said to be a guess", () => {
  expect(intervalOfDurations([31.2, 31.9, 32.4])).toMatchObject({ seconds: 30, isShown: false });
});
