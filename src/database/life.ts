import {
  type BaseTaskEndEvent,
  exceptionMessage,
  FAIL_METHOD,
  type FinishedState,
  isFinished,
  isFinishedRun,
  type TaskDeferred,
  TRIGGER_TIMEOUT,
} from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import { Expansion } from "./expansion.ts";
import { setOwner } from "./owner.ts";
import { isAwaited, isEligibleToRetry, isSpared, keepsStart, triggerTimeoutOf } from "./row-facts.ts";
import type { Row } from "./row-writer.ts";
import { beginProcess, type RunningProcess } from "./running-process.ts";
import type { FailureOptions, RowAsRead, TaskInstance } from "./task-instance.ts";
import { TaskReschedules } from "./task-reschedules.ts";
import type { TriggerRow } from "./trigger-row.ts";

/** The life of a task instance: every change of its row, under its name in Airflow (models/taskinstance.py if no other file is named). */
export class Life extends Expansion {
  /** `DagRun.schedule_tis`: to `scheduled`, or at once to success where there is nothing to run. */
  schedule(row: Row): void {
    const { task, state } = row;
    if (task.dag.countsTriesWhenScheduled && (state !== "up_for_reschedule" || task.isTriviallyEmpty))
      row.triesCounted += 1;
    if (!task.isTriviallyEmpty) {
      this.enter(row, "scheduled");
      return;
    }
    row.startDate = this.now();
    row.endDate = this.now();
    row.duration = 0;
    this.enter(row, "success");
  }

  /** Defers a task that starts from its trigger, without a worker (`schedule_tis`, `start_from_trigger`; from 2.10 on). */
  startFromTrigger(row: Row, deferral: TaskDeferred): void {
    row.startDate = this.now();
    if (row.state !== "up_for_reschedule") row.triesCounted += 1;
    this.#waitForTrigger(row, deferral, true);
  }

  /** Queues it (`_executable_task_instances_to_queued`, jobs/scheduler_job_runner.py). */
  queue(row: Row): void {
    row.queuedDttm = this.now();
    this.enter(row, "queued");
  }

  /** Schedules it again, as it was queued for too long (`_reschedule_stuck_task`, jobs/scheduler_job_runner.py). */
  requeue(row: Row): void {
    row.queuedDttm = null;
    this.enter(row, "scheduled");
  }

  /**
   * Starts it in a worker (`check_and_change_state_before_execution`, or `ti_run` of the execution API). Returns the row as its
   * process has read it.
   */
  start(row: Row, process: RunningProcess): RowAsRead {
    if (!keepsStart(row, this.metadata.rules)) row.startDate = this.now();
    if (!row.task.dag.countsTriesWhenScheduled) row.triesCounted += 1;
    row.endDate = null;
    this.enter(row, "running");
    const { tryNumber, startDate, queuedDttm, duration, owner } = row;
    const run = this.metadata.runLife.snapshot(row.dagRun);
    beginProcess(row, process);
    return { tryNumber, startedAt: this.now(), startDate, queuedDttm, duration, owner, run };
  }

  /** Gives it back, as a worker finds no room for it (`check_and_change_state_before_execution`). */
  giveBack(row: Row): void {
    if (row.nextMethod === null) row.startDate = this.now();
    row.queuedDttm = this.now();
    this.enter(row, null);
  }

  /** Ends it once its code has returned, or has skipped it (`_run_raw_task`). */
  finish(row: Row, state: "success" | "skipped"): void {
    this.clearNextMethodArgs(row);
    this.end(row);
    this.enter(row, state);
  }

  /** `_handle_reschedule`. */
  reschedule(row: Row, rescheduleDate: Micros, { startedAt }: RowAsRead): void {
    this.end(row);
    row.reschedules ??= new TaskReschedules();
    row.reschedules.add(row.triesCounted, startedAt, rescheduleDate);
    if (!row.task.dag.countsTriesWhenScheduled) row.triesCounted -= 1; // it is the same try that runs again
    this.clearNextMethodArgs(row);
    this.enter(row, "up_for_reschedule");
  }

  /** `_defer_task`: the row is written as the process has read it, whatever became of it meanwhile. */
  defer(row: Row, deferral: TaskDeferred, read: RowAsRead): void {
    row.triesCounted = row.task.dag.countsTriesWhenScheduled ? read.tryNumber : read.tryNumber - 1; // the same try resumes
    row.queuedDttm = read.queuedDttm;
    row.startDate = read.startDate;
    row.endDate = null;
    row.duration = read.duration;
    row.owner = read.owner;
    this.#waitForTrigger(row, deferral);
  }

  /** `handle_failure`: it waits for its retry, or fails for good and ends the others of its run where the DAG has `fail_stop`. */
  handleFailure(row: Row, { mayRetry = isEligibleToRetry(row), seesFailStop = true }: FailureOptions = {}): void {
    this.end(row);
    this.clearNextMethodArgs(row);
    if (mayRetry) {
      if (row.state === "running") this.#recordTry(row);
      if (row.state === "queued" && this.metadata.rules.queuedFailureUsesUpTry) row.triesCounted += 1; // it was never started
      this.enter(row, "up_for_retry");
      return;
    }
    if (seesFailStop && row.task.dag.failStop) this.#stopRemainingTasks(row);
    this.enter(row, "failed");
  }

  /** Records the try that has ended, before another. */
  #recordTry(row: Row): void {
    row.recordedTry = row.triesCounted;
    this.#renew(row);
  }

  /** In some versions the row of the next try has a new id, and forgets its reschedules (`prepare_db_for_next_try`). */
  #renew(row: Row): void {
    if (!this.metadata.rules.retriesForgetReschedules) return;
    row.generation += 1;
    row.reschedules = null;
  }

  /** Runs it again, as it was cleared while it ran and its process has ended (`process_executor_events`; from 3 on). */
  restart(row: Row): void {
    row.maxTries = row.triesCounted + row.task.settings.retries;
    this.enter(row, null);
  }

  /** `_stop_remaining_tasks`: running ones fail, whatever else has neither succeeded nor failed is skipped, teardowns stay. */
  #stopRemainingTasks({ dagRun, task }: TaskInstance): void {
    for (const other of dagRun.taskInstances()) {
      const { state } = other;
      if (other.task === task || state === "success" || state === "failed" || other.task.operator.isTeardown) continue;
      if (state === "running") this.enter(other, "failed");
      else this.setState(other, "skipped");
    }
  }

  /** Makes the trigger that it waits for from now on. */
  #waitForTrigger(row: Row, { trigger, methodName, kwargs, timeout }: TaskDeferred, isStart = false): void {
    const { triggers, triggerTimeouts, observer, actor } = this.metadata;
    const made = triggers.create(trigger, this.now(), row);
    observer.trigger(made, "created", actor);
    if (row.trigger !== null) triggers.suspect(row.trigger);
    row.trigger = made;
    row.nextMethod = methodName;
    row.nextKwargs = kwargs;
    row.triggerTimeout = triggerTimeoutOf(row, timeout, this.metadata, isStart);
    if (row.triggerTimeout !== null) triggerTimeouts.add(row.triggerTimeout, row);
    this.enter(row, "deferred");
    this.metadata.wakeTriggerers();
    if (row.triggerTimeout !== null) this.metadata.wakeScheduler();
  }

  /** `Trigger.submit_event` (models/trigger.py): the first event of a trigger resumes its task. */
  submitEvent(trigger: TriggerRow, payload: unknown): void {
    if (!isAwaited(trigger)) return;
    const { taskInstance: row } = trigger;
    this.#resume(row, { ...row.nextKwargs, event: payload }, row.nextMethod);
  }

  /** `Trigger.submit_failure` (models/trigger.py): a trigger has failed, or, with null, has ended without an event. */
  submitFailure(trigger: TriggerRow, error: unknown): void {
    if (!isAwaited(trigger)) return;
    const said = { error: "Trigger failure", traceback: error === null ? null : [exceptionMessage(error)] };
    this.#resume(trigger.taskInstance, said, FAIL_METHOD);
  }

  /** `check_trigger_timeouts` (jobs/scheduler_job_runner.py): its deferral has lasted too long, and it is run to fail. */
  timeOutDeferral(row: TaskInstance): void {
    this.#resume(row, { error: TRIGGER_TIMEOUT }, FAIL_METHOD);
  }

  /** `BaseTaskEndEvent.handle_submit` (triggers/base.py): a trigger ends its task. False where the task waits no more. */
  endByTrigger(trigger: TriggerRow, { taskInstanceState, xcoms }: BaseTaskEndEvent): boolean {
    if (!isAwaited(trigger)) return false;
    const row: Row = trigger.taskInstance;
    const { task, dagRun, mapIndex } = row;
    const { rules } = this.metadata;
    if (taskInstanceState === "failed" && rules.failuresByTriggersAre === "retried" && isEligibleToRetry(row)) {
      this.#retryByTrigger(row);
      return true;
    }
    this.setState(row, taskInstanceState); // an end of an earlier try stays
    row.trigger = null;
    for (const [key, value] of Object.entries(xcoms)) dagRun.xcoms.setUnmeasured(task.taskId, mapIndex, key, value);
    return true;
  }

  #retryByTrigger(row: Row): void {
    this.end(row);
    this.clearNextMethodArgs(row);
    this.#recordTry(row);
    this.enter(row, "up_for_retry");
    row.trigger = null;
  }

  /** A row of the trigger table was deleted, and with it what refers to it. */
  triggerDeleted(trigger: TriggerRow): void {
    const row: Row = trigger.taskInstance;
    if (row.trigger === trigger) row.trigger = null;
  }

  #resume(row: Row, kwargs: Readonly<Record<string, unknown>>, method: string | null): void {
    row.nextMethod = method;
    row.nextKwargs = kwargs;
    this.enter(row, "scheduled");
    row.trigger = null;
  }

  /** `set_state` of api/common/mark_tasks.py, for whole runs. */
  mark(row: Row, state: FinishedState): void {
    const isTakenOff = row.state === "deferred" || row.state === "up_for_reschedule"; // its try, when it paused
    if (isTakenOff && !row.task.dag.countsTriesWhenScheduled) row.triesCounted += 1;
    this.setState(row, state);
  }

  /**
   * `set_state` in a session that does not flush by itself: queries find the state after the next `Metadata.flush`, unless
   * `Rules.marksAreWritten` has one follow.
   */
  setStateUnflushed(row: TaskInstance, state: FinishedState): boolean {
    if (row.state === state || !row.task.dag.hasDependsOnPast) return this.setState(row, state);
    this.metadata.unwritten.add(row);
    this.setState(row, state);
    if (this.metadata.rules.marksAreWritten === "at once") this.metadata.flush();
    return true;
  }

  /** Skips it, even a running one in some versions (`SkipMixin._set_state_to_skipped`, models/skipmixin.py). */
  skip(row: Row): void {
    if (row.dagRun.isDeleted || isSpared(row, this.metadata.rules)) return;
    row.startDate = this.now();
    row.endDate = this.now();
    this.enter(row, "skipped");
  }

  /** `clear_task_instances`: what has run is run again, what is running is ended first, a finished run is queued again. */
  clear(instances: readonly TaskInstance[]): void {
    for (const instance of instances) this.#clear(instance);
    for (const run of new Set(instances.map(({ dagRun }) => dagRun)))
      if (isFinishedRun(run.state)) this.metadata.runLife.clear(run);
  }

  #clear(row: Row): void {
    if (this.metadata.rules.triesAreRecorded) this.#record(row);
    this.#renew(row);
    if (row.owner !== null) setOwner(row, { externalExecutorId: null });
    if (row.state === "running") this.enter(row, "restarting");
    else {
      row.maxTries = row.triesCounted + row.task.settings.retries;
      this.clearNextMethodArgs(row);
      this.enter(row, null);
    }
    row.reschedules?.clear(row.tryNumber);
  }

  /** `TaskInstanceHistory.record_ti`: a try that has not finished ends with that, in a state that only its record has. */
  #record(row: Row): void {
    if (row.recordedTry === row.triesCounted) return;
    row.recordedTry = row.triesCounted;
    if (!isFinished(row.state)) this.end(row);
  }

  /** Deletes it with its run: nothing waits for it or counts it any more. Observers hear that it was removed. */
  delete(row: Row): void {
    this.clearNextMethodArgs(row);
    if (!isFinished(row.state)) this.enter(row, "removed");
    row.trigger = null;
  }

  /** Writes the row of a deleted one again, which is then changed as its process ends. */
  revive(row: Row): void {
    row.state = null;
    row.isDirty = false;
  }

  /** Schedules it as the job of a backfill does: it is given the date of a start, too (`_task_instances_for_dag_run`). */
  scheduleInBackfill(row: Row): void {
    if (row.task.dag.countsTriesWhenScheduled && row.state !== "up_for_reschedule") row.triesCounted += 1;
    this.setState(row, "scheduled");
  }

  /** Queues it as the job of a backfill does, which skips the state scheduled where nobody has given it that. */
  queueInBackfill(row: Row): void {
    const isNew = row.state === "up_for_retry" || row.state === null;
    if (row.task.dag.countsTriesWhenScheduled && isNew) row.triesCounted += 1;
    this.queue(row);
  }

  /** Queues what has failed, as the job of a backfill does that runs it again: that it is scheduled is not written before. */
  requeueInBackfill(row: Row): void {
    this.countAgainInBackfill(row);
    this.queue(row);
  }

  /** Counts a try of what the job of a backfill was to run again, and does not: it comes to the same state at once. */
  countAgainInBackfill(row: Row): void {
    if (row.task.dag.countsTriesWhenScheduled) row.triesCounted += 1;
  }

  /** Schedules it again, as a worker has given it back to the job of a backfill (`_update_counters`). */
  takeBackInBackfill(row: Row): void {
    this.countAgainInBackfill(row);
    this.enter(row, "scheduled");
  }
}
