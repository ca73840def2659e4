import type { Micros } from "../kernel/index.ts";
import { Column } from "./column.ts";
import type { DagModel } from "./dag-model.ts";
import { DagRun, type DagRunType } from "./dag-run.ts";
import { DagRunState, isFinished, TaskInstanceState } from "./states.ts";
import { TaskInstance } from "./task-instance.ts";
import type { TaskModel } from "./task-model.ts";
import type { TaskReschedules } from "./task-reschedules.ts";
import { UpstreamStates } from "./upstream-states.ts";
import type { XComs } from "./xcoms.ts";

const RUN_TYPES: readonly DagRunType[] = ["manual", "scheduled", "dataset_triggered"];
const RUN_STATES: readonly DagRunState[] = Object.values(DagRunState);
const STATES: readonly (TaskInstanceState | null)[] = [null, ...Object.values(TaskInstanceState)];

/** How many dates the row of a run has, and that of a task instance. */
const RUN_DATES = 7;
const DATES = 4;

/** What of a run is no number. */
interface Named {
  readonly dag: DagModel;
  readonly runId: string;
  readonly conf: Readonly<Record<string, unknown>>;
}

/** `NULL` in a column of instants. */
const toColumn = (at: Micros | null) => at ?? Number.NaN;
const fromColumn = (at: number) => (Number.isNaN(at) ? null : at);

/**
 * The rows of runs on which nothing works any more: columns instead of objects, so that a run that has ended costs a tenth of
 * one that is under way, and nothing to the garbage collector. `read` makes the objects again.
 */
export class RunArchive {
  readonly #runs: Named[] = [];
  /** In two bits each: type and state; then in one each who asked for it, and what its next examination would find. */
  readonly #flags = new Column(Uint16Array);
  readonly #runDates = new Column(Float64Array);
  readonly #firstInstance = new Column(Int32Array);
  readonly #ids = new Column(Int32Array);
  readonly #tasks = new Column(Int32Array);
  readonly #mapIndexes = new Column(Int32Array);
  readonly #states = new Column(Uint16Array);
  readonly #tries = new Column(Int32Array);
  readonly #maxTries = new Column(Int32Array);
  readonly #dates = new Column(Float64Array);
  readonly #xcoms = new Map<number, XComs>();
  readonly #recordedTries = new Map<number, number>();
  readonly #reschedules = new Map<number, TaskReschedules>();

  /** Returns the row. */
  add(run: DagRun): number {
    const { dag, runId, conf } = run;
    this.#runs.push({ dag, runId, conf });
    this.#flags.push(
      RUN_TYPES.indexOf(run.runType) |
        (RUN_STATES.indexOf(run.state) << 2) |
        (Number(run.externalTrigger) << 4) |
        (Number(run.changed) << 5) |
        (Number(run.isUpset) << 6),
    );
    const { logicalDate, dataInterval, queuedAt, startDate, endDate, lastSchedulingDecision } = run;
    for (const date of [logicalDate, dataInterval.start, dataInterval.end, queuedAt]) this.#runDates.push(date);
    for (const date of [startDate, endDate, lastSchedulingDecision]) this.#runDates.push(toColumn(date));
    this.#firstInstance.push(this.#ids.length);
    for (const instance of run.taskInstances()) this.#addInstance(instance);
    if (!run.xcoms.isEmpty) this.#xcoms.set(run.id, run.xcoms);
    return this.#runs.length - 1;
  }

  #addInstance(instance: TaskInstance): void {
    this.#ids.push(instance.id);
    this.#tasks.push(instance.task.index);
    this.#mapIndexes.push(instance.mapIndex);
    this.#states.push(STATES.indexOf(instance.state));
    this.#tries.push(instance.triesCounted);
    this.#maxTries.push(instance.maxTries);
    this.#dates.push(toColumn(instance.startDate));
    this.#dates.push(toColumn(instance.endDate));
    this.#dates.push(toColumn(instance.duration));
    this.#dates.push(toColumn(instance.queuedDttm));
    if (instance.recordedTry >= 0) this.#recordedTries.set(instance.id, instance.recordedTry);
    if (instance.reschedules !== null) this.#reschedules.set(instance.id, instance.reschedules);
  }

  /** When a run was queued and when it ended, without making it. */
  datesOf(row: number): { readonly queuedAt: Micros; readonly endDate: Micros | null } {
    const first = RUN_DATES * row;
    return { queuedAt: this.#runDates.get(first + 3), endDate: fromColumn(this.#runDates.get(first + 5)) };
  }

  /** Makes the run of a row and its task instances, as they were when it was added. */
  read(row: number, id: number): DagRun {
    const { dag, runId, conf } = this.#runs[row] as Named;
    const flags = this.#flags.get(row);
    const date = (i: number) => this.#runDates.get(RUN_DATES * row + i);
    const given = {
      runId,
      conf,
      runType: RUN_TYPES[flags & 3] as DagRunType,
      logicalDate: date(0),
      dataInterval: { start: date(1), end: date(2) },
      externalTrigger: (flags & 16) !== 0,
    };
    const run = new DagRun(id, dag, given, date(3));
    run.state = RUN_STATES[(flags >> 2) & 3] as DagRunState;
    [run.startDate, run.endDate, run.lastSchedulingDecision] = [
      fromColumn(date(4)),
      fromColumn(date(5)),
      fromColumn(date(6)),
    ];
    run.changed = (flags & 32) !== 0;
    run.isUpset = (flags & 64) !== 0;
    run.xcoms = this.#xcoms.get(id) ?? run.xcoms;
    const end = row + 1 < this.#firstInstance.length ? this.#firstInstance.get(row + 1) : this.#ids.length;
    for (let i = this.#firstInstance.get(row); i < end; i += 1) this.#readInstance(run, i);
    countUpstreams(run);
    return run;
  }

  #readInstance(run: DagRun, row: number): void {
    const task = run.dag.tasks[this.#tasks.get(row)] as TaskModel;
    const upstreamStates = run.instances(task)[0]?.upstreamStates ?? new UpstreamStates();
    const instance = new TaskInstance(this.#ids.get(row), run, task, this.#mapIndexes.get(row), upstreamStates);
    instance.state = STATES[this.#states.get(row)] ?? null;
    instance.triesCounted = this.#tries.get(row);
    instance.maxTries = this.#maxTries.get(row);
    const date = (i: number) => fromColumn(this.#dates.get(DATES * row + i));
    [instance.startDate, instance.endDate, instance.duration, instance.queuedDttm] = [
      date(0),
      date(1),
      date(2),
      date(3),
    ];
    instance.recordedTry = this.#recordedTries.get(instance.id) ?? -1;
    instance.reschedules = this.#reschedules.get(instance.id) ?? null;
    run.addInstance(instance);
  }
}

/** What is counted as task instances finish: here all have. */
function countUpstreams(run: DagRun): void {
  for (const { task, state } of run.taskInstances()) {
    if (!isFinished(state)) continue;
    for (const next of task.downstream) run.instances(next)[0]?.upstreamStates.add(state, task.operator.isSetup, 1);
  }
}
