import type { History } from "../history/index.ts";
import { type Changes, type Measured, observed, type Recording, replay } from "../replay/index.ts";
import { learnedRecording } from "./calibration.ts";
import { type Candidate, candidatesOf, together } from "./candidates.ts";
import { type Effect, effectOf } from "./effects.ts";
import { errorsOf, type MeasureErrors } from "./errors.ts";
import { findJam, type JamAdvice } from "./jam-advice.ts";
import { drawNights, type Size, smallestSlots } from "./sizes.ts";

export interface Ranked {
  readonly candidate: Candidate;
  readonly effect: Effect;
  /** The least and the most slot hours that it saves, over drawn orders of DAGs that are due at one moment. */
  readonly width: readonly [least: number, most: number];
}

export interface PathStep {
  readonly name: string;
  /** Of all steps so far together. */
  readonly effect: Effect;
}

export interface Advice {
  readonly recording: Recording;
  readonly errors: MeasureErrors;
  readonly truth: Measured;
  readonly before: Measured;
  /** Best first. */
  readonly ranked: readonly Ranked[];
  readonly path: readonly PathStep[];
  /** The number of steps of the path that are worth it: what comes behind gains less than half of the mean. */
  readonly knee: number;
  readonly sizes: readonly Size[];
  readonly jam: JamAdvice | undefined;
}

export interface AdviseOptions {
  /** Nights that are drawn for sizes. Default 20; 8 for a long history. */
  readonly nights?: number;
  readonly onProgress?: (what: string) => void;
}

/** Task instances above which fewer changes are tried, so that advice comes within minutes. */
const LONG = 4000;

/** Orders that are drawn to say how wide a gain is. */
const ORDERS = 3;

/** Changes of which the width is asked. */
const MOST_WIDE = 5;

/** Steps of the greedy path, and candidates that are tried at each. */
const [MOST_STEPS, MOST_TRIED] = [6, 3];

/** Tries changes on a history: each alone, the best together, fewer slots, and what jams. */
export function advise(history: History, options: AdviseOptions = {}): Advice {
  const { onProgress = () => {} } = options;
  const isLong = history.instances > LONG;
  onProgress("replay");
  const { recording, replayed: before } = learnedRecording(history);
  const truth = observed(recording);
  const errors = errorsOf(truth, before);
  const { prices } = history.byHand;
  const candidates = candidatesOf(recording, before, { tasks: isLong ? 3 : 12, limits: isLong ? 2 : 6 });
  const tried = candidates.map((candidate, index) => {
    onProgress(`change ${index + 1} of ${candidates.length}: ${candidate.name}`);
    return { candidate, effect: effectOf(before, replay(recording, candidate.changes), candidate.dags, prices) };
  });
  const ranked = tried
    .filter(({ effect }) => isGain(effect, errors))
    .sort((a, b) => worth(b.effect) - worth(a.effect))
    .map((one, index) => ({
      ...one,
      width:
        index < MOST_WIDE && !isLong
          ? widthOf(recording, one.candidate)
          : ([one.effect.slotHours, one.effect.slotHours] as const),
    }));
  const { path, knee, changes } = greedyPath(recording, before, ranked, errors, onProgress, isLong);
  const nights = drawNights(recording, options.nights ?? (isLong ? 8 : 20), onProgress);
  const sizes = [smallestSlots(recording, "worker slots, as it is", {}, { nights, onProgress })];
  if (knee > 0)
    sizes.push(
      smallestSlots(recording, "worker slots, with the changes up to the knee", changes, { nights, onProgress }),
    );
  return { recording, errors, truth, before, ranked, path, knee, sizes, jam: findJam(recording, onProgress) };
}

/** Tells if an effect is above the error of the replay. */
function isGain({ share, own, others }: Effect, { slotHours }: MeasureErrors): boolean {
  return share > Math.max(Math.abs(slotHours), 0.001) || own > 5 || others > 5;
}

/** Slot hours, and the hours by which a run of the DAG lands earlier. */
function worth({ slotHours, own }: Effect): number {
  return slotHours + own / 3600;
}

function widthOf(recording: Recording, { changes, dags }: Candidate): readonly [number, number] {
  const saved = Array.from({ length: ORDERS }, (_, orderSeed) => {
    const was = replay(recording, {}, { orderSeed });
    return effectOf(was, replay(recording, changes, { orderSeed }), dags, undefined).slotHours;
  });
  return [Math.min(...saved), Math.max(...saved)];
}

function greedyPath(
  recording: Recording,
  before: Measured,
  ranked: readonly Ranked[],
  { slotHours: error }: MeasureErrors,
  onProgress: (what: string) => void,
  isLong: boolean,
): { readonly path: PathStep[]; readonly knee: number; readonly changes: Changes } {
  const path: PathStep[] = [];
  const taken: Changes[] = [];
  let left = ranked.filter(({ candidate }) => candidate.isMode).map(({ candidate }) => candidate);
  const dags = new Set(ranked.flatMap(({ candidate }) => [...candidate.dags]));
  while (path.length < (isLong ? 4 : MOST_STEPS) && left.length > 0) {
    const steps = left.slice(0, isLong ? 2 : MOST_TRIED).map((candidate) => {
      onProgress(`together, step ${path.length + 1}: ${candidate.name}`);
      const after = replay(recording, together(...taken, candidate.changes));
      return { candidate, effect: effectOf(before, after, dags, recording.history.byHand.prices) };
    });
    const [best] = steps.sort((a, b) => b.effect.slotHours - a.effect.slotHours);
    const gain = (best?.effect.share ?? 0) - (path.at(-1)?.effect.share ?? 0);
    if (best === undefined || gain <= Math.max(Math.abs(error), 0.005)) break;
    path.push({ name: best.candidate.name, effect: best.effect });
    taken.push(best.candidate.changes);
    left = left.filter((candidate) => candidate !== best.candidate);
  }
  const knee = kneeOf(path);
  return { path, knee, changes: together(...taken.slice(0, knee)) };
}

/** The steps before the first that gains less than half of what the steps gain in the mean. */
function kneeOf(path: readonly PathStep[]): number {
  const mean = (path.at(-1)?.effect.slotHours ?? 0) / Math.max(1, path.length);
  const small = path.findIndex(({ effect }, i) => effect.slotHours - (path[i - 1]?.effect.slotHours ?? 0) < mean / 2);
  return small < 0 ? path.length : Math.max(1, small);
}
