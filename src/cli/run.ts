import { join } from "node:path";
import type { SimulationResult } from "../observe/index.ts";
import { printableName } from "../options/index.ts";
import {
  columns,
  duration,
  environmentLine,
  inMode,
  landingGoals,
  landingTable,
  pokeRows,
  RUN_SUMMARY_HEADER,
  runFigures,
  runReport,
  runSummary,
  runVerdict,
  slotLines,
  snakeKeys,
  waitLines,
  waitRows,
  waitsByTaskAndRun,
} from "../report/index.ts";
import { buildSimulation, type Scenario } from "../scenario/index.ts";
import { type EnvironmentOption, environmentChoice } from "./environment-option.ts";
import { EXIT, type ExitCode, type Interruption, reportFailures } from "./exit-code.ts";
import { type ExportTarget, parseExport } from "./export-files.ts";
import { metConditions, parseFailOn } from "./fail-on.ts";
import { widthOf } from "./fit-lines.ts";
import { allOrNothing, InputError } from "./input-error.ts";
import { type LimitOptions, limitsOf } from "./limits.ts";
import { parseDags, parseMode, refuseModes } from "./mode-options.ts";
import { errorLines, unfinishedLines } from "./notes.ts";
import { refuseSharedFiles, type WantedFile } from "./own-files.ts";
import { type FiledScenario, readScenarioFiles } from "./read-scenarios.ts";
import { parseReal, type RealOptions } from "./real-options.ts";
import { prepareReport, type ReportOptions, wantsReport, writeReport } from "./report-files.ts";
import { type Asked, runWithOutputs, type ScenarioRun, sayWarnings } from "./run-scenario.ts";
import { StatusLine } from "./status-line.ts";
import { complain, say, sayTables } from "./terminal.ts";
import { prepareTraceFolder, scenarioFolderName, traceFileName, writeTrace } from "./trace-files.ts";
import { checkVersionOptions, chosenVersions, type VersionOptions } from "./version-options.ts";

export interface RunOptions extends VersionOptions, EnvironmentOption, RealOptions, LimitOptions, ReportOptions {
  /** The folder that traces are written to. */
  readonly traces?: string;
  /** The folder that logs are written to. */
  readonly logs?: string;
  /** The files in other formats: `chrome=trace.json`. */
  readonly export?: readonly string[];
  /** The mode that every task is switched to that can wait so. */
  readonly mode?: string;
  /** The number of DAGs whose landing times are printed, or `all`. */
  readonly dags?: string;
  readonly failOn?: string;
  /** Prints the causes of waits. */
  readonly explain?: true;
  readonly json?: true;
}

/** A scenario that was run. */
interface Ran {
  readonly name: string;
  readonly scenario: Scenario;
  readonly result: SimulationResult;
}

/** `airlapse run`: runs all scenarios of some files. Returns the exit code. */
export async function runCommand(files: readonly string[], options: RunOptions): Promise<ExitCode> {
  const [limits, , real, exports, conditions, mostDags, mode, read] = allOrNothing(
    () => limitsOf(options),
    () => checkVersionOptions(options),
    () => parseReal(options),
    () => (options.export ?? []).map(parseExport),
    () => parseFailOn(options.failOn),
    () => parseDags(options.dags),
    () => parseMode(options.mode),
    () => readScenarioFiles(files, { ...chosenVersions(options), ...environmentChoice(options) }),
  );
  if (mode !== undefined)
    refuseModes(
      read.map(({ scenario }) => scenario),
      [mode],
      "--mode",
    );
  const scenarios =
    mode === undefined ? read : read.map((filed) => ({ ...filed, scenario: inMode(filed.scenario, mode) }));
  const { traces } = options;
  if (exports.length > 0 && scenarios.length > 1)
    throw new InputError("Expected files with one scenario in all for --export, got several");
  refuseSharedFiles(writtenFiles(exports, options, scenarios), files);
  prepareReport(options, scenarios.length);
  for (const folder of [traces, options.logs]) if (folder !== undefined) prepareTraceFolder(folder, scenarios);
  const explain = options.explain === true || wantsReport(options);
  const status = new StatusLine(process.stderr);
  const said: string[] = [];
  const notes: string[] = [];
  const met: string[] = [];
  const ran: Ran[] = [];
  const failures: [name: string, error: unknown][] = [];
  let interruptedBy: Interruption | null = null;
  for (const [index, { scenario }] of scenarios.entries()) {
    const progress = `${index + 1} of ${scenarios.length}: ${printableName(scenario.name)}`;
    if (real === null) status.show(() => progress);
    const logs = options.logs === undefined ? {} : { logs: logFolder(options.logs, scenario, scenarios.length) };
    const asked = { explain, exports, ...logs, limits: limits() };
    try {
      let outcome: ScenarioRun;
      if (real === null)
        outcome = await runVirtual(scenario, asked, (at) => status.show(() => `${progress}, ${duration(at / 1e6)}`));
      else ({ outcome, interruptedBy } = await (await import("./run-real.ts")).runReal(scenario, real, asked));
      const { result } = outcome;
      for (const line of outcome.said) said.push(line);
      if (wantsReport(options))
        for (const line of await writeReport(options, runReport(scenario, result))) said.push(line);
      if (traces !== undefined) writeTrace(traces, result.trace(scenario.name));
      ran.push({ name: scenario.name, scenario, result });
      met.push(...metConditions(conditions, result, scenario, scenario.name));
      notes.push(...errorLines(result, scenario.name), ...unfinishedLines(result, scenario));
      if (interruptedBy !== null) break;
    } catch (error) {
      if (error instanceof InputError) throw error;
      failures.push([scenario.name, error]);
    }
  }
  status.clear();
  if (traces !== undefined) said.push(`${ran.length} ${ran.length === 1 ? "trace" : "traces"} in ${traces}`);
  if (options.json === true) say(asJson(ran));
  else print(ran, options, mostDags, said);
  for (const line of [...notes, ...met]) complain(line);
  const code = reportFailures(failures);
  if (code === EXIT.ok && met.length > 0) return EXIT.unwanted;
  return code === EXIT.ok && interruptedBy !== null ? EXIT[interruptedBy] : code;
}

function writtenFiles(
  exports: readonly ExportTarget[],
  { traces, report }: RunOptions,
  scenarios: readonly FiledScenario[],
): WantedFile[] {
  const exported = exports
    .filter(({ to }) => !to.startsWith("udp://"))
    .map(({ format, to }) => ({ option: `--export ${format}`, path: to }));
  if (report !== undefined) exported.push({ option: "--report", path: report });
  if (traces === undefined) return exported;
  const traced = new Set(scenarios.map(({ scenario }) => join(traces, traceFileName(scenario.name))));
  return [...exported, ...[...traced].map((path) => ({ option: "--traces", path }))];
}

/** The folder of one scenario's logs: its own below the one that was asked for, where there are several. */
function logFolder(folder: string, { name }: Scenario, count: number): string {
  return count === 1 ? folder : join(folder, scenarioFolderName(name));
}

async function runVirtual(scenario: Scenario, asked: Asked, onProgress: (at: number) => void): Promise<ScenarioRun> {
  const simulation = buildSimulation(scenario, { explain: asked.explain });
  if (process.stderr.isTTY) simulation.on("dagRun", ({ at }) => onProgress(at));
  sayWarnings(simulation, scenario.name);
  return runWithOutputs(simulation, asked, (limits) => simulation.run(limits));
}

function print(ran: readonly Ran[], { explain }: RunOptions, mostDags: number, said: readonly string[]): void {
  const rows = ran.map(({ name, result }) => runSummary(name, result));
  const verdicts = ran.length === 1 ? ran.map(({ scenario, result }) => runVerdict(scenario, result)) : [];
  const tables = [verdicts, columns([RUN_SUMMARY_HEADER, ...rows], 3)].filter((lines) => lines.length > 0);
  if (ran.length === 1)
    for (const { name, result, scenario } of ran) {
      const goals = landingGoals(scenario);
      if (result.environment !== null) tables.push([environmentLine(result.environment, result.endedAt / 1e6)]);
      const landings = landingTable([{ name, dags: result.dags(goals) }], goals, mostDags);
      if (landings.length > 0) tables.push(landings);
      const { slots, workerSlots, endedAt } = result.analysis();
      tables.push(slotLines([{ label: "slots", slots: slots.total, endedAt }], workerSlots, widthOf(process.stdout)));
    }
  if (explain === true)
    for (const { name, result } of ran) {
      const { byTask, byRun } = waitsByTaskAndRun(result);
      tables.push(
        waitLines([{ label: ran.length === 1 ? "time" : printableName(name), waits: result.analysis().waits }]),
        waitRows("by task", byTask),
        waitRows("by run", byRun),
      );
      const pokes = pokeRows("pokes in a worker slot", result);
      if (pokes.length > 0) tables.push(pokes);
    }
  sayTables([...tables, said]);
}

/** For machines: names as in traces; always a list. */
function asJson(ran: readonly Ran[]): string {
  return JSON.stringify(snakeKeys(ran.map(({ scenario, result }) => runFigures(scenario, result))), null, 2);
}
