/**
 * Sweeps: one scenario over all combinations of some of its values, by the machinery of experiments.
 * @module
 */
import { columns, figure } from "../drawing/index.ts";
import { Experiment, ExperimentResults, type Interval } from "../experiment/index.ts";
import { csvCell } from "../options/index.ts";
import { checkScenarios, type Scenario, ScenarioError } from "../scenario/index.ts";
import { MODES } from "./modes.ts";

/** The values of one key of a scenario that a sweep goes through. */
export interface Variation {
  /** `executor.worker_slots`, `seed`, `pools.NAME.slots`, `dags.ID.max_active_tasks`, `mode` … */
  readonly key: string;
  readonly values: readonly (number | string | boolean)[];
}

/** The module that makes a trial of a sweep: the one that workers on other machines run too. */
export const SWEEP_MODULE: URL = new URL("../library/sweep-trial.js", import.meta.url);

/** The most trials whose scenarios are checked before any is run. */
const MOST_CHECKED = 1000;

/** A key that is swept over and is no key of the scenario, or cannot have a value. */
export class SweepError extends Error {
  override readonly name = "SweepError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

export type SweepParameters = Readonly<Record<string, number | string | boolean>>;

/**
 * Makes the experiment of a sweep. Each value is checked against the scenario before anything runs: a SweepError names all that
 * are wrong.
 */
export function sweepOf(
  scenario: Scenario,
  variations: readonly Variation[],
): Experiment<Record<string, readonly (number | string | boolean)[]>> {
  const parameters = Object.fromEntries(variations.map(({ key, values }) => [key, values]));
  const problems = variations.flatMap(({ key, values }) =>
    values.slice(0, MOST_CHECKED).flatMap((value) => problemsOf(scenario, key, value)),
  );
  if (problems.length > 0) throw new SweepError([...new Set(problems)]);
  return new Experiment({ name: `sweep of ${scenario.name}`, parameters, input: scenario, measure: SWEEP_MODULE });
}

function problemsOf(scenario: Scenario, key: string, value: number | string | boolean): string[] {
  if (key === "mode")
    return MODES.some((mode) => mode === value) ? [] : [`mode: expected one of ${MODES.join(", ")}, got "${value}"`];
  const changed = changedAt(scenario, key, value);
  if (typeof changed === "string") return [changed];
  try {
    checkScenarios(changed, scenario.name);
    return [];
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.problems.map(({ path, message }) => `${key}=${value}: ${path}: ${message}`);
  }
}

/** Returns the scenario with another value at a key, or says why the key cannot be changed. `dags` and `tasks` are named by id. */
export function changedAt(scenario: Scenario, key: string, value: unknown): Scenario | string {
  const copy: Scenario = structuredClone(scenario);
  const steps = key.split(".");
  let at: unknown = copy;
  for (const [i, step] of steps.slice(0, -1).entries()) {
    const next = stepInto(at, step);
    if (next === undefined) return `${key}: expected a key of the scenario, got no ${steps.slice(0, i + 1).join(".")}`;
    at = next;
  }
  const last = steps.at(-1);
  if (last === undefined || last === "" || typeof at !== "object" || at === null || Array.isArray(at))
    return `${key}: expected the key of one value`;
  Object.defineProperty(at, last, { value, writable: true, enumerable: true, configurable: true });
  return copy;
}

/** Sections that a scenario may leave out, and that a sweep may fill. */
const SECTIONS = new Set([
  "executor",
  "overheads",
  "phases",
  "pools",
  "config",
  "core",
  "scheduler",
  "triggerer",
  "celery",
]);

function stepInto(at: unknown, step: string): unknown {
  if (Array.isArray(at))
    return at.find((item: { dag_id?: unknown; task_id?: unknown }) => item.dag_id === step || item.task_id === step);
  if (typeof at !== "object" || at === null) return undefined;
  if (Object.hasOwn(at, step)) return (at as Readonly<Record<string, unknown>>)[step];
  if (!SECTIONS.has(step)) return undefined;
  const section = {};
  Object.defineProperty(at, step, { value: section, writable: true, enumerable: true, configurable: true });
  return section;
}

/** The figures that the table shows, and their headings; those that no point has are left out. The first is drawn as a bar. */
const SHOWN: readonly (readonly [figure: string, heading: string])[] = [
  ["makespan_seconds", "makespan, s"],
  ["queued_seconds_each", "queued each, s"],
  ["slot_seconds", "slot seconds"],
  ["peak_slots", "peak slots"],
  ["peak_triggers", "peak triggers"],
  ["failed_runs", "failed runs"],
  ["late_runs", "late runs"],
];

/** Takes trials that differ by their seed alone as repetitions of one point, so that each figure has an interval. */
export function withoutSeeds(results: ExperimentResults<SweepParameters>): ExperimentResults<SweepParameters> {
  const points = new Map<string, number>();
  const repetitions = new Map<number, number>();
  const trials = results.trials.map((trial) => {
    const { seed: _, ...parameters } = trial.parameters;
    const key = JSON.stringify(parameters);
    const point = points.get(key) ?? points.size;
    points.set(key, point);
    const repetition = repetitions.get(point) ?? 0;
    repetitions.set(point, repetition + 1);
    return { ...trial, point, repetition, parameters };
  });
  return new ExperimentResults(trials, 0.95);
}

/** A sweep as a table: a row for each combination, with 95 % intervals where seeds were swept over too. */
export function sweepTable(results: ExperimentResults<SweepParameters>): string[] {
  const { points } = withoutSeeds(results);
  const [first] = points;
  if (first === undefined) return [];
  const keys = Object.keys(first.parameters);
  const shown = SHOWN.filter(([name]) => points.some(({ figures }) => figures[name] != null));
  const [[drawn] = [""]] = shown;
  const most = Math.max(...points.map(({ figures }) => figures[drawn]?.mean ?? 0));
  const header = [...keys, ...shown.map(([, heading]) => heading), ""];
  const body = points.map(({ parameters, figures }) => [
    ...keys.map((key) => String(parameters[key])),
    ...shown.map(([name]) => intervalText(figures[name])),
    bar(figures[drawn]?.mean ?? 0, most),
  ]);
  return columns([header, ...body], keys.length);
}

const BAR_WIDTH = 20;

/** Draws a figure as a bar, padded so that bars begin at one place. */
function bar(value: number, most: number): string {
  const length = most > 0 ? Math.round((BAR_WIDTH * value) / most) : 0;
  return "█".repeat(length).padEnd(BAR_WIDTH);
}

/** A sweep as CSV: a row for each trial, its parameters first. */
export function sweepCsv(results: ExperimentResults<SweepParameters>): string {
  const [first] = results.trials;
  if (first === undefined) return "";
  const [keys, names] = [Object.keys(first.parameters), Object.keys(first.figures)];
  const rows = results.trials.map(({ parameters, figures }) => [
    ...keys.map((key) => csvCell(String(parameters[key]))),
    ...names.map((name) => String(figures[name] ?? "")),
  ]);
  return [[...keys.map(csvCell), ...names], ...rows].map((cells) => `${cells.join(",")}\r\n`).join("");
}

function intervalText(interval: Interval | null | undefined): string {
  if (interval === null || interval === undefined) return "not ended";
  const half = interval.high === null ? 0 : interval.high - interval.mean;
  return half === 0 ? figure(interval.mean) : `${figure(interval.mean)} ± ${figure(half)}`;
}
