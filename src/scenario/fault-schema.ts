/**
 * Workers, schedulers and what goes wrong, in a scenario file: the keys of the oracle.
 * @module
 */
import { z } from "zod";
import { ENVIRONMENT_CLASSES } from "../mwaa/index.ts";
import { randomSeconds } from "./random-seconds.ts";
import { bool, listOf, mustBe, name, oneOf, positiveSeconds, record, seconds, whole } from "./schema-parts.ts";

const startAt = () => seconds().nullable().optional();
const stopAt = () => seconds().nullable().optional();

const Worker = record({
  name: name().optional(),
  concurrency: whole(1).nullable().optional(),
  start_at: startAt(),
  stop_at: stopAt(),
  shutdown: oneOf(["kill", "warm", "terminate"])
    .describe(
      "How it ends. kill: all of it is gone and nobody is told, the default. warm: it takes nothing new and ends what it runs. terminate: SIGTERM to every process.",
    )
    .optional(),
  grace: seconds().nullable().optional().describe("Seconds from then until it is killed after all. Default never."),
}).meta({ id: "Worker", description: "A Celery worker: from when to when it is there, and how it ends." });

/** The executor's keys. */
export const Executor = record({
  worker_slots: whole(1).nullable().optional(),
  revokes_stuck_tasks: bool()
    .describe("Whether tasks that are queued for too long are taken back, as CeleryExecutor does. Default false.")
    .optional(),
  class: oneOf(["CeleryExecutor"])
    .describe("Simulates Celery's queue, its workers and the supervisors of tasks one by one, so that each may die.")
    .optional(),
  workers: listOf(Worker).optional(),
  broker: oneOf(["redis", "sqs"]).optional(),
});

const dollars = () => z.number({ error: mustBe("a number from 0 up") }).min(0, { error: mustBe("a number from 0 up") });

const classOf = () => oneOf(ENVIRONMENT_CLASSES);

const EnvironmentParameters = record({
  class: classOf(),
  min_workers: whole(1).optional(),
  max_workers: whole(1).optional(),
  schedulers: whole(1).optional().describe("Each has a triggerer beside it."),
  web_servers: whole(1).optional(),
  tasks_per_worker: whole(1).optional(),
  generation: oneOf(["protected", "zero-only"]).optional(),
  metric_period: seconds().optional(),
  metric_phase: seconds().optional(),
  metric_lag: seconds().optional(),
  worker_start: seconds().optional(),
  scale_in_periods: whole(1).optional(),
  removal: seconds().optional(),
  idle_verification: seconds().optional(),
  task_startup: seconds().optional(),
  parallelism: whole(1).optional(),
  database_gb: dollars().optional(),
  region_factor: dollars().optional(),
  prices: record({
    environment: dollars().optional(),
    worker: dollars().optional(),
    scheduler: dollars().optional(),
    web_server: dollars().optional(),
  })
    .describe("Dollars an hour, in place of those of the table.")
    .optional(),
});

/** An environment: its class, or an object. What its parts may be together is checked elsewhere. */
export const MwaaEnvironment = z
  .union([classOf(), EnvironmentParameters], {
    error: ({ input }) =>
      typeof input === "object" && input !== null && !Array.isArray(input)
        ? EnvironmentParameters.safeParse(input).error?.issues[0]?.message
        : mustBe(`one of ${ENVIRONMENT_CLASSES.join(", ")}, or an object with a \`class\` out of them`)({ input }),
  })
  .meta({
    id: "Environment",
    description: "An environment of Amazon MWAA, or one like others: its class, or an object (docs/mwaa.md).",
  });

export const Scheduler = record({
  start_at: startAt(),
  stop_at: stopAt(),
  shutdown: oneOf(["kill", "terminate"]).optional(),
}).meta({ id: "Scheduler", description: "A scheduler: from when to when it is there, and how it ends." });

const target = { at: seconds(), dag_id: name(), run_id: name(), task_id: name(), map_index: whole(0).optional() };

export const Fault = z
  .union(
    [
      record({ ...target, kill: oneOf(["task", "supervisor"]) }),
      record({ ...target, freeze: z.literal("supervisor"), for: positiveSeconds() }),
      record({ ...target, lose: z.literal("message") }),
      record({ at: seconds(), freeze: z.literal("scheduler"), scheduler: whole(0).optional(), for: positiveSeconds() }),
    ],
    {
      error: mustBe(
        "a fault: `kill` a task or supervisor, `freeze` a supervisor or scheduler `for` some seconds, or `lose` a message",
      ),
    },
  )
  .meta({ id: "Fault", description: "Something that goes wrong." });

const deaths = () => ({
  every: randomSeconds().describe("Seconds from one death to the next, of one that is there.").optional(),
  lifetime: randomSeconds().describe("Seconds that each lives.").optional(),
  replaced_after: randomSeconds().describe("Seconds until another takes its place.").optional(),
});

export const Failures = record({
  workers: record({ ...deaths(), shutdown: oneOf(["kill", "warm", "terminate"]).optional() })
    .describe("Spot instances that are taken, hosts that are lost.")
    .optional(),
  schedulers: record({ ...deaths(), shutdown: oneOf(["kill", "terminate"]).optional() }).optional(),
  tasks: record({ every: randomSeconds() })
    .describe("Processes of tasks that are killed, one of those that run.")
    .optional(),
}).meta({ id: "Failures", description: "Failures that come by chance, from the seed (docs/faults.md)." });

export const DagProcessor = record({
  callback_delay: seconds()
    .describe("Seconds from when a callback is sent to the DAG processor to when it is executed. Default 0.")
    .optional(),
});
