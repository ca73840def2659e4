import {
  Codes,
  flag,
  float64,
  int32,
  nullableFloat64,
  nullableOneOf,
  oneOf,
  rareInt32,
  table,
} from "../containers/index.ts";
import { DAG_RUN_STATES, isFinished, TASK_INSTANCE_STATES } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { DagModel } from "./dag-model.ts";
import { DagRun, type DagRunType } from "./dag-run.ts";
import { TaskInstance } from "./task-instance.ts";
import type { TaskModel } from "./task-model.ts";
import type { TaskReschedules } from "./task-reschedules.ts";
import { UpstreamStates } from "./upstream-states.ts";
import type { XComs } from "./xcoms.ts";

const RUN_TYPES = new Codes<DagRunType>(["manual", "scheduled", "dataset_triggered", "backfill", "operator_triggered"]);

/**
 * The rows of runs on which nothing works any more, in columns in place of objects. An archived run takes a tenth of the memory
 * of a live one and costs the garbage collector nothing. `read` makes the objects again.
 */
export class RunArchive {
  // the parts of a run that are not numbers
  readonly #dags: DagModel[] = [];
  readonly #runIds: string[] = [];
  readonly #confs: Readonly<Record<string, unknown>>[] = [];
  readonly #partitionKeys = new Map<number, string>();
  readonly #runs = table({
    runType: oneOf(RUN_TYPES),
    externalTrigger: flag,
    state: oneOf(DAG_RUN_STATES),
    isDirty: flag,
    needsDeadlockCheck: flag,
    logicalDate: nullableFloat64,
    intervalStart: nullableFloat64,
    intervalEnd: nullableFloat64,
    runAfter: float64,
    queuedAt: float64,
    startDate: nullableFloat64,
    endDate: nullableFloat64,
    lastSchedulingDecision: nullableFloat64,
    /** The row of its first task instance in `#instances`. The last is before that of the next run. */
    firstInstance: int32,
  });
  readonly #instances = table({
    id: int32,
    task: int32,
    mapIndex: rareInt32(-1),
    state: nullableOneOf(TASK_INSTANCE_STATES),
    triesCounted: rareInt32(1),
    startDate: nullableFloat64,
    endDate: nullableFloat64,
    queuedDttm: nullableFloat64,
  });
  readonly #xcoms = new Map<number, XComs>();
  readonly #recordedTries = new Map<number, number>();
  /** By the id of the task instance, where it is not what its task allows. */
  readonly #maxTries = new Map<number, number>();
  /** By the id of the task instance, where it is not the time from its start to its end. */
  readonly #durations = new Map<number, Micros | null>();
  readonly #reschedules = new Map<number, TaskReschedules>();

  /** Copies a run and its task instances into the archive, and returns the row. */
  add(run: DagRun): number {
    const runs = this.#runs;
    const row = runs.rows.add();
    this.#dags.push(run.dag);
    this.#runIds.push(run.runId);
    this.#confs.push(run.conf);
    if (run.partitionKey !== null) this.#partitionKeys.set(row, run.partitionKey);
    runs.runType.set(row, run.runType);
    runs.externalTrigger.set(row, run.externalTrigger);
    runs.state.set(row, run.state);
    runs.isDirty.set(row, run.isDirty);
    runs.needsDeadlockCheck.set(row, run.needsDeadlockCheck);
    runs.logicalDate.set(row, run.logicalDate);
    runs.intervalStart.set(row, run.dataInterval?.start ?? null);
    runs.intervalEnd.set(row, run.dataInterval?.end ?? null);
    runs.runAfter.set(row, run.runAfter);
    runs.queuedAt.set(row, run.queuedAt);
    runs.startDate.set(row, run.startDate);
    runs.endDate.set(row, run.endDate);
    runs.lastSchedulingDecision.set(row, run.lastSchedulingDecision);
    runs.firstInstance.set(row, this.#instances.rows.length);
    for (const instance of run.taskInstances()) this.#addInstance(instance);
    keep(this.#xcoms, run.id, run.xcoms.isEmpty ? undefined : run.xcoms);
    return row;
  }

  #addInstance(instance: TaskInstance): void {
    const instances = this.#instances;
    const row = instances.rows.add();
    instances.id.set(row, instance.id);
    instances.task.set(row, instance.task.index);
    instances.mapIndex.set(row, instance.mapIndex);
    instances.state.set(row, instance.state);
    instances.triesCounted.set(row, instance.triesCounted);
    instances.startDate.set(row, instance.startDate);
    instances.endDate.set(row, instance.endDate);
    instances.queuedDttm.set(row, instance.queuedDttm);
    const { id, maxTries, duration, recordedTry, reschedules } = instance;
    keep(this.#maxTries, id, maxTries === instance.task.settings.retries ? undefined : maxTries);
    keep(this.#durations, id, duration === timeBetween(instance) ? undefined : duration);
    keep(this.#recordedTries, id, recordedTry < 0 ? undefined : recordedTry);
    keep(this.#reschedules, id, reschedules ?? undefined);
  }

  /** The dates of a run, without making the run. */
  datesOf(row: number): { readonly queuedAt: Micros; readonly endDate: Micros | null } {
    return { queuedAt: this.#runs.queuedAt.get(row), endDate: this.#runs.endDate.get(row) };
  }

  /** Makes the run of a row and its task instances, as they were when the run was added. */
  read(row: number, id: number): DagRun {
    const dag = this.#dags[row] as DagModel;
    const runs = this.#runs;
    const [start, end] = [runs.intervalStart.get(row), runs.intervalEnd.get(row)];
    const given = {
      runId: this.#runIds[row] as string,
      conf: this.#confs[row] as Readonly<Record<string, unknown>>,
      partitionKey: this.#partitionKeys.get(row),
      runType: runs.runType.get(row),
      logicalDate: runs.logicalDate.get(row),
      dataInterval: start === null || end === null ? null : { start, end },
      runAfter: runs.runAfter.get(row),
      externalTrigger: runs.externalTrigger.get(row),
    };
    const run = new DagRun(id, dag, given, {
      state: runs.state.get(row),
      queuedAt: runs.queuedAt.get(row),
      startDate: runs.startDate.get(row),
      endDate: runs.endDate.get(row),
    });
    run.lastSchedulingDecision = runs.lastSchedulingDecision.get(row);
    run.isDirty = runs.isDirty.get(row);
    run.needsDeadlockCheck = runs.needsDeadlockCheck.get(row);
    run.xcoms = this.#xcoms.get(id) ?? run.xcoms;
    const next = row + 1 < runs.rows.length ? runs.firstInstance.get(row + 1) : this.#instances.rows.length;
    for (let i = runs.firstInstance.get(row); i < next; i += 1) this.#readInstance(run, i);
    countUpstreams(run);
    return run;
  }

  #readInstance(run: DagRun, row: number): void {
    const instances = this.#instances;
    const task = run.dag.tasks[instances.task.get(row)] as TaskModel;
    const upstreamStates = run.instances(task)[0]?.upstreamStates ?? new UpstreamStates();
    const id = instances.id.get(row);
    const dates = { startDate: instances.startDate.get(row), endDate: instances.endDate.get(row) };
    const duration = this.#durations.get(id);
    const columns = {
      state: instances.state.get(row),
      triesCounted: instances.triesCounted.get(row),
      maxTries: this.#maxTries.get(id) ?? task.settings.retries,
      recordedTry: this.#recordedTries.get(id) ?? -1,
      ...dates,
      duration: duration === undefined ? timeBetween(dates) : duration,
      queuedDttm: instances.queuedDttm.get(row),
      reschedules: this.#reschedules.get(id) ?? null,
    };
    run.addInstance(new TaskInstance(id, run, task, instances.mapIndex.get(row), upstreamStates, columns));
  }
}

/** Keeps a value that few rows have: undefined where this one has none. A row that was archived before, and cleared since, may have it no more. */
function keep<Value>(values: Map<number, Value>, id: number, value: Value | undefined): void {
  if (value !== undefined) values.set(id, value);
  else if (values.size > 0) values.delete(id);
}

function timeBetween({ startDate, endDate }: Pick<TaskInstance, "startDate" | "endDate">): Micros | null {
  return startDate === null || endDate === null ? null : endDate - startDate;
}

/** Counts the finished upstreams of each task instance, as a live run does while they finish. */
function countUpstreams(run: DagRun): void {
  for (const { task, state } of run.taskInstances()) {
    if (!isFinished(state)) continue;
    for (const next of task.downstream) run.instances(next)[0]?.upstreamStates.add(state, task.operator.isSetup, 1);
  }
}
