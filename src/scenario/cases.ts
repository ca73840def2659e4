/**
 * The exceptions of a scenario's task for some map indexes, runs or tries, or now and then: its `cases`.
 * @module
 */
import { z } from "zod";
import { draw, type TaskContext } from "../definition/index.ts";
import { fnmatch } from "../python/index.ts";
import { FIELD_HELP } from "./field-help.ts";
import { camel, listOf, mustBe, name, oneOf, record, whole } from "./schema-parts.ts";

/** When it holds: all that is given has to. Other keys are arguments of the operator, in place of the task's own. */
export interface Case {
  readonly map_index?: number | readonly number[];
  /** Shell patterns. */
  readonly run_id?: string | readonly string[];
  readonly try?: number | readonly number[];
  /** From 0 to 1, drawn for each try. */
  readonly probability?: number;
  readonly outcome?: string;
  readonly [argument: string]: unknown;
}

const OUTCOME = oneOf(["success", "fail", "fail_without_retry", "skip"]);

const oneOrMore = <Item extends z.ZodType>(item: Item, what: string) =>
  z.union([item, listOf(item).min(1)], { error: mustBe(`${what}, or a list of them`) });

/** The schema of `cases`, for an operator with these fields. */
export function casesOf(fields: Readonly<Record<string, z.ZodType>>) {
  const changes = Object.fromEntries(
    Object.entries(fields).map(([key, field]) => [
      key,
      field.describe(`In place of the task's own: ${FIELD_HELP[key] ?? field.description}`).optional(),
    ]),
  );
  const item = record({
    map_index: oneOrMore(whole(0), "a map index").optional().describe("Map indexes that it holds for. Default all."),
    run_id: oneOrMore(name(), "a run id")
      .optional()
      .describe("Ids of runs that it holds for, or shell patterns such as `scheduled__*`. Default all."),
    try: oneOrMore(whole(1), "the number of a try")
      .optional()
      .describe("Tries that it holds for, from 1. Default all."),
    probability: z
      .number({ error: mustBe("a number from 0 to 1") })
      .min(0, { error: mustBe("a number from 0 to 1") })
      .max(1, { error: mustBe("a number from 0 to 1") })
      .optional()
      .describe("The probability that it holds in a try, from 0 to 1. Default 1."),
    ...changes,
  });
  return listOf(item);
}

/** As `casesOf`, for an operator whose tries may end in several ways. */
export function casesWithOutcome(fields: Readonly<Record<string, z.ZodType>>) {
  return casesOf({ ...fields, outcome: OUTCOME });
}

/** The arguments of this try: the first case that holds goes before the task's own. */
export function argumentsOf<Arguments extends { readonly cases?: readonly Case[] | undefined }>(
  context: TaskContext,
  args: Arguments,
): Arguments {
  const index = args.cases?.findIndex((one, i) => holds(context, one, i)) ?? -1;
  const found = args.cases?.[index];
  if (found === undefined) return args;
  const { map_index: _, run_id: __, try: ___, probability: ____, outcome, ...changes } = found;
  const own = Object.fromEntries(Object.entries(changes).map(([key, value]) => [camel(key), value]));
  return { ...args, ...own, ...(outcome === undefined ? {} : { outcomes: [outcome] }) };
}

function holds(context: TaskContext, { map_index, run_id, try: tries, probability }: Case, index: number): boolean {
  const { mapIndex, tryNumber, runId } = context.ti;
  if (map_index !== undefined && ![map_index].flat().includes(mapIndex)) return false;
  if (tries !== undefined && ![tries].flat().includes(tryNumber)) return false;
  if (run_id !== undefined && ![run_id].flat().some((pattern) => fnmatch(runId, pattern))) return false;
  if (probability === undefined) return true;
  return draw(context, { distribution: "uniform", min: 0, max: 1 }, `case ${index}`) < probability;
}
