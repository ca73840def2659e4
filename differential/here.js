/**
 * A generated scenario, run here.
 * @module
 */
import { buildSimulation, checkScenarios } from "airlapse/scenario";

/** @typedef {import("airlapse").Trace} Trace */
/** @typedef {import("./generate/draft.js").ScenarioSpec} ScenarioSpec */

/** What a scenario does here. Throws where it is not valid or does not run. @param {ScenarioSpec} scenario @returns {Trace} */
export function traceHere(scenario) {
  const [checked] = checkScenarios(scenario, scenario.name);
  if (checked === undefined) throw new RangeError(`Expected a scenario, got ${JSON.stringify(scenario)}`);
  return buildSimulation(checked).run().trace(scenario.name);
}
