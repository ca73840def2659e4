import type { SimulationResult } from "../observe/index.ts";
import { printableName } from "../options/index.ts";
import {
  type Comparison,
  compareModes,
  comparisonReport,
  comparisonTable,
  duration,
  lacksMode,
  MODES,
  type Mode,
  modesOf,
  type NamedWaits,
  type SlotsOverTime,
  slotLines,
  type WaitsOf,
  waitLines,
  waitRowSeconds,
  waitRows,
  waitSeconds,
  waitsByTaskAndRun,
} from "../report/index.ts";
import { buildSimulation, type Scenario } from "../scenario/index.ts";
import { reportFailures } from "./exit-code.ts";
import { allOrNothing, InputError, parseCount, parseSeconds } from "./input-error.ts";
import { type LimitOptions, limitsOf } from "./limits.ts";
import { refuseSharedFiles } from "./own-files.ts";
import { readScenarioFiles } from "./read-scenarios.ts";
import { prepareReport, type ReportOptions, wantsReport, writeReport } from "./report-files.ts";
import { snakeKeys } from "./snake-keys.ts";
import { StatusLine } from "./status-line.ts";
import { complain, say, sayTables } from "./terminal.ts";
import { checkVersionOptions, chosenVersions, type VersionOptions } from "./version-options.ts";

export interface CompareOptions extends VersionOptions, ReportOptions, LimitOptions {
  /** Names of modes, with commas between them. Default all that a scenario can be run in. */
  readonly modes?: string;
  readonly runs: string;
  readonly workerSlots?: string;
  readonly taskStartup?: string;
  /** Prints the causes of waits. */
  readonly explain?: true;
  readonly json?: true;
}

/** `airlapse compare`: the scenarios of a file in each mode. */
export async function compareCommand(file: string, options: CompareOptions): Promise<number> {
  const [limits, asked, , read] = allOrNothing(
    () => limitsOf(options),
    () => parseOptions(options),
    () => checkVersionOptions(options),
    () => readScenarioFiles([file], chosenVersions(options)),
  );
  const scenarios = read.map(({ scenario }) => scenario);
  refuseModes(scenarios, asked.modes ?? []);
  if (options.report !== undefined) refuseSharedFiles([{ option: "--report", path: options.report }], [file]);
  prepareReport(options, scenarios.length);
  const status = new StatusLine(process.stderr);
  const results: [Mode, SimulationResult][] = [];
  const looks: ModeLooks[] = [];
  const failures: [name: string, error: unknown][] = [];
  for (const scenario of scenarios) {
    warn(scenario);
    const onProgress = process.stderr.isTTY ? { onProgress: progress(scenario, asked.runs, status) } : {};
    const ran: [Mode, SimulationResult][] = [];
    const onResult = (mode: Mode, result: SimulationResult) => void ran.push([mode, result]);
    const explain = options.explain === true || wantsReport(options);
    try {
      const wanted = { modes: modesOf(scenario), ...asked, limits, ...onProgress, explain, onResult };
      looks.push(lookAt(compareModes(scenario, wanted), ran, options.explain === true));
    } catch (error) {
      failures.push([scenario.name, error]);
    }
    if (wantsReport(options)) results.push(...ran);
  }
  status.clear();
  if (options.json === true) say(asJson(looks, scenarios.length === 1));
  else if (looks.length > 0) sayTables(looks.flatMap(tablesOf));
  const comparison = looks[0]?.comparison;
  const [scenario] = scenarios;
  if (wantsReport(options) && comparison !== undefined && scenario !== undefined) {
    const said = await writeReport(options, comparisonReport(comparison, scenario, results));
    if (options.json !== true) say(`\n${said.join("\n")}`);
  }
  return reportFailures(failures);
}

function refuseModes(scenarios: readonly Scenario[], modes: readonly Mode[]): void {
  const wrong = scenarios.flatMap((scenario) =>
    modes.flatMap((mode) => {
      const reason = lacksMode(scenario, mode);
      return reason === undefined ? [] : [`${scenario.name}: --modes ${mode}: ${reason}`];
    }),
  );
  if (wrong.length > 0) throw new InputError(wrong);
}

interface Asked {
  readonly modes?: readonly Mode[];
  readonly runs: number;
  readonly workerSlots?: number;
  readonly taskStartup?: number;
}

function parseOptions({ modes, runs, workerSlots, taskStartup }: CompareOptions): Asked {
  const [wantedModes, wantedRuns, slots, startup] = allOrNothing(
    () => (modes === undefined ? {} : { modes: parseModes(modes) }),
    () => parseCount("--runs", runs),
    () => (workerSlots === undefined ? {} : { workerSlots: parseCount("--worker-slots", workerSlots) }),
    () => (taskStartup === undefined ? {} : { taskStartup: parseSeconds("--task-startup", taskStartup) }),
  );
  return { ...wantedModes, runs: wantedRuns, ...slots, ...startup };
}

function warn(scenario: Scenario): void {
  for (const { path, message } of buildSimulation(scenario).warnings)
    complain(printableName(`warning: ${scenario.name}: ${path}: ${message}`));
}

function progress({ name, runs: asked = [] }: Scenario, times: number, status: StatusLine) {
  let [current, ended]: [Mode | undefined, number] = [undefined, 0];
  return (mode: Mode, { at, state }: { readonly at: number; readonly state: string }) => {
    if (mode !== current) [current, ended] = [mode, 0];
    if (state === "success" || state === "failed") ended += 1;
    status.show(
      () => `${printableName(name)}, ${mode}: ${ended} of ${asked.length * times} runs ended, ${duration(at / 1e6)}`,
    );
  };
}

function parseModes(text: string): readonly Mode[] {
  const names = [...new Set(text.split(",").map((name) => name.trim()))];
  const unknown = names.filter((name) => !(MODES as readonly string[]).includes(name));
  if (unknown.length > 0)
    throw new InputError(
      `Expected --modes to be out of ${MODES.join(", ")}, got ${unknown.map((name) => `"${name}"`).join(", ")}`,
    );
  return names as Mode[];
}

/** A comparison, with what is shown of it besides the table. */
interface ModeLooks {
  readonly comparison: Comparison;
  readonly slots: readonly SlotsOverTime[];
  /** Empty where nobody has asked for it. */
  readonly waits: readonly NamedWaits[];
  /** By mode: the waits by task and by run. */
  readonly rows: readonly {
    readonly mode: Mode;
    readonly byTask: readonly WaitsOf[];
    readonly byRun: readonly WaitsOf[];
  }[];
}

function lookAt(comparison: Comparison, modes: readonly [Mode, SimulationResult][], explain: boolean): ModeLooks {
  const slots = modes.map(([label, result]) => ({
    label,
    slots: result.analysis().slots.total,
    endedAt: result.endedAt,
  }));
  const waits = explain ? modes.map(([label, result]) => ({ label, waits: result.analysis().waits })) : [];
  const rows = explain ? modes.map(([mode, result]) => ({ mode, ...waitsByTaskAndRun(result) })) : [];
  return { comparison, slots, waits, rows };
}

function tablesOf({ comparison, slots, waits, rows }: ModeLooks): string[][] {
  const tables = [comparisonTable(comparison), slotLines(slots, comparison.workerSlots)];
  const more = rows.flatMap(({ mode, byTask, byRun }) => [
    waitRows(`${mode}, by task`, byTask),
    waitRows(`${mode}, by run`, byRun),
  ]);
  return waits.length > 0 ? [...tables, waitLines(waits), ...more] : tables;
}

/** For machines: names as in traces; one object for a file with one scenario, else a list. Waits are in seconds. */
function asJson(looks: readonly ModeLooks[], isOne: boolean): string {
  const all = looks.map(({ comparison, waits, rows }) => ({
    ...comparison,
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
