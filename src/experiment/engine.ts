import type { Trial } from "./parameters.ts";
import type { Figures } from "./results.ts";

/** Makes one trial: the same figures for the same parameters, seed and input. */
export type Measure<Parameters> = (trial: Trial<Parameters>) => Figures | Promise<Figures>;

/** A trial that has failed. The message names its parameters and its seed; `cause` is the error. */
export class TrialError extends Error {
  override readonly name = "TrialError";
  readonly trial: Trial;

  constructor(trial: Trial, cause: unknown) {
    const which = `Trial ${trial.trial} with ${JSON.stringify(trial.parameters)} and seed ${trial.seed}`;
    super(`${which} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.trial = trial;
  }
}

/** A place where the trials of one experiment are made. */
export interface Laboratory {
  /** The number of trials that may be under way at once. */
  readonly lanes: number;
  /** Makes a trial. Throws a TrialError. */
  make(trial: Trial): Promise<Figures>;
  /** Ends everything that it has begun. May be called twice. */
  close(): Promise<void>;
}

/** Runs trials somewhere: in threads of this process, or on other machines. An experiment does not know which. */
export interface Engine {
  /** Opens a laboratory for a module that exports `measure`, and for the input that all its trials share. The signal ends a wait. */
  open(module: URL, input: unknown, signal?: AbortSignal): Promise<Laboratory>;
}

/** Makes trials by a function, one after the other, in this thread. */
export function inThisThread(measure: Measure<never>, input: unknown): Laboratory {
  const make = (trial: Trial) => checked(trial, async () => measure(withInput(trial, input) as never));
  return { lanes: 1, make, close: async () => {} };
}

/** Adds the input that all trials share, where there is one. */
export function withInput(trial: Trial, input: unknown): Trial {
  return input === undefined ? trial : { ...trial, input };
}

/** Returns the figures of a trial, which have to be finite numbers or null. Throws a TrialError. */
export async function checked(trial: Trial, measure: () => Promise<Figures>): Promise<Figures> {
  try {
    const figures = await measure();
    if (typeof figures !== "object" || figures === null)
      throw new TypeError(`expected figures by name, got \`${String(figures)}\``);
    for (const [name, value] of Object.entries(figures))
      if (value !== null && !Number.isFinite(value))
        throw new TypeError(`expected \`${name}\` to be a finite number or null, got \`${String(value)}\``);
    return figures;
  } catch (error) {
    throw new TrialError(trial, error);
  }
}
