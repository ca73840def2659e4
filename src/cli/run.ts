import type { SimulationResult } from "../observe/index.ts";
import { columns, duration, printableName, RUN_SUMMARY_HEADER, runSummary } from "../report/index.ts";
import { buildSimulation, type Scenario } from "../scenario/index.ts";
import { allOrNothing } from "./all-or-nothing.ts";
import { readScenarioFiles } from "./read-scenarios.ts";
import { reportFailures } from "./report-failures.ts";
import { StatusLine } from "./status-line.ts";
import { complain, say } from "./terminal.ts";
import { prepareTraceFolder, writeTrace } from "./trace-files.ts";
import { checkVersionOptions, chosenVersions, type VersionOptions } from "./version-options.ts";

export interface RunOptions extends VersionOptions {
  /** The folder that traces are written to. */
  readonly traces?: string;
}

/** `airlapse run`: runs all scenarios of some files. Returns the exit code. */
export function runCommand(files: readonly string[], { traces, ...others }: RunOptions): number {
  const [, scenarios] = allOrNothing(
    () => checkVersionOptions(others),
    () => readScenarioFiles(files, chosenVersions(others)),
  );
  if (traces !== undefined) prepareTraceFolder(traces, scenarios);
  const status = new StatusLine(process.stderr);
  const rows: (readonly string[])[] = [];
  const failures: [name: string, error: unknown][] = [];
  for (const [index, { scenario }] of scenarios.entries()) {
    const progress = `${index + 1} of ${scenarios.length}: ${printableName(scenario.name)}`;
    status.show(() => progress);
    try {
      const result = run(scenario, (at) => status.show(() => `${progress}, ${duration(at / 1e6)}`));
      if (traces !== undefined) writeTrace(traces, result.trace(scenario.name));
      rows.push(runSummary(scenario.name, result));
    } catch (error) {
      failures.push([scenario.name, error]);
    }
  }
  status.clear();
  say(columns([RUN_SUMMARY_HEADER, ...rows], 3).join("\n"));
  if (traces !== undefined) say(`\n${rows.length} ${rows.length === 1 ? "trace" : "traces"} in ${traces}`);
  return reportFailures(failures);
}

function run(scenario: Scenario, onProgress: (at: number) => void): SimulationResult {
  const simulation = buildSimulation(scenario);
  for (const { path, message } of simulation.warnings)
    complain(`warning: ${printableName(scenario.name)}: ${path}: ${message}`);
  if (process.stderr.isTTY) simulation.on("dagRun", ({ at }) => onProgress(at));
  return simulation.run();
}
