import { billOf } from "./bill.ts";
import { type EnvironmentOptions, environmentOf } from "./options.ts";
import { traitsOf } from "./presets.ts";

/** An environment that was tried. */
export interface Tried {
  /** True if it does all that is asked of it. */
  readonly isEnough: boolean;
  /** Dollars a month. */
  readonly month: number;
  readonly peakWorkers: number;
}

/** The cheapest environment of a class that is enough, as it was tried. */
export interface Cheapest<Trial extends Tried> {
  readonly minWorkers: number;
  readonly maxWorkers: number;
  readonly trial: Trial;
}

/**
 * Looks for the least and the most workers with which an environment is enough and cheapest. `most` is the most workers that it
 * may have. It takes for granted that more workers are never worse: bisection then finds the fewest. More that are always there are
 * only tried as long as their fee alone is below the best so far. Undefined where not even `most` that are always there are enough.
 */
export function cheapestWorkers<Trial extends Tried>(
  environment: EnvironmentOptions,
  most: number,
  tryOut: (environment: EnvironmentOptions) => Trial,
): Cheapest<Trial> | undefined {
  const search = new Search(environment, tryOut);
  const { workers } = traitsOf(environment.class);
  if (workers === "fixed") {
    const isEnough = (count: number) => search.at(count, count).isEnough;
    if (isEnough(most)) least(1, most, isEnough);
    return search.best;
  }
  const isEnoughFrom = (minWorkers: number) => search.at(minWorkers, most).isEnough;
  if (!isEnoughFrom(1) && !isEnoughFrom(most)) return undefined;
  const first = isEnoughFrom(1) ? 1 : least(2, most, isEnoughFrom);
  let high = most;
  const last = workers === "pods" ? first : most; // pods are there for their tasks alone
  for (let minWorkers = first; minWorkers <= last && search.mayBeCheaper(minWorkers); minWorkers += 1) {
    high = Math.max(high, minWorkers);
    const { isEnough, peakWorkers } = search.at(minWorkers, high);
    if (!isEnough) break; // more were worse for once
    high = Math.max(minWorkers, Math.min(high, peakWorkers)); // beyond its peak a limit changes nothing
    if (search.mayBeCheaper(minWorkers))
      high = least(minWorkers, high, (maxWorkers) => maxWorkers === high || search.at(minWorkers, maxWorkers).isEnough);
  }
  return search.best;
}

/** The least whole number for which something holds, where it holds for `high` and then for all above. */
function least(low: number, high: number, holds: (value: number) => boolean): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return to;
}

/** Environments of one class that were tried, each once. */
class Search<Trial extends Tried> {
  readonly #environment: EnvironmentOptions;
  readonly #tryOut: (environment: EnvironmentOptions) => Trial;
  readonly #trials = new Map<string, Trial>();
  #best: Cheapest<Trial> | undefined;

  constructor(environment: EnvironmentOptions, tryOut: (environment: EnvironmentOptions) => Trial) {
    this.#environment = environment;
    this.#tryOut = tryOut;
  }

  /** The cheapest of those that were tried and are enough. */
  get best(): Cheapest<Trial> | undefined {
    return this.#best;
  }

  at(minWorkers: number, maxWorkers: number): Trial {
    const key = `${minWorkers}-${maxWorkers}`;
    const known = this.#trials.get(key);
    if (known !== undefined) return known;
    const trial = this.#tryOut({ ...this.#environment, minWorkers, maxWorkers });
    this.#trials.set(key, trial);
    if (trial.isEnough && (this.#best === undefined || trial.month < this.#best.trial.month))
      this.#best = { minWorkers, maxWorkers: Math.max(minWorkers, Math.min(maxWorkers, trial.peakWorkers)), trial };
    return trial;
  }

  /** True if so many workers that are always there, and no others, cost less than the best so far. */
  mayBeCheaper(minWorkers: number): boolean {
    if (this.#best === undefined) return true;
    const environment = environmentOf({ ...this.#environment, minWorkers, maxWorkers: minWorkers });
    return billOf(environment, 3600, minWorkers * 3600).month < this.#best.trial.month;
  }
}
