import { shown } from "../options/index.ts";
import { IdentityMapper, type PartitionMapper } from "./partition-mappers.ts";

/**
 * Something that tasks update and DAGs wait for (airflow/datasets). Its URI is a name: Airflow does not ask for more.
 *
 * @example
 * const orders = new Dataset("s3://lake/orders");
 * const dag = new DAG("reads-orders", { schedule: [orders] });
 * console.log(dag.dagId, orders.uri); // reads-orders s3://lake/orders
 */
export class Dataset {
  readonly uri: string;

  constructor(uri: string) {
    this.uri = uri;
  }
}

/** The datasets that a DAG may wait for. */
export type DatasetExpression = Dataset | DatasetCondition;

/** Waits for some datasets, `DatasetAny`, or for all of them, `DatasetAll`. From Airflow 2.9 on. */
abstract class DatasetCondition {
  readonly objects: readonly DatasetExpression[];

  constructor(...objects: readonly DatasetExpression[]) {
    this.objects = objects;
  }

  /** Tells if it is met where those datasets were updated. */
  abstract evaluate(isUpdated: (dataset: Dataset) => boolean): boolean;

  /** All that are named in it. */
  *datasets(): Generator<Dataset> {
    for (const member of this.objects) {
      if (member instanceof DatasetCondition) yield* member.datasets();
      else yield member;
    }
  }
}

/**
 * `a | b`: met where any of them is.
 *
 * @example
 * const either = new DatasetAny(new Dataset("a"), new Dataset("b"));
 * console.log([...either.datasets()].map(({ uri }) => uri)); // [ 'a', 'b' ]
 */
export class DatasetAny extends DatasetCondition {
  evaluate(isUpdated: (dataset: Dataset) => boolean): boolean {
    return this.objects.some((member) => isMet(member, isUpdated));
  }
}

/**
 * `a & b`: met where all of them are, as a list of them is.
 *
 * @example
 * const [a, b, c] = ["a", "b", "c"].map((uri) => new Dataset(uri)) as [Dataset, Dataset, Dataset];
 * const schedule = new DatasetAll(a, new DatasetAny(b, c));
 * console.log(schedule.evaluate(({ uri }) => uri !== "c")); // true
 */
export class DatasetAll extends DatasetCondition {
  evaluate(isUpdated: (dataset: Dataset) => boolean): boolean {
    return this.objects.every((member) => isMet(member, isUpdated));
  }
}

function isMet(member: DatasetExpression, isUpdated: (dataset: Dataset) => boolean): boolean {
  return member instanceof DatasetCondition ? member.evaluate(isUpdated) : isUpdated(member);
}

/** The mapper that the updates of an asset go through. Default one that leaves keys as they are. */
interface PartitionMappers {
  readonly defaultPartitionMapper?: PartitionMapper;
  readonly partitionMapperConfig?: readonly (readonly [asset: Dataset, mapper: PartitionMapper])[];
}

/**
 * Waits for updates of one partition: a run for each key of which all assets, or a condition of them, were updated. From
 * Airflow 3.2 on. Updates by runs that have no partition key do not count, and those of runs that have one make no run of
 * other schedules.
 *
 * @example
 * const [orders, users] = [new Dataset("s3://lake/orders"), new Dataset("s3://lake/users")];
 * const schedule = new PartitionedAssetTimetable([orders, users], { defaultPartitionMapper: new StartOfMapper("day") });
 * console.log(schedule.mapperOf("s3://lake/users", ({ uri }) => uri).toDownstream("2024-01-03T04:05:06")); // 2024-01-03
 */
export class PartitionedAssetTimetable {
  readonly assets: readonly Dataset[] | DatasetCondition;
  readonly #mappers: PartitionMappers;

  constructor(assets: readonly Dataset[] | DatasetCondition, mappers: PartitionMappers = {}) {
    this.assets = assets;
    this.#mappers = mappers;
  }

  /** The first version of Airflow that has its mappers. */
  get since(): "3.2" | "3.3" {
    const { partitionMapperConfig = [], defaultPartitionMapper } = this.#mappers;
    const mappers = [...partitionMapperConfig.map(([, mapper]) => mapper), defaultPartitionMapper];
    return mappers.find((mapper) => mapper?.since !== undefined)?.since ?? "3.2";
  }

  /** The mapper of an asset, by the text that tells assets apart. */
  mapperOf(uri: string, uriOf: (asset: Dataset) => string): PartitionMapper {
    const { partitionMapperConfig = [], defaultPartitionMapper = new IdentityMapper() } = this.#mappers;
    return partitionMapperConfig.findLast(([asset]) => uriOf(asset) === uri)?.[1] ?? defaultPartitionMapper;
  }
}

/** A schedule of datasets: a list of them, or a condition, of all updates or partition by partition. */
export type DatasetSchedule = readonly Dataset[] | DatasetCondition | PartitionedAssetTimetable;

export function isDatasetSchedule(schedule: unknown): schedule is DatasetSchedule {
  return Array.isArray(schedule) || isDatasetCondition(schedule) || schedule instanceof PartitionedAssetTimetable;
}

export function isDatasetCondition(schedule: unknown): schedule is DatasetCondition {
  return schedule instanceof DatasetCondition;
}

/** Returns the datasets that a DAG waits for; undefined where its schedule is no matter of datasets. */
export function datasetCondition(schedule: unknown): DatasetCondition | undefined {
  if (schedule instanceof PartitionedAssetTimetable) return datasetCondition(schedule.assets);
  if (!isDatasetSchedule(schedule)) return undefined;
  return isDatasetCondition(schedule) ? schedule : new DatasetAll(...(schedule as readonly Dataset[]));
}

const LONGEST_URI = 3000;

/** Returns the problem of a list of datasets (`Dataset._check_uri`); undefined where nothing is. */
export function datasetsProblem(datasets: unknown): string | undefined {
  if (!Array.isArray(datasets)) return `expected a list of datasets, got \`${shown(datasets)}\``;
  for (const dataset of datasets) {
    if (!(dataset instanceof Dataset)) return `expected datasets, \`new Dataset(uri)\`, got \`${shown(dataset)}\``;
    if (!isDatasetUri(dataset.uri))
      return `expected a URI of 1 to ${LONGEST_URI} ASCII characters whose scheme is not \`airflow\`, got ${JSON.stringify(dataset.uri)}`;
  }
  return undefined;
}

/** Returns the problem of a schedule of datasets; undefined where there is none. */
export function datasetScheduleProblem(schedule: DatasetSchedule): string | undefined {
  if (schedule instanceof PartitionedAssetTimetable) return datasetScheduleProblem(schedule.assets);
  const named = isDatasetCondition(schedule) ? [...schedule.datasets()] : schedule;
  return named.length === 0 ? "expected at least one dataset, got none" : datasetsProblem(named);
}

function isDatasetUri(uri: unknown): boolean {
  return (
    typeof uri === "string" &&
    uri.trim() !== "" &&
    uri.length <= LONGEST_URI &&
    /^[\x20-\x7e]*$/.test(uri) &&
    !/^airflow:/i.test(uri)
  );
}
