import type { RunLimits, Seconds } from "../kernel/index.ts";
import { type Figures, figuresOf, type SimulationEvents, type SimulationResult } from "../observe/index.ts";
import { buildSimulation, type Scenario } from "../scenario/index.ts";
import { inMode, type Mode } from "./modes.ts";
import { repeated } from "./repeated.ts";

/** The figures of a scenario in one mode. */
export interface ModeResult extends Figures {
  readonly mode: Mode;
  /** The number of times that a worker slot was taken. */
  readonly visits: number;
}

/** The figures of a scenario in several modes. */
export interface Comparison {
  readonly scenario: string;
  /** The number of runs in each mode. */
  readonly runs: number;
  /** Null where there is no limit. */
  readonly workerSlots: number | null;
  readonly modes: readonly ModeResult[];
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
  /** Told of each run that changes its state. */
  readonly onProgress?: (mode: Mode, event: Parameters<SimulationEvents["dagRun"]>[0]) => void;
  /** Records the causes of waits, for the analysis of results. Default false. */
  readonly explain?: boolean;
  /** Given the result of each mode, before the next is run. */
  readonly onResult?: (mode: Mode, result: SimulationResult) => void;
}

/** Runs a scenario in each mode. */
export function compareModes(scenario: Scenario, options: ComparisonOptions): Comparison {
  const { modes, runs = 1, explain = false, onProgress, onResult, limits } = options;
  const { workerSlots = scenario.executor?.worker_slots ?? null, taskStartup } = options;
  const many = {
    ...repeated(scenario, runs),
    executor: { ...scenario.executor, worker_slots: workerSlots },
    overheads: { ...scenario.overheads, ...(taskStartup === undefined ? {} : { task_startup: taskStartup }) },
  };
  const results = modes.map((mode) => {
    const simulation = buildSimulation(inMode(many, mode), { explain });
    if (onProgress !== undefined) simulation.on("dagRun", (event) => onProgress(mode, event));
    const result = simulation.run(limits?.());
    onResult?.(mode, result);
    return { mode, visits: visitsOf(result), ...figuresOf(result, workerSlots) };
  });
  const counted = Object.values(results[0]?.runs ?? {}).reduce((sum, count) => sum + count, 0);
  return { scenario: scenario.name, runs: counted, workerSlots, modes: results };
}

function visitsOf(result: SimulationResult): number {
  let visits = 0;
  for (const { delta } of result.slotChanges()) if (delta > 0) visits += 1;
  return visits;
}
