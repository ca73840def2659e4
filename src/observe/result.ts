import type { Failure } from "../celery/index.ts";
import type { DagModel, DagRun, TaskInstance } from "../database/index.ts";
import type { Calendar } from "../definition/index.ts";
import { reportPage, type SimulationDrawing } from "../drawing/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { EnvironmentFigures } from "../mwaa/index.ts";
import type { AirflowVersion } from "../rules/index.ts";
import { Analysis, NotExplainedError } from "./analysis/analysis.ts";
import type { Facts } from "./analysis/facts.ts";
import { type DagFigures, type LandingGoal, landingsOf } from "./analysis/landing.ts";
import type { Change } from "./change-log.ts";
import type { HolderNames } from "./drawn-holders.ts";
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
import { figureRows, figuresOf, sizeInWords } from "./figures.ts";
import type { Recorder } from "./recorder.ts";
import {
  byDagRun,
  byTaskInstance,
  type DagRunResult,
  dagRunResult,
  type StateSince,
  type TaskInstanceResult,
  type TaskInstanceRow,
  taskInstanceRow,
} from "./result-rows.ts";
import { simulationDrawing } from "./simulation-drawing.ts";
import type { StateCounts } from "./tally.ts";
import { type Trace, traceOf } from "./trace.ts";
import { type Unfinished, unfinishedOf } from "./unfinished.ts";
import { type Usage, usageOf } from "./usage.ts";
import { Evidence } from "./why/evidence.ts";
import { Explanation } from "./why/explanation.ts";
import type { Cause, DagRunWhy, DagWhy, Finding, TaskInstanceWhy } from "./why/why.ts";

/** Rows were asked for of a simulation that keeps figures only. */
export class RowsNotKeptError extends Error {
  override readonly name = "RowsNotKeptError";

  constructor() {
    super('Expected a simulation that keeps its rows, got one that keeps figures only: leave out `keep: "aggregates"`');
  }
}

/**
 * The result of a simulation.
 * - Rows at the end: `dagRuns`, `dagRun()`, `taskInstances`, `taskInstance()`, `unfinished`. `eachTaskInstance()` reads millions of
 *   rows without a list of them.
 * - Events in order: `changes()`, `slotChanges()`, `apiCalls`, `errors`, `callbacks`, `datasetEvents`, `slaMisses`, `pausedDags`.
 * - Figures: `dags()`, `usage()`, `stateCounts()`, `reschedules`, `analysis()`.
 * - Causes: `why()`, `whyDagRun()`, `whyDag()`, `whyNoDagRun()`, `findings()`.
 * - Documents: `trace()`, `report()`, `drawing()`.
 *
 * Times are microseconds since the start. With `keep: "aggregates"` there are no rows and no events, only `usage()` and
 * `stateCounts()`: all else throws a {@link RowsNotKeptError}.
 *
 * @example
 * ```ts
 * const dag = new DAG("d");
 * new TimeDeltaSensorAsync({ dag, taskId: "wait", delta: 60 });
 * const result = new Simulation({ dags: [dag] }).trigger("d", { runId: "r1" }).run();
 * console.log(result.dagRun("r1").state, result.usage().deferrals); // success 1
 * ```
 */
export class SimulationResult {
  /** The time of the end, in microseconds since the start. */
  readonly endedAt: Micros;
  readonly #recorder: Recorder;
  readonly #calendar: Calendar;
  readonly #airflow: AirflowVersion;
  readonly #facts: Facts;
  #histories: StateSince[][] | undefined;
  #analysis: Analysis | undefined;
  #explanation: Explanation | undefined;

  constructor(recorder: Recorder, facts: Facts, calendar: Calendar, airflow: AirflowVersion) {
    this.#airflow = airflow;
    this.#calendar = calendar;
    this.#recorder = recorder;
    this.#facts = facts;
    this.endedAt = facts.endedAt;
  }

  /** The failures that have come by chance, in order. */
  get failures(): readonly Failure[] {
    return this.#facts.failures;
  }

  /** The environment: its workers, and its bill. Null where the simulation has none. */
  get environment(): EnvironmentFigures | null {
    return this.#facts.environment;
  }

  get #kept(): Recorder {
    if (!this.#recorder.keepsRows) throw new RowsNotKeptError();
    return this.#recorder;
  }

  *#runs(): Generator<DagRun> {
    for (const run of this.#kept.rows.all()) if (!run.isDeleted) yield run;
  }

  /** Reads one row after another: the rows of a long simulation are never all objects at once. */
  *#instances(): Generator<TaskInstance> {
    for (const run of this.#runs()) yield* run.taskInstances();
  }

  /** All task instances, by DAG, run, task and map index. */
  get taskInstances(): readonly TaskInstanceResult[] {
    return [...this.#instances()].map((instance) => this.#resultOf(instance)).sort(byTaskInstance);
  }

  /** All task instances one by one, without their histories. Use it where a list of all would be too large. */
  *eachTaskInstance(): Generator<TaskInstanceRow> {
    for (const instance of this.#instances()) yield taskInstanceRow(instance);
  }

  /** All runs, by DAG and run id. */
  get dagRuns(): readonly DagRunResult[] {
    return [...this.#runs()].map(dagRunResult).sort(byDagRun);
  }

  /** One task instance. Throws a RangeError if there is none, or if several DAGs have one of that name and `dagId` is not given. */
  taskInstance(
    runId: string,
    taskId: string,
    options: { readonly dagId?: string; readonly mapIndex?: number } = {},
  ): TaskInstanceResult {
    return this.#resultOf(this.#find({ runId, taskId, ...options }));
  }

  #find({ dagId, runId, taskId, mapIndex = -1 }: Partial<TaskInstanceKey> & Pick<TaskInstanceKey, "runId" | "taskId">) {
    const found = [...this.#instances()].filter(
      ({ dagRun, task, mapIndex: index }) =>
        dagRun.runId === runId &&
        task.taskId === taskId &&
        index === mapIndex &&
        (dagId === undefined || task.dag.dagId === dagId),
    );
    const [instance] = found;
    if (instance !== undefined && found.length === 1) return instance;
    const name = `run "${runId}", task "${taskId}", map index ${mapIndex}`;
    throw new RangeError(
      found.length === 0
        ? `Expected a task instance of ${name}, got none`
        : `Expected one task instance of ${name}, got ${found.length}: name the \`dagId\` too`,
    );
  }

  /** One run. Throws a RangeError if there is none, or if several DAGs have one of that name and `dagId` is not given. */
  dagRun(runId: string, dagId?: string): DagRunResult {
    const found = this.dagRuns.filter((run) => run.runId === runId && (dagId === undefined || run.dagId === dagId));
    const [run] = found;
    if (run !== undefined && found.length === 1) return run;
    throw new RangeError(
      `Expected one run "${runId}", got ${found.length}${found.length > 1 ? ": name the DAG too" : ""}`,
    );
  }

  /** The task instances that have not finished: the state of each, its time, the cause of the wait, and whether it has an end. */
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
      yield { kind: "slot", at: slots.at(row), delta: slots.delta(row), ...names.instance(slots.instance(row)) };
  }

  /** The calls to AWS, in order. */
  get apiCalls(): readonly ApiCallEvent[] {
    return this.#kept.apiCalls;
  }

  /** The datasets that tasks have updated, in order. */
  get datasetEvents(): readonly DatasetUpdateEvent[] {
    return this.#kept.datasets;
  }

  /** The DAGs that were paused, and let go on, in order. */
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

  /** The errors that tasks' processes have ended with, in order. */
  get errors(): readonly TaskErrorEvent[] {
    return this.#kept.errors;
  }

  /** The use of slots, triggers and AWS, in figures. */
  usage(): Usage {
    return usageOf(this.#recorder, this.endedAt);
  }

  /** The numbers of runs and task instances in each state. */
  stateCounts(): StateCounts {
    return this.#recorder.tally.states;
  }

  /** The number of rows in the table task_reschedule at the end. A clear deletes rows. */
  get reschedules(): number {
    let rows = 0;
    for (const { reschedules } of this.#instances()) rows += reschedules?.rows ?? 0;
    return rows;
  }

  /** A closer look: slots, pools and triggers over time, and the time of each task instance by state and cause of wait. */
  analysis(): Analysis {
    this.#analysis ??= new Analysis(this.#kept, this.#facts);
    return this.#analysis;
  }

  /**
   * The landing times of each DAG that has had a run: the spread of its durations and ends, and the runs that were late.
   * `goals` has the deadlines by DAG id.
   */
  dags(goals: Readonly<Record<string, LandingGoal>> = {}): readonly DagFigures[] {
    return landingsOf(this.#kept, this.endedAt, this.#calendar, goals);
  }

  /**
   * Tells why a task instance did what it did, from its first state to its last: each step with a cause, whose code docs/why.md explains.
   * Throws a NotExplainedError without `explain`, and a RangeError as `taskInstance()` does.
   */
  why(which: Partial<TaskInstanceKey> & Pick<TaskInstanceKey, "runId" | "taskId">): TaskInstanceWhy {
    return this.#why.taskInstance(this.#find(which));
  }

  /** Tells why a run was made, waited, and ended. Throws a NotExplainedError without `explain`, a RangeError where there is no such run. */
  whyDagRun(dagId: string, runId: string): DagRunWhy {
    const run = [...this.#runs()].find((one) => one.dag.dagId === dagId && one.runId === runId);
    if (run === undefined) throw new RangeError(`Expected a run "${runId}" of the DAG "${dagId}", got none`);
    return this.#why.dagRun(run);
  }

  /** Tells why there is no run with that id. Throws a NotExplainedError without `explain`, a RangeError where there is no such DAG. */
  whyNoDagRun(dagId: string, runId: string): Cause {
    return this.#why.noRun(this.#dag(dagId), runId);
  }

  /** Tells why a DAG has the runs that it has. Throws a NotExplainedError without `explain`, a RangeError where there is no such DAG. */
  whyDag(dagId: string): DagWhy {
    return this.#why.dag(this.#dag(dagId));
  }

  /** Lists what most needs to be explained, the most telling first. Throws a NotExplainedError without `explain`. */
  findings(): readonly Finding[] {
    return this.#why.findings();
  }

  #dag(dagId: string): DagModel {
    const dag = this.#facts.dags.find((one) => one.dagId === dagId);
    if (dag === undefined) throw new RangeError(`Expected a DAG "${dagId}", got none`);
    return dag;
  }

  get #why(): Explanation {
    const analysis = this.analysis();
    if (!analysis.isExplained) throw new NotExplainedError("causes");
    this.#explanation ??= new Explanation(new Evidence(this.#kept, this.#facts, this.#calendar, analysis.timelines));
    return this.#explanation;
  }

  /**
   * The figures that a report shows. `name` is the heading of the simulation there, `holders` are the holders of slots that are
   * named: by default the largest. With `explain` the stories of task instances are among them, which takes as long as all else
   * together: `stories: false` leaves them out.
   */
  drawing(
    name: string,
    { holders, stories = true }: { readonly holders?: HolderNames; readonly stories?: boolean } = {},
  ): SimulationDrawing {
    const analysis = this.analysis();
    const explanation = stories && analysis.isExplained ? this.#why : undefined;
    const { environment } = this;
    const { workers } = this.#facts;
    const startedAt = this.#calendar.startMicros / 1e6;
    const facts = { name, airflow: this.#airflow, startedAt, holders, environment, workers };
    return simulationDrawing(this.#kept, analysis, facts, explanation);
  }

  /**
   * The result as an HTML page of charts that loads nothing: write it to a file, and open it. With `explain` the page shows why
   * task instances waited.
   */
  report({ title = "Simulation" }: { readonly title?: string } = {}): Promise<string> {
    const drawing = this.drawing(title);
    const { workerSlots } = drawing;
    return reportPage({
      title,
      subtitle: sizeInWords([this.dagRuns.length], workerSlots, this.environment),
      about: null,
      verdict: [],
      landings: [],
      headline: figureRows([figuresOf(this, workerSlots)]),
      simulations: [drawing],
      scenario: null,
    });
  }

  /** The trace in the oracle's format. `name` is the name of the scenario. */
  trace(name = "simulation"): Trace {
    return traceOf(this, name, this.#calendar, this.#airflow);
  }

  #resultOf(instance: TaskInstance): TaskInstanceResult {
    return { ...taskInstanceRow(instance), history: this.#history(instance) };
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
