/**
 * The classes of Amazon MWAA's environments, and what they cost: data with a date, which a user can replace.
 * @module
 */

export const MWAA_CLASSES = ["mw1.micro", "mw1.small", "mw1.medium", "mw1.large", "mw1.xlarge", "mw1.2xlarge"] as const;

/** The class of an environment. */
export type MwaaClass = (typeof MWAA_CLASSES)[number];

/** True for the name of a class. */
export function isMwaaClass(value: unknown): value is MwaaClass {
  return MWAA_CLASSES.some((name) => name === value);
}

/** The tasks that one worker of each class runs at once (`celery.worker_autoscale`). AWS's documentation says so. */
export const TASKS_PER_WORKER: Readonly<Record<MwaaClass, number>> = {
  "mw1.micro": 3,
  "mw1.small": 5,
  "mw1.medium": 10,
  "mw1.large": 20,
  "mw1.xlarge": 40,
  "mw1.2xlarge": 80,
};

/** The prices of one class, in dollars an hour. */
export interface ClassPrices {
  /** The environment, with what its fee includes. */
  readonly environment: number;
  /** Each worker beyond the one that is included. */
  readonly worker: number;
  /** Each scheduler beyond the two that are included. */
  readonly scheduler: number;
  /** Each web server beyond the two that are included. */
  readonly webServer: number;
}

/** A table of prices, with the day for which it holds. */
export interface PriceTable {
  readonly date: string;
  readonly region: string;
  readonly classes: Readonly<Record<MwaaClass, ClassPrices>>;
  /** Dollars for a gigabyte of the database and a month. */
  readonly databaseGbMonth: number;
}

const price = (environment: number, worker: number, webServer: number): ClassPrices => {
  return { environment, worker, scheduler: worker, webServer };
};

/**
 * The prices of us-west-2 by AWS's price list, as a third party has read it. Of mw1.xlarge and mw1.2xlarge the worker, the
 * scheduler and the web server are guessed: twice and four times those of mw1.large. A micro can have no more of anything.
 */
export const MWAA_PRICES: PriceTable = {
  date: "2026-04-20",
  region: "us-west-2",
  classes: {
    "mw1.micro": price(0.29, 0, 0),
    "mw1.small": price(0.49, 0.055, 0.055),
    "mw1.medium": price(0.74, 0.11, 0.055),
    "mw1.large": price(0.99, 0.22, 0.11),
    "mw1.xlarge": price(1.98, 0.44, 0.22),
    "mw1.2xlarge": price(3.96, 0.88, 0.44),
  },
  databaseGbMonth: 0.1,
};
