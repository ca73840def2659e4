/**
 * The triggers of ExternalTaskSensor (airflow/triggers/external_task.py, utils/sensor_helper.py).
 * @module
 */

import {
  AirflowRuntimeError,
  DATABASE,
  type DagRunState,
  type Database,
  type TaskInstanceState,
  type TriggerContext,
  TriggerEvent,
  type TriggerRun,
} from "../definition/index.ts";
import { durationMicros, type Micros, type Seconds, sleep } from "../kernel/index.ts";
import type { Rules } from "../rules/index.ts";
import { BaseTrigger } from "./base-trigger.ts";

export type ExternalState = TaskInstanceState | DagRunState;

/** The runs, tasks or task group of another DAG that are looked for. */
export interface External {
  readonly dagId: string;
  /** Empty for the whole run, or for a group. */
  readonly taskIds: readonly string[];
  readonly groupId: string | null;
  readonly logicalDates: readonly Micros[];
  readonly states: readonly ExternalState[];
}

type CountRules = Pick<Rules, "externalTaskSensorAsks" | "unbegunTasksOfGroupsCount">;

/**
 * Counts runs, or task instances for each task that is waited for (`_get_count`). Of a group it counts the share of its task
 * instances, over all dates; in Airflow 3 the runs in which all that have a state have one of these.
 */
export function countExternal(
  database: Database,
  { dagId, taskIds, groupId, logicalDates, states }: External,
  { externalTaskSensorAsks, unbegunTasksOfGroupsCount }: CountRules,
): number {
  if (states.length === 0 || logicalDates.length === 0) return 0;
  if (groupId !== null) {
    const isByApi = externalTaskSensorAsks === "the execution API";
    const taskIds = isByApi && !database.hasDag(dagId) ? undefined : database.taskGroupIds(dagId, groupId);
    if (taskIds === undefined && isByApi) throw new AirflowRuntimeError(notFound(dagId, groupId));
    const byRun = database.taskStates({ dagId, logicalDates, taskIds: taskIds ?? [] });
    const isOne = (state: TaskInstanceState | null) => state !== null && states.includes(state);
    const isDone = (own: readonly (TaskInstanceState | null)[]) =>
      unbegunTasksOfGroupsCount
        ? own.every((state) => state === null || isOne(state))
        : own.length > 0 && own.every(isOne);
    if (isByApi) return byRun.filter(isDone).length;
    const all = byRun.flat();
    return all.length === 0 ? 0 : all.filter(isOne).length / all.length;
  }
  if (taskIds.length === 0)
    return database.countDagRuns({ dagId, logicalDates, states: states as readonly DagRunState[] });
  const wanted = { dagId, logicalDates, taskIds, states: states as readonly TaskInstanceState[] };
  return database.countTaskInstances(wanted) / taskIds.length;
}

/** The answer of the execution API where there is no such group. */
function notFound(dagId: string, groupId: string): string {
  const detail = `{'detail': {'reason': 'not_found', 'message': 'Task group ${groupId} not found in DAG ${dagId}'}}`;
  return `API_SERVER_ERROR: {'status_code': 404, 'message': 'Server returned error', 'detail': ${detail}}`;
}

export interface TaskStateTriggerArguments {
  readonly dagId: string;
  /** Null for a sensor that waits for several tasks or for a run: then nothing is ever found. */
  readonly taskId: string | null;
  readonly states: readonly TaskInstanceState[];
  /** Logical dates: microseconds since the start. */
  readonly executionDates: readonly Micros[];
  readonly triggerStartTime: Micros;
  readonly pollInterval: Seconds;
}

/** After so long it gives up, however well the other run is under way (`_timeout_sec`). */
const PATIENCE = durationMicros(60);

/**
 * Fires when the task has one of the states in the runs of all these dates.
 *
 * @example
 * const trigger = new TaskStateTrigger({ dagId: "other", taskId: "work", states: ["success"], executionDates: [0] } as never);
 * console.log(trigger.triggerType); // TaskStateTrigger
 */
export class TaskStateTrigger extends BaseTrigger<TaskStateTriggerArguments> {
  override *run(context: TriggerContext): TriggerRun {
    const { dagId, taskId, states, executionDates: logicalDates, triggerStartTime, pollInterval } = this.kwargs;
    const database = context.service(DATABASE);
    for (;;) {
      context.recordPoke();
      if (context.now - triggerStartTime >= PATIENCE) {
        yield new TriggerEvent({ status: "timeout" });
        return;
      }
      if (database.countTaskInstances({ dagId, logicalDates, states: ["running", "success"] }) === 0) {
        context.log.at("external_task.py:99").info("Waiting for DAG to start execution...");
        yield sleep(pollInterval);
      }
      const taskIds = taskId === null ? [] : [taskId];
      if (database.countTaskInstances({ dagId, logicalDates, states, taskIds }) === logicalDates.length) {
        yield new TriggerEvent({ status: "success" });
        return;
      }
      context.log.at("external_task.py:108").info("Task is still running, sleeping for %s seconds...", pollInterval);
      yield sleep(pollInterval);
    }
  }
}

export interface WorkflowTriggerArguments {
  readonly externalDagId: string;
  /** Empty for a sensor that waits for a run or a group. */
  readonly externalTaskIds: readonly string[];
  readonly externalTaskGroupId?: string | null;
  /** Logical dates: microseconds since the start. */
  readonly executionDates: readonly Micros[];
  readonly allowedStates: readonly ExternalState[];
  /** From Airflow 3 on. */
  readonly skippedStates?: readonly ExternalState[];
  readonly failedStates?: readonly ExternalState[];
  readonly pokeInterval: Seconds;
}

/**
 * Fires when all tasks, or the run, have one of the states on all these dates. It has no patience to lose.
 *
 * @example
 * const trigger = new WorkflowTrigger({ externalDagId: "other", executionDates: [0] } as never);
 * console.log(trigger.triggerType); // WorkflowTrigger
 */
export class WorkflowTrigger extends BaseTrigger<WorkflowTriggerArguments> {
  override *run(context: TriggerContext): TriggerRun {
    const { externalDagId: dagId, externalTaskIds: taskIds, executionDates, allowedStates, pokeInterval } = this.kwargs;
    const { failedStates = [], skippedStates = [], externalTaskGroupId: groupId = null } = this.kwargs;
    const counted = (states: readonly ExternalState[]) =>
      countExternal(
        context.service(DATABASE),
        { dagId, taskIds, groupId, logicalDates: executionDates, states },
        context.rules,
      );
    const count = context.rules.externalTriggerCountsWhole
      ? (states: readonly ExternalState[]) => Math.floor(counted(states))
      : counted;
    for (;;) {
      context.recordPoke();
      const ended = count(failedStates) > 0 ? "failed" : count(skippedStates) > 0 ? "skipped" : undefined;
      if (ended !== undefined) {
        yield new TriggerEvent({ status: ended });
        return;
      }
      if (count(allowedStates) === executionDates.length) break;
      context.log.at("external_task.py:119").info("Sleeping for %s seconds", pokeInterval);
      yield sleep(pokeInterval);
    }
    yield new TriggerEvent({ status: "success" });
  }
}
