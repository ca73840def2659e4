import { type Changes, type Measured, type Recording, type ReplayOptions, replay } from "../replay/index.ts";
import { type CheapestEnvironment, cheapestEnvironment, type EnvironmentAsked } from "./environments.ts";

/** A replay that is asked for. */
export interface Asked {
  readonly changes: Changes;
  /** The order of DAGs that are due at one moment, and the days, as they are drawn. Default both as they were. */
  readonly drawn?: Pick<ReplayOptions, "orderSeed" | "nightSeed">;
}

/** A measure without that of each task instance, so that it is small enough to be sent from thread to thread. */
export type Replayed = Omit<Measured, "instances">;

/** A place where replays of one recording are made. They do not depend on how many are under way at once. */
export interface Replays {
  /** The number of replays that may be under way at once. */
  readonly lanes: number;
  make(asked: Asked): Promise<Replayed>;
  /** Looks for the cheapest environment of a class of MWAA. */
  cheapest(asked: EnvironmentAsked): Promise<CheapestEnvironment | undefined>;
}

/** Makes replays one after the other, in this thread. */
export function replaysHere(recording: Recording): Replays {
  return {
    lanes: 1,
    make: async (asked) => replayed(recording, asked),
    cheapest: async (asked) => cheapestEnvironment(recording, asked),
  };
}

/** Makes a replay that was asked for. */
export function replayed(recording: Recording, { changes, drawn = {} }: Asked): Replayed {
  const { instances: _, ...measured } = replay(recording, changes, drawn);
  return measured;
}

/** Makes replays and tells of each, in words. */
export class Asker {
  readonly #replays: Replays;
  readonly #onProgress: (what: string) => void;
  #made = 0;

  constructor(replays: Replays, onProgress: (what: string) => void) {
    this.#replays = replays;
    this.#onProgress = onProgress;
  }

  get lanes(): number {
    return this.#replays.lanes;
  }

  async make(what: string, asked: Asked): Promise<Replayed> {
    const measured = await this.#replays.make(asked);
    this.#made += 1;
    this.#onProgress(`${this.#made} replays: ${what}`);
    return measured;
  }

  async cheapest(what: string, asked: EnvironmentAsked): Promise<CheapestEnvironment | undefined> {
    const found = await this.#replays.cheapest(asked);
    this.#onProgress(`${this.#made} replays: ${what}`);
    return found;
  }
}
