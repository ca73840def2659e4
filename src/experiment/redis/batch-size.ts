/** Milliseconds of work that a job is to hold: many times its cost on Redis, and short enough to be waited for. */
const WORK = 250;

/** The weight of the newest job in the mean. */
const WEIGHT = 1 / 8;

/** The share of all trials in flight that one job may hold, so that there are jobs for many workers. */
const MOST_SHARE = 1 / 16;

/** Says how many trials go into one job: one where they are long, several where they are short. */
export class BatchSize {
  readonly #most: number;
  /** Milliseconds of a trial, as workers have measured it. */
  #mean: number | undefined;

  constructor(inFlight: number) {
    this.#most = Math.max(1, Math.floor(inFlight * MOST_SHARE));
  }

  get trials(): number {
    if (this.#mean === undefined) return 1;
    return Math.min(this.#most, Math.max(1, Math.floor(WORK / this.#mean)));
  }

  /** Takes in the milliseconds that a worker has needed for some trials. */
  note(trials: number, took: number): void {
    const mean = took / trials;
    this.#mean = this.#mean === undefined ? mean : this.#mean + WEIGHT * (mean - this.#mean);
  }
}
