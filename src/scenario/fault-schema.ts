/**
 * Workers, schedulers and what goes wrong, in a scenario file: the keys of the oracle.
 * @module
 */
import { z } from "zod";
import { ENVIRONMENT_CLASSES } from "../mwaa/index.ts";
import { isObject } from "../options/index.ts";
import { randomSeconds } from "./random-seconds.ts";
import { bool, listOf, mustBe, name, oneOf, positiveSeconds, record, seconds, whole } from "./schema-parts.ts";

const startAt = () =>
  seconds().nullable().describe("Seconds after the start from which on it is there. Default 0.").optional();
const stopAt = () => seconds().nullable().describe("Seconds after the start when it ends. Default never.").optional();

const Worker = z.lazy(() =>
  record({
    name: name().describe("Its name in traces. Default worker-1 and so on.").optional(),
    concurrency: whole(1)
      .nullable()
      .describe("Tasks that it runs at once. Default `celery.worker_concurrency` of the configuration, 16.")
      .optional(),
    start_at: startAt(),
    stop_at: stopAt(),
    shutdown: oneOf(["kill", "warm", "terminate"])
      .describe(
        "The way in which it ends. kill: all of it is gone and nobody is told, the default. warm: it takes nothing new and ends its tasks. terminate: SIGTERM to every process.",
      )
      .optional(),
    grace: seconds().nullable().optional().describe("Seconds from then until it is killed after all. Default never."),
  }).meta({ id: "Worker", description: "A Celery worker: from when to when it is there, and how it ends." }),
);

/** The executor's keys. */
export const Executor = z.lazy(() =>
  record({
    worker_slots: whole(1)
      .nullable()
      .describe("Tasks that all workers together run at once. Default as many as it takes.")
      .optional(),
    revokes_stuck_tasks: bool()
      .describe("True if tasks that are queued for too long are taken back, as CeleryExecutor does. Default false.")
      .optional(),
    class: oneOf(["CeleryExecutor"])
      .describe(
        "Simulates Celery's queue, its workers and the supervisors of tasks one by one, so that each may die. Default plain worker slots.",
      )
      .optional(),
    workers: listOf(Worker).describe("Celery's workers. Default one, all the time.").optional(),
    broker: oneOf(["redis", "sqs"])
      .describe("The broker, which decides how messages are given out again. Default redis.")
      .optional(),
  }),
);

const dollars = () => z.number({ error: mustBe("a number from 0 up") }).min(0, { error: mustBe("a number from 0 up") });

const classOf = () => oneOf(ENVIRONMENT_CLASSES);

const EnvironmentParameters = z.lazy(() =>
  record({
    class: classOf().describe("The class of the environment."),
    min_workers: whole(1).describe("Workers that are there at least. Default 1.").optional(),
    max_workers: whole(1).describe("Workers that are there at most. Default 10, and 1 of mw1.micro.").optional(),
    schedulers: whole(1).optional().describe("Each has a triggerer beside it. Default what the class includes."),
    web_servers: whole(1).describe("Web servers. They only cost. Default what the class includes.").optional(),
    tasks_per_worker: whole(1).describe("Tasks that a worker runs at once. Default that of the class.").optional(),
    generation: oneOf(["protected", "zero-only"])
      .describe("The way in which workers are removed (docs/mwaa.md). Default protected.")
      .optional(),
    metric_period: seconds().describe("Seconds between two decisions of the autoscaler. Default 60.").optional(),
    metric_phase: seconds().describe("Seconds until the first decision. Default 0.").optional(),
    metric_lag: seconds()
      .describe("Seconds, the age of the numbers that a decision is made by. Default 60.")
      .optional(),
    worker_start: randomSeconds()
      .describe("Seconds from the decision until a worker takes tasks. Default 180.")
      .optional(),
    scale_in_periods: whole(1)
      .describe("Decisions in a row before workers are removed. Default 1; of zero-only 5.")
      .optional(),
    removal: seconds()
      .describe("Seconds from the decision until a worker is killed, of zero-only. Default 180.")
      .optional(),
    idle_verification: seconds()
      .describe("Seconds for which an idle worker takes nothing before it is gone, of protected. Default 20.")
      .optional(),
    task_startup: seconds().describe("Seconds that a task holds its slot before it begins. Default 5.").optional(),
    parallelism: whole(1).describe("core.parallelism of each scheduler. Default 500.").optional(),
    database_gb: dollars().describe("The database in gigabytes. It only costs. Default 0.").optional(),
    region_factor: dollars().describe("Multiplies all prices. Default 1.").optional(),
    prices: record({
      environment: dollars().describe("The environment itself. Default that of the table.").optional(),
      worker: dollars().describe("A worker more. Default that of the table.").optional(),
      scheduler: dollars().describe("A scheduler more. Default that of the table.").optional(),
      web_server: dollars().describe("A web server more. Default that of the table.").optional(),
    })
      .describe("Dollars an hour, in place of those of the table. Default none.")
      .optional(),
  }),
);

/** An environment: its class, or an object. What its parts may be together is checked elsewhere. */
export const MwaaEnvironment = z.lazy(() =>
  z
    .union([classOf(), EnvironmentParameters], {
      error: ({ input }) =>
        typeof input === "object" && input !== null && !Array.isArray(input)
          ? EnvironmentParameters.safeParse(input).error?.issues[0]?.message
          : mustBe(`one of ${ENVIRONMENT_CLASSES.join(", ")}, or an object with a \`class\` out of them`)({ input }),
    })
    .meta({
      id: "Environment",
      description: "An environment of Amazon MWAA, or one like others: its class, or an object (docs/mwaa.md).",
    }),
);

export const Scheduler = z.lazy(() =>
  record({
    start_at: startAt(),
    stop_at: stopAt(),
    shutdown: oneOf(["kill", "terminate"])
      .describe("The way in which it ends: without a word, or signing off. Default kill.")
      .optional(),
  }).meta({ id: "Scheduler", description: "A scheduler: from when to when it is there, and how it ends." }),
);

const LoopParts = z.lazy(() =>
  record({
    base: randomSeconds().describe("Seconds that each iteration takes, whatever it finds. Default 0.").optional(),
    per_run: randomSeconds().describe("Seconds for each run that it is to examine. Default 0.").optional(),
    per_task: randomSeconds().describe("Seconds for each task that it queues. Default 0.").optional(),
    per_dag: randomSeconds()
      .describe(
        "Seconds for each DAG of such runs that it has not read before, to load its serialized form. Default 0.",
      )
      .optional(),
  }),
);

const isDrawn = (value: unknown) => !isObject(value) || "distribution" in value;

/** The time that an iteration of the scheduler's loop takes. */
export const SchedulerLoop = z.lazy(() =>
  z
    .union([randomSeconds(), LoopParts], {
      error: ({ input }) => (isDrawn(input) ? randomSeconds() : LoopParts).safeParse(input).error?.issues[0]?.message,
    })
    .meta({
      id: "SchedulerLoop",
      description:
        "Seconds that an iteration of the scheduler's loop takes: always the same, drawn, or by what it does.",
    }),
);

const at = () => ({ at: seconds().describe("Seconds after the start.") });
const lasting = () => ({ for: positiveSeconds().describe("Seconds until it goes on.") });
const target = () => ({
  ...at(),
  dag_id: name().describe("The DAG."),
  run_id: name().describe("The run."),
  task_id: name().describe("The task."),
  map_index: whole(0).describe("The map index. Default none: the task is not mapped.").optional(),
});

export const Fault = z.lazy(() =>
  z
    .union(
      [
        record({
          ...target(),
          kill: oneOf(["task", "supervisor"]).describe("Kills the task's process, or its supervisor."),
        }),
        record({ ...target(), freeze: z.literal("supervisor"), ...lasting() }),
        record({ ...target(), lose: z.literal("message") }),
        record({
          ...at(),
          freeze: z.literal("scheduler"),
          scheduler: whole(0).describe("Its place in the list of schedulers. Default 0.").optional(),
          ...lasting(),
        }),
      ],
      {
        error: mustBe(
          "a fault: `kill` a task or supervisor, `freeze` a supervisor or scheduler `for` some seconds, or `lose` a message",
        ),
      },
    )
    .meta({ id: "Fault", description: "Something that goes wrong." }),
);

const deaths = () => ({
  every: randomSeconds().describe("Seconds from one death to the next, of one that is there.").optional(),
  lifetime: randomSeconds().describe("Seconds that each lives.").optional(),
  replaced_after: randomSeconds()
    .describe(
      "Seconds until another takes its place. Default 60 of a worker, in an environment its `worker_start`, and 30 of a scheduler.",
    )
    .optional(),
});

export const Failures = z.lazy(() =>
  record({
    workers: record({
      ...deaths(),
      shutdown: oneOf(["kill", "warm", "terminate"]).describe("The way in which each ends. Default kill.").optional(),
    })
      .describe("Spot instances that are taken, hosts that are lost.")
      .optional(),
    schedulers: record({
      ...deaths(),
      shutdown: oneOf(["kill", "terminate"]).describe("The way in which each ends. Default kill.").optional(),
    })
      .describe("Schedulers that die. Default none.")
      .optional(),
    tasks: record({ every: randomSeconds().describe("Seconds from one to the next.") })
      .describe("Processes of tasks that are killed, one of those that run.")
      .optional(),
  }).meta({ id: "Failures", description: "Failures that come by chance, from the seed (docs/faults.md)." }),
);

export const DagProcessor = z.lazy(() =>
  record({
    callback_delay: seconds()
      .describe("Seconds from when a callback is sent to the DAG processor to when it is executed. Default 0.")
      .optional(),
  }),
);
