/**
 * The tasks and groups of a DAG in a scenario file: a schema for each operator.
 * @module
 */
import { z } from "zod";
import { suggestion } from "../options/index.ts";
import { FIELD_HELP } from "./field-help.ts";
import { KwargsSource, Source } from "./mapped-sources.ts";
import { BASE_FIELDS, type OperatorSpec } from "./operator-table.ts";
import { OPERATORS } from "./operators-by-name.ts";
import { bool, listOf, mustBe, name, record, shown } from "./schema-parts.ts";

type Shape = Readonly<Record<string, z.ZodType>>;

function optional(fields: Shape): Shape {
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, helped(key, field.optional())]));
}

function helped(key: string, field: z.ZodType): z.ZodType {
  const help = helpOf(key, field);
  return help === undefined ? field : field.describe(help);
}

/** Tells the meaning of a field. A schema that is shared by name says nothing of its use. */
function helpOf(key: string, field: z.ZodType): string | undefined {
  return (field.meta()?.id === undefined ? field.description : undefined) ?? FIELD_HELP[key];
}

/** The values to map over: a list, or results of other tasks. */
function mappableOf(item: z.ZodType) {
  return z.union([listOf(item), Source], {
    error: mustBe("a list, {output_of: task}, or {map, by}, {zip} or {concat} of such"),
  });
}

const MAPPABLE = mappableOf(z.unknown());

/** Arguments that a task may be mapped over: lists of what the argument itself would be. */
function mappable(fields: Shape): Shape {
  return Object.fromEntries(
    Object.entries(fields).map(([key, field]) => [
      key,
      mappableOf(field)
        .optional()
        .describe(`For each instance one: ${helpOf(key, field)}`),
    ]),
  );
}

const FROM_GROUP = z.record(name(), name(), {
  error: mustBe("an object: a name that the group is mapped over, by argument"),
});

const TASK_FIELDS: Shape = {
  task_id: helped("task_id", name()),
  ...optional({
    task_group: name(),
    from_group: FROM_GROUP,
    upstream: listOf(name()),
    setup: bool(),
    teardown_of: listOf(name()),
    on_failure_fail_dagrun: bool(),
  }),
};

/** BaseOperator's arguments, as all tasks and groups have them: made once, as making them takes longer than most scenarios. */
const BASE = optional(BASE_FIELDS);

function taskSchema(operator: string, { about, fields }: OperatorSpec) {
  const schema = record({
    ...TASK_FIELDS,
    operator: z.literal(operator),
    ...BASE,
    ...optional(fields),
    expand: helped("expand", record(mappable(fields)).optional()),
    expand_kwargs: helped("expand_kwargs", KwargsSource.optional()),
  });
  return schema.meta({ title: operator, description: about });
}

const operatorNames = Object.keys(OPERATORS);

export const Task = z
  .discriminatedUnion(
    "operator",
    Object.entries(OPERATORS).map(([operator, spec]) => taskSchema(operator, spec)) as never,
    {
      error: ({ input }) => {
        if (typeof input !== "object" || input === null) return mustBe("an object")({ input });
        const { operator } = input as { readonly operator?: unknown };
        return operator === undefined
          ? `missing: expected one of ${operatorNames.join(", ")}`
          : `unknown operator ${shown(operator)}${suggestion(operator, operatorNames) || `; known are ${operatorNames.join(", ")}`}`;
      },
    },
  )
  .meta({ id: "Task" });

const defaultable = Object.assign({}, ...Object.values(OPERATORS).map(({ fields }) => optional(fields)), BASE) as Shape;

export const DEFAULT_ARGS = record(defaultable).describe(
  "Arguments of all tasks in it that do not say otherwise. Default none.",
);

export const TaskGroup = record({
  group_id: name().describe("Unique in its DAG, and the beginning of its tasks' ids."),
  parent_group: name().describe("The group that it is in. Default none.").optional(),
  prefix_group_id: bool().describe("True if ids of its tasks begin with its own. Default true.").optional(),
  default_args: DEFAULT_ARGS.optional(),
  upstream: listOf(name()).describe("Tasks and groups that all of it waits for. Default none.").optional(),
  expand: z
    .record(name(), MAPPABLE, { error: mustBe("an object of lists by name") })
    .describe("Maps the group: for each name a list of values. Default not mapped.")
    .optional(),
  expand_kwargs: KwargsSource.describe("Maps the group over objects of values by name. Default not mapped.").optional(),
}).meta({ id: "TaskGroup", description: "Tasks whose ids begin with the group's, and that others wait for as one." });
