import type { DagModel, DagRun, Metadata } from "../database/index.ts";
import type { DataInterval } from "../definition/index.ts";
import { type Micros, NEVER } from "../kernel/index.ts";
import type { SchedulerLog } from "./scheduler-log.ts";
import type { Step } from "./step.ts";

/** A run that is due by the schedule of its DAG. */
export interface DueRun {
  readonly dagId: string;
  /** Microseconds since the start. */
  readonly logicalDate: Micros;
}

/** Orders runs that are due at one moment, as `sort` takes it. */
export type RunOrder = (a: DueRun, b: DueRun) => number;

/**
 * Creates the runs that are due by their DAGs' schedules or datasets (`_create_dagruns_for_dags`; spec/airflow-core.md,
 * 1.3): one run for each of at most `max_dagruns_to_create_per_loop` DAGs, those that wait for datasets first in the count
 * and last in the making. Whether the DAG of a schedule has room is not asked here: a full DAG has no next run.
 */
export class CreateDagRuns implements Step {
  readonly #metadata: Metadata;
  readonly #log: SchedulerLog;
  /** Among DAGs that are due at one moment the database says nothing: without it, they come as they were defined. */
  readonly #order: RunOrder | undefined;

  constructor(metadata: Metadata, log: SchedulerLog, order?: RunOrder) {
    this.#metadata = metadata;
    this.#log = log;
    this.#order = order;
  }

  due(from: Micros, hasChanged: boolean): Micros {
    return hasChanged && this.#metadata.datasets.areUsed ? from : this.#nextOfSchedules();
  }

  #tie(a: DagModel, b: DagModel): number {
    return this.#order === undefined ? 0 : this.#order(dueRun(a), dueRun(b));
  }

  /** When the next run of any DAG is to be created by its schedule. */
  #nextOfSchedules(): Micros {
    const { nextDagRuns } = this.#metadata;
    for (let dag = nextDagRuns.first; dag !== undefined; dag = nextDagRuns.first) {
      if (dag.nextDagrunCreateAfter === nextDagRuns.next && mayCreate(dag)) return nextDagRuns.next;
      nextDagRuns.takeDue(NEVER);
    }
    return NEVER;
  }

  run(now: Micros): void {
    const metadata = this.#metadata;
    for (const { dag, key } of metadata.datasets.takePartitions()) createPartitionRun(metadata, dag, key, now);
    const ready = metadata.datasets.ready();
    if (ready.length === 0 && this.#nextOfSchedules() > now) return;
    const due: DagModel[] = [];
    for (const dag of metadata.dags.values())
      if (dag.nextDagrunCreateAfter !== null && dag.nextDagrunCreateAfter <= now && mayCreate(dag)) due.push(dag);
    if (due.length + ready.length === 0) return;
    due.sort((a, b) => (a.nextDagrunCreateAfter as Micros) - (b.nextDagrunCreateAfter as Micros) || this.#tie(a, b));
    const most = metadata.config.scheduler.maxDagrunsToCreatePerLoop;
    for (const dag of due.slice(0, Math.max(0, most - ready.length))) createScheduledRun(metadata, dag, this.#log);
    for (const [dag, lastQueued] of ready.slice(0, most)) createDatasetRun(metadata, dag, lastQueued);
  }
}

function dueRun({ dagId, nextDagrunDataInterval }: DagModel): DueRun {
  return { dagId, logicalDate: nextDagrunDataInterval?.start ?? 0 };
}

function mayCreate({ isPaused, exceedsMaxRuns }: DagModel): boolean {
  return !isPaused && !exceedsMaxRuns;
}

function createScheduledRun(metadata: Metadata, dag: DagModel, log: SchedulerLog): void {
  const interval = dag.nextDagrunDataInterval as DataInterval;
  const runAfter = dag.nextDagrunCreateAfter as Micros;
  const namesDue = metadata.rules.runIdsName === "run_after";
  const key = dag.timetable.partitionKey?.(runAfter);
  if (key !== undefined)
    metadata.runLife.create(dag, {
      runId: `scheduled__${metadata.calendar.isoformat(runAfter)}__${key}__${countUndated(dag)}`,
      ...ofPartition(key, runAfter),
      runType: "scheduled",
    });
  else if (!dag.runDates.has(interval.start)) {
    metadata.runLife.create(dag, {
      runId: `scheduled__${metadata.calendar.isoformat(namesDue ? runAfter : interval.start)}`,
      runType: "scheduled",
      logicalDate: interval.start,
      dataInterval: interval,
      runAfter,
      conf: {},
      externalTrigger: false,
    });
  }
  setNextDagRun(metadata, dag, interval, log);
}

/**
 * `_create_dag_runs_dataset_triggered`. Its date is the time of the newest update; where that has a run, nothing happens. From
 * Airflow 3 on it is about no date, and eight random letters make its id its own: here a count of such runs of the DAG.
 */
function createDatasetRun(metadata: Metadata, dag: DagModel, lastQueued: Micros): void {
  const isDated = metadata.rules.manualRunsAreAbout === "their logical date";
  if (isDated && dag.runDates.has(lastQueued)) return;
  const due = metadata.calendar.isoformat(lastQueued);
  metadata.runLife.create(dag, {
    runId: isDated ? `dataset_triggered__${due}` : `asset_triggered__${due}_${countUndated(dag)}`,
    runType: "dataset_triggered",
    logicalDate: isDated ? lastQueued : null,
    dataInterval: isDated ? metadata.datasets.dataInterval(dag, lastQueued) : null,
    runAfter: lastQueued,
    conf: {},
    externalTrigger: false,
  });
  metadata.datasets.take(dag);
}

/** `_create_dagruns_for_partitioned_asset_dags`: a run about a partition, due at once. */
function createPartitionRun(metadata: Metadata, dag: DagModel, key: string, now: Micros): void {
  metadata.runLife.create(dag, {
    runId: `asset_triggered__${metadata.calendar.isoformat(now)}_${countUndated(dag)}`,
    runType: "dataset_triggered",
    ...ofPartition(key, now),
  });
}

/** The columns of a run that is about a partition and no date. */
function ofPartition(partitionKey: string, runAfter: Micros) {
  return { partitionKey, runAfter, logicalDate: null, dataInterval: null, conf: {}, externalTrigger: false };
}

function countUndated(dag: DagModel): string {
  dag.undatedRuns += 1;
  return String(dag.undatedRuns).padStart(8, "0");
}

/**
 * After a run of the schedule has finished, the next one is worked out from it (`_should_update_dag_next_dagruns`), or only the
 * mark of a full DAG is taken off (`_set_exceeds_max_active_runs`): see `Rules.fullDagsHave`, `Rules.operatorRunsAre`.
 */
export function updateNextDagRun(metadata: Metadata, run: DagRun, log: SchedulerLog): void {
  if (metadata.rules.fullDagsHave === "a mark") {
    if (run.runType !== "operator_triggered") markFull(metadata, run.dag);
    return;
  }
  if (run.runType === "scheduled" && run.dag.timetable.canBeScheduled)
    setNextDagRun(metadata, run.dag, run.dataInterval, log);
}

/** `calculate_dagrun_date_fields`, unless the DAG has as many active runs as it may. */
export function setNextDagRun(metadata: Metadata, dag: DagModel, last: DataInterval | null, log?: SchedulerLog): void {
  if (metadata.rules.fullDagsHave === "a mark") markFull(metadata, dag);
  else if (dag.runningRuns + dag.queuedRuns.size >= dag.maxActiveRuns) {
    log?.read?.runsFull(dag);
    dag.nextDagrunCreateAfter = null;
    return;
  }
  const next = dag.timetable.nextDagrunInfo(last, dag.timeRestriction, metadata.kernel.now);
  dag.nextDagrunDataInterval = next?.dataInterval ?? null;
  dag.nextDagrunCreateAfter = next?.runAfter ?? null;
  if (next !== null) metadata.nextDagRuns.add(next.runAfter, dag);
}

/** A DAG that has room again may get its next run. */
function markFull({ nextDagRuns }: Metadata, dag: DagModel): void {
  const wasFull = dag.exceedsMaxRuns;
  dag.exceedsMaxRuns = dag.runningRuns + dag.queuedRuns.size >= dag.maxActiveRuns;
  if (wasFull && !dag.exceedsMaxRuns && dag.nextDagrunCreateAfter !== null)
    nextDagRuns.add(dag.nextDagrunCreateAfter, dag);
}
