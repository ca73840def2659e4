import { type LogSource, type Metadata, reprOf, type TaskInstance } from "../database/index.ts";
import type { Calendar, LogLevel } from "../definition/index.ts";

/** Airflow's own lines in a task's log, by where they are in models/taskinstance.py of 2.7.2. */
export class TaskLog {
  readonly #metadata: Metadata;
  readonly #instance: TaskInstance;
  readonly #attempt: number;

  /** `attempt` is the try whose log it is. */
  constructor(metadata: Metadata, instance: TaskInstance, attempt: number) {
    this.#metadata = metadata;
    this.#instance = instance;
    this.#attempt = attempt;
  }

  starting(isResumed: boolean): void {
    const { task, dagRun, maxTries } = this.#instance;
    if (isResumed) this.#write(1359, "INFO", "Resuming after deferral");
    else this.#write(1361, "INFO", "Starting attempt %s of %s", this.#attempt, maxTries + 1);
    const logicalDate = this.#calendar.str(dagRun.logicalDate ?? dagRun.runAfter);
    this.#write(1382, "INFO", "Executing <Task(%s): %s> on %s", task.operator.taskType, task.taskId, logicalDate);
  }

  pausing(): void {
    const instance = this.#instance;
    const { observer, rules } = this.#metadata;
    if (rules.taskLogsAre === "JSON") {
      const { dagRun, task } = instance;
      const fields = { dag_id: task.dag.dagId, task_id: task.taskId, run_id: dagRun.runId };
      observer.log({ ...this.#source("task_runner.py"), fields }, "INFO", "Pausing task as DEFERRED. ", []);
      return;
    }
    this.#write(
      1526,
      "INFO",
      "Pausing task as DEFERRED. dag_id=%s, task_id=%s, execution_date=%s, start_date=%s",
      instance.task.dag.dagId,
      instance.task.taskId,
      digits(this.#calendar, instance.dagRun.logicalDate),
      digits(this.#calendar, instance.startDate),
    );
  }

  rescheduling(): void {
    this.#write(1897, "INFO", "Rescheduling task, marking task as UP_FOR_RESCHEDULE");
  }

  /** `_log_state`. */
  marking(lead = ""): void {
    const instance = this.#instance;
    const { task, dagRun, mapIndex, state, startDate, endDate } = instance;
    const mapped = mapIndex >= 0 ? [`, map_index=${mapIndex}`] : [""];
    this.#write(
      1400,
      "INFO",
      "%sMarking task as %s. dag_id=%s, task_id=%s%s, execution_date=%s, start_date=%s, end_date=%s",
      lead,
      String(state).toUpperCase(),
      task.dag.dagId,
      task.taskId,
      ...mapped,
      digits(this.#calendar, dagRun.logicalDate),
      digits(this.#calendar, startDate),
      digits(this.#calendar, endDate),
    );
  }

  skipping(message: string): void {
    if (message !== "") this.#write(1542, "INFO", "%s", message);
  }

  failed(error: unknown): void {
    this.#write(
      1937,
      "ERROR",
      "Task failed with exception\n%s",
      error instanceof Error ? `${error.name}: ${error.message}` : error,
    );
  }

  dependenciesMet(which: "non-requeueable" | "requeueable"): void {
    const instance = this.#instance;
    this.#write(1159, "INFO", "Dependencies all met for dep_context=%s deps ti=%s", which, reprOf(instance));
  }

  noRoom(): void {
    const { tryNumber, maxTries } = this.#instance;
    const template =
      "Rescheduling due to concurrency limits reached at task runtime. Attempt %s of %s. State set to NONE.";
    this.#write(1346, "WARNING", template, tryNumber, maxTries + 1);
  }

  notAbleToBeRun(): void {
    this.#writeJob(154, "INFO", "Task is not able to be run");
  }

  changedOutside(): void {
    const template = "State of this instance has been externally set to %s. Terminating instance.";
    this.#writeJob(294, "WARNING", template, this.#instance.state);
  }

  exited(code: 0 | 1 | 100): void {
    if (code === 100) this.#writeJob(225, "INFO", "Task exited with return code %s (task deferral)", code);
    else this.#writeJob(228, "INFO", "Task exited with return code %s", code);
  }

  terminated(): void {
    this.#write(1632, "ERROR", "Received SIGTERM. Terminating subprocesses.");
  }

  scheduledDownstream(instances: readonly TaskInstance[]): void {
    this.#write(2778, "INFO", "%d downstream tasks scheduled from follow-on schedule check", instances.length);
  }

  get #calendar(): Calendar {
    return this.#metadata.calendar;
  }

  #writeJob(line: number, level: LogLevel, template: string, ...values: readonly unknown[]): void {
    this.#metadata.observer.log(this.#source(`local_task_job_runner.py:${line}`), level, template, values);
  }

  #write(line: number, level: LogLevel, template: string, ...values: readonly unknown[]): void {
    this.#metadata.observer.log(this.#source(`taskinstance.py:${line}`), level, template, values);
  }

  #source(place: string): LogSource {
    return { actor: "worker", place, taskInstance: this.#instance, attempt: this.#attempt };
  }
}

/** `_date_or_empty`: 20240101T000001. */
function digits(calendar: Calendar, at: number | null): string {
  return at === null ? "" : calendar.isoformat(at).slice(0, 19).replaceAll(/[-:]/g, "");
}
