/**
 * Seconds between two pokes, which no export says: a sensor in poke mode ends a whole number of intervals after its first poke,
 * so its durations stand like the teeth of a comb; in reschedule mode its visits come one interval apart.
 * @module
 */
import type { TryRecord } from "../history/index.ts";
import type { Seconds } from "../kernel/index.ts";

/** Intervals that people write. */
const CANDIDATES: readonly Seconds[] = [5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 600, 900, 1200, 1800, 3600];

/** The logarithm of how rarely an interval is another than the usual: five durations on another comb outweigh it. */
const UNUSUAL = -8;

/** Airflow's default. */
export const DEFAULT_INTERVAL: Seconds = 60;

/** The longest time from the state running to the first poke that is believed. */
export const MOST_SETUP: Seconds = 5;

const LEAST_SETUP: Seconds = 0.1;

export interface InferredInterval {
  readonly seconds: Seconds;
  /** The number of durations or visits that it was read from; 0 for Airflow's default. */
  readonly from: number;
  /** False where durations are all alike, so that other intervals fit them as well, or where there are none. */
  readonly isShown: boolean;
}

/** Tells if a duration may be so many whole intervals and a set-up. */
export function isOnComb(duration: Seconds, interval: Seconds): boolean {
  const rest = duration % interval;
  return rest >= LEAST_SETUP && rest <= Math.min(MOST_SETUP, interval * 0.9);
}

/**
 * The interval that explains durations best. A candidate explains a duration the better the fewer durations it allows; how
 * common it is counts as well, so that one duration of 180 s is three minutes rather than one interval. Equal durations count once,
 * and a candidate that is not the usual one has to show twice, by durations of different length, unless the usual one fits none.
 */
export function intervalOfDurations(durations: readonly Seconds[], ofClass?: InferredInterval): InferredInterval {
  const usual = ofClass?.seconds ?? DEFAULT_INTERVAL;
  const telling = [...new Set(durations)].filter((duration) => duration > MOST_SETUP * 2);
  let best: InferredInterval = { seconds: usual, from: 0, isShown: false };
  let most = Number.NEGATIVE_INFINITY;
  const fitsUsual = telling.some((duration) => fits(duration, usual));
  for (const seconds of CANDIDATES) {
    const explained = telling.filter((duration) => fits(duration, seconds));
    const teeth = new Set(explained.map((duration) => Math.floor(duration / seconds))).size;
    if (seconds !== usual && teeth < 2 && fitsUsual) continue;
    const width = Math.min(MOST_SETUP, seconds * 0.9) / seconds;
    const prior = seconds === usual ? 0 : UNUSUAL;
    const score = prior - explained.length * Math.log(width) - (telling.length - explained.length) * 6;
    if (score > most) {
      most = score;
      const isOfClass = ofClass?.isShown === true && seconds === usual;
      best = { seconds, from: explained.length, isShown: teeth >= 2 || isOfClass };
    }
  }
  if (best.from === 0) return { seconds: usual, from: 0, isShown: false };
  return {
    ...best,
    from: durations.filter((duration) => duration > MOST_SETUP * 2 && fits(duration, best.seconds)).length,
  };
}

function fits(duration: Seconds, interval: Seconds): boolean {
  return isOnComb(duration, interval) && duration >= interval;
}

/** The interval of a sensor in reschedule mode, from the rows of task_reschedule or from the starts of its visits. */
export function intervalOfVisits(tries: readonly TryRecord[]): InferredInterval {
  const gaps: Seconds[] = [];
  for (const { reschedules, visits } of tries) {
    if (reschedules !== null) for (const { end, date } of reschedules) gaps.push((date - end) / 1e6);
    else
      for (let i = 1; i < visits.length; i += 1) gaps.push(((visits[i] as number) - (visits[i - 1] as number)) / 1e6);
  }
  if (gaps.length === 0) return { seconds: DEFAULT_INTERVAL, from: 0, isShown: false };
  const shortest = gaps.reduce((least, gap) => Math.min(least, gap)) + 0.001; // a visit comes at the interval, the rounds of the scheduler and a start behind
  const seconds = CANDIDATES.findLast((candidate) => candidate <= shortest) ?? Math.max(1, Math.round(shortest));
  return { seconds, from: gaps.length, isShown: true };
}
