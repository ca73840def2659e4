import type { RunLimits } from "../kernel/index.ts";
import type { SimulationResult } from "../observe/index.ts";
import { columns, duration, printableName, RUN_SUMMARY_HEADER, runSummary } from "../report/index.ts";
import { buildSimulation, type Scenario } from "../scenario/index.ts";
import { allOrNothing } from "./all-or-nothing.ts";
import { EXIT, type ExitCode, type Interruption } from "./exit-code.ts";
import { type LimitOptions, limitsOf } from "./limits.ts";
import { readScenarioFiles } from "./read-scenarios.ts";
import { parseReal, type RealOptions } from "./real-options.ts";
import { reportFailures } from "./report-failures.ts";
import { StatusLine } from "./status-line.ts";
import { complain, say } from "./terminal.ts";
import { prepareTraceFolder, writeTrace } from "./trace-files.ts";
import { unfinishedLines } from "./unfinished-lines.ts";
import { checkVersionOptions, chosenVersions, type VersionOptions } from "./version-options.ts";

export interface RunOptions extends VersionOptions, RealOptions, LimitOptions {
  /** The folder that traces are written to. */
  readonly traces?: string;
}

/** `airlapse run`: runs all scenarios of some files. Returns the exit code. */
export async function runCommand(files: readonly string[], { traces, ...others }: RunOptions): Promise<ExitCode> {
  const [limits, , real, scenarios] = allOrNothing(
    () => limitsOf(others),
    () => checkVersionOptions(others),
    () => parseReal(others),
    () => readScenarioFiles(files, chosenVersions(others)),
  );
  if (traces !== undefined) prepareTraceFolder(traces, scenarios);
  const status = new StatusLine(process.stderr);
  const rows: (readonly string[])[] = [];
  const failures: [name: string, error: unknown][] = [];
  let interruptedBy: Interruption | null = null;
  const unfinished: string[] = [];
  for (const [index, { scenario }] of scenarios.entries()) {
    const progress = `${index + 1} of ${scenarios.length}: ${printableName(scenario.name)}`;
    if (real === null) status.show(() => progress);
    try {
      let result: SimulationResult;
      if (real === null)
        result = run(scenario, limits(), (at) => status.show(() => `${progress}, ${duration(at / 1e6)}`));
      else ({ result, interruptedBy } = await (await import("./run-real.ts")).runReal(scenario, real));
      if (traces !== undefined) writeTrace(traces, result.trace(scenario.name));
      rows.push(runSummary(scenario.name, result));
      if (interruptedBy !== null) break;
      for (const line of unfinishedLines(result, scenario)) unfinished.push(line);
    } catch (error) {
      failures.push([scenario.name, error]);
    }
  }
  status.clear();
  say(columns([RUN_SUMMARY_HEADER, ...rows], 3).join("\n"));
  if (traces !== undefined) say(`\n${rows.length} ${rows.length === 1 ? "trace" : "traces"} in ${traces}`);
  for (const line of unfinished) complain(line);
  const code = reportFailures(failures);
  return code === EXIT.ok && interruptedBy !== null ? EXIT[interruptedBy] : code;
}

function run(scenario: Scenario, limits: RunLimits, onProgress: (at: number) => void): SimulationResult {
  const simulation = buildSimulation(scenario);
  for (const { path, message } of simulation.warnings)
    complain(`warning: ${printableName(scenario.name)}: ${path}: ${message}`);
  if (process.stderr.isTTY) simulation.on("dagRun", ({ at }) => onProgress(at));
  return simulation.run(limits);
}
