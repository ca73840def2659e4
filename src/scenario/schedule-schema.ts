/**
 * When a DAG of a scenario file runs.
 * @module
 */
import { z } from "zod";
import { keyFormatProblem } from "../definition/index.ts";
import {
  bool,
  instant,
  integer,
  listOf,
  mustBe,
  name,
  oneOf,
  positiveSeconds,
  record,
  seconds,
  text,
  zone,
} from "./schema-parts.ts";

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

const Events = z.lazy(() =>
  record({
    timetable: z.literal("EventsTimetable"),
    event_dates: listOf(instant()).describe("The dates of its runs, in seconds after the start."),
    restrict_to_events: bool()
      .describe("True if a run that is asked for is about the latest event that has come, or the first. Default false.")
      .optional(),
    description: text().describe("The text that Airflow's pages show. Default their number.").optional(),
  }),
);

const MultipleCronTrigger = z.lazy(() =>
  record({
    timetable: z.literal("MultipleCronTriggerTimetable"),
    crons: listOf(text()).min(1).describe("The cron expressions."),
    interval: interval(),
  }).describe("From Airflow 3 on."),
);

/** A mapper of partition keys; some are made of others. */
export type PartitionMapperSpec =
  | { readonly mapper: "IdentityMapper" }
  | {
      readonly mapper: `StartOf${"Hour" | "Day" | "Week" | "Month" | "Quarter" | "Year"}Mapper`;
      readonly timezone?: string | undefined;
      readonly input_format?: string | undefined;
      readonly output_format?: string | undefined;
    }
  | {
      readonly mapper: "ProductMapper";
      readonly mappers: PartitionMapperSpec[];
      readonly delimiter?: string | undefined;
    }
  | { readonly mapper: "ChainMapper"; readonly mappers: PartitionMapperSpec[] }
  | { readonly mapper: "AllowedKeyMapper"; readonly allowed_keys: string[] };

const keyFormat = () =>
  text().check(({ value, issues }) => {
    const message = keyFormatProblem(value);
    if (message !== undefined) issues.push({ code: "custom", path: [], message, input: value });
  });

const mappers = () => listOf(PartitionMapperSpec).min(2);

const PartitionMapperSpec: z.ZodType<PartitionMapperSpec> = z
  .lazy(() =>
    z.discriminatedUnion("mapper", [
      record({ mapper: z.literal("IdentityMapper") }),
      record({
        mapper: oneOf([
          "StartOfHourMapper",
          "StartOfDayMapper",
          "StartOfWeekMapper",
          "StartOfMonthMapper",
          "StartOfQuarterMapper",
          "StartOfYearMapper",
        ]).describe("Maps a key to the beginning of its hour, day, week, month, quarter or year."),
        timezone: zone().describe("The time zone. Default UTC. From Airflow 3.3 on.").optional(),
        input_format: keyFormat().describe("The format of keys that are read. Default %Y-%m-%dT%H:%M:%S.").optional(),
        output_format: keyFormat().describe("The format of keys that are made. Default that of the unit.").optional(),
      }),
      record({
        mapper: z.literal("ProductMapper"),
        mappers: mappers().describe("A mapper for each part of the key."),
        delimiter: name().describe("The text between two parts. Default |.").optional(),
      }),
      record({ mapper: z.literal("ChainMapper"), mappers: mappers().describe("The mappers, one after the other.") }),
      record({
        mapper: z.literal("AllowedKeyMapper"),
        allowed_keys: listOf(name()).describe("The keys that it lets through."),
      }),
    ]),
  )
  .meta({
    id: "PartitionMapper",
    description: "Maps the partition key of an update to that of a run. From Airflow 3.2 on.",
  }) as never;

const CronPartition = z.lazy(() =>
  record({
    timetable: z.literal("CronPartitionTimetable"),
    cron: text().describe("The cron expression."),
    run_offset: integer()
      .describe("So many instants after its own is the date of a run's partition. Default 0.")
      .optional(),
    key_format: keyFormat().describe("The format of the key. Default %Y-%m-%dT%H:%M:%S.").optional(),
  }).describe("From Airflow 3.2 on."),
);

const PartitionedAsset = z.lazy(() =>
  record({
    timetable: z.literal("PartitionedAssetTimetable"),
    assets: z
      .union([listOf(name()).min(1), DatasetConditionSpec])
      .describe("URIs of the assets of which it waits for a partition, or a condition of them."),
    default_partition_mapper: PartitionMapperSpec.describe("The mapper of keys. Default IdentityMapper.").optional(),
    partition_mapper_config: z
      .record(z.string(), PartitionMapperSpec)
      .describe("Mappers of their own, by the URIs of assets. Default none.")
      .optional(),
  }).describe("From Airflow 3.2 on."),
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
      Events,
      MultipleCronTrigger,
      CronPartition,
      PartitionedAsset,
    ],
    {
      error: mustBe(
        "null, a cron expression, {every: seconds}, {datasets: [URI, ...]}, from Airflow 3 on {assets: [URI, ...]}, or a condition of them, or a timetable",
      ),
    },
  ),
);
