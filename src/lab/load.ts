/**
 * More or less of the same load: durations times a factor, and runs asked for so many times over.
 * @module
 */
import type { Change, Knob } from "../drawing/index.ts";
import { isObject } from "../options/index.ts";
import type { RandomSeconds } from "../random/index.ts";
import { repeated } from "../report/index.ts";
import type { Scenario } from "../scenario/index.ts";

const DURATIONS = ["load", "durations"] as const;
const RUNS = ["load", "runs"] as const;

/** Of what there is any of: durations, and runs that are asked for. */
export function loadKnobs(scenario: Scenario): Knob[] {
  const knob = { group: "Load", kind: "number", value: 1 } as const;
  return [
    ...(hasDurations(scenario)
      ? [{ ...knob, label: "Durations, times", path: DURATIONS, min: 0, isWhole: false }]
      : []),
    ...((scenario.runs ?? []).length > 0 ? [{ ...knob, label: "Runs asked for, times", path: RUNS, min: 1 }] : []),
  ];
}

/** The content of a scenario file with all durations times the factor: those of tasks, of their cases, and of AWS's jobs and the like. */
export function withDurations(content: unknown, changes: readonly Change[]): unknown {
  const factor = factorOf(DURATIONS, changes);
  return factor === 1 || !isObject(content) ? content : scaled(content, factor);
}

/** The scenario with each run that it asks for asked for so many times at once. */
export function withRuns(scenario: Scenario, changes: readonly Change[]): Scenario {
  return repeated(scenario, Math.max(1, Math.round(factorOf(RUNS, changes))));
}

function factorOf([group, name]: readonly [string, string], changes: readonly Change[]): number {
  const value = changes.find(({ path }) => path.length === 2 && path[0] === group && path[1] === name)?.value;
  return typeof value === "number" ? value : 1;
}

function hasDurations(scenario: Scenario): boolean {
  return JSON.stringify(scaled(scenario, 2)) !== JSON.stringify(scenario);
}

type Entry = Readonly<Record<string, unknown>>;

function scaled(content: Entry, factor: number): Entry {
  const { dags, cloud } = content;
  const tasksOf = (dag: Entry) => ({ ...dag, tasks: eachOf(dag["tasks"], (task) => scaledTask(task, factor)) });
  return {
    ...content,
    dags: eachOf(dags, tasksOf),
    ...(isObject(cloud) ? { cloud: inServices(cloud, (entry) => scaledEntry(entry, factor)) } : {}),
  };
}

/** A list with its objects changed; anything else as it is. */
function eachOf(list: unknown, change: (entry: Entry) => Entry): unknown {
  return Array.isArray(list) ? list.map((entry: unknown) => (isObject(entry) ? change(entry) : entry)) : list;
}

function scaledTask(task: Entry, factor: number): Entry {
  const { cases, expand } = task;
  return {
    ...scaledEntry(task, factor),
    ...(cases === undefined ? {} : { cases: eachOf(cases, (one) => scaledEntry(one, factor)) }),
    ...(isObject(expand) ? { expand: scaledEntry(expand, factor) } : {}),
  };
}

/** A duration is seconds, how they are spread, or a list of seconds that a task is mapped over. */
function scaledEntry(entry: Entry, factor: number): Entry {
  const { duration } = entry;
  if (duration === undefined) return entry;
  const times = (value: unknown) => (isSeconds(value) ? scaledSeconds(value, factor) : value);
  return { ...entry, duration: Array.isArray(duration) ? duration.map(times) : times(duration) };
}

/** The entries of the lists of all services. */
function inServices(cloud: Entry, change: (entry: Entry) => Entry): Entry {
  const inLists = (lists: Entry) =>
    Object.fromEntries(Object.entries(lists).map(([list, entries]) => [list, eachOf(entries, change)]));
  return Object.fromEntries(
    Object.entries(cloud).map(([service, lists]) => [service, isObject(lists) ? inLists(lists) : lists]),
  );
}

function isSeconds(value: unknown): value is RandomSeconds {
  return typeof value === "number" || (isObject(value) && "distribution" in value);
}

function scaledSeconds(value: RandomSeconds, factor: number): RandomSeconds {
  const times = (seconds: number) => Math.round(seconds * factor * 1e6) / 1e6;
  if (typeof value === "number") return times(value);
  switch (value.distribution) {
    case "constant":
      return { ...value, value: times(value.value) };
    case "uniform":
      return { ...value, min: times(value.min), max: times(value.max) };
    case "exponential":
      return { ...value, mean: times(value.mean) };
    case "lognormal":
      return { ...value, median: times(value.median) };
    case "empirical":
      return { ...value, values: value.values.map(times) };
  }
}
