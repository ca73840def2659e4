import type { RunLimits } from "../kernel/index.ts";
import type { SimulationResult } from "../observe/index.ts";
import { printableName } from "../options/index.ts";
import type { Simulation } from "../simulation/index.ts";
import type { ExportTarget } from "./export-files.ts";
import { Outputs } from "./outputs.ts";
import { complain } from "./terminal.ts";

/** The options for the simulation of one scenario, in virtual time and in real time. */
export interface Asked {
  /** Records the causes of waits. */
  readonly explain: boolean;
  readonly exports: readonly ExportTarget[];
  /** The folder of its logs. */
  readonly logs?: string;
  readonly limits: RunLimits;
}

/** The result of one scenario that has ended or was interrupted. */
export interface ScenarioRun {
  readonly result: SimulationResult;
  /** A line about each file that was written. */
  readonly said: readonly string[];
}

/** Prints the warnings of a simulation. */
export function sayWarnings({ warnings }: Simulation, name: string): void {
  for (const { path, message } of warnings) complain(printableName(`warning: ${name}: ${path}: ${message}`));
}

/** Runs a simulation, and writes its exports and logs. */
export async function runWithOutputs(
  simulation: Simulation,
  { exports, logs, limits }: Asked,
  run: (limits: RunLimits) => SimulationResult | Promise<SimulationResult>,
): Promise<ScenarioRun> {
  const outputs = await Outputs.open({ exports, ...(logs === undefined ? {} : { logs }) }, simulation);
  let result: SimulationResult;
  try {
    result = await run(outputs.limits(limits));
  } catch (error) {
    throw outputs.fail(error);
  }
  return { result, said: await outputs.finish(result) };
}
