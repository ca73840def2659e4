import {
  type Actor,
  CodeContext,
  flatRelatives,
  isRunBy,
  type LogSource,
  type Metadata,
  NoticedLog,
  type RunningProcess,
  RunView,
  type TaskInstance,
  XCOM_RETURN_KEY,
} from "../database/index.ts";
import {
  type DagRunView,
  type DataInterval,
  type Logger,
  type Operator,
  type TaskContext,
  type TaskInstanceView,
  UNRESTRICTED,
  type XComSelector,
} from "../definition/index.ts";
import { type Seconds, type Sleep, sleep } from "../kernel/index.ts";
import { pythonRepr } from "../python/index.ts";

import { skip, skipAllExcept } from "./skip.ts";
import type { ExecutorServices } from "./worker.ts";

/** The process that runs a task, as its context uses it. */
export interface ContextProcess extends RunningProcess {
  /** The try that it runs. */
  readonly attempt: number;
  /** Notes that the task's code has logged a line, or asked for something. */
  noteActivity(): void;
  sleep(seconds: Seconds): Sleep;
  logSource(): LogSource;
}

/** The task instance that runs, to be read only, with its XComs. */
class InstanceView implements TaskInstanceView {
  readonly #instance: TaskInstance;
  readonly #process: ContextProcess | null;

  constructor(instance: TaskInstance, process: ContextProcess | null) {
    this.#instance = instance;
    this.#process = process;
  }

  get dagId() {
    return this.#instance.task.dag.dagId;
  }
  get taskId() {
    return this.#instance.task.taskId;
  }
  get runId() {
    return this.#instance.dagRun.runId;
  }
  get mapIndex() {
    return this.#instance.mapIndex;
  }
  get tryNumber() {
    // while it runs, its process has a row of its own, which does not hear of a clear or a mark
    if (this.#process !== null && isRunBy(this.#instance, this.#process)) return this.#process.attempt;
    return this.#instance.tryNumber;
  }
  get maxTries() {
    return this.#instance.maxTries;
  }
  get startDate() {
    return this.#instance.startDate;
  }

  firstRescheduleStart(tryNumber: number, orLater: boolean) {
    return this.#instance.reschedules?.firstStart(tryNumber, orLater);
  }

  taskState(key: string): unknown {
    return this.#instance.dagRun.xcoms.stateOf(this.taskId, this.mapIndex, key);
  }

  setTaskState(key: string, value: unknown): void {
    this.#instance.dagRun.xcoms.setState(this.taskId, this.mapIndex, key, value);
  }

  xcomPush(key: string, value: unknown): void {
    this.#process?.noteActivity();
    this.#instance.dagRun.xcoms.set(this.taskId, this.mapIndex, key, value);
  }

  /** One value for one task that is not mapped; a list for several tasks, or for a mapped one (`xcom_pull`). */
  xcomPull({ taskIds = this.taskId, key = XCOM_RETURN_KEY, mapIndexes }: XComSelector = {}): unknown {
    const { xcoms } = this.#instance.dagRun;
    const wanted = typeof mapIndexes === "number" ? [mapIndexes] : mapIndexes;
    const pull = (taskId: string) =>
      xcoms.all(taskId, key).filter(([index]) => wanted === undefined || wanted.includes(index));
    if (typeof taskIds !== "string") return taskIds.flatMap((taskId) => pull(taskId).map(([, value]) => value));
    const found = pull(taskIds);
    if (typeof mapIndexes === "number" || (found.length === 1 && found[0]?.[0] === -1)) return found[0]?.[1] ?? null;
    return found.length === 0 ? null : found.map(([, value]) => value);
  }
}

/** The context of one execution of a task. */
export class ExecutionContext extends CodeContext implements TaskContext {
  readonly task: Operator;
  exception?: unknown;
  readonly #instance: TaskInstance;
  /** Made when they are asked for. */
  #ti: TaskInstanceView | undefined;
  #dagRun: DagRunView | undefined;
  readonly metadata: Metadata;
  readonly #process: ContextProcess | null;
  #noticedLog: NoticedLog | undefined;

  /** `process` is what runs the task; null where its callbacks are called without one. */
  constructor({ runtime, metadata }: ExecutorServices, instance: TaskInstance, process: ContextProcess | null) {
    super(runtime);
    this.metadata = metadata;
    this.#instance = instance;
    this.#process = process;
    this.task = instance.task.operator;
  }

  get ti(): TaskInstanceView {
    this.#ti ??= new InstanceView(this.#instance, this.#process);
    return this.#ti;
  }

  get dagRun(): DagRunView {
    this.#dagRun ??= new RunView(this.#instance.dagRun);
    return this.#dagRun;
  }

  get runId(): string {
    return this.#instance.dagRun.runId;
  }

  /** The DAG's parameters, the task's over them, and the run's conf over both, unless told otherwise (`process_params`). */
  get params(): Readonly<Record<string, unknown>> {
    const { dagRun, task } = this.#instance;
    const own = { ...task.dag.definition.arguments.params, ...task.settings.params };
    return this.metadata.config.core.dagRunConfOverridesParams ? { ...own, ...dagRun.conf } : own;
  }

  nextDataInterval(): DataInterval | null {
    const { dag, dataInterval } = this.#instance.dagRun;
    return dag.timetable.nextDagrunInfo(dataInterval, UNRESTRICTED, this.now)?.dataInterval ?? null;
  }

  skipAllExcept(branchTaskIds: string | readonly string[] | null): void {
    const skipped = skipAllExcept(this.metadata, this.#instance, branchTaskIds);
    if (skipped === undefined || !this.metadata.observer.logs) return;
    const tuples = skipped.map(({ task, mapIndex }) => `(${pythonRepr(task.taskId)}, ${mapIndex})`);
    this.log.at("skipmixin.py:239").info("Skipping tasks %s", `[${tuples.join(", ")}]`);
  }

  taskGroupRoots(groupId: string): readonly string[] | undefined {
    return this.#instance.task.dag.definition.taskGroupRoots(groupId);
  }

  downstreamTaskIds(which: "direct" | "all"): readonly string[] {
    const { task } = this.#instance;
    const behind = which === "direct" ? task.downstream : flatRelatives(task, "downstream");
    return behind.filter(({ operator }) => !operator.isTeardown).map(({ taskId }) => taskId);
  }

  skip(taskIds: readonly string[]): void {
    skip(this.metadata, this.#instance, taskIds);
  }

  sleep(seconds: Seconds): Sleep {
    return this.#process?.sleep(seconds) ?? sleep(seconds);
  }

  override noteLine(): void {
    this.#process?.noteActivity();
  }

  override get log(): Logger {
    const process = this.#process;
    if (process === null) return super.log;
    this.#noticedLog ??= new NoticedLog(super.log, () => process.noteActivity()); // a line may wake the supervisor
    return this.#noticedLog;
  }

  protected override get actor(): Actor {
    return this.#process === null ? "scheduler" : "worker";
  }

  protected override logSource(): LogSource {
    return this.#process?.logSource() ?? { actor: "scheduler", place: "", taskInstance: this.#instance };
  }
}
