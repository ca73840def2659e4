/**
 * When a DAG of a scenario file runs.
 * @module
 */
import { z } from "zod";
import { listOf, mustBe, name, positiveSeconds, record, seconds, text } from "./schema-parts.ts";

/** One of some datasets, or all of them: URIs, and conditions in their turn. */
export type DatasetConditionSpec =
  | { readonly any: readonly (string | DatasetConditionSpec)[] }
  | { readonly all: readonly (string | DatasetConditionSpec)[] };

const members = () =>
  listOf(z.union([name(), DatasetConditionSpec], { error: mustBe("a URI, {any: [...]}, or {all: [...]}") })).min(1);

const DatasetConditionSpec: z.ZodType<DatasetConditionSpec> = z
  .lazy(() =>
    z.union(
      [
        record({ any: members().describe("Any of these is enough.") }),
        record({ all: members().describe("All of these are waited for.") }),
      ],
      {
        error: mustBe("{any: [...]} or {all: [...]}"),
      },
    ),
  )
  .meta({
    id: "DatasetCondition",
    description: "Waits for some datasets, or for all of them. From Airflow 2.9 on.",
  }) as never;

const interval = () =>
  seconds().describe("Seconds of the data interval, which ends at the instant. Default 0.").optional();

const CronTrigger = z.lazy(() =>
  record({
    timetable: z.literal("CronTriggerTimetable"),
    cron: text().describe("The cron expression."),
    interval: interval(),
  }),
);

const DeltaTrigger = z.lazy(() =>
  record({
    timetable: z.literal("DeltaTriggerTimetable"),
    delta: positiveSeconds().describe("Seconds from one run to the next."),
    interval: interval(),
  }).describe("From Airflow 2.11 on."),
);

const MultipleCronTrigger = z.lazy(() =>
  record({
    timetable: z.literal("MultipleCronTriggerTimetable"),
    crons: listOf(text()).min(1).describe("The cron expressions."),
    interval: interval(),
  }).describe("From Airflow 3 on."),
);

export const Schedule = z.lazy(() =>
  z.union(
    [
      z.null(),
      z.string(),
      record({ every: positiveSeconds().describe("Seconds from one run to the next.") }),
      record({
        datasets: z
          .union([listOf(name()).min(1), DatasetConditionSpec])
          .describe("URIs of the datasets that it waits for, or a condition of them."),
      }),
      record({
        assets: z
          .union([listOf(name()).min(1), DatasetConditionSpec])
          .describe("URIs of the assets that it waits for, or a condition of them."),
      }).describe("The name of `datasets` from Airflow 3 on, where that one is taken too."),
      CronTrigger,
      DeltaTrigger,
      MultipleCronTrigger,
    ],
    {
      error: mustBe(
        "null, a cron expression, {every: seconds}, {datasets: [URI, ...]}, from Airflow 3 on {assets: [URI, ...]}, or a condition of them, or a timetable",
      ),
    },
  ),
);
