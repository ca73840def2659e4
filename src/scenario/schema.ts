/**
 * The scenario file: its schema, from which types, checks and the JSON Schema for editors come. The format is that of the
 * oracle, which runs the same files through real Airflow.
 * @module
 */
import { z } from "zod";
import { MOST_SECONDS } from "../kernel/index.ts";
import { clockSeconds } from "../observe/index.ts";
import { AIRFLOW_VERSIONS, AMAZON_PROVIDER_VERSIONS, nearestAirflow, nearestAmazonProvider } from "../rules/index.ts";
import { Cloud } from "./cloud-schema.ts";
import { Config } from "./config-schema.ts";
import { DagProcessor, Executor, Failures, Fault, MwaaEnvironment, Scheduler, SchedulerLoop } from "./fault-schema.ts";
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
  text,
  whole,
  zone,
} from "./schema-parts.ts";
import { allTasks, readTasks, type ScenarioTask, type TaskSchemas } from "./task-schema.ts";

export type { Expanded, ScenarioTask } from "./task-schema.ts";

/** A clock time, or seconds after the end of a run's data interval. */
const DEADLINE = { error: mustBe('a clock time such as "06:00", or seconds after the end of a run\'s data interval') };
const Deadline = z.lazy(() =>
  z
    .union(
      [
        z.string(DEADLINE).refine((text) => clockSeconds(text) !== undefined, DEADLINE),
        z.number(DEADLINE).positive(DEADLINE).max(MOST_SECONDS, DEADLINE),
      ],
      DEADLINE,
    )
    .describe(
      'The moment by which each run has to have ended: a clock time such as "06:00" in the DAG\'s time zone, the first after the end of its data interval; or seconds after that end. It changes nothing in the simulation. Default none.',
    ),
);

const dagOf = ({ task, group, defaultArgs }: TaskSchemas) =>
  record({
    dag_id: name().describe("Unique in the scenario."),
    description: text().describe("Words on the DAG. They change nothing. Default none.").optional(),
    owner: text().describe("The DAG's owner. It changes nothing. Default none.").optional(),
    tags: listOf(text()).describe("The DAG's tags. They change nothing. Default none.").optional(),
    deadline: Deadline.optional(),
    schedule: Schedule.describe(
      "Its schedule: null, a preset or cron expression, seconds, datasets, or a timetable. Default null, by hand alone.",
    ).optional(),
    start_at: instant()
      .describe("Its start date, in seconds after the scenario's start. Default a day before, -86400.")
      .optional(),
    timezone: zone()
      .describe("The time zone in which cron expressions count, as a start date with that zone gives it. Default UTC.")
      .optional(),
    end_at: instant()
      .nullable()
      .describe("Its end date, in seconds after the scenario's start. Default none.")
      .optional(),
    catchup: bool()
      .describe(
        "True if runs that are due before the start are made. Default false: Airflow 3's, and what `catchup_by_default = False` gives before.",
      )
      .optional(),
    max_active_runs: whole(0).describe("Most runs of it at once. Default 16.").optional(),
    max_active_tasks: whole(0).describe("Most of its task instances at once. Default 16.").optional(),
    dagrun_timeout: seconds().nullable().describe("Seconds after which a run fails. Default none.").optional(),
    fail_stop: bool().describe("True if the first task that fails ends its run. Default false.").optional(),
    fail_fast: bool()
      .describe("The name of `fail_stop` from Airflow 3 on, where that one is taken too. Default false.")
      .optional(),
    max_consecutive_failed_dag_runs: whole(0)
      .describe("Failed runs in a row that pause it. Default 0, no number does. From Airflow 2.9 on.")
      .optional(),
    default_args: defaultArgs.optional(),
    callbacks: listOf(oneOf(["on_success", "on_failure", "sla_miss"]))
      .describe("The callbacks that it has: the trace tells when they are called. Default none.")
      .optional(),
    task_groups: listOf(group).describe("Its groups; one comes before the groups in it. Default none.").optional(),
    tasks: listOf(task).describe("Its tasks."),
  }).meta({ id: "Dag", description: "A DAG. Times are seconds after the scenario's start." });

export const Dag = z.lazy(() => dagOf(readTasks()));

/** Runs that are asked for in one line: each is made before the simulation begins. */
const MOST_RUNS = 1_000_000;

const Run = z.lazy(() =>
  record({
    dag_id: name().describe("The DAG."),
    run_id: name().describe("The run's id, unique in its DAG."),
    at: randomSeconds().describe("Seconds after the start when it is asked for. Default 0.").optional(),
    conf: json().nullable().describe("Its conf. Default none.").optional(),
    logical_at: instant()
      .nullable()
      .describe("Its logical date, in seconds after the start. Default when it is asked for; from Airflow 3 on none.")
      .optional(),
    run_after: instant()
      .describe("The moment before which it does not start. Default when it is asked for. From Airflow 3 on.")
      .optional(),
    partition_key: name()
      .describe("The partition of assets that it is about. Default none. From Airflow 3.2 on.")
      .optional(),
    count: whole(1, MOST_RUNS)
      .optional()
      .describe("The number of them, with _1, _2 and so on behind the run id. Default one, without."),
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
    .meta({ id: "Run", description: "A manual run, and when it is asked for; or several, one after the other." }),
);

const ON_DAG = {
  at: seconds().describe("Seconds after the start."),
  dag_id: name().describe("The DAG."),
};
const ON_RUN = { ...ON_DAG, run_id: name().describe("The run.") };

const Action = z.lazy(() =>
  z
    .discriminatedUnion(
      "do",
      [
        record({
          do: z.literal("clear"),
          ...ON_RUN,
          task_id: name().describe("Default all tasks of the run.").optional(),
          recursive: bool()
            .describe(
              "True if the tasks that an ExternalTaskMarker names are cleared too, of one task; of a whole run they always are. Up to Airflow 2. Default false.",
            )
            .optional(),
          only_failed: bool()
            .describe("True if only failed tasks are cleared, of a whole run. Default false.")
            .optional(),
        }),
        record({
          do: z.literal("mark"),
          ...ON_RUN,
          task_id: name().describe("Default the whole run.").optional(),
          state: oneOf(["success", "failed", "skipped"]).describe("The state that it is given."),
        }),
        record({ do: z.literal("delete"), ...ON_RUN }),
        record({
          do: z.literal("backfill"),
          ...ON_DAG,
          from: instant().describe("The first logical date of the range."),
          to: instant().describe("The last logical date of the range."),
          max_active_runs: whole(1)
            .describe(
              "The most of its runs that are running; runs of no backfill are not counted. Default 10. From Airflow 3 on.",
            )
            .optional(),
          reverse: bool().describe("True if the newest run is first. Default false.").optional(),
          reprocess: oneOf(["none", "failed", "completed"])
            .describe(
              "The runs that are there already and run again. Default none. Up to Airflow 2 `failed` runs failed tasks again.",
            )
            .optional(),
          conf: json().nullable().describe("The conf of its runs. Default none.").optional(),
        }),
        record({ do: z.literal("pause"), ...ON_DAG }),
        record({ do: z.literal("unpause"), ...ON_DAG }),
      ],
      { error: mustBe("an action that does `clear`, `mark`, `delete`, `backfill`, `pause` or `unpause`") },
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
    .meta({ id: "Action", description: "An action of a person, meanwhile." }),
);

const Pool = z.lazy(() =>
  record({
    slots: z
      .int({ error: mustBe("a whole number from -1 up; -1 is no limit") })
      .min(-1)
      .describe("Slots that tasks of the pool share; -1 is no limit."),
    include_deferred: bool().describe("True if deferred tasks hold their slots of the pool. Default false.").optional(),
  }),
);

const Triggerer = z.lazy(() =>
  record({
    capacity: whole(1)
      .nullable()
      .describe("Triggers that it runs at once. Default that of the configuration, 1000.")
      .optional(),
    start_at: seconds().nullable().describe("Seconds after the start from which on it is there. Default 0.").optional(),
    stop_at: seconds().nullable().describe("Seconds after the start when it ends. Default never.").optional(),
    shutdown: oneOf(["kill", "terminate"])
      .describe("The way in which it ends: without a word, or signing off. Default kill.")
      .optional(),
  }),
);

/** A version that is simulated. Any other is refused with the nearest. */
function versionOf<Version extends string>(known: readonly Version[], nearest: (given: string) => string) {
  const expected = mustBe(`one of ${known.join(", ")}`);
  return z.enum(known as [Version, ...Version[]], {
    error: ({ input }) => `${expected({ input })}${typeof input === "string" ? nearest(input) : ""}`,
  });
}

const scenarioOf = (dag: z.ZodType<z.output<typeof Dag>>) =>
  record({
    $schema: text().describe("The JSON Schema of this file, for editors. Default none.").optional(),
    name: name().describe("The name of the scenario: of its traces, and in tables. Unique in its file."),
    about: text().describe("Words on it. They change nothing. Default none.").optional(),
    airflow: versionOf(AIRFLOW_VERSIONS, nearestAirflow).describe("The version of Airflow. Default 2.7.2.").optional(),
    amazon_provider: versionOf(AMAZON_PROVIDER_VERSIONS, nearestAmazonProvider)
      .describe(
        "The version of apache-airflow-providers-amazon. Default that of the Airflow's day: 8.7.1, 9.2.0, 9.8.0, 9.25.0, 9.39.0.",
      )
      .optional(),
    start: z.iso
      .datetime({ offset: true, error: mustBe("a date in ISO 8601 with offset, such as 2024-01-01T00:00:00Z") })
      .describe("The date on which it starts, second zero. Default 2024-01-01T00:00:00Z.")
      .optional(),
    until: positiveSeconds()
      .describe("Seconds after which it ends at the latest. Default when all manual runs have ended.")
      .optional(),
    seed: whole(0).optional().describe("The seed of all random numbers. Default 0."),
    config: Config.describe("Sections and options as in airflow.cfg. Default Airflow's own.").optional(),
    pools: z
      .record(name(), Pool, { error: mustBe("an object of pools by name") })
      .describe("Pools by name. Default default_pool alone, with 128 slots.")
      .optional(),
    executor: Executor.describe(
      "Worker slots, and workers that may die. Default as many slots as it takes.",
    ).optional(),
    environment: MwaaEnvironment.describe(
      "An environment of Amazon MWAA: its class, or an object (docs/mwaa.md). Default none.",
    ).optional(),
    schedulers: listOf(Scheduler)
      .describe("Schedulers, from when to when each is there. Default one, all the time.")
      .optional(),
    dag_processor: DagProcessor.describe("The DAG processor. Default one that takes no time.").optional(),
    faults: listOf(Fault).describe("Things that go wrong (docs/faults.md). Default none.").optional(),
    failures: Failures.describe("Failures by chance (docs/faults.md). Default none.").optional(),
    overheads: record({
      task_startup: seconds()
        .describe("Seconds that a task holds its slot before it is running. Default 0; `compare` takes 1.25.")
        .optional(),
      task_setup: seconds()
        .describe("Seconds that a task is in state running before its code begins. Default 0.")
        .optional(),
      task_parse: seconds()
        .describe(
          "Seconds that a task is in state running before its own code begins, as it parses the DAG: Airflow 3. Default 0.",
        )
        .optional(),
      task_exit: seconds()
        .describe(
          "Seconds from a task's end, which is written, to that of its process: its supervisor beats meanwhile, and may end it. Default 0.",
        )
        .optional(),
      task_shutdown: seconds().describe("Seconds that a slot is held after its task has ended. Default 0.").optional(),
      scheduler_loop: SchedulerLoop.describe(
        "Seconds that an iteration of the scheduler's loop takes: always the same, drawn, or by what it does. Default 0.",
      ).optional(),
    })
      .describe(
        "Seconds that processes of tasks take to begin and to end, and the scheduler for its work. Default no time.",
      )
      .optional(),
    phases: record({
      scheduler: seconds().describe("Seconds until the scheduler's first loop. Default 0.").optional(),
      triggerer: seconds()
        .describe("Seconds until the first loop of the triggerer that works on the database. Default 0.25.")
        .optional(),
      trigger_runner: seconds()
        .describe("Seconds until the first loop that its triggers run in. Default 0.5.")
        .optional(),
    })
      .describe("The first round of each loop of Airflow's. Default at phases of their own.")
      .optional(),
    triggerers: listOf(Triggerer).describe("Triggerers. Default one, all the time.").optional(),
    cloud: Cloud.describe("AWS, as it is to behave. Default an account with nothing in it.").optional(),
    dags: listOf(dag)
      .min(1, { error: mustBe("a list of at least one DAG") })
      .describe("The DAGs, one at least."),
    runs: listOf(Run).describe("Manual runs. Default none.").optional(),
    actions: listOf(Action).describe("Actions of a person, meanwhile. Default none.").optional(),
  }).meta({
    id: "Scenario",
    description: "DAGs, runs, and the machines that they run on. Times are seconds after the start.",
  });

/** Reads a scenario. Its parts are made when a scenario has them. */
export const Scenario = z.lazy(() => scenarioOf(Dag));

export type ScenarioDag = Omit<z.output<typeof Dag>, "tasks"> & { readonly tasks: readonly ScenarioTask[] };

/** A scenario that was checked. */
export type Scenario = Omit<z.output<typeof Scenario>, "dags"> & {
  readonly dags: readonly ScenarioDag[];
};

/** The schema of scenario files, as editors take it: a file holds one scenario, or a list of them. */
export function scenarioJsonSchema(): unknown {
  const scenario = scenarioOf(dagOf(allTasks()));
  return z.toJSONSchema(z.union([scenario, z.array(scenario)]), {
    io: "input",
    unrepresentable: "any",
    override: ({ jsonSchema }) => describeChoices(jsonSchema),
  });
}

/** Describes the property that says which of several objects one is: `operator`, `do`, `distribution`. */
function describeChoices({ properties = {} }: z.core.JSONSchema.BaseSchema): void {
  for (const property of Object.values(properties)) {
    if (typeof property === "boolean" || property.const === undefined || property.description !== undefined) continue;
    property.description = `Chooses ${String(property.const)}, which has these keys.`;
  }
}
