/**
 * Single mutations of valid scenarios: each is refused with a typed error, or runs and keeps what holds in every trace.
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { buildSimulation, checkScenarios, ScenarioError } from "airlapse/scenario";
import fc from "fast-check";
import { broken } from "../differential/invariants.js";
import { hostileText, hostileValue } from "./hostile.js";
import { mutated, placesIn } from "./mutate.js";
import { isOurs, isTyped } from "./typed.js";

/** @typedef {import("./mutate.js").Mutation} Mutation */
/** @typedef {import("../differential/generate/draft.js").ScenarioSpec} ScenarioSpec */

const FOLDER = new URL("corpus/", import.meta.url);

/** The scenarios that are kept: small ones of each kind, and what was found. */
export const CORPUS = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json"))
  .sort()
  .map((name) => ({ name, scenario: JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")) }));

const BASES = CORPUS.map(({ name, scenario }) => ({ name, scenario, places: placesIn(scenario) }));

/** Every key that any of them has. */
const KEYS = [...new Set(BASES.flatMap(({ places }) => places.map((path) => path.at(-1))))].filter(
  (key) => typeof key === "string",
);

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

const all = BASES.map((_, index) => index);
const tiny = all.filter((index) => BASES[index]?.name.startsWith("tiny-"));

/** A kept scenario and a change of it: mostly of the smallest, of which a million are soon run. */
export const scenarioCase = fc.record({
  base: fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom(...tiny) },
    { weight: 1, arbitrary: fc.constantFrom(...all) },
  ),
  mutation,
});

/** @param {{ base: number, mutation: Mutation }} given */
export function scenarioOf({ base, mutation: change }) {
  const { scenario, places } = /** @type {(typeof BASES)[number]} */ (BASES[base]);
  return mutated(scenario, places, change);
}

/** A scenario is small: more events than that are a loop's, which the watchdog is to end. */
const MOST_EVENTS = 3000;

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
    const problems = isKnownToInvariants(scenario) ? broken(spec, result.trace(scenario.name)) : [];
    if (problems.length > 0) throw new Error(`Invariants are broken:\n${problems.join("\n")}`);
  }
}

/** The invariants know no task groups, no tasks that are mapped over results, and no times that are drawn. @param {import("airlapse/scenario").Scenario} scenario */
function isKnownToInvariants(scenario) {
  return (
    !/"(?:distribution|output_of)"/.test(JSON.stringify(scenario)) &&
    scenario.dags.every((dag) => dag.task_groups === undefined)
  );
}
