/**
 * Schedules of scenario files in this library's words.
 * @module
 */
import type { DateTime } from "luxon";
import {
  AllowedKeyMapper,
  ChainMapper,
  CronPartitionTimetable,
  CronTriggerTimetable,
  Dataset,
  DatasetAll,
  DatasetAny,
  type DatasetExpression,
  DeltaTriggerTimetable,
  EventsTimetable,
  IdentityMapper,
  MultipleCronTriggerTimetable,
  PartitionedAssetTimetable,
  type PartitionMapper,
  ProductMapper,
  type Schedule,
  StartOfMapper,
  type StartOfUnit,
} from "../definition/index.ts";
import { given } from "./camel-keys.ts";
import type { DatasetConditionSpec, PartitionMapperSpec } from "./schedule-schema.ts";
import type { Scenario } from "./schema.ts";

/** The schedule of a DAG. */
export function scheduleOf(
  schedule: Scenario["dags"][number]["schedule"],
  at: (seconds: number) => DateTime,
): Schedule {
  if (typeof schedule !== "object" || schedule === null) return schedule ?? null;
  if ("every" in schedule) return schedule;
  if (!("timetable" in schedule)) return datasets("datasets" in schedule ? schedule.datasets : schedule.assets);
  switch (schedule.timetable) {
    case "CronTriggerTimetable":
      return new CronTriggerTimetable(schedule.cron, given({ interval: schedule.interval }));
    case "MultipleCronTriggerTimetable":
      return new MultipleCronTriggerTimetable(schedule.crons, given({ interval: schedule.interval }));
    case "EventsTimetable": {
      const { event_dates: dates, restrict_to_events: restrictToEvents, description } = schedule;
      return new EventsTimetable(dates.map(at), given({ restrictToEvents, description }));
    }
    case "DeltaTriggerTimetable":
      return new DeltaTriggerTimetable(schedule.delta, given({ interval: schedule.interval }));
    case "CronPartitionTimetable": {
      const { cron, run_offset: runOffset, key_format: keyFormat } = schedule;
      return new CronPartitionTimetable(cron, given({ runOffset, keyFormat }));
    }
    case "PartitionedAssetTimetable": {
      const { assets, default_partition_mapper: standard, partition_mapper_config: config = {} } = schedule;
      return new PartitionedAssetTimetable(datasets(assets), {
        ...(standard === undefined ? {} : { defaultPartitionMapper: mapperOf(standard) }),
        partitionMapperConfig: Object.entries(config).map(([uri, mapper]) => [new Dataset(uri), mapperOf(mapper)]),
      });
    }
  }
}

function datasets(named: readonly string[] | DatasetConditionSpec): readonly Dataset[] | DatasetAny | DatasetAll {
  return "length" in named ? named.map((uri) => new Dataset(uri)) : condition(named);
}

function condition(named: DatasetConditionSpec): DatasetAny | DatasetAll {
  const members = (of: readonly (string | DatasetConditionSpec)[]): DatasetExpression[] =>
    of.map((one) => (typeof one === "string" ? new Dataset(one) : condition(one)));
  return "any" in named ? new DatasetAny(...members(named.any)) : new DatasetAll(...members(named.all));
}

function mapperOf(spec: PartitionMapperSpec): PartitionMapper {
  switch (spec.mapper) {
    case "IdentityMapper":
      return new IdentityMapper();
    case "ProductMapper":
      return new ProductMapper(spec.mappers.map(mapperOf), spec.delimiter);
    case "ChainMapper":
      return new ChainMapper(spec.mappers.map(mapperOf));
    case "AllowedKeyMapper":
      return new AllowedKeyMapper(spec.allowed_keys);
    default: {
      const { mapper, timezone, input_format: inputFormat, output_format: outputFormat } = spec;
      const unit = mapper.slice("StartOf".length, -"Mapper".length).toLowerCase() as StartOfUnit;
      return new StartOfMapper(unit, given({ timezone, inputFormat, outputFormat }));
    }
  }
}
