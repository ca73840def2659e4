import { shown } from "../options/index.ts";

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

/** A schedule of datasets: a list of them, or a condition. */
export type DatasetSchedule = readonly Dataset[] | DatasetCondition;

export function isDatasetSchedule(schedule: unknown): schedule is DatasetSchedule {
  return Array.isArray(schedule) || isDatasetCondition(schedule);
}

export function isDatasetCondition(schedule: unknown): schedule is DatasetCondition {
  return schedule instanceof DatasetCondition;
}

/** Returns the datasets that a DAG waits for; undefined where its schedule is no matter of datasets. */
export function datasetCondition(schedule: unknown): DatasetCondition | undefined {
  if (!isDatasetSchedule(schedule)) return undefined;
  return isDatasetCondition(schedule) ? schedule : new DatasetAll(...schedule);
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
