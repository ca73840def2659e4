import type { DataInterval, Dataset } from "../definition/index.ts";
import { datasetUriBy, normalizedUri } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { Rules } from "../rules/index.ts";
import type { DagModel } from "./dag-model.ts";
import type { TaskInstance } from "./task-instance.ts";

/** A task has updated a dataset: a row of the dataset_event table. */
export interface DatasetEvent {
  readonly uri: string;
  readonly at: Micros;
  readonly source: TaskInstance;
}

/** A run to be made of a partition, once all that it waits for was updated: a row of the asset_partition_dag_run table. */
export interface PendingPartition {
  readonly dag: DagModel;
  readonly key: string;
  readonly updated: Set<string>;
}

/** Asked for in every iteration of the scheduler: a list is made only where anybody waits. */
const NOBODY: [] = [];

/**
 * The tables of datasets (airflow/datasets/manager.py; spec/airflow-core.md, 7.6): what was updated, and for each DAG that
 * waits for datasets, which of them were updated since its last run. Several updates of one count once, with the time of
 * the first.
 */
export class DatasetTable {
  readonly events: DatasetEvent[] = [];
  readonly #consumers = new Map<string, DagModel[]>();
  readonly #queues = new Map<DagModel, Map<string, Micros>>();
  /** In the order in which they were made. */
  #partitions: PendingPartition[] = [];

  /** The active asset of each URI: see `Rules.datasetUris`. */
  readonly #active = new Map<string, string>();
  readonly #areNames: boolean;

  /** Gives a dataset the text that tells it from others. */
  readonly uriOf: (dataset: Dataset) => string;

  constructor(rules: Rules) {
    this.uriOf = datasetUriBy(rules);
    this.#areNames = rules.datasetUris === "names";
  }

  /** Activates the assets that a DAG refers to, first those of its schedule: all whose URI no active one has (`activate_assets_if_possible`). */
  activate({ datasetUris, tasks }: DagModel): void {
    if (!this.#areNames) return;
    const updated = tasks.flatMap(({ settings }) => settings.outlets.map(this.uriOf));
    for (const name of [...datasetUris, ...updated]) {
      const uri = normalizedUri(name);
      if (!this.#active.has(uri)) this.#active.set(uri, name);
    }
  }

  /** Finds the assets among some that are not active (`validate_inlets_and_outlets`). */
  inactiveAmong(assets: readonly Dataset[]): readonly { readonly name: string; readonly uri: string }[] {
    if (!this.#areNames) return [];
    return assets
      .map((asset) => ({ name: this.uriOf(asset), uri: normalizedUri(asset.uri) }))
      .filter(({ name, uri }) => this.#active.get(uri) !== name);
  }

  /** True where any DAG waits for datasets. */
  get areUsed(): boolean {
    return this.#consumers.size > 0;
  }

  /** A DAG that waits for datasets. */
  addConsumer(dag: DagModel): void {
    if (dag.mapperOf === null) this.#queues.set(dag, new Map());
    for (const uri of dag.datasetUris) {
      const consumers = this.#consumers.get(uri);
      if (consumers === undefined) this.#consumers.set(uri, [dag]);
      else consumers.push(dag);
    }
  }

  /** `register_dataset_change`. */
  register(uri: string, source: TaskInstance, at: Micros): void {
    this.events.push({ uri, at, source });
    const { partitionKey } = source.dagRun;
    for (const dag of this.#consumers.get(uri) ?? []) {
      if (dag.mapperOf !== null) {
        const key = partitionKey === null || dag.isPaused ? undefined : dag.mapperOf(uri).toDownstream(partitionKey);
        if (key !== undefined) this.#pending(dag, key).updated.add(uri);
      } else if (partitionKey === null) {
        const queue = this.#queues.get(dag) as Map<string, Micros>;
        if (!queue.has(uri)) queue.set(uri, at);
      }
    }
  }

  /** `_get_or_create_apdr`. */
  #pending(dag: DagModel, key: string): PendingPartition {
    const found = this.#partitions.find((pending) => pending.dag === dag && pending.key === key);
    if (found !== undefined) return found;
    const made = { dag, key, updated: new Set<string>() };
    this.#partitions.push(made);
    return made;
  }

  /** Takes the partitions of which all that is waited for was updated. Neither a pause nor a limit of runs holds them back. */
  takePartitions(): readonly PendingPartition[] {
    if (this.#partitions.length === 0) return NOBODY;
    const ready = this.#partitions.filter(({ dag, updated }) => dag.isMetBy(updated));
    if (ready.length > 0) this.#partitions = this.#partitions.filter((pending) => !ready.includes(pending));
    return ready;
  }

  /** The DAGs whose datasets were updated, all that they wait for, and that have room for another run; with the time of the newest update. */
  ready(): (readonly [dag: DagModel, lastQueued: Micros])[] {
    if (this.#queues.size === 0) return NOBODY;
    const ready: (readonly [dag: DagModel, lastQueued: Micros])[] = [];
    for (const [dag, queue] of this.#queues) {
      if (
        dag.isPaused ||
        queue.size === 0 ||
        !dag.isMetBy(queue) ||
        dag.runningRuns + dag.queuedRuns.size >= dag.maxActiveRuns
      )
        continue;
      ready.push([dag, [...queue.values()].reduce((a, b) => Math.max(a, b))]);
    }
    return ready;
  }

  /** A run was made of what is queued. */
  take(dag: DagModel): void {
    this.#queues.get(dag)?.clear();
  }

  /** Spans the intervals of all runs whose updates a run is made of (`data_interval_for_events`). */
  dataInterval(dag: DagModel, logicalDate: Micros): DataInterval {
    const earlier = dag.runs.filter((run) => run.runType === "dataset_triggered" && run.orderDate < logicalDate);
    const since = earlier.at(-1)?.orderDate ?? Number.NEGATIVE_INFINITY;
    let [start, end] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = this.events.length - 1; i >= 0; i -= 1) {
      const { uri, at, source } = this.events[i] as DatasetEvent;
      if (at <= since) break; // they are in order
      const { dataInterval } = source.dagRun;
      if (at > logicalDate || !dag.datasetUris.has(uri) || dataInterval === null) continue;
      start = Math.min(start, dataInterval.start);
      end = Math.max(end, dataInterval.end);
    }
    return start <= end ? { start, end } : { start: logicalDate, end: logicalDate };
  }
}
