import type { DagRun, DagRunType, TaskInstance } from "../database/index.ts";
import type { Calendar, DagRunState, TaskInstanceState } from "../definition/index.ts";
import type { SimulationDrawing } from "../drawing/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { AirflowVersion } from "../rules/index.ts";
import { Analysis } from "./analysis/analysis.ts";
import type { Facts } from "./analysis/facts.ts";
import type { Change } from "./change-log.ts";
import type {
  ApiCallEvent,
  CallbackEvent,
  DagPausedEvent,
  DatasetUpdateEvent,
  SlaMissEvent,
  SlotEvent,
  TaskErrorEvent,
  TaskInstanceKey,
} from "./events.ts";
import type { Recorder } from "./recorder.ts";
import { resultReport } from "./result-report.ts";
import { keyOf } from "./row-names.ts";
import { simulationDrawing } from "./simulation-drawing.ts";
import type { StateCounts } from "./tally.ts";
import { type Trace, traceOf } from "./trace.ts";
import { type Unfinished, unfinishedOf } from "./unfinished.ts";
import { type Usage, usageOf } from "./usage.ts";

/** One state of a task instance, and since when. */
export interface StateSince {
  readonly at: Micros;
  readonly state: TaskInstanceState | null;
  /** The `try_number` column. */
  readonly tryNumber: number;
}

/** The row of a task instance at the end, with all its states. Times are microseconds since the simulation's start. */
export interface TaskInstanceResult extends TaskInstanceKey {
  readonly state: TaskInstanceState | null;
  /** The `try_number` column. */
  readonly tryNumber: number;
  readonly startDate: Micros | null;
  readonly endDate: Micros | null;
  readonly duration: Micros | null;
  readonly queuedDttm: Micros | null;
  /** The states that it went through, from its creation on. */
  readonly history: readonly StateSince[];
}

/** The row of a run at the end. */
export interface DagRunResult {
  readonly dagId: string;
  readonly runId: string;
  readonly runType: DagRunType;
  readonly state: DagRunState;
  /** Null where it is about no date: Airflow 3, started by hand without one. */
  readonly logicalDate: Micros | null;
  readonly dataIntervalStart: Micros | null;
  readonly dataIntervalEnd: Micros | null;
  readonly queuedAt: Micros;
  readonly startDate: Micros | null;
  readonly endDate: Micros | null;
}

/** Rows were asked for of a simulation that keeps figures only. */
export class RowsNotKeptError extends Error {
  override readonly name = "RowsNotKeptError";

  constructor() {
    super('Expected a simulation that keeps its rows, got one that keeps figures only: leave out `keep: "aggregates"`');
  }
}

/** What came of a simulation. With `keep: "aggregates"` it has figures only: `usage()` and `stateCounts()`. */
export class SimulationResult {
  /** When it ended. */
  readonly endedAt: Micros;
  readonly #recorder: Recorder;
  readonly #calendar: Calendar;
  readonly #airflow: AirflowVersion;
  readonly #facts: Facts;
  #histories: StateSince[][] | undefined;
  #analysis: Analysis | undefined;

  constructor(recorder: Recorder, facts: Facts, calendar: Calendar, airflow: AirflowVersion) {
    this.#airflow = airflow;
    this.#calendar = calendar;
    this.#recorder = recorder;
    this.#facts = facts;
    this.endedAt = facts.endedAt;
  }

  get #kept(): Recorder {
    if (!this.#recorder.keepsRows) throw new RowsNotKeptError();
    return this.#recorder;
  }

  #runs(): Iterable<DagRun> {
    return this.#kept.rows.all();
  }

  *#instances(): Generator<TaskInstance> {
    for (const run of this.#runs()) yield* run.taskInstances();
  }

  /** All task instances, by DAG, run, task and map index. */
  get taskInstances(): readonly TaskInstanceResult[] {
    return [...this.#instances()].map((instance) => this.#resultOf(instance)).sort(byKey);
  }

  /** All task instances, one after another, without their histories: so that millions are read without being listed. */
  *eachTaskInstance(): Generator<Omit<TaskInstanceResult, "history">> {
    for (const instance of this.#instances()) yield rowOf(instance);
  }

  /** All runs, by DAG and run id. */
  get dagRuns(): readonly DagRunResult[] {
    return [...this.#runs()].map(runResult).sort((a, b) => compare(a.dagId, b.dagId) || compare(a.runId, b.runId));
  }

  /** One task instance. Throws where there is none, or where several DAGs have one of that name and none was named. */
  taskInstance(
    runId: string,
    taskId: string,
    options: { readonly dagId?: string; readonly mapIndex?: number } = {},
  ): TaskInstanceResult {
    const { dagId, mapIndex = -1 } = options;
    const found = [...this.#instances()].filter(
      ({ dagRun, task, mapIndex: index }) =>
        dagRun.runId === runId &&
        task.taskId === taskId &&
        index === mapIndex &&
        (dagId === undefined || task.dag.dagId === dagId),
    );
    const [instance] = found;
    if (instance !== undefined && found.length === 1) return this.#resultOf(instance);
    const name = `run "${runId}", task "${taskId}", map index ${mapIndex}`;
    throw new RangeError(
      found.length === 0
        ? `Expected a task instance of ${name}, got none`
        : `Expected one task instance of ${name}, got ${found.length}: name the \`dagId\` too`,
    );
  }

  /** One run. Throws where there is none, or where several DAGs have one of that name and none was named. */
  dagRun(runId: string, dagId?: string): DagRunResult {
    const found = this.dagRuns.filter((run) => run.runId === runId && (dagId === undefined || run.dagId === dagId));
    const [run] = found;
    if (run !== undefined && found.length === 1) return run;
    throw new RangeError(
      `Expected one run "${runId}", got ${found.length}${found.length > 1 ? ": name the DAG too" : ""}`,
    );
  }

  /**
   * The task instances that have not finished: since when each is in its state, what it waits for, and whether that would be for
   * ever.
   */
  get unfinished(): readonly Unfinished[] {
    return unfinishedOf(this.#kept, this.#facts);
  }

  /** All changes of states and triggers, in order. */
  *changes(): Generator<Change> {
    const recorder = this.#kept;
    for (let row = 0; row < recorder.changes.length; row += 1) yield recorder.change(row);
  }

  /** Worker slots taken and given back, in order. */
  *slotChanges(): Generator<SlotEvent> {
    const { slots, names } = this.#kept;
    for (let row = 0; row < slots.length; row += 1)
      yield {
        kind: "slot",
        at: slots.at.get(row),
        delta: slots.isTaken.get(row) ? 1 : -1,
        ...names.instance(slots.instance.get(row)),
      };
  }

  get apiCalls(): readonly ApiCallEvent[] {
    return this.#kept.apiCalls;
  }

  /** The datasets that tasks have updated, in order. */
  get datasetEvents(): readonly DatasetUpdateEvent[] {
    return this.#kept.datasets;
  }

  /** The DAGs that were paused, in order. */
  get pausedDags(): readonly DagPausedEvent[] {
    return this.#kept.pausedDags;
  }

  /** The SLAs that were found missed, in order. */
  get slaMisses(): readonly SlaMissEvent[] {
    return this.#kept.slaMisses;
  }

  /** The callbacks that were called, in order. */
  get callbacks(): readonly CallbackEvent[] {
    return this.#kept.callbacks;
  }

  /** With what errors tasks' processes have ended. */
  get errors(): readonly TaskErrorEvent[] {
    return this.#kept.errors;
  }

  /** Rows of the task_reschedule table: how often sensors have asked to be run again later, less what was cleared. */
  get reschedules(): number {
    let rows = 0;
    for (const { reschedules } of this.#instances()) rows += reschedules?.rows ?? 0;
    return rows;
  }

  /** Slots, waits, triggers and calls in figures. */
  usage(): Usage {
    return usageOf(this.#recorder, this.endedAt);
  }

  /** How runs and task instances have ended, in figures. */
  stateCounts(): StateCounts {
    return this.#recorder.tally.states;
  }

  /** What a report shows of it, as plain figures. `name` is what it goes by there. */
  drawing(name: string): SimulationDrawing {
    return simulationDrawing(this.#kept, this.analysis(), { name, airflow: this.#airflow });
  }

  /**
   * It as a page (HTML) of charts that needs nothing else: write it to a file, and open it. Why task instances waited is in it
   * where the simulation was told to `explain`.
   */
  report({ title = "Simulation" }: { readonly title?: string } = {}): Promise<string> {
    return resultReport(this, title);
  }

  /** A closer look: slots, pools and triggers over time, and where the time of each task instance went. */
  analysis(): Analysis {
    this.#analysis ??= new Analysis(this.#kept, this.#facts);
    return this.#analysis;
  }

  /** In the oracle's format; `name` is the scenario's. */
  trace(name = "simulation"): Trace {
    return traceOf(this, name, this.#calendar, this.#airflow);
  }

  #resultOf(instance: TaskInstance): TaskInstanceResult {
    return { ...rowOf(instance), history: this.#history(instance) };
  }

  #history({ id }: TaskInstance): readonly StateSince[] {
    this.#histories ??= this.#readHistories();
    return this.#histories[id] ?? [];
  }

  #readHistories(): StateSince[][] {
    const { changes, names } = this.#kept;
    const histories: StateSince[][] = Array.from({ length: names.instances }, () => []);
    for (let row = 0; row < changes.length; row += 1) {
      if (changes.kind(row) === "taskInstance")
        histories[changes.subject(row)]?.push({
          at: changes.at(row),
          state: changes.taskInstanceState(row),
          tryNumber: changes.tryNumber(row),
        });
    }
    return histories;
  }
}

const NO_INTERVAL = { start: null, end: null };

function runResult(run: DagRun): DagRunResult {
  const { dag, runId, runType, state, logicalDate, dataInterval, queuedAt, startDate, endDate } = run;
  const { start: dataIntervalStart, end: dataIntervalEnd } = dataInterval ?? NO_INTERVAL;
  return {
    dagId: dag.dagId,
    runId,
    runType,
    state,
    logicalDate,
    dataIntervalStart,
    dataIntervalEnd,
    queuedAt,
    startDate,
    endDate,
  };
}

function rowOf(instance: TaskInstance): Omit<TaskInstanceResult, "history"> {
  const { state, triesCounted: tryNumber, startDate, endDate, duration, queuedDttm } = instance;
  return { ...keyOf(instance), state, tryNumber, startDate, endDate, duration, queuedDttm };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byKey(a: TaskInstanceKey, b: TaskInstanceKey): number {
  return (
    compare(a.dagId, b.dagId) || compare(a.runId, b.runId) || compare(a.taskId, b.taskId) || a.mapIndex - b.mapIndex
  );
}
