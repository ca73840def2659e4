import { type Comparison, compareModes, comparisonTable, duration, MODES, type Mode } from "../report/index.ts";
import { buildSimulation, type Scenario, snake } from "../scenario/index.ts";
import { InputError } from "./input-error.ts";
import { readScenarioFiles } from "./read-scenarios.ts";
import { StatusLine } from "./status-line.ts";

export interface CompareOptions {
  /** Names of modes, with commas between them. */
  readonly modes: string;
  readonly runs: string;
  readonly workerSlots?: string;
  readonly taskStartup?: string;
  readonly json?: true;
}

/** `airlapse compare`: the scenarios of a file in each mode. */
export function compareCommand(file: string, options: CompareOptions): number {
  const modes = parseModes(options.modes);
  const runs = parseCount("--runs", options.runs);
  const overrides = {
    ...(options.workerSlots === undefined ? {} : { workerSlots: parseCount("--worker-slots", options.workerSlots) }),
    ...(options.taskStartup === undefined ? {} : { taskStartup: parseSeconds("--task-startup", options.taskStartup) }),
  };
  const scenarios = readScenarioFiles([file]).map(({ scenario }) => scenario);
  const status = new StatusLine(process.stderr);
  const comparisons = scenarios.map((scenario) => {
    warn(scenario);
    return compareModes(scenario, {
      modes,
      runs,
      ...overrides,
      ...(process.stderr.isTTY ? { onProgress: progress(scenario, runs, status) } : {}),
    });
  });
  status.clear();
  if (options.json === true) console.log(asJson(comparisons));
  else console.log(comparisons.map((comparison) => comparisonTable(comparison).join("\n")).join("\n\n"));
  return 0;
}

function warn(scenario: Scenario): void {
  for (const { path, message } of buildSimulation(scenario).warnings)
    console.error(`warning: ${scenario.name}: ${path}: ${message}`);
}

function progress({ name, runs: asked = [] }: Scenario, times: number, status: StatusLine) {
  let [current, ended]: [Mode | undefined, number] = [undefined, 0];
  return (mode: Mode, { at, state }: { readonly at: number; readonly state: string }) => {
    if (mode !== current) [current, ended] = [mode, 0];
    if (state === "success" || state === "failed") ended += 1;
    status.show(() => `${name}, ${mode}: ${ended} of ${asked.length * times} runs ended, ${duration(at / 1e6)}`);
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

function parseCount(option: string, text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count) || count < 1)
    throw new InputError(`Expected ${option} to be a whole number from 1 up, got "${text}"`);
  return count;
}

function parseSeconds(option: string, text: string): number {
  const seconds = Number(text);
  if (text.trim() === "" || !Number.isFinite(seconds) || seconds < 0)
    throw new InputError(`Expected ${option} to be a finite number of seconds from 0 up, got "${text}"`);
  return seconds;
}

/** For machines: names as in traces; one object for one scenario, else a list. */
function asJson(comparisons: readonly Comparison[]): string {
  return JSON.stringify(snakeKeys(comparisons.length === 1 ? comparisons[0] : comparisons), null, 2);
}

function snakeKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [snake(key), snakeKeys(item)]));
}
