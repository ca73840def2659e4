import type { SimulationResult } from "../observe/index.ts";
import { columns, duration, RUN_SUMMARY_HEADER, runSummary } from "../report/index.ts";
import { buildSimulation, type Scenario } from "../scenario/index.ts";
import { allOrNothing } from "./all-or-nothing.ts";
import { readScenarioFiles } from "./read-scenarios.ts";
import { StatusLine } from "./status-line.ts";
import { prepareTraceFolder, writeTrace } from "./trace-files.ts";
import { checkVersionOptions, chosenVersions, type VersionOptions } from "./version-options.ts";

export interface RunOptions extends VersionOptions {
  /** The folder that traces are written to. */
  readonly traces?: string;
}

/** `airlapse run`: runs all scenarios of some files. Returns the exit code: 1 where one could not be run to its end. */
export function runCommand(files: readonly string[], { traces, ...others }: RunOptions): number {
  const [, scenarios] = allOrNothing(
    () => checkVersionOptions(others),
    () => readScenarioFiles(files, chosenVersions(others)),
  );
  if (traces !== undefined) prepareTraceFolder(traces, scenarios);
  const status = new StatusLine(process.stderr);
  const rows: (readonly string[])[] = [];
  const failures: string[] = [];
  for (const [index, { scenario }] of scenarios.entries()) {
    const progress = `${index + 1} of ${scenarios.length}: ${scenario.name}`;
    status.show(() => progress);
    try {
      const result = run(scenario, (at) => status.show(() => `${progress}, ${duration(at / 1e6)}`));
      if (traces !== undefined) writeTrace(traces, result.trace(scenario.name));
      rows.push(runSummary(scenario.name, result));
    } catch (error) {
      failures.push(`${scenario.name}: ${(error as Error).message}`);
    }
  }
  status.clear();
  console.log(columns([RUN_SUMMARY_HEADER, ...rows], 3).join("\n"));
  if (traces !== undefined) console.log(`\n${rows.length} ${rows.length === 1 ? "trace" : "traces"} in ${traces}`);
  for (const failure of failures) console.error(`error: ${failure}`);
  return failures.length > 0 ? 1 : 0;
}

function run(scenario: Scenario, onProgress: (at: number) => void): SimulationResult {
  const simulation = buildSimulation(scenario);
  for (const { path, message } of simulation.warnings) console.error(`warning: ${scenario.name}: ${path}: ${message}`);
  if (process.stderr.isTTY) simulation.on("dagRun", ({ at }) => onProgress(at));
  return simulation.run();
}
