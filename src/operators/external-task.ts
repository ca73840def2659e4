/**
 * ExternalTaskSensor (airflow/sensors/external_task.py). What it waits with where it is deferrable is in
 * external-task-triggers.ts.
 * @module
 */

import type { DateTime } from "luxon";
import {
  AirflowException,
  AirflowSkipException,
  DATABASE,
  DagRunState,
  type TaskContext,
  type TaskDeferred,
  TaskInstanceState,
  ValueError,
} from "../definition/index.ts";
import { type Body, durationMicros, type Micros, type Seconds } from "../kernel/index.ts";
import type { Problem } from "../options/index.ts";
import { namesOf } from "../options/index.ts";
import { pythonRepr } from "../python/index.ts";
import type { Rules } from "../rules/index.ts";
import { BaseSensor, type BaseSensorArguments } from "./base-sensor.ts";
import { checkNumber, checkSpan, checkStates } from "./check-arguments.ts";
import { countExternal, type ExternalState, TaskStateTrigger, WorkflowTrigger } from "./external-task-triggers.ts";

export interface ExternalTaskSensorArguments extends BaseSensorArguments {
  /** Rendered with Jinja. */
  readonly externalDagId: string;
  /** Rendered with Jinja. Without it and `externalTaskIds`, it waits for the whole run. */
  readonly externalTaskId?: string | null;
  /** Rendered with Jinja. */
  readonly externalTaskIds?: readonly string[] | null;
  /** Waits for all tasks of this group. Rendered with Jinja. */
  readonly externalTaskGroupId?: string | null;
  /** Default success. */
  readonly allowedStates?: readonly ExternalState[] | null;
  /** States that skip the sensor. Default none. */
  readonly skippedStates?: readonly ExternalState[] | null;
  /** States that fail the sensor. Default none: it waits on. */
  readonly failedStates?: readonly ExternalState[] | null;
  /** Seconds from the other run's logical date to its own. Default 0. */
  readonly executionDelta?: Seconds | null;
  /** The other runs' logical dates, to the millisecond, in place of `executionDelta`. */
  readonly executionDateFn?: (logicalDate: DateTime, context: TaskContext) => DateTime | readonly DateTime[];
  /** Fails at once where there is no such DAG or task. Default false. */
  readonly checkExistence?: boolean;
  /** Seconds between two looks of its trigger. Default 2. */
  readonly pollInterval?: Seconds;
  /** Waits in the triggerer. Default false. */
  readonly deferrable?: boolean;
}

/** The exception of the sensor from Airflow 3 on: a kind of AirflowException for each cause. */
class ExternalTaskSensorException extends AirflowException {
  override readonly name: string;

  constructor(
    name: "ExternalTaskFailedError" | "ExternalTaskGroupFailedError" | "ExternalDagFailedError",
    message: string,
  ) {
    super(message);
    this.name = name;
  }
}

const TASK_STATES = Object.values(TaskInstanceState);
const RUN_STATES = Object.values(DagRunState);

/**
 * Waits for a task, or a whole run, of another DAG: the run of the same logical date, unless told otherwise.
 *
 * @example
 * const [dag, other] = [new DAG("d"), new DAG("other")];
 * new ExternalTaskSensor({ dag, taskId: "t", externalDagId: "other", externalTaskId: "work" });
 * new EmptyOperator({ dag: other, taskId: "work" });
 * const both = new Simulation({ dags: [dag, other] }).trigger("d", { runId: "r" }).trigger("other", { runId: "r" });
 * console.log(both.run().taskInstance("r", "t", { dagId: "d" }).state); // success
 */
export class ExternalTaskSensor extends BaseSensor<ExternalTaskSensorArguments> {
  static override readonly argumentNames = namesOf<Omit<ExternalTaskSensorArguments, keyof BaseSensorArguments>>({
    externalDagId: true,
    externalTaskId: true,
    externalTaskIds: true,
    externalTaskGroupId: true,
    allowedStates: true,
    skippedStates: true,
    failedStates: true,
    executionDelta: true,
    executionDateFn: true,
    checkExistence: true,
    pollInterval: true,
    deferrable: true,
  });
  static override readonly templateFields: readonly string[] = [
    "externalDagId",
    "externalTaskId",
    "externalTaskIds",
    "externalTaskGroupId",
  ];

  externalDagId: string;
  externalTaskId: string | null;
  externalTaskIds: readonly string[];
  externalTaskGroupId: string | null;
  readonly allowedStates: readonly ExternalState[];
  readonly skippedStates: readonly ExternalState[];
  readonly failedStates: readonly ExternalState[];
  #hasCheckedExistence = false;

  constructor(given: ExternalTaskSensorArguments) {
    super(given);
    const { externalTaskId, externalTaskIds, allowedStates, skippedStates, failedStates } = this.args;
    this.externalDagId = this.args.externalDagId;
    this.externalTaskId = externalTaskId ?? null;
    this.externalTaskIds = externalTaskId == null ? (externalTaskIds ?? []) : [externalTaskId];
    this.externalTaskGroupId = this.args.externalTaskGroupId ?? null;
    this.allowedStates = allowedStates?.length ? allowedStates : ["success"];
    this.skippedStates = skippedStates ?? [];
    this.failedStates = failedStates ?? [];
  }

  override get looksAtRuns(): boolean {
    return true;
  }

  override problems(): readonly Problem[] {
    const { args, allowedStates, skippedStates, failedStates } = this;
    const waitsForTasks = this.externalTaskIds.length > 0 || args.externalTaskGroupId != null;
    const valid: readonly string[] = waitsForTasks ? TASK_STATES : RUN_STATES;
    const all = [...allowedStates, ...skippedStates, ...failedStates];
    const problems = [
      ...super.problems(),
      ...checkSpan("executionDelta", args.executionDelta ?? null),
      ...checkNumber("pollInterval", args.pollInterval, { least: 0, whole: false }),
      ...checkStates("allowedStates", allowedStates, valid),
      ...checkStates("skippedStates", skippedStates, valid),
      ...checkStates("failedStates", failedStates, valid),
    ];
    const refuse = (path: string, message: string) => problems.push({ path, message });
    if (new Set(all).size < all.length)
      refuse(
        "allowedStates",
        "Duplicate values provided across allowed_states, skipped_states and failed_states: give each state once",
      );
    if (args.externalTaskId != null && args.externalTaskIds != null && args.externalTaskIds.length > 0)
      refuse("externalTaskIds", "Only one of `external_task_id` or `external_task_ids` may be provided");
    if (args.externalTaskGroupId != null && this.externalTaskIds.length > 0)
      refuse("externalTaskGroupId", "Only one of `external_task_group_id` or `external_task_ids` may be provided");
    if (args.executionDelta != null && args.executionDateFn !== undefined)
      refuse("executionDateFn", "Only one of `execution_delta` or `execution_date_fn` may be provided");
    return problems;
  }

  /** Failed states count before skipped ones, skipped ones before allowed ones; success needs all tasks of all dates. */
  poke(context: TaskContext): boolean {
    const { externalTaskIds, externalDagId } = this;
    if (new Set(externalTaskIds).size < externalTaskIds.length)
      throw new ValueError("Duplicate task_ids passed in external_task_ids parameter");
    const dates = this.#logicalDates(context);
    const on = dates.map((date) => context.calendar.isoformat(date)).join(",");
    if (externalTaskIds.length > 0)
      context.log
        .at("external_task.py:244")
        .info("Poking for tasks %s in dag %s on %s ... ", externalTaskIds, externalDagId, on);
    if (this.externalTaskGroupId !== null)
      context.log
        .at("external_task.py:252")
        .info("Poking for task_group '%s' in dag '%s' on %s ... ", this.externalTaskGroupId, externalDagId, on);
    else if (externalTaskIds.length === 0)
      context.log.at("external_task.py:260").info("Poking for DAG '%s' on %s ... ", externalDagId, on);
    const isByApi = context.rules.externalTaskSensorAsks === "the execution API";
    if (this.args.checkExistence === true && !this.#hasCheckedExistence && !isByApi) this.#checkExistence(context);
    if (this.#count(context, dates, this.failedStates) > 0) this.#fail(isByApi);
    if (this.#count(context, dates, this.skippedStates) > 0)
      throw new AirflowSkipException(`${this.#subject} reached a state in our states-to-skip-on list. Skipping.`);
    return this.#count(context, dates, this.allowedStates) === dates.length;
  }

  get #subject(): string {
    if (this.externalTaskGroupId !== null)
      return `The external task_group '${this.externalTaskGroupId}' in DAG '${this.externalDagId}'`;
    return this.externalTaskIds.length > 0
      ? `Some of the external tasks ${pythonRepr(this.externalTaskIds)} in DAG ${this.externalDagId}`
      : `The external DAG ${this.externalDagId}`;
  }

  #fail(isByApi: boolean): never {
    const message = `${this.#subject} failed.`;
    if (this.softFail) throw new AirflowSkipException(`${message} Skipping due to soft_fail.`);
    const what = this.externalTaskIds.length > 0 ? "Task" : this.externalTaskGroupId === null ? "Dag" : "TaskGroup";
    const name = `External${what}FailedError` as const;
    throw isByApi ? new ExternalTaskSensorException(name, message) : new AirflowException(message);
  }

  #logicalDates(context: TaskContext): readonly Micros[] {
    const { executionDelta, executionDateFn } = this.args;
    const own = context.dagRun.logicalDate ?? context.dagRun.runAfter;
    if (executionDelta) return [own - durationMicros(executionDelta)];
    if (executionDateFn === undefined) return [own];
    const dates = executionDateFn(context.calendar.date(own), context);
    return [dates].flat().map((date) => context.calendar.instant(date as DateTime));
  }

  /** Once in each process. */
  #checkExistence(context: TaskContext): void {
    const database = context.service(DATABASE);
    const { externalDagId } = this;
    if (!database.hasDag(externalDagId))
      throw new AirflowException(`The external DAG ${externalDagId} does not exist.`);
    for (const id of this.externalTaskIds)
      if (!database.hasTask(externalDagId, id))
        throw new AirflowException(`The external task ${id} in DAG ${externalDagId} does not exist.`);
    const { externalTaskGroupId: group } = this;
    if (group !== null && database.taskGroupIds(externalDagId, group) === undefined)
      throw new AirflowException(`The external task group '${group}' in DAG '${externalDagId}' does not exist.`);
    this.#hasCheckedExistence = true;
  }

  #count(context: TaskContext, logicalDates: readonly Micros[], states: readonly ExternalState[]): number {
    const { externalTaskIds: taskIds, externalTaskGroupId: groupId, externalDagId: dagId } = this;
    return countExternal(context.service(DATABASE), { dagId, taskIds, groupId, logicalDates, states }, context.rules);
  }

  override execute(context: TaskContext): Body<unknown> {
    if (this.args.deferrable !== true) return super.execute(context);
    const executionDates = this.#logicalDates(context);
    const pollInterval = this.#pollInterval(context.rules);
    if (context.rules.externalTaskSensorAsks === "the execution API")
      return this.#deferToApi(executionDates, pollInterval);
    const trigger =
      context.rules.deferredExternalSensorAsks === "TaskStateTrigger"
        ? new TaskStateTrigger({
            dagId: this.externalDagId,
            taskId: this.externalTaskId,
            executionDates,
            states: this.allowedStates as readonly TaskInstanceState[],
            triggerStartTime: context.now,
            pollInterval,
          })
        : new WorkflowTrigger({
            externalDagId: this.externalDagId,
            externalTaskIds: this.externalTaskIds,
            externalTaskGroupId: this.externalTaskGroupId,
            executionDates,
            allowedStates: this.allowedStates,
            pokeInterval: pollInterval,
          });
    return this.defer({ trigger, methodName: "executeComplete" });
  }

  #pollInterval({ deferredExternalSensorPolls }: Rules): Seconds {
    const { pollInterval, pokeInterval } = this.args;
    if (deferredExternalSensorPolls === "every poll_interval") return pollInterval ?? 2;
    return pokeInterval ?? pollInterval ?? this.pokeInterval;
  }

  /** Defers to a trigger that knows all of its states, and may take as long as the sensor itself. */
  #deferToApi(executionDates: readonly Micros[], pokeInterval: Seconds): TaskDeferred {
    const trigger = new WorkflowTrigger({
      externalDagId: this.externalDagId,
      externalTaskIds: this.externalTaskIds,
      externalTaskGroupId: this.externalTaskGroupId,
      executionDates,
      allowedStates: this.allowedStates,
      skippedStates: this.skippedStates,
      failedStates: this.failedStates,
      pokeInterval,
    });
    return this.defer({ trigger, methodName: "executeComplete", timeout: this.timeout });
  }

  executeComplete(
    context: TaskContext,
    { event }: { readonly event: { readonly status: "success" | "timeout" | "failed" | "skipped" } },
  ): void {
    if (context.rules.externalTaskSensorAsks === "the execution API" && event.status !== "success") {
      if (event.status === "skipped") throw new AirflowSkipException("External job has skipped skipping.");
      throw this.softFail
        ? new AirflowSkipException("External job has failed skipping.")
        : new ExternalTaskSensorException("ExternalDagFailedError", "External job has failed.");
    }
    switch (event.status) {
      case "success":
        context.log.at("external_task.py:351").info("External task %s has executed successfully.", this.externalTaskId);
        return;
      case "timeout":
        throw new AirflowException("Dag was not started within 1 minute, assuming fail.");
      default:
        throw new AirflowException(
          "Error occurred while trying to retrieve task status. Please, check the name of executed task and Dag.",
        );
    }
  }
}
