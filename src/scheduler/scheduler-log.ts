import { type DagModel, type DagRun, type Metadata, reprOf, type TaskInstance } from "../database/index.ts";
import type { DagRunReason, LogLevel } from "../definition/index.ts";
import { pythonFloat } from "../python/index.ts";

/** The lines that the scheduler writes about itself, each at its place in Airflow 2.7.2. */
export class SchedulerLog {
  readonly #metadata: Metadata;

  constructor(metadata: Metadata) {
    this.#metadata = metadata;
  }

  /** The log if anybody reads it; else undefined, so that no line is put together. */
  get read(): SchedulerLog | undefined {
    return this.#metadata.observer.logs ? this : undefined;
  }

  upForExecution(instances: readonly TaskInstance[]): void {
    if (instances.length === 0) return;
    this.#runner(414, "INFO", "%s tasks up for execution:\n%s", instances.length, lines(instances));
  }

  poolMissing({ task }: TaskInstance): void {
    this.#runner(421, "WARNING", "Tasks using non-existent pool '%s' will not be scheduled", task.settings.pool);
  }

  poolFull({ task }: TaskInstance, open: number): void {
    const { pool } = task.settings;
    this.#runner(432, "INFO", "Not scheduling since there are %s open slots in pool %s", open, pool);
  }

  poolTooSmall(instance: TaskInstance, total: number): void {
    const { pool, poolSlots } = instance.task.settings;
    const template =
      "Not executing %s. Requested pool slots (%s) are greater than total pool slots: '%s' for pool: %s.";
    this.#runner(442, "WARNING", template, reprOf(instance), poolSlots, total, pool);
  }

  tooFewSlots(instance: TaskInstance, open: number): void {
    const { pool, poolSlots } = instance.task.settings;
    const template = "Not executing %s since it requires %s slots but there are %s open slots in the pool %s.";
    this.#runner(457, "INFO", template, reprOf(instance), poolSlots, open, pool);
  }

  activeTasks({ dagId, maxActiveTasks }: DagModel, active: number): void {
    this.#runner(477, "INFO", "DAG %s has %s/%s running and queued tasks", dagId, active, maxActiveTasks);
  }

  dagFull(instance: TaskInstance): void {
    const { dagId, maxActiveTasks } = instance.task.dag;
    const template =
      "Not executing %s since the number of tasks running or queued from DAG %s is >= to the DAG's max_active_tasks limit of %s";
    this.#runner(484, "INFO", template, reprOf(instance), dagId, maxActiveTasks);
  }

  taskFull(instance: TaskInstance): void {
    const template = "Not executing %s since the task concurrency for this task has been reached.";
    this.#runner(525, "INFO", template, reprOf(instance));
  }

  taskFullInRun(instance: TaskInstance): void {
    const template = "Not executing %s since the task concurrency per DAG run for this task has been reached.";
    this.#runner(545, "INFO", template, reprOf(instance));
  }

  /** Before their state is changed. */
  queueing(instances: readonly TaskInstance[]): void {
    if (instances.length > 0)
      this.#runner(593, "INFO", "Setting the following tasks to queued state:\n%s", lines(instances));
  }

  sending(instance: TaskInstance): void {
    const { priorityWeightTotal, settings } = instance.task;
    const template = "Sending %s to executor with priority %s and queue %s";
    this.#runner(636, "INFO", template, keyOf(instance, instance.tryNumber), priorityWeightTotal, settings.queue);
  }

  executorEvent(instance: TaskInstance, tryNumber: number): void {
    const template = "Received executor event with state %s for task instance %s";
    this.#runner(686, "INFO", template, "success", keyOf(instance, tryNumber));
  }

  /** Logs the end as it reads it from the row; jobs and processes have no numbers here. */
  finished(instance: TaskInstance, tryNumber: number): void {
    const { task, dagRun, mapIndex, state, startDate, endDate, duration, maxTries, queuedDttm } = instance;
    const { pool, queue } = task.settings;
    const values = {
      dag_id: task.dag.dagId,
      task_id: task.taskId,
      run_id: dagRun.runId,
      map_index: mapIndex,
      run_start_date: this.#date(startDate),
      run_end_date: this.#date(endDate),
      run_duration: duration === null ? null : pythonFloat(duration / 1e6),
      state,
      executor_state: "success",
      try_number: tryNumber,
      max_tries: maxTries,
      job_id: null,
      pool,
      queue,
      priority_weight: task.priorityWeightTotal,
      operator: task.operator.taskType,
      queued_dttm: this.#date(queuedDttm),
      queued_by_job_id: null,
      pid: null,
    };
    this.#listed(`scheduler_job_runner.py:723`, "TaskInstance Finished", values);
  }

  killedExternally(instance: TaskInstance): void {
    const template =
      "Executor reports task instance %s finished (%s) although the task says it's %s. (Info: %s) Was the task killed externally?";
    this.#runner(771, "ERROR", template, reprOf(instance), "success", instance.state, null);
  }

  runsFull({ dagId, maxActiveRuns, runningRuns, queuedRuns }: DagModel): void {
    const template = "DAG %s is at (or above) max_active_runs (%d of %d), not creating any more runs";
    this.#runner(1323, "INFO", template, dagId, runningRuns + queuedRuns.size, maxActiveRuns);
  }

  triggersTimedOut(count: number): void {
    if (count > 0) this.#runner(1694, "INFO", "Timed out %i deferred tasks without fired triggers", count);
  }

  runEnded(run: DagRun, reason: DagRunReason): void {
    switch (reason) {
      case "timed_out":
        this.#runner(1447, "INFO", "Run %s of %s has timed-out", run.runId, run.dag.dagId);
        return;
      case "success":
        this.#write("dagrun.py:653", "INFO", "Marking run %s successful", this.#runName(run));
        break;
      case "task_failure":
        this.#write("dagrun.py:632", "ERROR", "Marking run %s failed", this.#runName(run));
        break;
      case "all_tasks_deadlocked": {
        const template = "Task deadlock (no runnable tasks); marking run %s failed";
        this.#write("dagrun.py:674", "ERROR", template, this.#runName(run));
        break;
      }
    }
    this.#runFinished(run);
  }

  #runFinished(run: DagRun): void {
    const { dag, runId, runType, state, logicalDate, dataInterval, startDate, externalTrigger } = run;
    const { now } = this.#metadata.kernel;
    const values = {
      dag_id: dag.dagId,
      execution_date: this.#date(logicalDate),
      run_id: runId,
      run_start_date: this.#date(startDate),
      run_end_date: this.#date(now),
      run_duration: startDate === null ? null : pythonFloat((now - startDate) / 1e6),
      state,
      external_trigger: externalTrigger,
      run_type: runType,
      data_interval_start: this.#date(dataInterval?.start ?? null),
      data_interval_end: this.#date(dataInterval?.end ?? null),
      dag_hash: null,
    };
    this.#listed("dagrun.py:704", "DagRun Finished", values);
  }

  /** As it was when it was marked: running. */
  #runName({ dag, runId, logicalDate, queuedAt, externalTrigger }: DagRun): string {
    const triggered = externalTrigger ? "True" : "False";
    return `<DagRun ${dag.dagId} @ ${this.#date(logicalDate)}: ${runId}, state:running, queued_at: ${this.#date(queuedAt)}. externally triggered: ${triggered}>`;
  }

  #date(at: number | null): string | null {
    return at === null ? null : this.#metadata.calendar.str(at);
  }

  #listed(place: string, what: string, values: Readonly<Record<string, unknown>>): void {
    const template = Object.keys(values).map((name) => `${name}=%s`);
    this.#write(place, "INFO", `${what}: ${template.join(", ")}`, ...Object.values(values));
  }

  #runner(line: number, level: LogLevel, template: string, ...values: readonly unknown[]): void {
    this.#write(`scheduler_job_runner.py:${line}`, level, template, ...values);
  }

  #write(place: string, level: LogLevel, template: string, ...values: readonly unknown[]): void {
    this.#metadata.observer.log({ actor: "scheduler", place }, level, template, values);
  }
}

function lines(instances: readonly TaskInstance[]): string {
  return instances.map((instance) => `\t${reprOf(instance)}`).join("\n");
}

/** `TaskInstanceKey.__repr__`. */
function keyOf({ task, dagRun, mapIndex }: TaskInstance, tryNumber: number): string {
  return `TaskInstanceKey(dag_id='${task.dag.dagId}', task_id='${task.taskId}', run_id='${dagRun.runId}', try_number=${tryNumber}, map_index=${mapIndex})`;
}
