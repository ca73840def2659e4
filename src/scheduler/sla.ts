import type { DagModel, DagRun, Metadata, TaskModel } from "../database/index.ts";
import { type DataInterval, type SlaMiss, UNRESTRICTED } from "../definition/index.ts";
import { type Micros, NEVER } from "../kernel/index.ts";

/** The last date looked at that a task could be late for, since its last success. */
interface Progress {
  readonly since: DagRun;
  /** The interval before the first one that was not found missed. */
  last: DataInterval;
  /** When that one is missed. */
  due: Micros;
}

/**
 * Service level agreements (`DagFileProcessor.manage_slas`, dag_processing/processor.py; spec/airflow-core.md, 3.9): a task
 * with an `sla` is late for a logical date once that is longer ago than the `sla`. It is not a timer: somebody looks when
 * the scheduler examines a run of the DAG. And the dates begin with the second one after the task's last success.
 */
export class SlaChecks {
  readonly #metadata: Metadata;
  readonly #dags: readonly DagModel[];
  readonly #progress = new Map<TaskModel, Progress>();
  readonly #missed = new Map<TaskModel, Set<Micros>>();
  /** The misses that the callback of a DAG has not been told of. */
  readonly #untold = new Map<DagModel, SlaMiss[]>();

  constructor(metadata: Metadata) {
    this.#metadata = metadata;
    this.#dags = metadata.config.core.checkSlas
      ? [...metadata.dags.values()].filter(
          ({ tasks, timetable }) => timetable.periodic && tasks.some(({ settings }) => settings.sla !== null),
        )
      : [];
  }

  /** True if there is anything to look at when any run is examined. */
  get areUsed(): boolean {
    return this.#dags.length > 0;
  }

  /** Tells if there is anything to look at when a run of a DAG is examined. */
  concern(dag: DagModel): boolean {
    return this.#dags.length > 0 && this.#dags.includes(dag);
  }

  /** When the next examination of any run could find something. */
  get nextDue(): Micros {
    let next = NEVER;
    for (const dag of this.#dags) {
      if (dag.runningRuns === 0) continue;
      if (dag.definition.arguments.slaMissCallback !== undefined && this.#untoldOf(dag).length > 0) return 0;
      for (const task of dag.tasks) next = Math.min(next, this.#progress.get(task)?.due ?? NEVER);
    }
    return next;
  }

  /** Finds what was missed, and tells the DAG's callback. */
  check(dag: DagModel): void {
    for (const task of dag.tasks) if (task.settings.sla !== null) this.#findMisses(dag, task, task.settings.sla);
    this.#notify(dag);
  }

  #findMisses(dag: DagModel, task: TaskModel, sla: Micros): void {
    const { kernel, observer } = this.#metadata;
    const progress = this.#progressOf(dag, task);
    if (progress === undefined) return;
    const missed = this.#missedOf(task);
    const after = (interval: DataInterval) =>
      dag.timetable.nextDagrunInfo(interval, UNRESTRICTED, kernel.now)?.dataInterval;
    for (;;) {
      const next = after(progress.last);
      progress.due = next === undefined ? NEVER : next.start + sla + 1;
      if (next === undefined || progress.last.start >= kernel.now) return;
      if (!missed.has(next.start)) {
        if (progress.due > kernel.now) return;
        missed.add(next.start);
        const miss: SlaMiss = { dagId: dag.dagId, taskId: task.taskId, logicalDate: next.start, at: kernel.now };
        this.#untoldOf(dag).push(miss);
        observer.slaMiss(miss);
      }
      progress.last = next;
    }
  }

  /** From the interval after the task's last success on. What comes after a newer success is looked at anew. */
  #progressOf(dag: DagModel, task: TaskModel): Progress | undefined {
    const known = this.#progress.get(task);
    const since = dag.runs.findLast((run) =>
      run.instances(task).some(({ state }) => state === "success" || state === "skipped"),
    );
    if (known !== undefined && known.since === since) return known;
    const first =
      since && dag.timetable.nextDagrunInfo(since.dataInterval, UNRESTRICTED, this.#metadata.kernel.now)?.dataInterval;
    if (since === undefined || first === undefined) {
      this.#progress.delete(task);
      return undefined;
    }
    const progress = { since, last: first, due: NEVER };
    this.#progress.set(task, progress);
    return progress;
  }

  #notify(dag: DagModel): void {
    const { kernel, observer, actor } = this.#metadata;
    const { slaMissCallback: callback } = dag.definition.arguments;
    const slas = this.#untoldOf(dag);
    if (callback === undefined || slas.length === 0) return;
    const blocking = [...new Set(slas.map(({ logicalDate }) => logicalDate))].flatMap((logicalDate) =>
      [...(this.#metadata.runs.findAt(dag, logicalDate)?.taskInstances() ?? [])]
        .filter(({ state }) => state !== null && state !== "success") // SQL: a state that is NULL is not unlike `success`
        .map(({ task }) => ({ taskId: task.taskId, logicalDate })),
    );
    const told = [...slas];
    observer.callback({ callback: "sla_miss", dag, slas: told, blocking }, actor);
    try {
      callback({ dagId: dag.dagId, slas: told, blockingTaskInstances: blocking, now: kernel.now });
      slas.length = 0;
    } catch {
      // `Could not call sla_miss_callback`: it is called again at the next look
    }
  }

  #missedOf(task: TaskModel): Set<Micros> {
    const missed = this.#missed.get(task) ?? new Set();
    this.#missed.set(task, missed);
    return missed;
  }

  #untoldOf(dag: DagModel): SlaMiss[] {
    const untold = this.#untold.get(dag) ?? [];
    this.#untold.set(dag, untold);
    return untold;
  }
}
