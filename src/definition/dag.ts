import type { DateTime } from "luxon";
import type { Seconds } from "../kernel/index.ts";
import { namesOf, type Problem } from "../options/index.ts";
import type { DagCallbackContext, SlaMissContext } from "./dag-callbacks.ts";
import type { DatasetSchedule } from "./dataset.ts";
import type { Operator } from "./operator.ts";
import type { Timetable } from "./timetable.ts";
import type { EventsTimetable } from "./timetables/events.ts";
import type {
  CronPartitionTimetable,
  CronTriggerTimetable,
  DeltaTriggerTimetable,
  MultipleCronTriggerTimetable,
} from "./timetables/trigger.ts";

/**
 * When runs are created: null for never, a cron expression or preset, an interval, when all of some datasets were updated or
 * a condition of them is met, or a timetable: one of Airflow's, or your own.
 */
export type Schedule =
  | null
  | string
  | { readonly every: Seconds }
  | DatasetSchedule
  | CronPartitionTimetable
  | CronTriggerTimetable
  | DeltaTriggerTimetable
  | EventsTimetable
  | MultipleCronTriggerTimetable
  | Timetable;

/** The arguments of Airflow's DAG that matter here, camelCase. */
export interface DagArguments {
  /** Default null: manual runs only. */
  readonly schedule?: Schedule;
  readonly startDate?: DateTime;
  readonly endDate?: DateTime;
  /** True if runs of intervals that are past are made up for. Default false, as most environments set it. */
  readonly catchup?: boolean;
  /** Default `core.maxActiveRunsPerDag`. */
  readonly maxActiveRuns?: number;
  /** Default `core.maxActiveTasksPerDag`. */
  readonly maxActiveTasks?: number;
  /** Seconds after which a running run fails. Default none. */
  readonly dagrunTimeout?: Seconds;
  /** True if the first failure ends the whole run. */
  readonly failStop?: boolean;
  /** The name of `failStop` from Airflow 3 on, where that one is taken too. */
  readonly failFast?: boolean;
  /** Failed runs in a row after which it is paused. Default `core.maxConsecutiveFailedDagRunsPerDag`. From Airflow 2.9 on. */
  readonly maxConsecutiveFailedDagRuns?: number;
  /** Arguments for every task that does not set them itself. */
  readonly defaultArgs?: Readonly<Record<string, unknown>>;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly tags?: readonly string[];
  readonly description?: string;
  /** Called when a run has succeeded, by the DAG processor, which takes no time here. What it throws is ignored. */
  readonly onSuccessCallback?: (context: DagCallbackContext) => void;
  /** Called when a run has failed. */
  readonly onFailureCallback?: (context: DagCallbackContext) => void;
  /** Called when tasks have missed their `sla`, with all misses that it was not told of. */
  readonly slaMissCallback?: (context: SlaMissContext) => void;
}

export const DAG_ARGUMENT_NAMES = namesOf<DagArguments>({
  schedule: true,
  startDate: true,
  endDate: true,
  catchup: true,
  maxActiveRuns: true,
  maxActiveTasks: true,
  dagrunTimeout: true,
  failStop: true,
  failFast: true,
  maxConsecutiveFailedDagRuns: true,
  defaultArgs: true,
  params: true,
  tags: true,
  description: true,
  onSuccessCallback: true,
  onFailureCallback: true,
  slaMissCallback: true,
});

/** A task group, as far as a DAG has to know it. */
export interface TaskGroupDefinition {
  /** With the ids of the groups that it is in. */
  readonly groupId: string;
  /** The id of the group itself. */
  readonly label: string;
  readonly prefixGroupId: boolean;
  /** The group that it is in. */
  readonly parentGroupId: string | undefined;
  readonly defaultArgs: Readonly<Record<string, unknown>>;
  /** The arguments that it was given and that no group takes. */
  readonly unknownArguments: readonly Problem[];
}

/**
 * A DAG under construction. It may be part of any number of simulations, which do not change it.
 *
 * @example
 * const dag = new DAG("nightly", { schedule: "@daily", startDate: DateTime.utc(2024) });
 * new EmptyOperator({ dag, taskId: "load" });
 * console.log([...dag.tasks.keys()]); // [ 'load' ]
 */
export class DAG {
  readonly dagId: string;
  readonly arguments: DagArguments;
  readonly tasks = new Map<string, Operator>();
  /** Ids that were given to more than one task; a simulation refuses them. */
  readonly duplicateTaskIds = new Set<string>();

  readonly taskGroups = new Map<string, TaskGroupDefinition>();
  readonly duplicateGroupIds = new Set<string>();

  constructor(dagId: string, given: DagArguments = {}) {
    this.dagId = dagId;
    this.arguments = given;
  }

  /** The time zone of its start date, in which cron expressions and times of the day count. */
  get timezone(): string {
    return this.arguments.startDate?.zoneName ?? "utc";
  }

  /** Takes a task in. An operator that is given the `dag` argument does this itself. */
  addTask(task: Operator): void {
    if (this.tasks.has(task.taskId)) this.duplicateTaskIds.add(task.taskId);
    else this.tasks.set(task.taskId, task);
  }

  /** Takes a task group in. A group that is given the `dag` argument does this itself. */
  addTaskGroup(group: TaskGroupDefinition): void {
    if (this.taskGroups.has(group.groupId)) this.duplicateGroupIds.add(group.groupId);
    else this.taskGroups.set(group.groupId, group);
  }

  /** The ids of a group's tasks, those of the groups in it too, that wait for none of the others; undefined where there is no such group. */
  taskGroupRoots(groupId: string): readonly string[] | undefined {
    if (!this.taskGroups.has(groupId)) return undefined;
    const members = new Set<string>();
    for (const { taskId, taskGroupId } of this.tasks.values()) {
      let group = taskGroupId;
      while (group !== undefined && group !== groupId) group = this.taskGroups.get(group)?.parentGroupId;
      if (group === groupId) members.add(taskId);
    }
    const waits = (taskId: string) =>
      [...(this.tasks.get(taskId)?.upstreamTaskIds ?? [])].some((id) => members.has(id));
    return [...members].filter((taskId) => !waits(taskId));
  }
}
