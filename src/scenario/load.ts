import type { z } from "zod";
import type { Problem } from "../options/index.ts";
import { isObject, printableName } from "../options/index.ts";
import { knownVersionsOf } from "../rules/index.ts";
import { checkDefinition, checkOptions } from "./check-definitions.ts";
import { checkFaults } from "./check-faults.ts";
import { checkNotModelled } from "./check-not-modelled.ts";
import { checkReferences, checkTaskReferences } from "./check-references.ts";
import { checkWords } from "./check-words.ts";
import { inEnvironment, type PricesByClass, withPrices } from "./in-environment.ts";
import { readJson, shapeProblems } from "./json-text.ts";
import { type ReadObservations, withObservations } from "./observations.ts";
import { objectsOf, type Raw } from "./raw.ts";
import { checkRecurring } from "./recurring.ts";
import { Dag, type Expanded, Scenario, type ScenarioDag, type ScenarioTask } from "./schema.ts";
import { JITLESS, shown } from "./schema-parts.ts";

/** The number of problems that a message lists; `problems` has all. */
const MOST_SHOWN = 100;

/** A scenario file that cannot be run: everything that is wrong with it. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
  readonly source: string;
  readonly problems: readonly Problem[];

  constructor(source: string, problems: readonly Problem[]) {
    const lines = problems
      .slice(0, MOST_SHOWN)
      .map(({ path, message }) => `  ${path === "" ? "(file)" : path}: ${message}`);
    if (problems.length > MOST_SHOWN) lines.push(`  and ${problems.length - MOST_SHOWN} more`);
    const head = `${source}: ${problems.length} ${problems.length === 1 ? "problem" : "problems"}`;
    super([head, ...lines].map(printableName).join("\n"));
    this.source = source;
    this.problems = problems;
  }
}

/** Versions, an environment and prices in place of those that scenarios name. */
export interface Chosen extends Pick<Scenario, "airflow" | "amazon_provider" | "environment"> {
  readonly prices?: PricesByClass;
}

/**
 * Reads the text of a scenario file, which holds one scenario or a list of them. `source` is named in errors; `read` gets the
 * CSV files that it names.
 */
export function parseScenarios(
  text: string,
  source: string,
  read?: ReadObservations,
  chosen: Chosen = {},
): readonly Scenario[] {
  const content = readJson(text);
  if ("problems" in content) throw new ScenarioError(source, content.problems);
  return checkScenarios(content.value, source, read, chosen);
}

/** Checks the content of a scenario file: all of it, so that every problem is in one message. */
export function checkScenarios(
  given: unknown,
  source: string,
  read?: ReadObservations,
  chosen: Chosen = {},
): readonly Scenario[] {
  const wrongShape = shapeProblems(given);
  if (wrongShape.length > 0) throw new ScenarioError(source, wrongShape);
  const { data, problems: unread } = withObservations(given, read);
  const isList = Array.isArray(data);
  const items: readonly unknown[] = isList ? data : [data];
  const scenarios: Scenario[] = [];
  const problems: Problem[] =
    isList && items.length === 0 ? [{ path: "", message: "expected a scenario, got none" }] : [];
  for (const [index, found] of items.entries()) {
    const item = isObject(found) ? replaced(found, chosen) : found;
    const prefix = isList ? `[${index}]` : "";
    const parsed = Scenario.safeParse(item, JITLESS);
    const wrong = parsed.success ? [] : parsed.error.issues.map(problemOf);
    const all = isObject(item) ? [...wrong, ...checkMeaning(item, wrong, parsed.data?.dags)] : wrong;
    for (const { path, message } of all) problems.push({ path: joined(prefix, path), message });
    if (parsed.success) scenarios.push(inOrderOfExpand(parsed.data, item as Scenario));
  }
  for (const problem of [...unread, ...duplicateNames(items)]) problems.push(problem);
  if (problems.length > 0) throw new ScenarioError(source, problems);
  return scenarios;
}

function replaced(item: Raw, { environment, prices, ...versions }: Chosen): Raw {
  const chosen = { ...item, ...versions };
  const placed = environment === undefined ? chosen : inEnvironment(chosen, environment);
  return prices === undefined ? placed : withPrices(placed, prices);
}

/**
 * Puts the arguments of each `expand` back in their order: the schema gives them in its own, but the last one varies fastest
 * over the map indexes.
 */
function inOrderOfExpand(scenario: Scenario, given: Scenario): Scenario {
  const ordered = ({ expand, ...task }: ScenarioTask, { expand: order = {} }: ScenarioTask): ScenarioTask => {
    if (expand === undefined) return task;
    const keys = Object.keys(order).filter((key) => key in expand);
    return { ...task, expand: Object.fromEntries(keys.map((key) => [key, expand[key] as Expanded])) };
  };
  const dags = scenario.dags.map((dag, i) => ({
    ...dag,
    tasks: dag.tasks.map((task, j) => ordered(task, given.dags[i]?.tasks[j] as ScenarioTask)),
  }));
  return { ...scenario, dags };
}

/** Finds the problems that the schema does not find. `known` are those that it has found, `dags` what it has read if there are none. */
function checkMeaning(scenario: Raw, known: readonly Problem[], dags: readonly ScenarioDag[] = []): Problem[] {
  const versions = knownVersionsOf(scenario["airflow"], scenario["amazon_provider"]);
  const { config, problems: wrongOptions } = checkOptions(scenario, versions);
  const problems = [
    ...wrongOptions,
    ...checkReferences(scenario, versions),
    ...checkWords(scenario, versions),
    ...checkNotModelled(scenario),
    ...checkFaults(scenario),
    ...checkRecurring(scenario, versions),
  ];
  for (const [index, dag] of objectsOf(scenario["dags"])) {
    const path = `dags[${index}]`;
    const wrongReferences = checkTaskReferences(dag, path);
    const isSound = wrongReferences.length === 0 && !known.some((problem) => problem.path.startsWith(`${path}.`));
    const read = isSound ? (dags[index] ?? Dag.safeParse(dag, JITLESS).data) : undefined;
    const wrongDefinition = checkDefinition(dag, read, path, config, versions);
    for (const problem of [...wrongReferences, ...wrongDefinition]) problems.push(problem);
  }
  return problems;
}

function problemOf({ path, message }: z.core.$ZodIssue): Problem {
  return { path: pathText(path), message };
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`,
    "",
  );
}

function joined(prefix: string, path: string): string {
  if (prefix === "" || path === "") return `${prefix}${path}`;
  return path.startsWith("[") ? `${prefix}${path}` : `${prefix}.${path}`;
}

/** A name is that of a trace, so there is one of each. */
function duplicateNames(items: readonly unknown[]): Problem[] {
  const seen = new Set<unknown>();
  return objectsOf(items).flatMap(([index, { name }]) => {
    const isRepeated = typeof name === "string" && seen.has(name);
    seen.add(name);
    return isRepeated
      ? [{ path: `[${index}].name`, message: `expected a name of its own, got ${shown(name)} a second time` }]
      : [];
  });
}
