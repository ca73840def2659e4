/**
 * Results that a person does not want: with `--fail-on` they end the command with an exit code of their own, for CI.
 * @module
 */
import type { SimulationResult } from "../observe/index.ts";
import { printableName } from "../options/index.ts";
import { landingGoals } from "../report/index.ts";
import type { Scenario } from "../scenario/index.ts";
import { parseNames } from "./input-error.ts";

/** The words of `--fail-on`. */
export const CONDITIONS = ["failed", "late", "deadlock"] as const;

/** `failed`: a run that failed. `late`: a run that ended after its deadline. `deadlock`: a task that waits for ever. */
export type Condition = (typeof CONDITIONS)[number];

/** Reads `failed,late`. */
export function parseFailOn(text: string | undefined): readonly Condition[] {
  return text === undefined ? [] : parseNames("--fail-on", text, CONDITIONS);
}

/** A line for each condition that a result meets. `label` names the scenario and its mode. */
export function metConditions(
  conditions: readonly Condition[],
  result: SimulationResult,
  scenario: Scenario,
  label: string,
): string[] {
  return conditions.flatMap((condition) => {
    const found = FOUND[condition](result, scenario);
    return found === "" ? [] : [printableName(`fail-on ${condition}: ${label}: ${found}`)];
  });
}

const FOUND: Readonly<Record<Condition, (result: SimulationResult, scenario: Scenario) => string>> = {
  failed: (result) =>
    counted(result.dagRuns.filter(({ state }) => state === "failed").length, "run has", "runs have", "failed"),
  late: (result, scenario) =>
    result
      .dags(landingGoals(scenario))
      .filter(({ late }) => late !== null && late > 0)
      .map(({ dagId, late, deadline }) => `${dagId} is late ${late} times, for its deadline ${deadline}`)
      .join("; "),
  deadlock: (result) =>
    counted(
      result.unfinished.filter(({ isForEver }) => isForEver).length,
      "task instance waits",
      "task instances wait",
      "for ever",
    ),
};

function counted(count: number, one: string, many: string, what: string): string {
  return count === 0 ? "" : `${count} ${count === 1 ? one : many} ${what}`;
}
