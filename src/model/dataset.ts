/** Something that tasks update and DAGs wait for (airflow/datasets). What it is, Airflow does not ask: its URI is a name. */
export class Dataset {
  readonly uri: string;

  constructor(uri: string) {
    this.uri = uri;
  }
}

/** Whether a schedule is a list of datasets. */
export function isDatasetList(schedule: unknown): schedule is readonly Dataset[] {
  return Array.isArray(schedule);
}

const LONGEST_URI = 3000;

/** What is wrong with a list of datasets (`Dataset._check_uri`); undefined where nothing is. */
export function datasetsProblem(datasets: unknown): string | undefined {
  if (!Array.isArray(datasets)) return `expected a list of datasets, got \`${String(datasets)}\``;
  for (const dataset of datasets) {
    if (!(dataset instanceof Dataset)) return `expected datasets, \`new Dataset(uri)\`, got \`${String(dataset)}\``;
    if (!isDatasetUri(dataset.uri))
      return `expected a URI of 1 to ${LONGEST_URI} ASCII characters whose scheme is not \`airflow\`, got ${JSON.stringify(dataset.uri)}`;
  }
  return undefined;
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
