/**
 * What holds in every trace of a scenario, by the checkers of src/invariants: those of real Airflow as well as ours.
 * @module
 */
import { buildSimulation, INVARIANTS as CHECKERS, checkScenarios, settingOf } from "airlapse/scenario";

/** @typedef {import("airlapse").Trace} Trace */
/** @typedef {import("./generate/draft.js").ScenarioSpec} ScenarioSpec */

/** The definitions and limits of a scenario, by the version that the trace is of. @param {ScenarioSpec} scenario @param {Trace} trace */
function settingOfScenario(scenario, { airflow = "2.7.2" }) {
  const [checked] = checkScenarios({ airflow, ...scenario }, scenario.name);
  if (checked === undefined) throw new RangeError(`Expected a scenario, got ${JSON.stringify(scenario)}`);
  return settingOf(buildSimulation(checked).options);
}

/** By what each of them says. @type {Readonly<Record<string, (scenario: ScenarioSpec, trace: Trace) => string[]>>} */
export const INVARIANTS = Object.fromEntries(
  Object.entries(CHECKERS).map(([name, check]) => [
    name,
    (scenario, trace) => check(settingOfScenario(scenario, trace), trace),
  ]),
);

/** Says what does not hold. @param {ScenarioSpec} scenario @param {Trace} trace */
export function broken(scenario, trace) {
  const setting = settingOfScenario(scenario, trace);
  return Object.entries(CHECKERS).flatMap(([name, check]) =>
    check(setting, trace).map((problem) => `${name}: ${problem}`),
  );
}
