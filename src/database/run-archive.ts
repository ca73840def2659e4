import { Rows } from "../containers/index.ts";
import { DagRunState, isFinished, TaskInstanceState } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { DagModel } from "./dag-model.ts";
import { DagRun, type DagRunType } from "./dag-run.ts";
import { TaskInstance } from "./task-instance.ts";
import type { TaskModel } from "./task-model.ts";
import type { TaskReschedules } from "./task-reschedules.ts";
import { UpstreamStates } from "./upstream-states.ts";
import type { XComs } from "./xcoms.ts";

const RUN_TYPES: readonly DagRunType[] = ["manual", "scheduled", "dataset_triggered"];
const RUN_STATES: readonly DagRunState[] = Object.values(DagRunState);
const STATES: readonly (TaskInstanceState | null)[] = [null, ...Object.values(TaskInstanceState)];

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
  /**
   * Its flags and the row of its first task instance, then its eight dates. Flags are, in two bits each, type and state; then in
   * one each who asked for it, and what its next examination would find.
   */
  readonly #runRows = new Rows(2, 8);
  /** Id, task, map index, state, tries and most tries, then four dates. */
  readonly #instances = new Rows(6, 4);
  readonly #xcoms = new Map<number, XComs>();
  readonly #recordedTries = new Map<number, number>();
  readonly #reschedules = new Map<number, TaskReschedules>();

  /** Returns the row. */
  add(run: DagRun): number {
    const { dag, runId, conf } = run;
    this.#runs.push({ dag, runId, conf });
    const rows = this.#runRows;
    const row = rows.add();
    rows.setInteger(
      row,
      0,
      RUN_TYPES.indexOf(run.runType) |
        (RUN_STATES.indexOf(run.state) << 2) |
        (Number(run.externalTrigger) << 4) |
        (Number(run.isDirty) << 5) |
        (Number(run.needsDeadlockCheck) << 6),
    );
    const { logicalDate, dataInterval, queuedAt, startDate, endDate, lastSchedulingDecision } = run;
    rows.setNumber(row, 0, toColumn(logicalDate));
    rows.setNumber(row, 1, toColumn(dataInterval?.start ?? null));
    rows.setNumber(row, 2, toColumn(dataInterval?.end ?? null));
    rows.setNumber(row, 3, queuedAt);
    rows.setNumber(row, 4, toColumn(startDate));
    rows.setNumber(row, 5, toColumn(endDate));
    rows.setNumber(row, 6, toColumn(lastSchedulingDecision));
    rows.setNumber(row, 7, run.runAfter);
    rows.setInteger(row, 1, this.#instances.length);
    for (const instance of run.taskInstances()) this.#addInstance(instance);
    if (!run.xcoms.isEmpty) this.#xcoms.set(run.id, run.xcoms);
    return row;
  }

  #addInstance(instance: TaskInstance): void {
    const rows = this.#instances;
    const row = rows.add();
    rows.setInteger(row, 0, instance.id);
    rows.setInteger(row, 1, instance.task.index);
    rows.setInteger(row, 2, instance.mapIndex);
    rows.setInteger(row, 3, STATES.indexOf(instance.state));
    rows.setInteger(row, 4, instance.triesCounted);
    rows.setInteger(row, 5, instance.maxTries);
    rows.setNumber(row, 0, toColumn(instance.startDate));
    rows.setNumber(row, 1, toColumn(instance.endDate));
    rows.setNumber(row, 2, toColumn(instance.duration));
    rows.setNumber(row, 3, toColumn(instance.queuedDttm));
    if (instance.recordedTry >= 0) this.#recordedTries.set(instance.id, instance.recordedTry);
    if (instance.reschedules !== null) this.#reschedules.set(instance.id, instance.reschedules);
  }

  /** When a run was queued and when it ended, without making it. */
  datesOf(row: number): { readonly queuedAt: Micros; readonly endDate: Micros | null } {
    return { queuedAt: this.#runRows.number(row, 3), endDate: fromColumn(this.#runRows.number(row, 5)) };
  }

  /** Makes the run of a row and its task instances, as they were when it was added. */
  read(row: number, id: number): DagRun {
    const { dag, runId, conf } = this.#runs[row] as Named;
    const rows = this.#runRows;
    const flags = rows.integer(row, 0);
    const date = (i: number) => rows.number(row, i);
    const start = fromColumn(date(1));
    const given = {
      runId,
      conf,
      runType: RUN_TYPES[flags & 3] as DagRunType,
      logicalDate: fromColumn(date(0)),
      dataInterval: start === null ? null : { start, end: date(2) },
      runAfter: date(7),
      externalTrigger: (flags & 16) !== 0,
    };
    const run = new DagRun(id, dag, given, {
      state: RUN_STATES[(flags >> 2) & 3] as DagRunState,
      queuedAt: date(3),
      startDate: fromColumn(date(4)),
      endDate: fromColumn(date(5)),
    });
    run.lastSchedulingDecision = fromColumn(date(6));
    run.isDirty = (flags & 32) !== 0;
    run.needsDeadlockCheck = (flags & 64) !== 0;
    run.xcoms = this.#xcoms.get(id) ?? run.xcoms;
    const end = row + 1 < rows.length ? rows.integer(row + 1, 1) : this.#instances.length;
    for (let i = rows.integer(row, 1); i < end; i += 1) this.#readInstance(run, i);
    countUpstreams(run);
    return run;
  }

  #readInstance(run: DagRun, row: number): void {
    const rows = this.#instances;
    const task = run.dag.tasks[rows.integer(row, 1)] as TaskModel;
    const upstreamStates = run.instances(task)[0]?.upstreamStates ?? new UpstreamStates();
    const id = rows.integer(row, 0);
    const date = (i: number) => fromColumn(rows.number(row, i));
    const columns = {
      state: STATES[rows.integer(row, 3)] ?? null,
      triesCounted: rows.integer(row, 4),
      maxTries: rows.integer(row, 5),
      recordedTry: this.#recordedTries.get(id) ?? -1,
      startDate: date(0),
      endDate: date(1),
      duration: date(2),
      queuedDttm: date(3),
      reschedules: this.#reschedules.get(id) ?? null,
    };
    run.addInstance(new TaskInstance(id, run, task, rows.integer(row, 2), upstreamStates, columns));
  }
}

/** What is counted as task instances finish: here all have. */
function countUpstreams(run: DagRun): void {
  for (const { task, state } of run.taskInstances()) {
    if (!isFinished(state)) continue;
    for (const next of task.downstream) run.instances(next)[0]?.upstreamStates.add(state, task.operator.isSetup, 1);
  }
}
