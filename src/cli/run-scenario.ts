import type { RunLimits } from "../kernel/index.ts";
import type { SimulationResult } from "../observe/index.ts";
import { printableName } from "../report/index.ts";
import type { Simulation } from "../simulation/index.ts";
import type { ExportTarget } from "./export-files.ts";
import { Outputs } from "./outputs.ts";
import { complain } from "./terminal.ts";

/** What is asked of the simulation of one scenario, in virtual time and in real time. */
export interface Asked {
  /** Whether to look for why task instances wait. */
  readonly explain: boolean;
  readonly exports: readonly ExportTarget[];
  /** The folder of its logs. */
  readonly logs?: string;
  readonly limits: RunLimits;
}

/** A scenario that was run, to its end or so far. */
export interface Outcome {
  readonly result: SimulationResult;
  /** What there is to say of files that were written. */
  readonly said: readonly string[];
}

/** Says what is odd about a simulation. */
export function sayWarnings({ warnings }: Simulation, name: string): void {
  for (const { path, message } of warnings) complain(printableName(`warning: ${name}: ${path}: ${message}`));
}

/** Runs a simulation, and writes what was asked for of it. */
export async function runWithOutputs(
  simulation: Simulation,
  { exports, logs, limits }: Asked,
  run: (limits: RunLimits) => SimulationResult | Promise<SimulationResult>,
): Promise<Outcome> {
  const outputs = await Outputs.open({ exports, ...(logs === undefined ? {} : { logs }) }, simulation);
  let result: SimulationResult;
  try {
    result = await run(outputs.limits(limits));
  } catch (error) {
    throw outputs.fail(error);
  }
  return { result, said: await outputs.finish(result) };
}
