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

/**
 * Looks for the smallest number of slots: by bisection in one night, then up from there until it is enough in most nights, since
 * more slots can hurt and one night is not another.
 */
export function smallestSlots(
  recording: Recording,
  name: string,
  changes: Changes,
  { nights, onProgress }: SizeOptions,
): Size {
  const { slots: now } = recording.fleet;
  const isEnoughIn = (slots: number, { seed, measured }: Night): boolean => {
    onProgress(`${name}: ${slots} slots, night ${seed + 1}`);
    const settings = together(changes, { workerSlots: slots });
    return isInTime(recording, replay(recording, settings, { orderSeed: seed, nightSeed: seed }), measured);
  };
  const shareOf = (slots: number): number => {
    let held = 0;
    for (const [index, night] of nights.entries()) {
      if (isEnoughIn(slots, night)) held += 1;
      if (index + 1 - held > nights.length * (1 - CONFIDENCE)) break; // it cannot be enough any more
    }
    return held / Math.max(1, nights.length);
  };
  const [first] = nights;
  const step = Math.max(1, Math.round(now / 32));
  let [low, high] = [0, now];
  while (first !== undefined && high - low > step) {
    const middle = Math.floor((low + high) / 2);
    if (middle > 0 && isEnoughIn(middle, first)) high = middle;
    else low = middle;
  }
  for (let slots = high; slots <= now * 2; slots += step) {
    const share = shareOf(slots);
    if (share >= CONFIDENCE) return { name, now, enough: slots, share, nights: nights.length };
  }
  return { name, now, enough: undefined, share: 0, nights: nights.length };
}
