/**
 * One trial of a sweep: the scenario that the sweep is given, with the trial's values in it. Runs in a thread, here or on another
 * machine, so it checks the scenario again.
 * @module
 */
import type { Trial } from "../experiment/index.ts";
import { buildSimulation, checkScenarios, type Scenario } from "../scenario/index.ts";
import { landingGoals } from "./landing-goals.ts";
import { inMode, MODES } from "./modes.ts";
import { changedAt } from "./sweep.ts";
import { lateOf } from "./verdict.ts";

/** Runs the scenario of a trial. Returns its figures: seconds where the name says so, null where runs have not ended, or none has a deadline. */
export function measure({ input, parameters }: Trial): Readonly<Record<string, number | null>> {
  const { mode, ...values } = parameters;
  const [base] = checkScenarios(input, "the sweep's scenario");
  if (base === undefined) throw new RangeError("expected the scenario of a sweep, got none");
  let scenario: Scenario = base;
  for (const [key, value] of Object.entries(values)) {
    const changed = changedAt(scenario, key, value);
    if (typeof changed === "string") throw new RangeError(changed);
    scenario = changed;
  }
  const [checked] = checkScenarios(scenario, "the sweep's scenario");
  if (checked === undefined) throw new RangeError("expected the scenario of a sweep, got none");
  const known = MODES.find((one) => one === mode);
  const simulated = known === undefined ? checked : inMode(checked, known);
  const result = buildSimulation(simulated).run();
  const usage = result.usage();
  const instances = result.taskInstances.length;
  return {
    makespan_seconds: usage.makespan,
    queued_seconds_each: instances === 0 ? null : usage.queuedSeconds / instances,
    slot_seconds: usage.slotSeconds,
    mean_slots: usage.meanSlots,
    peak_slots: usage.peakSlots,
    peak_triggers: usage.peakTriggers,
    trigger_seconds: usage.triggerSeconds,
    deferrals: usage.deferrals,
    runs: result.dagRuns.length,
    failed_runs: result.dagRuns.filter(({ state }) => state === "failed").length,
    late_runs: lateOf({ dags: result.dags(landingGoals(simulated)) }),
  };
}
