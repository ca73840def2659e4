import { fileURLToPath } from "node:url";
import type { Trial } from "./parameters.ts";
import type { Figures } from "./results.ts";

/** Makes one trial: the same figures for the same parameters and seed. */
export type Measure<Parameters> = (trial: Trial<Parameters>) => Figures | Promise<Figures>;

/** A trial that has failed: with which parameters, and as `cause` why. */
export class TrialError extends Error {
  override readonly name = "TrialError";
  readonly trial: Trial;

  constructor(trial: Trial, cause: unknown) {
    const which = `Trial ${trial.trial} with ${JSON.stringify(trial.parameters)} and seed ${trial.seed}`;
    super(`${which} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.trial = trial;
  }
}

/** Where trials are made. */
export interface Laboratory {
  /** The number of trials that run at the same time. */
  readonly lanes: number;
  /** Throws a TrialError. */
  make(trial: Trial): Promise<Figures>;
  /** Ends whatever it has begun. */
  close(): Promise<void>;
}

/** In this thread for a function, in worker threads for a module. */
export async function openLaboratory(measure: Measure<never> | URL, workers: number): Promise<Laboratory> {
  if (typeof measure !== "function") return openThreads(measure, workers);
  const make = (trial: Trial) => checked(trial, async () => measure(trial as never));
  return { lanes: 1, make, close: async () => {} };
}

async function openThreads(module: URL, workers: number): Promise<Laboratory> {
  if (!Number.isSafeInteger(workers) || workers < 1)
    throw new RangeError(`Expected \`workers\` to be a whole number from 1 up, got \`${workers}\``);
  const { Tinypool } = await import("tinypool");
  const pool = new Tinypool({ filename: fileURLToPath(module), minThreads: workers, maxThreads: workers });
  // the pool waits for ever for a thread that has ended itself
  const died = new Promise<never>((_, reject) => {
    const bury = (code: unknown) => reject(new Error(`its worker ended with exit code ${String(code)}`));
    for (const thread of pool.threads) thread.on("exit", bury);
  });
  died.catch(() => {});
  const make = (trial: Trial) =>
    checked(trial, () => Promise.race([pool.run(trial, { name: "measure" }) as Promise<Figures>, died]));
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= Promise.race([pool.destroy(), died.catch(() => {})]);
    return closing;
  };
  return { lanes: workers, make, close };
}

/** The figures of a trial, which have to be numbers. */
async function checked(trial: Trial, measure: () => Promise<Figures>): Promise<Figures> {
  try {
    const figures = await measure();
    for (const [name, value] of Object.entries(figures))
      if (value !== null && !Number.isFinite(value))
        throw new TypeError(`expected \`${name}\` to be a finite number or null, got \`${String(value)}\``);
    return figures;
  } catch (error) {
    throw new TrialError(trial, error);
  }
}
