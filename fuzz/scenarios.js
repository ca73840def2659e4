/**
 * Mutations of valid scenarios: each is refused with a typed error, or runs and keeps what holds in every trace.
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { AIRFLOW_VERSIONS } from "airlapse";
import { buildSimulation, checkScenarios, ScenarioError } from "airlapse/scenario";
import fc from "fast-check";
import { faultsScenario } from "../differential/generate/faults.js";
import { generateScenario } from "../differential/generate.js";
import { INVARIANTS } from "../differential/invariants.js";
import { groupsOf, recordings, VERSIONS } from "../test/conformance/recordings.js";
import { hostileText, hostileValue } from "./hostile.js";
import { mutated, placesIn } from "./mutate.js";
import { isOurs, isTyped } from "./typed.js";

/** @typedef {import("./mutate.js").Mutation} Mutation */
/** @typedef {import("../differential/generate/draft.js").ScenarioSpec} ScenarioSpec */
/**
 * What is changed: a scenario that is kept here, one that was recorded with real Airflow, or a random one.
 * @typedef {{ from: "tiny" | "kept" | "recorded", index: number } | { from: "random" | "more" | "faults", index: number }} Base
 */

const FOLDER = new URL("corpus/", import.meta.url);

/** The scenarios that are kept: small ones of each kind, and what was found. */
export const CORPUS = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json"))
  .sort()
  .map((name) => ({ name, scenario: JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")) }));

/** Those that were recorded with real Airflow, of every version: real shapes, and all that a scenario may say. */
export const RECORDED = VERSIONS.flatMap(({ airflow }) =>
  groupsOf(airflow).flatMap((group) =>
    [...recordings(airflow, group).values()].map(({ scenario }) => /** @type {any} */ ({ airflow, ...scenario })),
  ),
);

const KEPT = {
  tiny: CORPUS.filter(({ name }) => name.startsWith("tiny-")).map(({ scenario }) => scenario),
  kept: CORPUS.map(({ scenario }) => scenario),
  recorded: RECORDED,
};

/** How many random scenarios there are to change. */
const RANDOM = 1_000_000;

/** @param {Base} base */
function baseOf({ from, index }) {
  if (from === "faults") return faultsScenario("fuzz", index, "2.7.2");
  if (from === "random" || from === "more") return generateScenario("fuzz", index, { more: from === "more" });
  return KEPT[from][index];
}

/** Every key that any of them has. */
const KEYS = [
  ...new Set([...KEPT.kept, ...RECORDED].flatMap((scenario) => placesIn(scenario).map((path) => path.at(-1)))),
].filter((key) => typeof key === "string");

const place = fc.nat({ max: 10_000 });
const key = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...KEYS) }, { weight: 1, arbitrary: hostileText });

/** @type {fc.Arbitrary<Mutation>} */
const mutation = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("replace"), place, value: hostileValue }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("move"), place, from: place }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("remove"), place }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("repeat"), place }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("rename"), place, key }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("add"), place, key, value: hostileValue }) },
);

/** @param {keyof typeof KEPT} from @returns {fc.Arbitrary<Base>} */
const keptBase = (from) => fc.record({ from: fc.constant(from), index: fc.nat({ max: KEPT[from].length - 1 }) });
/** @type {fc.Arbitrary<Base>} */
const randomBase = fc.record({ from: fc.constantFrom("random", "more", "faults"), index: fc.nat({ max: RANDOM - 1 }) });

/** A scenario, the Airflow that is to run it where that is another than its own, and one change of it, or a few. */
export const scenarioCase = fc.record({
  base: fc.oneof(
    { weight: 6, arbitrary: keptBase("tiny") },
    { weight: 1, arbitrary: keptBase("kept") },
    { weight: 2, arbitrary: keptBase("recorded") },
    { weight: 1, arbitrary: randomBase },
  ),
  airflow: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, fc.constantFrom(...AIRFLOW_VERSIONS)),
  mutations: fc.oneof(
    { weight: 4, arbitrary: fc.tuple(mutation) },
    { weight: 1, arbitrary: fc.array(mutation, { minLength: 2, maxLength: 3 }) },
  ),
});

/** @param {{ base: Base, airflow: string | undefined, mutations: readonly Mutation[] }} given @returns {unknown} */
export function scenarioOf({ base, airflow, mutations }) {
  const original = baseOf(base);
  const scenario = airflow === undefined ? original : { ...original, airflow };
  return mutations.reduce((/** @type {unknown} */ value, change) => mutated(value, placesIn(value), change), scenario);
}

/** Scenarios are small: more events than that are a loop's, which the watchdog is to end. */
const MOST_EVENTS = 10_000;

/** What became of the scenarios, by name. @typedef {{ refused: number, ran: number, givenUp: number }} Tally */

/** Throws where a scenario does what none may. @param {unknown} content @param {Tally} tally */
export function checkScenario(content, tally) {
  let scenarios;
  try {
    scenarios = checkScenarios(content, "fuzz");
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    tally.refused += 1;
    return;
  }
  for (const scenario of scenarios) {
    let result;
    try {
      result = buildSimulation(scenario).run({ maxEvents: MOST_EVENTS });
    } catch (error) {
      if (!isTyped(error)) throw error;
      tally.givenUp += 1;
      continue;
    }
    tally.ran += 1;
    const mistake = result.errors.find(isOurs);
    if (mistake !== undefined)
      throw new Error(`A task fails by a mistake of ours: ${mistake.type}: ${mistake.message}`);
    const spec = /** @type {ScenarioSpec} */ (/** @type {unknown} */ (scenario));
    const trace = result.trace(scenario.name);
    const problems = invariantsOf(scenario).flatMap((name) => INVARIANTS[name]?.(spec, trace) ?? []);
    if (problems.length > 0) throw new Error(`Invariants are broken:\n${problems.join("\n")}`);
  }
}

/**
 * What is known to hold. The invariants know no task groups, no tasks that are mapped over results, and no times that are
 * drawn; how states follow each other is known where nobody clears or marks what a process is still running.
 * @param {import("airlapse/scenario").Scenario} scenario
 */
function invariantsOf(scenario) {
  if (/"(?:distribution|output_of)"/.test(JSON.stringify(scenario))) return [];
  if (scenario.dags.some((dag) => dag.task_groups !== undefined)) return [];
  return scenario.actions === undefined ? Object.keys(INVARIANTS) : OF_ALL;
}

const OF_ALL = Object.keys(INVARIANTS).filter(
  (name) => name !== "histories are paths in the state machine" && name !== "worker slots are given back",
);
