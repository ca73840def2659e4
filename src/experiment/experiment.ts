import { type Engine, inThisThread, type Measure } from "./engine.ts";
import {
  ExperimentError,
  type ParameterSpecs,
  type ParametersOf,
  type Plan,
  planProblems,
  type Trial,
  trialsOf,
} from "./parameters.ts";
import { ExperimentResults, type Figures, type TrialResult } from "./results.ts";
import { ResultsFile } from "./results-file.ts";
import { threads } from "./threads.ts";

export interface ExperimentOptions<Specs extends ParameterSpecs> {
  /** Told in the results file. */
  readonly name: string;
  readonly parameters: Specs;
  /** Trials of each combination of parameters, each with random numbers of its own. Default 1. */
  readonly repetitions?: number;
  /** The seed of all random numbers. Default 0. */
  readonly seed?: number;
  /** Plain data that all trials share: a scenario, say. Each trial has it as `input`. */
  readonly input?: unknown;
  /**
   * Makes a trial: a function, for this thread; or a module that exports `measure`, for worker threads and machines. It is
   * JavaScript, or TypeScript where Node runs it (22.18 and newer).
   */
  readonly measure: Measure<ParametersOf<Specs>> | URL;
  /** Of the intervals. Default 0.95. */
  readonly confidence?: number;
}

export interface RunOptions {
  /** Worker threads for a module. Default one for each core. Not with `on`. */
  readonly workers?: number;
  /** Where a module's trials are made: `bullmq(…)` for other machines. Default `threads()`. */
  readonly on?: Engine;
  /** The file that results are kept in, and that the experiment goes on from where it was interrupted. */
  readonly resultsFile?: string;
  /** Ends it early: what has ended is in the results file. */
  readonly signal?: AbortSignal;
  /** Told after each trial, and once at the beginning. */
  readonly onProgress?: (ended: number, trials: number) => void;
}

/**
 * Trials over all combinations of parameters, several of each, on all cores. The results do not depend on how many workers
 * there were, in which order they ended, or how often the experiment was interrupted.
 *
 * @example
 * const parameters = { size: [1, 2, 3] };
 * const experiment = new Experiment({ name: "areas", parameters, measure: (trial) => ({ area: trial.parameters.size ** 2 }) });
 * const results = await experiment.run();
 * console.log(results.trials.length); // 3
 */
export class Experiment<const Specs extends ParameterSpecs> {
  readonly #options: ExperimentOptions<Specs>;
  readonly #plan: Plan;
  readonly #trials: readonly Trial[];

  constructor(options: ExperimentOptions<Specs>) {
    const { parameters, repetitions = 1, seed = 0, confidence = 0.95, input } = options;
    this.#options = options;
    this.#plan = input === undefined ? { parameters, repetitions, seed } : { parameters, repetitions, seed, input };
    const problems = planProblems(this.#plan);
    if (!(confidence > 0 && confidence < 1))
      problems.push(`confidence: expected a number between 0 and 1, got \`${confidence}\``);
    if (problems.length > 0) throw new ExperimentError(problems);
    this.#trials = trialsOf(this.#plan);
  }

  /** All trials, in order, whether they were made or not. */
  get trials(): readonly Trial<ParametersOf<Specs>>[] {
    return this.#trials as readonly Trial<ParametersOf<Specs>>[];
  }

  /** Makes the trials that are not in the results file, and returns the results of all. */
  async run(options: RunOptions = {}): Promise<ExperimentResults<ParametersOf<Specs>>> {
    const { resultsFile, signal, onProgress } = options;
    signal?.throwIfAborted();
    const file = resultsFile === undefined ? undefined : new ResultsFile(resultsFile, this.#options.name, this.#plan);
    const ended = file?.open(this.#trials) ?? new Map<number, Figures>();
    const missing = this.#trials.filter(({ trial }) => !ended.has(trial));
    onProgress?.(ended.size, this.#trials.length);
    if (missing.length > 0) {
      const keep = (trial: Trial, figures: Figures) => {
        file?.append({ ...trial, figures });
        ended.set(trial.trial, figures);
        onProgress?.(ended.size, this.#trials.length);
      };
      await this.#make(missing, keep, options);
      signal?.throwIfAborted();
    }
    const results = this.#trials.map(
      (trial): TrialResult => ({ ...trial, figures: ended.get(trial.trial) as Figures }),
    );
    file?.finish(results);
    return new ExperimentResults(
      results as unknown as TrialResult<ParametersOf<Specs>>[],
      this.#options.confidence ?? 0.95,
    );
  }

  /** Each lane takes the next trial when it has ended one, until a trial fails, a result cannot be kept, or the signal comes. */
  async #make(
    missing: readonly Trial[],
    keep: (trial: Trial, figures: Figures) => void,
    { workers, on, signal }: RunOptions,
  ) {
    const { measure, input } = this.#options;
    if (typeof measure === "function" && on !== undefined)
      throw new ExperimentError([
        "measure: expected the URL of a module, since a function cannot be sent to an engine",
      ]);
    if (typeof measure !== "function") refuseTypeScript(measure);
    const laboratory =
      typeof measure === "function"
        ? inThisThread(measure, input)
        : await (on ?? threads(workers)).open(measure, input, signal);
    let failure: { readonly error: unknown } | undefined;
    let next = 0;
    const lane = async () => {
      while (next < missing.length && failure === undefined && signal?.aborted !== true) {
        const trial = missing[next] as Trial;
        next += 1;
        try {
          keep(trial, await laboratory.make(trial));
        } catch (error) {
          failure ??= { error };
        }
      }
    };
    const stop = () => void laboratory.close();
    signal?.addEventListener("abort", stop, { once: true });
    try {
      await Promise.all(Array.from({ length: Math.min(laboratory.lanes, missing.length) }, lane));
    } finally {
      signal?.removeEventListener("abort", stop);
      await laboratory.close();
    }
    signal?.throwIfAborted();
    if (failure !== undefined) throw failure.error;
  }
}

/** Threads run TypeScript where Node does by itself. Tests that turn it into JavaScript do so for their own thread alone. */
function refuseTypeScript({ pathname }: URL): void {
  const runs = "typescript" in process.features && process.features.typescript !== false;
  if (runs || !/\.[mc]?ts$/.test(pathname)) return;
  const name = pathname.slice(pathname.lastIndexOf("/") + 1);
  throw new ExperimentError([
    `measure: expected a JavaScript module, got ${name}: Node runs TypeScript by itself from 22.18 on, and this is ${process.version}`,
  ]);
}
