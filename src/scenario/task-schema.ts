/**
 * The tasks and groups of a DAG in a scenario file: a schema for each operator, made when a task of it is read. To make all of
 * them takes longer than most simulations do.
 * @module
 */
import { z } from "zod";
import { invariant } from "../containers/index.ts";
import { isObject, misspeltKeys, suggestion } from "../options/index.ts";
import { FIELD_HELP } from "./field-help.ts";
import { KwargsSource, type KwargsSpec, Source, type SourceSpec } from "./mapped-sources.ts";
import { baseFields } from "./operator-table.ts";
import { OPERATORS } from "./operators-by-name.ts";
import { bool, chosen, listOf, mustBe, name, once, record, shown } from "./schema-parts.ts";

type Shape = Readonly<Record<string, z.ZodType>>;
type Arguments = Record<string, unknown>;

/** A task of a scenario that was checked: its operator's arguments by Airflow's names. */
export type ScenarioTask = Readonly<Record<string, unknown>> & {
  readonly task_id: string;
  readonly operator: string;
  readonly task_group?: string;
  readonly from_group?: Readonly<Record<string, string>>;
  readonly upstream?: readonly string[];
  readonly setup?: boolean;
  readonly teardown_of?: readonly string[];
  readonly on_failure_fail_dagrun?: boolean;
  readonly expand?: Readonly<Record<string, Expanded>>;
  readonly expand_kwargs?: KwargsSpec;
};

/** The values that one argument is mapped over. */
export type Expanded = readonly unknown[] | SourceSpec;

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

const taskFields = once(
  (): Shape => ({
    task_id: helped("task_id", name()),
    ...optional({
      task_group: name(),
      from_group: z.record(name(), name(), {
        error: mustBe("an object: a name that the group is mapped over, by argument"),
      }),
      upstream: listOf(name()),
      setup: bool(),
      teardown_of: listOf(name()),
      on_failure_fail_dagrun: bool(),
    }),
  }),
);

/** BaseOperator's arguments, as all tasks and groups have them. */
const base = once(() => optional(baseFields()));

function taskSchema(operator: string) {
  const spec = OPERATORS[operator];
  invariant(spec, `${operator} is an operator`);
  const fields = spec.fields();
  const schema = record({
    ...taskFields(),
    operator: z.literal(operator),
    ...base(),
    ...optional(fields),
    expand: helped("expand", z.lazy(() => record(mappable(fields))).optional()),
    expand_kwargs: helped("expand_kwargs", KwargsSource.optional()),
  });
  return schema.meta({ title: operator, description: spec.about }) as z.ZodType as z.ZodType<ScenarioTask>;
}

const OPERATOR_NAMES = Object.keys(OPERATORS);
const SCHEMAS = new Map(OPERATOR_NAMES.map((operator) => [operator, once(() => taskSchema(operator))]));

/** Refuses a task whose operator is not known. */
function noTask(task: unknown): z.ZodType<never> {
  const operator = z.custom<never>(() => false, { error: ({ input }) => unknownOperator(input, task) });
  return z.looseObject({ operator }, { error: mustBe("an object") }) as z.ZodType as z.ZodType<never>;
}

function unknownOperator(operator: unknown, task: unknown): string {
  if (operator === undefined) {
    const [misspelt] = misspeltKeys("", task, ["operator"]);
    return `missing: ${misspelt?.message ?? "expected the name of an operator, such as work, wait, poll or S3KeySensor"}`;
  }
  return `unknown operator ${shown(operator)}${suggestion(operator, OPERATOR_NAMES, endingOf(operator)) || standIn(operator)}`;
}

/** Names end alike, and are not more alike for that: a PythonOperator is no AthenaOperator. */
function endingOf(operator: unknown): string {
  return isSensor(operator) ? "Sensor" : "Operator";
}

function isSensor(operator: unknown): boolean {
  return typeof operator === "string" && /sensor(?:async)?$/i.test(operator);
}

/** The operators of scenarios that stand for one that is not modelled. */
function standIn(operator: unknown): string {
  const own = isSensor(operator) ? "`wait` with a `ready_at`" : "`work`, or `poll` if it waits for a service";
  return `; an operator that is not modelled is written as ${own} (docs/operators.md lists all)`;
}

/** A task, read by the schema of its operator. */
const Task = chosen((task) => SCHEMAS.get(isObject(task) ? String(task["operator"]) : "")?.() ?? noTask(task));

/** A task of any operator, for editors. */
const AnyTask = z.lazy(() =>
  z.discriminatedUnion("operator", [...SCHEMAS.values()].map((schema) => schema()) as never).meta({ id: "Task" }),
);

const defaultable = once(() => {
  const all = Object.values(OPERATORS).map(({ fields }) => optional(fields()));
  return record(Object.assign({}, ...all, base()) as Shape);
});

/** Arguments of all tasks: mostly those of BaseOperator alone, which need not be looked for among those of all operators. */
const DefaultArgs = chosen((given) => {
  const isBase = isObject(given) && Object.keys(given).every((key) => Object.hasOwn(base(), key));
  return isBase ? record(base()) : defaultable();
});

function taskGroupOf(defaultArgs: z.ZodType<Arguments>) {
  return record({
    group_id: name().describe("Unique in its DAG, and the beginning of its tasks' ids."),
    parent_group: name().describe("The group that it is in. Default none.").optional(),
    prefix_group_id: bool().describe("True if ids of its tasks begin with its own. Default true.").optional(),
    default_args: defaultArgs.optional(),
    upstream: listOf(name()).describe("Tasks and groups that all of it waits for. Default none.").optional(),
    expand: z
      .record(name(), mappableOf(z.unknown()), { error: mustBe("an object of lists by name") })
      .describe("Maps the group: for each name a list of values. Default not mapped.")
      .optional(),
    expand_kwargs: KwargsSource.describe(
      "Maps the group over objects of values by name. Default not mapped.",
    ).optional(),
  }).meta({ id: "TaskGroup", description: "Tasks whose ids begin with the group's, and that others wait for as one." });
}

/** The schemas of what DAGs consist of. */
export interface TaskSchemas {
  readonly task: z.ZodType<ScenarioTask>;
  readonly group: z.ZodType<z.output<ReturnType<typeof taskGroupOf>>>;
  readonly defaultArgs: z.ZodType<Arguments>;
}

function schemasOf(task: z.ZodType<ScenarioTask>, args: z.ZodType<Arguments>): TaskSchemas {
  const defaultArgs = args.describe("Arguments of all tasks in it that do not say otherwise. Default none.");
  return { task, defaultArgs, group: z.lazy(() => taskGroupOf(defaultArgs)) };
}

/** Reads what a file has, by the schemas of the operators in it alone. */
export const readTasks = once(() => schemasOf(Task, DefaultArgs));

/** The schemas of all operators, for editors. */
export const allTasks = once(() => schemasOf(AnyTask, z.lazy(defaultable)));
