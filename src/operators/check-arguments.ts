import { DateTime } from "luxon";
import { DEPRECATED_TRIGGER_RULES, datasetsProblem, TriggerRule, WeightRule } from "../definition/index.ts";
import { MOST_SECONDS } from "../kernel/index.ts";
import { expected, type Problem } from "../options/index.ts";
import type { BaseOperatorArguments } from "./base-operator-arguments.ts";

/** A value has to be a number from `least` on, and a whole one where `whole` is set. */
interface NumberRule {
  readonly least: number;
  readonly whole: boolean;
}

/** No count of Airflow's database is larger, and no time that people may ask for. */
const mostOf = ({ whole }: NumberRule) => (whole ? Number.MAX_SAFE_INTEGER : MOST_SECONDS);

const SECONDS: NumberRule = { least: 0, whole: false };
const COUNT: NumberRule = { least: 1, whole: true };
const NUMBERS: Readonly<Record<string, NumberRule>> = {
  retries: { least: 0, whole: true },
  retryDelay: SECONDS,
  maxRetryDelay: SECONDS,
  executionTimeout: SECONDS,
  sla: SECONDS,
  priorityWeight: { least: Number.NEGATIVE_INFINITY, whole: true },
  poolSlots: COUNT,
  maxActiveTisPerDag: COUNT,
  maxActiveTisPerDagrun: COUNT,
};

/** Of what may lie in the past too. */
const SPAN: NumberRule = { least: -MOST_SECONDS, whole: false };

const TRIGGER_RULES: readonly string[] = [...Object.values(TriggerRule), ...Object.keys(DEPRECATED_TRIGGER_RULES)];
const WEIGHT_RULES: readonly string[] = Object.values(WeightRule);

/** Lists the problems of the arguments that every operator has. */
export function checkArguments(given: BaseOperatorArguments): Problem[] {
  const values = given as unknown as Readonly<Record<string, unknown>>;
  const problems: Problem[] = [];
  for (const [name, rule] of Object.entries(NUMBERS)) problems.push(...checkNumber(name, values[name], rule));
  const { triggerRule, weightRule } = given;
  if (triggerRule !== undefined && !TRIGGER_RULES.includes(triggerRule))
    problems.push(expected("triggerRule", `one of ${TRIGGER_RULES.join(", ")}`, triggerRule));
  if (weightRule !== undefined && !WEIGHT_RULES.includes(weightRule))
    problems.push(expected("weightRule", `one of ${WEIGHT_RULES.join(", ")}`, weightRule));
  if (given.pool !== undefined && typeof given.pool !== "string") problems.push(expected("pool", "a text", given.pool));
  for (const name of ["startDate", "endDate"] as const) {
    const date = given[name] ?? null;
    if (date !== null && !(DateTime.isDateTime(date) && date.isValid))
      problems.push(expected(name, "a valid DateTime of luxon", date));
  }
  const wrongOutlets = given.outlets === undefined ? undefined : datasetsProblem(given.outlets);
  if (wrongOutlets !== undefined) problems.push({ path: "outlets", message: wrongOutlets });
  return problems;
}

/** Returns the problem of a number, if there is one. Undefined and null are no numbers to check. */
export function checkNumber(name: string, value: unknown, rule: NumberRule): Problem[] {
  if (value === undefined || value === null) return [];
  const { least, whole } = rule;
  const most = mostOf(rule);
  const isRight =
    typeof value === "number" && value >= least && Math.abs(value) <= most && (!whole || Number.isInteger(value));
  const from = !Number.isFinite(least) ? "" : whole ? ` from ${least} up` : ` from ${least} to ${most}`;
  return isRight ? [] : [expected(name, `a ${whole ? "whole " : ""}number${from}`, value)];
}

/** Returns the problem of the span from one moment to another, if there is one: it may lie before it, or come by mapping. */
export function checkSpan(name: string, value: unknown): Problem[] {
  return checkNumber(name, value, SPAN);
}

/** Returns the problem of a list of states, if there is one. Undefined and null are no list to check. */
export function checkStates(
  name: string,
  states: readonly string[] | null | undefined,
  valid: readonly string[],
): Problem[] {
  if (states === undefined || states === null) return [];
  if (!Array.isArray(states)) return [expected(name, "a list of states", states)];
  return states
    .filter((state) => !valid.includes(state))
    .map((state) => expected(name, `states out of ${valid.join(", ")}`, state));
}
