import { basename, dirname, join } from "node:path";
import type { RunLimits } from "../kernel/index.ts";
import type { SimulationResult } from "../observe/index.ts";
import { printableName } from "../options/index.ts";
import {
  type Comparison,
  compareModesBy,
  comparisonReport,
  comparisonTable,
  duration,
  landingGoals,
  landingTable,
  type Mode,
  modesOf,
  type NamedWaits,
  pokeRows,
  type SlotsOverTime,
  slotLines,
  snakeKeys,
  verdictLines,
  type WaitsOf,
  waitLines,
  waitRowSeconds,
  waitRows,
  waitSeconds,
  waitsByTaskAndRun,
  workerSlotsTable,
} from "../report/index.ts";
import { buildSimulation, type Scenario } from "../scenario/index.ts";
import { type EnvironmentOption, environmentChoice } from "./environment-option.ts";
import { EXIT, type ExitCode, reportFailures } from "./exit-code.ts";
import { type ExportTarget, parseExport } from "./export-files.ts";
import { type Condition, metConditions, parseFailOn } from "./fail-on.ts";
import { widthOf } from "./fit-lines.ts";
import { allOrNothing, InputError, parseCount, parseSeconds } from "./input-error.ts";
import { type LimitOptions, limitsOf } from "./limits.ts";
import { parseDags, parseModes, refuseModes } from "./mode-options.ts";
import type { Wanted } from "./outputs.ts";
import { refuseSharedFiles } from "./own-files.ts";
import { readScenarioFiles } from "./read-scenarios.ts";
import { makeFolder, prepareReport, type ReportOptions, wantsReport, writeReport } from "./report-files.ts";
import { runWithOutputs } from "./run-scenario.ts";
import { StatusLine } from "./status-line.ts";
import { complain, say, sayTables } from "./terminal.ts";
import { writeTrace } from "./trace-files.ts";
import { checkVersionOptions, chosenVersions, type VersionOptions } from "./version-options.ts";

export interface CompareOptions extends VersionOptions, EnvironmentOption, ReportOptions, LimitOptions {
  /** Names of modes, with commas between them. Default all that a scenario can be run in. */
  readonly modes?: string;
  readonly runs: string;
  /** Numbers, with commas between them: several are compared with each other. */
  readonly workerSlots?: string;
  readonly taskStartup?: string;
  /** The number of DAGs whose landing times are printed, or `all`. */
  readonly dags?: string;
  /** The folder that traces are written to, one in it for each mode. */
  readonly traces?: string;
  /** The folder that logs are written to, one in it for each mode. */
  readonly logs?: string;
  /** The files in other formats, each in a folder of its mode. */
  readonly export?: readonly string[];
  readonly failOn?: string;
  /** Prints the causes of waits. */
  readonly explain?: true;
  readonly json?: true;
}

/** `airlapse compare`: the scenarios of a file in each mode. */
export async function compareCommand(file: string, options: CompareOptions): Promise<ExitCode> {
  const [limits, asked, exports, conditions, most, , read] = allOrNothing(
    () => limitsOf(options),
    () => parseOptions(options),
    () => (options.export ?? []).map(parseExport),
    () => parseFailOn(options.failOn),
    () => parseDags(options.dags),
    () => checkVersionOptions(options),
    () => readScenarioFiles([file], { ...chosenVersions(options), ...environmentChoice(options) }),
  );
  const scenarios = read.map(({ scenario }) => scenario);
  refuseModes(scenarios, asked.modes ?? []);
  if (options.workerSlots !== undefined) refuseWorkerSlots(scenarios);
  refuseOutputs(options, scenarios.length, asked.workerSlots.length);
  if (options.report !== undefined) refuseSharedFiles([{ option: "--report", path: options.report }], [file]);
  prepareReport(options, scenarios.length);
  const status = new StatusLine(process.stderr);
  const wishes = { options, asked, limits, exports, conditions, status };
  const looks: ModeLooks[] = [];
  const failures: [name: string, error: unknown][] = [];
  for (const scenario of scenarios) {
    warn(scenario);
    for (const workerSlots of asked.workerSlots)
      try {
        looks.push(await compareOne(scenario, workerSlots, wishes));
      } catch (error) {
        if (error instanceof InputError) throw error;
        failures.push([scenario.name, error]);
      }
  }
  status.clear();
  const said = looks.flatMap((look) => look.said);
  if (options.json === true) say(asJson(looks, looks.length === 1));
  else if (looks.length > 0) sayTables([...looks.flatMap((look) => tablesOf(look, most)), ...sizesTable(looks), said]);
  const [look] = looks;
  if (wantsReport(options) && look !== undefined) {
    const written = await writeReport(options, comparisonReport(look.comparison, look.scenario, look.results));
    if (options.json !== true) say(`\n${written.join("\n")}`);
  }
  const met = looks.flatMap((one) => one.met);
  for (const line of met) complain(line);
  const code = reportFailures(failures);
  return code === EXIT.ok && met.length > 0 ? EXIT.unwanted : code;
}

/** The options of a command, as they were read. */
interface Wishes {
  readonly options: CompareOptions;
  readonly asked: Asked;
  readonly limits: () => RunLimits;
  readonly exports: readonly ExportTarget[];
  readonly conditions: readonly Condition[];
  readonly status: StatusLine;
}

/** Runs one scenario in each mode, and writes the files of each. */
async function compareOne(scenario: Scenario, workerSlots: number | undefined, wishes: Wishes): Promise<ModeLooks> {
  const { options, asked, limits, exports, conditions, status } = wishes;
  const { workerSlots: _, modes = modesOf(scenario), ...others } = asked;
  const explain = options.explain === true || wantsReport(options);
  const results: [Mode, SimulationResult][] = [];
  const [said, met]: [string[], string[]] = [[], []];
  const { taskStartup = usualStartup(scenario) } = asked;
  const wanted = {
    ...others,
    modes,
    ...(taskStartup === undefined ? {} : { taskStartup }),
    ...(workerSlots === undefined ? {} : { workerSlots }),
    ...(process.stderr.isTTY ? { onProgress: progress(scenario, asked.runs, status) } : {}),
    limits,
    explain,
  };
  const comparison = await compareModesBy(scenario, wanted, async (mode, simulation, runLimits = {}) => {
    const outputs = modeOutputs(options, exports, mode);
    const run = await runWithOutputs(simulation, { explain, ...outputs, limits: runLimits }, (own) =>
      simulation.run(own),
    );
    if (options.traces !== undefined) {
      makeFolder(join(options.traces, mode));
      writeTrace(join(options.traces, mode), run.result.trace(scenario.name));
    }
    results.push([mode, run.result]);
    said.push(...run.said);
    met.push(...metConditions(conditions, run.result, scenario, `${scenario.name}, ${mode}`));
    return run.result;
  });
  return { ...lookAt(comparison, results, options.explain === true), scenario, results, said, met };
}

/** Seconds that a task's process takes to start on a quiet machine of two cores, by Celery: docs/fidelity.md. */
const USUAL_STARTUP = 1.25;

/** The start-up of a scenario that says none: modes would be compared as if a visit to a worker were free. */
function usualStartup({ overheads, environment }: Scenario): number | undefined {
  return overheads?.task_startup === undefined && environment === undefined ? USUAL_STARTUP : undefined;
}

/** The files of one mode: each in a folder of the mode's name, beside or in the one that was asked for. */
function modeOutputs({ logs }: CompareOptions, exports: readonly ExportTarget[], mode: Mode): Wanted {
  const inFolder = exports.map(({ format, to }) => ({ format, to: join(dirname(to), mode, basename(to)) }));
  for (const { to } of inFolder) makeFolder(dirname(to));
  return { exports: inFolder, ...(logs === undefined ? {} : { logs: join(logs, mode) }) };
}

/** Outputs have the names of their modes: those of several scenarios would go to one file. */
function refuseOutputs(
  { traces, logs, export: exports, report, svg }: CompareOptions,
  scenarios: number,
  sizes: number,
) {
  const own = Object.entries({ "--logs": logs, "--export": exports }).filter(([, given]) => given !== undefined);
  const all = Object.entries({ "--traces": traces, "--report": report, "--svg": svg }).filter(
    ([, given]) => given !== undefined,
  );
  const wrong = [
    ...own.flatMap(([option]) =>
      scenarios > 1 ? [`Expected a file with one scenario for ${option}, got ${scenarios}`] : [],
    ),
    ...[...own, ...all].flatMap(([option]) =>
      sizes > 1 ? [`Expected one number of --worker-slots for ${option}, got ${sizes}`] : [],
    ),
    ...(exports ?? []).flatMap((text) =>
      text.includes("=udp://") ? [`Expected a file for --export of compare, got "${text}"`] : [],
    ),
  ];
  if (wrong.length > 0) throw new InputError(wrong);
  if (traces !== undefined) makeFolder(traces);
}

/** The slots of an environment are its class's. */
function refuseWorkerSlots(scenarios: readonly Scenario[]): void {
  const wrong = scenarios.filter(({ environment }) => environment !== undefined);
  if (wrong.length > 0)
    throw new InputError(
      wrong.map(({ name }) => `${name}: expected no --worker-slots beside an environment, which has its own workers`),
    );
}

interface Asked {
  readonly modes?: readonly Mode[];
  readonly runs: number;
  /** One simulation of each mode for each. Undefined is the scenario's own number. */
  readonly workerSlots: readonly (number | undefined)[];
  readonly taskStartup?: number;
}

function parseOptions({ modes, runs, workerSlots, taskStartup }: CompareOptions): Asked {
  const [wantedModes, wantedRuns, slots, startup] = allOrNothing(
    () => (modes === undefined ? {} : { modes: parseModes(modes) }),
    () => parseCount("--runs", runs),
    () => workerSlots?.split(",").map((text) => parseCount("--worker-slots", text.trim())) ?? [undefined],
    () => (taskStartup === undefined ? {} : { taskStartup: parseSeconds("--task-startup", taskStartup) }),
  );
  return { ...wantedModes, runs: wantedRuns, workerSlots: slots, ...startup };
}

function warn(scenario: Scenario): void {
  for (const { path, message } of buildSimulation(scenario).warnings)
    complain(printableName(`warning: ${scenario.name}: ${path}: ${message}`));
}

/** Tells how far a simulation is: in virtual time where it has an end, else in runs. */
function progress({ name, runs: asked = [], until }: Scenario, times: number, status: StatusLine) {
  let [current, ended]: [Mode | undefined, number] = [undefined, 0];
  return (mode: Mode, { at, state }: { readonly at: number; readonly state: string }) => {
    if (mode !== current) [current, ended] = [mode, 0];
    if (state === "success" || state === "failed") ended += 1;
    const total = asked.reduce((sum, { count = 1 }) => sum + count, 0) * times;
    status.show(() => {
      const far =
        until === undefined
          ? `${ended} of ${total} runs ended`
          : `${Math.floor(at / until / 1e4)} % of ${duration(until)}`;
      return `${printableName(name)}, ${mode}: ${far}, ${duration(at / 1e6)}`;
    });
  };
}

/** A comparison, with the other parts that are shown of it. */
interface ModeLooks {
  readonly comparison: Comparison;
  readonly scenario: Scenario;
  readonly results: readonly (readonly [Mode, SimulationResult])[];
  readonly slots: readonly SlotsOverTime[];
  /** Empty where nobody has asked for it. */
  readonly waits: readonly NamedWaits[];
  /** By mode: the waits by task and by run, and the lines about pokes. */
  readonly rows: readonly {
    readonly mode: Mode;
    readonly byTask: readonly WaitsOf[];
    readonly byRun: readonly WaitsOf[];
    readonly pokes: string[];
  }[];
  /** A line about each file that was written. */
  readonly said: readonly string[];
  /** A line about each condition of `--fail-on` that holds. */
  readonly met: readonly string[];
}

function lookAt(comparison: Comparison, results: readonly (readonly [Mode, SimulationResult])[], explain: boolean) {
  const slots = results.map(([label, result]) => ({
    label,
    slots: result.analysis().slots.total,
    endedAt: result.endedAt,
  }));
  const waits = explain ? results.map(([label, result]) => ({ label, waits: result.analysis().waits })) : [];
  const rows = explain
    ? results.map(([mode, result]) => ({
        mode,
        ...waitsByTaskAndRun(result),
        pokes: pokeRows(`${mode}, pokes in a worker slot`, result),
      }))
    : [];
  return { comparison, slots, waits, rows };
}

function tablesOf({ comparison, scenario, slots, waits, rows }: ModeLooks, mostDags: number): string[][] {
  const landings = comparison.modes.map(({ mode, dags }) => ({ name: mode, dags }));
  const more = rows.flatMap(({ mode, byTask, byRun, pokes }) => [
    waitRows(`${mode}, by task`, byTask),
    waitRows(`${mode}, by run`, byRun),
    pokes,
  ]);
  const tables = [
    verdictLines(comparison),
    comparisonTable(comparison),
    landingTable(landings, landingGoals(scenario), mostDags),
    slotLines(slots, comparison.workerSlots, widthOf(process.stdout)),
  ];
  return [...tables, ...(waits.length > 0 ? [waitLines(waits), ...more] : [])].filter((lines) => lines.length > 0);
}

/** The numbers of worker slots set against each other, where there are several. */
function sizesTable(looks: readonly ModeLooks[]): string[][] {
  const scenarios = [...new Set(looks.map(({ scenario }) => scenario))];
  return scenarios.flatMap((scenario) => {
    const sizes = looks.filter((look) => look.scenario === scenario).map(({ comparison }) => comparison);
    return sizes.length < 2 ? [] : [workerSlotsTable(sizes)];
  });
}

/** For machines: names as in traces; one object for one comparison, else a list. Waits are in seconds. */
function asJson(looks: readonly ModeLooks[], isOne: boolean): string {
  const all = looks.map(({ comparison, waits, rows }) => ({
    ...comparison,
    verdict: verdictLines(comparison),
    modes: comparison.modes.map((mode, i) => ({
      ...mode,
      ...(waits[i] === undefined ? {} : { waits: waitSeconds(waits[i].waits) }),
      ...(rows[i] === undefined
        ? {}
        : { waitsByTask: waitRowSeconds(rows[i].byTask), waitsByRun: waitRowSeconds(rows[i].byRun) }),
    })),
  }));
  return JSON.stringify(snakeKeys(isOne ? (all[0] ?? null) : all), null, 2);
}
