/**
 * The scenario file: its schema, from which types, checks and the JSON Schema for editors come. The format is that of the
 * oracle, which runs the same files through real Airflow.
 * @module
 */
import { IANAZone } from "luxon";
import { z } from "zod";
import { MOST_SECONDS } from "../kernel/index.ts";
import { clockSeconds } from "../observe/index.ts";
import { suggestion } from "../options/index.ts";
import { AIRFLOW_VERSIONS, AMAZON_PROVIDER_VERSIONS, nearestAirflow, nearestAmazonProvider } from "../rules/index.ts";
import { Cloud } from "./cloud-schema.ts";
import { Config } from "./config-schema.ts";
import { DagProcessor, Executor, Failures, Fault, MwaaEnvironment, Scheduler } from "./fault-schema.ts";
import { FIELD_HELP } from "./field-help.ts";
import { KwargsSource, type KwargsSpec, Source, type SourceSpec } from "./mapped-sources.ts";
import { BASE_FIELDS, type OperatorSpec } from "./operator-table.ts";
import { OPERATORS } from "./operators-by-name.ts";
import { randomSeconds } from "./random-seconds.ts";
import { Schedule } from "./schedule-schema.ts";
import {
  bool,
  instant,
  json,
  listOf,
  mustBe,
  name,
  oneOf,
  positiveSeconds,
  record,
  seconds,
  shown,
  text,
  whole,
} from "./schema-parts.ts";

type Shape = Readonly<Record<string, z.ZodType>>;

function optional(fields: Shape): Shape {
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, helped(key, field.optional())]));
}

function helped(key: string, field: z.ZodType): z.ZodType {
  const help = FIELD_HELP[key];
  return help === undefined ? field : field.describe(help);
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
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, mappableOf(field).optional()]));
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

const Task = z
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

const TaskGroup = record({
  group_id: name(),
  parent_group: name().optional(),
  prefix_group_id: bool().optional(),
  default_args: record(defaultable).optional(),
  upstream: listOf(name()).optional(),
  expand: z.record(name(), MAPPABLE, { error: mustBe("an object of lists by name") }).optional(),
  expand_kwargs: KwargsSource.optional(),
}).meta({ id: "TaskGroup", description: "Tasks whose ids begin with the group's, and that others wait for as one." });

/** A clock time, or seconds after the end of a run's data interval. */
const DEADLINE = { error: mustBe('a clock time such as "06:00", or seconds after the end of a run\'s data interval') };
const Deadline = z
  .union(
    [
      z.string(DEADLINE).refine((text) => clockSeconds(text) !== undefined, DEADLINE),
      z.number(DEADLINE).positive(DEADLINE).max(MOST_SECONDS, DEADLINE),
    ],
    DEADLINE,
  )
  .describe(
    'The moment by which each run has to have ended: a clock time such as "06:00" in the DAG\'s time zone, the first after the end of its data interval; or seconds after that end. It changes nothing in the simulation. Default none.',
  );

export const Dag = record({
  dag_id: name(),
  description: text().describe("Words on the DAG. They change nothing. Default none.").optional(),
  owner: text().describe("The DAG's owner. It changes nothing. Default none.").optional(),
  tags: listOf(text()).describe("The DAG's tags. They change nothing. Default none.").optional(),
  deadline: Deadline.optional(),
  schedule: Schedule.optional(),
  start_at: instant().optional(),
  timezone: text()
    .refine((zone) => IANAZone.isValidZone(zone), { error: mustBe("the name of a time zone, such as Europe/Zurich") })
    .describe("The time zone in which cron expressions count, as a start date with that zone gives it. Default UTC.")
    .optional(),
  end_at: instant().nullable().optional(),
  catchup: bool().optional(),
  max_active_runs: whole(0).optional(),
  max_active_tasks: whole(0).optional(),
  dagrun_timeout: seconds().nullable().optional(),
  fail_stop: bool().optional(),
  fail_fast: bool().describe("The name of `fail_stop` from Airflow 3 on, where that one is taken too.").optional(),
  max_consecutive_failed_dag_runs: whole(0).optional(),
  default_args: record(defaultable).optional(),
  callbacks: listOf(oneOf(["on_success", "on_failure", "sla_miss"])).optional(),
  task_groups: listOf(TaskGroup).optional(),
  tasks: listOf(Task),
}).meta({ id: "Dag", description: "A DAG. Times are seconds after the scenario's start." });

/** Runs that are asked for in one line: each is made before the simulation begins. */
const MOST_RUNS = 1_000_000;

const Run = record({
  dag_id: name(),
  run_id: name(),
  at: randomSeconds().optional(),
  conf: json().nullable().optional(),
  logical_at: instant().nullable().optional(),
  run_after: instant()
    .describe("The moment before which it does not start. Default when it is asked for. From Airflow 3 on.")
    .optional(),
  count: whole(1, MOST_RUNS)
    .optional()
    .describe("How many of them there are, with _1, _2 and so on behind the run id. Default one, without."),
  every: randomSeconds().optional().describe("Seconds from one of `count` runs to the next. Default 0."),
})
  .check(({ value, issues }) => {
    if (value.every !== undefined && value.count === undefined)
      issues.push({ code: "custom", path: ["every"], message: "expected `count` beside it", input: value });
    if (value.count !== undefined && typeof value.logical_at === "number")
      issues.push({
        code: "custom",
        path: ["logical_at"],
        message: "several runs have no logical date in common: leave it out",
        input: value,
      });
  })
  .meta({ id: "Run", description: "A manual run, and when it is asked for; or several, one after the other." });

const Action = z
  .discriminatedUnion(
    "do",
    [
      record({
        do: z.literal("clear"),
        at: seconds(),
        dag_id: name(),
        run_id: name(),
        task_id: name().describe("Default all tasks of the run.").optional(),
        recursive: bool()
          .describe(
            "Whether the tasks that an ExternalTaskMarker names are cleared too, of one task; of a whole run they always are. Up to Airflow 2. Default false.",
          )
          .optional(),
        only_failed: bool()
          .describe("Whether only what has failed is cleared, of a whole run. Default false.")
          .optional(),
      }),
      record({
        do: z.literal("mark"),
        at: seconds(),
        dag_id: name(),
        run_id: name(),
        task_id: name().describe("Default the whole run.").optional(),
        state: oneOf(["success", "failed", "skipped"]),
      }),
      record({ do: z.literal("delete"), at: seconds(), dag_id: name(), run_id: name() }),
      record({ do: z.literal("pause"), at: seconds(), dag_id: name() }),
      record({ do: z.literal("unpause"), at: seconds(), dag_id: name() }),
    ],
    { error: mustBe("an action that does `clear`, `mark`, `delete`, `pause` or `unpause`") },
  )
  .check(({ value, issues }) => {
    const refuse = (key: string, message: string) =>
      issues.push({ code: "custom", path: [key], message, input: value });
    if (value.do === "clear") {
      if (value.task_id !== undefined && value.only_failed !== undefined)
        refuse("only_failed", "expected no `task_id` beside it");
      if (value.task_id === undefined && value.recursive !== undefined)
        refuse("recursive", "expected a `task_id` beside it: with a whole run it is always so");
    } else if (value.do === "mark" && value.task_id === undefined && value.state === "skipped")
      refuse("state", "a run is marked as success or failed: leave it, or give a `task_id`");
  })
  .meta({ id: "Action", description: "What a person does meanwhile." });

const Pool = record({
  slots: z.int({ error: mustBe("a whole number from -1 up; -1 is no limit") }).min(-1),
  include_deferred: bool().optional(),
});

const Triggerer = record({
  capacity: whole(1).nullable().optional(),
  start_at: seconds().nullable().optional(),
  stop_at: seconds().nullable().optional(),
  shutdown: oneOf(["kill", "terminate"]).optional(),
});

/** A version that is simulated. Any other is refused with the nearest. */
function versionOf<Version extends string>(known: readonly Version[], nearest: (given: string) => string) {
  const expected = mustBe(`one of ${known.join(", ")}`);
  return z.enum(known as [Version, ...Version[]], {
    error: ({ input }) => `${expected({ input })}${typeof input === "string" ? nearest(input) : ""}`,
  });
}

export const Scenario = record({
  $schema: text().optional(),
  name: name(),
  about: text().optional(),
  airflow: versionOf(AIRFLOW_VERSIONS, nearestAirflow).describe("Which Airflow. Default 2.7.2.").optional(),
  amazon_provider: versionOf(AMAZON_PROVIDER_VERSIONS, nearestAmazonProvider)
    .describe(
      "Which apache-airflow-providers-amazon. Default that of the Airflow's day: 8.7.1, 9.2.0, 9.8.0, 9.25.0, 9.39.0.",
    )
    .optional(),
  start: z.iso
    .datetime({ offset: true, error: mustBe("a date in ISO 8601 with offset, such as 2024-01-01T00:00:00Z") })
    .optional(),
  until: positiveSeconds().optional(),
  seed: whole(0).optional().describe("What all random numbers come from. Default 0."),
  config: Config.optional(),
  pools: z.record(name(), Pool, { error: mustBe("an object of pools by name") }).optional(),
  executor: Executor.optional(),
  environment: MwaaEnvironment.optional(),
  schedulers: listOf(Scheduler).optional(),
  dag_processor: DagProcessor.optional(),
  faults: listOf(Fault).optional(),
  failures: Failures.optional(),
  overheads: record({
    task_startup: seconds().optional(),
    task_setup: seconds().optional(),
    task_parse: seconds()
      .describe(
        "Seconds that a task is in state running before its own code begins, as it parses the DAG: Airflow 3. Default 0.",
      )
      .optional(),
    task_shutdown: seconds().optional(),
  }).optional(),
  phases: record({
    scheduler: seconds().optional(),
    triggerer: seconds().optional(),
    trigger_runner: seconds().optional(),
  }).optional(),
  triggerers: listOf(Triggerer).optional(),
  cloud: Cloud.optional(),
  dags: listOf(Dag).min(1, { error: mustBe("a list of at least one DAG") }),
  runs: listOf(Run).optional(),
  actions: listOf(Action).optional(),
}).meta({ id: "Scenario", description: "What runs, when, and on what. Times are seconds after the start." });

/** A file holds one scenario, or a list of them. */
export const ScenarioFile = z.union([Scenario, z.array(Scenario)]);

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

/** A scenario that was checked. */
export type Scenario = Omit<z.output<typeof Scenario>, "dags"> & {
  readonly dags: readonly (Omit<z.output<typeof Dag>, "tasks"> & { readonly tasks: readonly ScenarioTask[] })[];
};

/** The schema of scenario files, as editors take it. */
export function scenarioJsonSchema(): unknown {
  return z.toJSONSchema(ScenarioFile, { io: "input", unrepresentable: "any" });
}
