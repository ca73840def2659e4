import type { RunLimits, Seconds } from "../kernel/index.ts";
import { type SimulationEvents, type SimulationResult, sizeInWords } from "../observe/index.ts";
import { buildSimulation, type Scenario } from "../scenario/index.ts";
import type { Simulation } from "../simulation/index.ts";
import { type LandedFigures, landedFigures } from "./landed-figures.ts";
import { inMode, type Mode } from "./modes.ts";
import { repeated } from "./repeated.ts";

/** The figures of a scenario in one mode. */
export interface ModeResult extends LandedFigures {
  readonly mode: Mode;
  /** The number of times that a worker slot was taken. */
  readonly visits: number;
}

/** The figures of a scenario in several modes. */
export interface Comparison {
  readonly scenario: string;
  /** The number of runs: the most of any mode, where the modes are not through with as many. */
  readonly runs: number;
  /** Null where there is no limit. */
  readonly workerSlots: number | null;
  /** Seconds that a task holds its slot before it begins. Left out where an environment of MWAA says it. */
  readonly taskStartup?: Seconds;
  readonly modes: readonly ModeResult[];
}

/** The size of a comparison as a text: its runs, its slots, and the start-up of its tasks. */
export function comparisonSize(comparison: Comparison): string {
  const { workerSlots, taskStartup, modes } = comparison;
  const startup = taskStartup === undefined ? "" : `, ${taskStartup} s to start a task`;
  return sizeInWords(runsByMode(comparison), workerSlots, modes[0]?.environment) + startup;
}

export interface ComparisonOptions {
  readonly modes: readonly Mode[];
  /** The number of copies of each manual run of the scenario, all at the same time. Default 1. */
  readonly runs?: number;
  /** In place of the scenario's own number. */
  readonly workerSlots?: number;
  /** In place of the scenario's own. */
  readonly taskStartup?: Seconds;
  /** The limits that end each simulation early. */
  readonly limits?: () => RunLimits;
  /** Records the causes of waits, for the analysis of results. Default false. */
  readonly explain?: boolean;
  /** Told of each run that changes its state. */
  readonly onProgress?: (mode: Mode, event: Parameters<SimulationEvents["dagRun"]>[0]) => void;
  /** Given the result of each mode, before the next is run. */
  readonly onResult?: (mode: Mode, result: SimulationResult) => void;
}

/** Runs one simulation of a comparison in a way of its own: it writes files beside, say. */
export type RunMode = (mode: Mode, simulation: Simulation, limits: RunLimits | undefined) => Promise<SimulationResult>;

/** Runs a scenario in each mode. */
export function compareModes(scenario: Scenario, options: ComparisonOptions): Comparison {
  const setup = setupOf(scenario, options);
  return comparisonOf(
    setup,
    options.modes.map((mode) =>
      measured(setup, mode, simulationOf(setup, mode, options).run(options.limits?.()), options),
    ),
  );
}

/** Runs a scenario in each mode, one after the other, by `run`. */
export async function compareModesBy(
  scenario: Scenario,
  options: ComparisonOptions,
  run: RunMode,
): Promise<Comparison> {
  const setup = setupOf(scenario, options);
  const results: ModeResult[] = [];
  for (const mode of options.modes) {
    const result = await run(mode, simulationOf(setup, mode, options), options.limits?.());
    results.push(measured(setup, mode, result, options));
  }
  return comparisonOf(setup, results);
}

interface Setup {
  readonly scenario: Scenario;
  readonly workerSlots: number | null;
}

/** The scenario with its copies of runs, and with the options in place of its own. */
function setupOf(scenario: Scenario, options: ComparisonOptions): Setup {
  const { runs = 1, workerSlots = scenario.executor?.worker_slots ?? null, taskStartup } = options;
  const many = {
    ...repeated(scenario, runs),
    executor: { ...scenario.executor, worker_slots: workerSlots },
    overheads: { ...scenario.overheads, ...(taskStartup === undefined ? {} : { task_startup: taskStartup }) },
  };
  return { scenario: many, workerSlots };
}

function simulationOf({ scenario }: Setup, mode: Mode, { explain = false, onProgress }: ComparisonOptions): Simulation {
  const simulation = buildSimulation(inMode(scenario, mode), { explain });
  if (onProgress !== undefined) simulation.on("dagRun", (event) => onProgress(mode, event));
  return simulation;
}

function measured(
  { scenario }: Setup,
  mode: Mode,
  result: SimulationResult,
  { onResult }: ComparisonOptions,
): ModeResult {
  onResult?.(mode, result);
  return { mode, visits: visitsOf(result), ...landedFigures(scenario, result) };
}

function comparisonOf({ scenario, workerSlots }: Setup, modes: readonly ModeResult[]): Comparison {
  const runs = Math.max(0, ...runsByMode({ modes }));
  const startup = scenario.environment === undefined ? { taskStartup: scenario.overheads?.task_startup ?? 0 } : {};
  return { scenario: scenario.name, runs, workerSlots, ...startup, modes };
}

function visitsOf(result: SimulationResult): number {
  let visits = 0;
  for (const { delta } of result.slotChanges()) if (delta > 0) visits += 1;
  return visits;
}

/** The number of runs of each mode. */
export function runsByMode({ modes }: Pick<Comparison, "modes">): number[] {
  return modes.map(({ runs }) => Object.values(runs).reduce((sum, count) => sum + count, 0));
}
