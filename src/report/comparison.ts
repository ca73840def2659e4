import type { Seconds } from "../kernel/index.ts";
import type { DagRunState } from "../model/index.ts";
import type { SimulationEvents, SimulationResult, Usage } from "../observe/index.ts";
import { buildSimulation, type Scenario } from "../scenario/index.ts";
import { inMode, type Mode } from "./modes.ts";
import { repeated } from "./repeated.ts";

/** How a scenario went in one mode. */
export interface ModeResult {
  readonly mode: Mode;
  /** How many runs are in each state at the end. */
  readonly runs: Readonly<Partial<Record<DagRunState, number>>>;
  readonly usage: Usage;
  /** Worker slots in use on average, as a part of those that there are; null where there is no limit. */
  readonly utilisation: number | null;
}

/** How a scenario went in each of several modes. */
export interface Comparison {
  readonly scenario: string;
  /** How many runs there were in each mode. */
  readonly runs: number;
  /** Null where there is no limit. */
  readonly workerSlots: number | null;
  readonly modes: readonly ModeResult[];
}

export interface ComparisonOptions {
  readonly modes: readonly Mode[];
  /** How often each manual run of the scenario is asked for, all at once. Default 1. */
  readonly runs?: number;
  /** In place of the scenario's own number. */
  readonly workerSlots?: number;
  /** In place of the scenario's own. */
  readonly taskStartup?: Seconds;
  /** Told of each run that changes its state. */
  readonly onProgress?: (mode: Mode, event: Parameters<SimulationEvents["dagRun"]>[0]) => void;
}

/** Runs a scenario in each mode. */
export function compareModes(scenario: Scenario, options: ComparisonOptions): Comparison {
  const { modes, runs = 1, onProgress } = options;
  const { workerSlots = scenario.executor?.worker_slots ?? null, taskStartup } = options;
  const many = {
    ...repeated(scenario, runs),
    executor: { ...scenario.executor, worker_slots: workerSlots },
    overheads: { ...scenario.overheads, ...(taskStartup === undefined ? {} : { task_startup: taskStartup }) },
  };
  const results = modes.map((mode) => {
    const simulation = buildSimulation(inMode(many, mode));
    if (onProgress !== undefined) simulation.on("dagRun", (event) => onProgress(mode, event));
    return modeResult(mode, simulation.run(), workerSlots);
  });
  const counted = Object.values(results[0]?.runs ?? {}).reduce((sum, count) => sum + count, 0);
  return { scenario: scenario.name, runs: counted, workerSlots, modes: results };
}

function modeResult(mode: Mode, result: SimulationResult, workerSlots: number | null): ModeResult {
  const runs: Partial<Record<DagRunState, number>> = {};
  for (const { state } of result.dagRuns) runs[state] = (runs[state] ?? 0) + 1;
  const usage = result.usage();
  return { mode, runs, usage, utilisation: workerSlots === null ? null : usage.meanSlots / workerSlots };
}
