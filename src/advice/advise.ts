import { invariant } from "../containers/index.ts";
import type { History } from "../history/index.ts";
import { MWAA_CLASSES } from "../mwaa/index.ts";
import { type Changes, type Measured, observed, type Recording, versionOf } from "../replay/index.ts";
import { lacksWorkers } from "../rules/index.ts";
import { learnedRecording } from "./calibration.ts";
import { type Candidate, candidatesOf, together } from "./candidates.ts";
import { type Effect, effectOf } from "./effects.ts";
import type { CheapestEnvironment } from "./environments.ts";
import { errorsOf, type MeasureErrors } from "./errors.ts";
import { findJam, type JamAdvice } from "./jam-advice.ts";
import { drawNights } from "./nights.ts";
import { Asker, type Replays, replaysHere } from "./replays.ts";
import { type Size, sizablesOf, smallestSize } from "./sizes.ts";

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
  /** The cheapest of each class of MWAA, cheapest first: as it is, and with the changes up to the knee. */
  readonly environments: readonly EnvironmentAdvice[];
}

export interface EnvironmentAdvice extends CheapestEnvironment {
  readonly withChanges: boolean;
}

export interface AdviseOptions {
  /** Nights, or series of days, that are drawn for sizes. Default 20, and fewer series where each has many days. */
  readonly nights?: number;
  /** Where replays are made, of what was learned from the same history. Default in this thread. */
  readonly replays?: Replays;
  readonly onProgress?: (what: string) => void;
}

/** Orders that are drawn to say how wide a gain is. */
const ORDERS = 3;

/** Changes of which the width is asked. */
const MOST_WIDE = 5;

/** Steps of the greedy path, and candidates that are tried at each. */
const [MOST_STEPS, MOST_TRIED] = [6, 3];

const AS_IT_IS: Changes = {};

/** The number of series to draw: as many as give forty nights, but from 5 to 20. */
function nightsFor(days: number): number {
  return Math.min(20, Math.max(5, Math.ceil(40 / Math.max(1, days))));
}

/** Tries changes on a history: each alone, the best together, smaller sizes, and what jams. */
export async function advise(history: History, options: AdviseOptions = {}): Promise<Advice> {
  const { onProgress = () => {}, nights: given } = options;
  onProgress("replay");
  const { recording, replayed: before } = learnedRecording(history);
  const asker = new Asker(options.replays ?? replaysHere(recording), onProgress);
  const truth = observed(recording);
  const errors = errorsOf(truth, before);
  const ranked = await rankedChanges(asker, recording, before, errors);
  const { path, knee, changes } = await greedyPath(asker, recording, before, ranked, errors);
  const nights = await drawNights(asker, given ?? nightsFor(recording.runs.days));
  const slots = (name: string, others: Changes) => {
    const changesOf = (workerSlots: number) => together(others, { workerSlots });
    return {
      name: `worker slots, ${name}`,
      now: recording.fleet.slots,
      least: 1,
      isAlone: others === AS_IT_IS,
      changesOf,
    };
  };
  const asked = [
    slots("as it is", AS_IT_IS),
    ...(knee > 0 ? [slots(`with ${changesUpTo(knee)}`, changes)] : []),
    ...sizablesOf(recording, before),
  ];
  const sizes = await Promise.all(asked.map((sizable) => smallestSize(asker, recording, sizable, nights)));
  const environments = await rankedEnvironments(asker, recording, knee > 0 ? changes : undefined);
  const jam = await findJam(asker, recording);
  return { recording, errors, truth, before, ranked, path, knee, sizes, jam, environments };
}

/** Nights in which the cheapest environment of a class is tried. */
export const ENVIRONMENT_NIGHTS = 3;

/** The cheapest environment of each class, as it is and with changes. None where workers are not simulated. */
async function rankedEnvironments(
  asker: Asker,
  recording: Recording,
  changes: Changes | undefined,
): Promise<EnvironmentAdvice[]> {
  if (lacksWorkers("MWAA's", versionOf(recording).airflow) !== undefined) return [];
  const asked = MWAA_CLASSES.flatMap((name) =>
    [AS_IT_IS, changes].flatMap((one) => (one === undefined ? [] : [{ name, changes: one }])),
  );
  const { runs } = await asker.make("as it is", { changes: AS_IT_IS });
  const drawn = await drawNights(asker, ENVIRONMENT_NIGHTS);
  const nights = drawn.map(({ seed, today }) => ({ seed, today: { runs: today.runs } })); // small enough to be sent to threads
  const found = await Promise.all(
    asked.map(async ({ name, changes: one }) => {
      const cheapest = await asker.cheapest(name, { class: name, changes: one, today: { runs }, nights });
      return cheapest === undefined ? [] : [{ ...cheapest, withChanges: one !== AS_IT_IS }];
    }),
  );
  return found.flat().sort((a, b) => a.month - b.month);
}

/** Tries each candidate alone, and says of the best how wide their gain is. */
async function rankedChanges(
  asker: Asker,
  recording: Recording,
  before: Measured,
  errors: MeasureErrors,
): Promise<Ranked[]> {
  const { prices } = recording.history.byHand;
  const tried = await Promise.all(
    candidatesOf(recording, before, { tasks: 12, limits: 6 }).map(async (candidate) => {
      const after = await asker.make(candidate.name, { changes: candidate.changes });
      return { candidate, effect: effectOf(before, after, candidate.dags, prices) };
    }),
  );
  const gains = tried.filter(({ effect }) => isGain(effect, errors)).sort((a, b) => worth(b.effect) - worth(a.effect));
  return Promise.all(
    gains.map(async ({ candidate, effect }, index) => ({
      candidate,
      effect,
      width: index < MOST_WIDE ? await widthOf(asker, candidate) : ([effect.slotHours, effect.slotHours] as const),
    })),
  );
}

/** Tells if an effect is above the error of the replay. */
function isGain({ share, own, others }: Effect, { slotHours }: MeasureErrors): boolean {
  return share > Math.max(Math.abs(slotHours), 0.001) || own > 5 || others > 5;
}

/** Slot hours, and the hours by which a run of the DAG lands earlier. */
function worth({ slotHours, own }: Effect): number {
  return slotHours + own / 3600;
}

async function widthOf(asker: Asker, { changes, dags, name }: Candidate): Promise<readonly [number, number]> {
  const saved = await Promise.all(
    Array.from({ length: ORDERS }, async (_, orderSeed) => {
      const what = `${name}, order ${orderSeed + 1}`;
      const [was, is] = await Promise.all(
        [{}, changes].map((one) => asker.make(what, { changes: one, drawn: { orderSeed } })),
      );
      invariant(was !== undefined && is !== undefined, "Expected two replays");
      return effectOf(was, is, dags, undefined).slotHours;
    }),
  );
  return [Math.min(...saved), Math.max(...saved)];
}

async function greedyPath(
  asker: Asker,
  recording: Recording,
  before: Measured,
  ranked: readonly Ranked[],
  { slotHours: error }: MeasureErrors,
): Promise<{ readonly path: PathStep[]; readonly knee: number; readonly changes: Changes }> {
  const path: PathStep[] = [];
  const taken: Changes[] = [];
  let left = ranked.filter(({ candidate }) => candidate.isMode).map(({ candidate }) => candidate);
  const dags = new Set(ranked.flatMap(({ candidate }) => [...candidate.dags]));
  while (path.length < MOST_STEPS && left.length > 0) {
    const steps = await Promise.all(
      left.slice(0, MOST_TRIED).map(async (candidate) => {
        const what = `together, step ${path.length + 1}: ${candidate.name}`;
        const after = await asker.make(what, { changes: together(...taken, candidate.changes) });
        return { candidate, effect: effectOf(before, after, dags, recording.history.byHand.prices) };
      }),
    );
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

/** Names the best changes: those before the one that saves little more. */
export function changesUpTo(knee: number): string {
  return knee === 1 ? "the first change" : `the first ${knee} changes`;
}

/** Counts the steps before the first that gains less than half of their mean gain. */
function kneeOf(path: readonly PathStep[]): number {
  const mean = (path.at(-1)?.effect.slotHours ?? 0) / Math.max(1, path.length);
  const small = path.findIndex(({ effect }, i) => effect.slotHours - (path[i - 1]?.effect.slotHours ?? 0) < mean / 2);
  return small < 0 ? path.length : Math.max(1, small);
}
