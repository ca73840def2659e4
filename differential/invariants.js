/**
 * What holds in every trace, whatever the scenario: checked from traces alone, those of real Airflow as well as ours. None
 * of it knows the simulator.
 * @module
 */
import { keepActiveRuns, keepLimits, keepWorkerSlots } from "./invariants/limits.js";
import { agreeWithRows, followLeaves } from "./invariants/runs.js";
import { giveBackSlots, goForward } from "./invariants/time.js";
import { followStateMachine } from "./invariants/transitions.js";
import { pairTriggers } from "./invariants/triggers.js";

/** @typedef {import("airlapse").Trace} Trace */
/** @typedef {import("./generate/draft.js").ScenarioSpec} ScenarioSpec */

/** By what each of them says. @type {Readonly<Record<string, (scenario: ScenarioSpec, trace: Trace) => string[]>>} */
export const INVARIANTS = {
  "time goes forward": goForward,
  "histories are paths in the state machine": followStateMachine,
  "histories end as the rows do": agreeWithRows,
  "worker slots in use never exceed the slots": keepWorkerSlots,
  "worker slots are given back": giveBackSlots,
  "limits of pools, DAGs and tasks hold": keepLimits,
  "max_active_runs holds": keepActiveRuns,
  "each deferred task instance has one trigger": pairTriggers,
  "runs end as their leaves do": followLeaves,
};

/** What does not hold, in words. @param {ScenarioSpec} scenario @param {Trace} trace */
export function broken(scenario, trace) {
  return Object.entries(INVARIANTS).flatMap(([name, check]) =>
    check(scenario, trace).map((problem) => `${name}: ${problem}`),
  );
}
