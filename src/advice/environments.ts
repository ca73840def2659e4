/**
 * The cheapest environment of Amazon MWAA of each class in which a history lands in time.
 * @module
 */
import { cheapestWorkers, type MwaaClass, mostWorkersOf, type Tried } from "../mwaa/index.ts";
import { type Changes, type Recording, replay } from "../replay/index.ts";
import { type Runs, shareInTime } from "./in-time.ts";

/** A search that is asked for. */
export interface EnvironmentAsked {
  readonly class: MwaaClass;
  readonly changes: Changes;
  /** The history with today's settings. */
  readonly today: Runs;
  /** Nights in which the cheapest is tried too. */
  readonly nights: readonly { readonly seed: number; readonly today: Runs }[];
}

/** The cheapest environment of a class. */
export interface CheapestEnvironment {
  readonly class: MwaaClass;
  readonly minWorkers: number;
  readonly maxWorkers: number;
  /** Dollars a month like this history. */
  readonly month: number;
  readonly workerHours: number;
  /** The share of nights that land in time, of those that were drawn. */
  readonly share: number;
}

/** The most workers that an environment may have, unless AWS is asked for more. */
const MOST_WORKERS = 25;

/** Days that have to land in time, of the history itself. */
const CONFIDENCE = 0.95;

interface Trial extends Tried {
  readonly workerHours: number;
}

/** Looks for the cheapest workers of a class, in the history as it was; undefined where none are enough. */
export function cheapestEnvironment(recording: Recording, asked: EnvironmentAsked): CheapestEnvironment | undefined {
  const { class: environmentClass, changes, today, nights } = asked;
  const found = cheapestWorkers<Trial>(
    { class: environmentClass },
    mostWorkersOf(environmentClass, MOST_WORKERS),
    (environment) => {
      const tonight = replay(recording, { ...changes, environment });
      const { bill, peakWorkers = 0, workerHours = 0 } = tonight.environment ?? {};
      const isEnough = shareInTime(recording, tonight, today) >= CONFIDENCE;
      return { isEnough, month: bill?.month ?? 0, peakWorkers, workerHours };
    },
  );
  if (found === undefined) return undefined;
  const { minWorkers, maxWorkers, trial } = found;
  const environment = { class: environmentClass, minWorkers, maxWorkers };
  const shares = nights.map(({ seed, today: asDrawn }) => {
    const tonight = replay(recording, { ...changes, environment }, { orderSeed: seed, nightSeed: seed });
    return shareInTime(recording, tonight, asDrawn);
  });
  const share = shares.reduce((sum, one) => sum + one, 0) / Math.max(1, shares.length);
  return { class: environmentClass, minWorkers, maxWorkers, month: trial.month, workerHours: trial.workerHours, share };
}
