import { join } from "node:path";
import type { RunLimits } from "../kernel/index.ts";
import type { SimulationResult } from "../observe/index.ts";
import {
  columns,
  duration,
  printableName,
  RUN_SUMMARY_HEADER,
  runFigures,
  runSummary,
  slotLines,
  waitLines,
} from "../report/index.ts";
import { buildSimulation, type Scenario } from "../scenario/index.ts";
import { allOrNothing } from "./all-or-nothing.ts";
import { EXIT, type ExitCode, type Interruption } from "./exit-code.ts";
import { type ExportTarget, parseExport } from "./export-files.ts";
import { InputError } from "./input-error.ts";
import { type LimitOptions, limitsOf } from "./limits.ts";
import { Outputs } from "./outputs.ts";
import { refuseSharedFiles, type WantedFile } from "./own-files.ts";
import { type FiledScenario, readScenarioFiles } from "./read-scenarios.ts";
import { parseReal, type RealOptions } from "./real-options.ts";
import { reportFailures } from "./report-failures.ts";
import { snakeKeys } from "./snake-keys.ts";
import { StatusLine } from "./status-line.ts";
import { complain, say, sayTables } from "./terminal.ts";
import { prepareTraceFolder, scenarioFolderName, traceFileName, writeTrace } from "./trace-files.ts";
import { unfinishedLines } from "./unfinished-lines.ts";
import { checkVersionOptions, chosenVersions, type VersionOptions } from "./version-options.ts";

export interface RunOptions extends VersionOptions, RealOptions, LimitOptions {
  /** The folder that traces are written to. */
  readonly traces?: string;
  /** The folder that logs are written to. */
  readonly logs?: string;
  /** What is written in other formats: `chrome=trace.json`. */
  readonly export?: readonly string[];
  /** Whether to say what task instances have waited for. */
  readonly explain?: true;
  readonly json?: true;
}

/** A scenario that was run. */
interface Ran {
  readonly name: string;
  readonly result: SimulationResult;
}

/** `airlapse run`: runs all scenarios of some files. Returns the exit code. */
export async function runCommand(files: readonly string[], options: RunOptions): Promise<ExitCode> {
  const [limits, , real, exports, scenarios] = allOrNothing(
    () => limitsOf(options),
    () => checkVersionOptions(options),
    () => parseReal(options),
    () => (options.export ?? []).map(parseExport),
    () => readScenarioFiles(files, chosenVersions(options)),
  );
  const { traces } = options;
  refuseTogether(options, real !== null, exports.length > 0 && scenarios.length > 1);
  refuseSharedFiles(writtenFiles(exports, options, scenarios), files);
  for (const folder of [traces, options.logs]) if (folder !== undefined) prepareTraceFolder(folder, scenarios);
  const status = new StatusLine(process.stderr);
  const said: string[] = [];
  const unfinished: string[] = [];
  const ran: Ran[] = [];
  const failures: [name: string, error: unknown][] = [];
  let interruptedBy: Interruption | null = null;
  for (const [index, { scenario }] of scenarios.entries()) {
    const progress = `${index + 1} of ${scenarios.length}: ${printableName(scenario.name)}`;
    if (real === null) status.show(() => progress);
    try {
      let result: SimulationResult;
      if (real === null) {
        const logs = options.logs === undefined ? {} : { logs: logFolder(options.logs, scenario, scenarios.length) };
        const onProgress = (at: number) => status.show(() => `${progress}, ${duration(at / 1e6)}`);
        result = await run(scenario, { ...options, ...logs, limits: limits(), exports, onProgress, said });
      } else ({ result, interruptedBy } = await (await import("./run-real.ts")).runReal(scenario, real));
      if (traces !== undefined) writeTrace(traces, result.trace(scenario.name));
      ran.push({ name: scenario.name, result });
      for (const line of unfinishedLines(result, scenario)) unfinished.push(line);
      if (interruptedBy !== null) break;
    } catch (error) {
      if (error instanceof InputError) throw error;
      failures.push([scenario.name, error]);
    }
  }
  status.clear();
  if (traces !== undefined) said.push(`${ran.length} ${ran.length === 1 ? "trace" : "traces"} in ${traces}`);
  if (options.json === true) say(asJson(ran));
  else print(ran, options, said);
  for (const line of unfinished) complain(line);
  const code = reportFailures(failures);
  return code === EXIT.ok && interruptedBy !== null ? EXIT[interruptedBy] : code;
}

function writtenFiles(
  exports: readonly ExportTarget[],
  { traces }: RunOptions,
  scenarios: readonly FiledScenario[],
): WantedFile[] {
  const exported = exports
    .filter(({ to }) => !to.startsWith("udp://"))
    .map(({ format, to }) => ({ option: `--export ${format}`, path: to }));
  if (traces === undefined) return exported;
  const traced = new Set(scenarios.map(({ scenario }) => join(traces, traceFileName(scenario.name))));
  return [...exported, ...[...traced].map((path) => ({ option: "--traces", path }))];
}

/** What does not go together, before anything runs. */
function refuseTogether(options: RunOptions, isReal: boolean, isOfSeveral: boolean): void {
  const wrong = (["export", "logs", "explain"] as const)
    .filter((option) => isReal && options[option] !== undefined)
    .map((option) => `Expected --${option} without --real: it is for virtual time`);
  if (isOfSeveral) wrong.push("Expected files with one scenario in all for --export, got several");
  if (wrong.length > 0) throw new InputError(wrong.join("\n"));
}

/** The folder of one scenario's logs: its own below the one that was asked for, where there are several. */
function logFolder(folder: string, { name }: Scenario, count: number): string {
  return count === 1 ? folder : join(folder, scenarioFolderName(name));
}

interface Wanted extends Pick<RunOptions, "logs" | "explain"> {
  readonly limits: RunLimits;
  readonly exports: readonly ExportTarget[];
  readonly onProgress: (at: number) => void;
  /** Takes what is to be said of files that were written. */
  readonly said: string[];
}

async function run(
  scenario: Scenario,
  { logs, explain, limits, exports, onProgress, said }: Wanted,
): Promise<SimulationResult> {
  const simulation = buildSimulation(scenario, { explain: explain === true });
  for (const { path, message } of simulation.warnings)
    complain(`warning: ${printableName(scenario.name)}: ${path}: ${message}`);
  if (process.stderr.isTTY) simulation.on("dagRun", ({ at }) => onProgress(at));
  const outputs = await Outputs.open({ exports, ...(logs === undefined ? {} : { logs }) }, simulation);
  let result: SimulationResult;
  try {
    result = simulation.run(outputs.limits(limits));
  } catch (error) {
    throw outputs.fail(error);
  }
  for (const line of await outputs.finish(result)) said.push(line);
  return result;
}

function print(ran: readonly Ran[], { explain }: RunOptions, said: readonly string[]): void {
  const rows = ran.map(({ name, result }) => runSummary(name, result));
  const tables = [columns([RUN_SUMMARY_HEADER, ...rows], 3)];
  if (ran.length === 1)
    for (const { result } of ran) {
      const { slots, workerSlots, endedAt } = result.analysis();
      tables.push(slotLines([{ label: "slots", slots: slots.total, endedAt }], workerSlots));
    }
  if (explain === true)
    for (const { name, result } of ran)
      tables.push(
        waitLines([{ label: ran.length === 1 ? "time" : printableName(name), waits: result.analysis().waits }]),
      );
  sayTables([...tables, said]);
}

/** For machines: names as in traces; always a list. */
function asJson(ran: readonly Ran[]): string {
  return JSON.stringify(snakeKeys(ran.map(({ name, result }) => runFigures(name, result))), null, 2);
}
