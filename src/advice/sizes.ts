/**
 * The smallest number of worker slots with which runs land in time, in most of the nights that are drawn.
 * @module
 */
import { type Changes, isHeld, type Measured, namedDeadlines, type Recording, replay } from "../replay/index.ts";
import { together } from "./candidates.ts";

export interface Size {
  readonly name: string;
  readonly now: number;
  /** Undefined where not even twice as many are enough. */
  readonly enough: number | undefined;
  /** The share of nights in which it is, and how many were drawn. */
  readonly share: number;
  readonly nights: number;
}

/** The share of nights that a size has to be enough in. */
const CONFIDENCE = 0.95;

/** Runs may land so much later than in the replay: a tenth of what they take, or five minutes. */
const SLACK = { share: 0.1, seconds: 300 };

/** Of runs without a deadline so many have to land in time. */
const MOST_IN_TIME = 0.98;

/** Tells if the runs of a night land in time: by the deadlines that are named; without any, about as in the same night with today's slots. */
function isInTime(recording: Recording, tonight: Measured, today: Measured): boolean {
  const named = namedDeadlines(recording, tonight);
  if (named.length > 0) return named.every(({ run, at }) => isHeld(run, at));
  const ends = new Map(tonight.runs.map(({ dagId, runId, end }) => [`${dagId}\n${runId}`, end]));
  let [late, all] = [0, 0];
  for (const { dagId, runId, isScheduled, start, end } of today.runs) {
    if (!isScheduled || start === null || end === null) continue;
    all += 1;
    const is = ends.get(`${dagId}\n${runId}`) ?? null;
    if (is === null || is > end + Math.max(SLACK.seconds, (end - start) * SLACK.share)) late += 1;
  }
  return late <= all * (1 - MOST_IN_TIME);
}

/** A night that was drawn, and how it goes with today's settings. */
export interface Night {
  readonly seed: number;
  readonly measured: Measured;
}

/** Draws nights: orders of DAGs that are due at once, and of a longer history whole days. */
export function drawNights(recording: Recording, count: number, onProgress: (what: string) => void): Night[] {
  return Array.from({ length: count }, (_, seed) => {
    onProgress(`night ${seed + 1} of ${count}`);
    return { seed, measured: replay(recording, {}, { orderSeed: seed, nightSeed: seed }) };
  });
}

export interface SizeOptions {
  readonly nights: readonly Night[];
  readonly onProgress: (what: string) => void;
}

/** Looks for the smallest number of slots by bisection, and asks its neighbours too: more slots can hurt. */
export function smallestSlots(
  recording: Recording,
  name: string,
  changes: Changes,
  { nights: today, onProgress }: SizeOptions,
): Size {
  const { slots: now } = recording.fleet;
  const nights = today.length;
  const known = new Map<number, number>();
  const shareOf = (slots: number): number => {
    const before = known.get(slots);
    if (before !== undefined) return before;
    onProgress(`${name}: ${slots} slots`);
    let held = 0;
    for (const { seed, measured } of today) {
      const tonight = replay(recording, together(changes, { workerSlots: slots }), {
        orderSeed: seed,
        nightSeed: seed,
      });
      if (isInTime(recording, tonight, measured)) held += 1;
      if (seed + 1 - held > nights * (1 - CONFIDENCE)) break; // it cannot be enough any more
    }
    known.set(slots, held / nights);
    return held / nights;
  };
  const isEnough = (slots: number) => shareOf(slots) >= CONFIDENCE;
  let [low, high] = [0, now];
  if (!isEnough(high)) {
    low = high;
    high = now * 2;
    if (!isEnough(high)) return { name, now, enough: undefined, share: shareOf(high), nights };
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (middle > 0 && isEnough(middle)) high = middle;
    else low = middle;
  }
  while (high < now && !isEnough(high + 1)) high += 1;
  return { name, now, enough: high, share: shareOf(high), nights };
}
