/**
 * A generated scenario, run here.
 * @module
 */
import { buildSimulation, checkScenarios } from "airlapse/scenario";

/** @typedef {import("airlapse").Trace} Trace */
/** @typedef {import("airlapse").AirflowVersion} AirflowVersion */
/** @typedef {import("./generate/draft.js").ScenarioSpec} ScenarioSpec */

/** What a scenario does here, under a version of Airflow. Throws where it is not valid or does not run. @param {ScenarioSpec} scenario @param {AirflowVersion} [airflow] @returns {Trace} */
export function traceHere(scenario, airflow = "2.7.2") {
  const [checked] = checkScenarios({ ...scenario, airflow }, scenario.name);
  if (checked === undefined) throw new RangeError(`Expected a scenario, got ${JSON.stringify(scenario)}`);
  return buildSimulation(checked).run().trace(scenario.name);
}
