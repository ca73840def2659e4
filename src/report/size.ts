/**
 * The cheapest environment that meets deadlines: each class in each mode, searched in threads.
 * @module
 */
import { Experiment, type TrialResult } from "../experiment/index.ts";
import type { EnvironmentClass } from "../mwaa/index.ts";
import type { PricesByClass, Scenario } from "../scenario/index.ts";
import { type LandingGoals, landingGoals } from "./landing-goals.ts";
import type { Mode } from "./modes.ts";
import { landingsOf, type SizeCell, type SizeInput, type TrialFigures } from "./size-figures.ts";

/** The module that searches one class in one mode. */
const SIZE_MODULE: URL = new URL("../library/size-trial.js", import.meta.url);

/** The class in which the fewest runs fail. */
const LARGEST: EnvironmentClass = "mw1.2xlarge";

/** The demands on an environment, and the environments that are tried. */
export interface SizeQuestion {
  /** With its deadlines. */
  readonly scenario: Scenario;
  readonly classes: readonly EnvironmentClass[];
  readonly modes: readonly Mode[];
  readonly mostWorkers: number;
  /** Seconds that 95 % of the tasks may be queued at most. Default any. */
  readonly queuedP95?: number;
  /** In place of those that are built in. */
  readonly prices?: PricesByClass;
}

export interface SizeProgress {
  /** Threads. Default one for each core. */
  readonly workers?: number;
  readonly signal?: AbortSignal;
  /** Told of each class and mode that is done. */
  readonly onProgress?: (ended: number, all: number) => void;
}

/** The answer: a cell for each class in each mode. */
export interface Sizes {
  readonly scenario: string;
  readonly deadlines: LandingGoals;
  readonly queuedP95: number | null;
  readonly mostWorkers: number;
  readonly cells: readonly SizeCell[];
  readonly simulations: number;
}

/** Finds the cheapest workers of each class in each mode. Runs that fail whatever there is are not held against any. */
export async function sizesOf(question: SizeQuestion, { onProgress, ...options }: SizeProgress = {}): Promise<Sizes> {
  const { classes, modes, ...input } = question;
  const { scenario, mostWorkers, queuedP95 } = input;
  const all = modes.length * (1 + classes.length);
  const largest = await trials(input, [LARGEST], modes, {
    ...options,
    onProgress: (ended) => onProgress?.(ended, all),
  });
  const failures = Object.fromEntries(largest.map(({ parameters, figures }) => [parameters.mode, figures.failedRuns]));
  const found = await trials({ ...input, failures }, classes, modes, {
    ...options,
    onProgress: (ended) => onProgress?.(modes.length + ended, all),
  });
  const deadlines = landingGoals(scenario);
  const dagIds = Object.keys(deadlines).filter((dagId) => deadlines[dagId]?.deadline !== undefined);
  return {
    scenario: scenario.name,
    deadlines: Object.fromEntries(dagIds.map((dagId) => [dagId, deadlines[dagId] ?? {}])),
    queuedP95: queuedP95 ?? null,
    mostWorkers,
    cells: found.map(({ parameters, figures }) => cellOf(parameters, figures, dagIds)),
    simulations: [...largest, ...found].reduce((sum, { figures }) => sum + figures.simulations, 0),
  };
}

interface Place {
  readonly class: EnvironmentClass;
  readonly mode: Mode;
}

type Found = Omit<TrialResult, "parameters" | "figures"> & {
  readonly parameters: Place;
  readonly figures: TrialFigures;
};

async function trials(
  input: SizeInput,
  classes: readonly EnvironmentClass[],
  modes: readonly Mode[],
  options: SizeProgress,
): Promise<readonly Found[]> {
  const parameters = { class: classes, mode: modes };
  const name = `sizes for ${input.scenario.name}`;
  const experiment = new Experiment({ name, parameters, input, measure: SIZE_MODULE });
  return (await experiment.run(options)).trials as unknown as readonly Found[]; // `measure` of that module makes them
}

function cellOf(place: Place, figures: TrialFigures, dagIds: readonly string[]): SizeCell {
  const { minWorkers, maxWorkers, month, workerHours, peakWorkers, killedTasks, queuedP95, late, failedRuns } = figures;
  return {
    ...place,
    isEnough: figures.enough === 1,
    ...{ minWorkers, maxWorkers, month, workerHours, peakWorkers, killedTasks, queuedP95, late, failedRuns },
    landings: landingsOf(figures, dagIds),
  };
}

/** The cheapest cell of some. */
export function cheapestOf(cells: readonly SizeCell[]): SizeCell | undefined {
  return cells.filter(({ isEnough }) => isEnough).toSorted((a, b) => a.month - b.month)[0];
}
