/**
 * An operator as the scheduler and the workers see it. They never ask for its class: whatever differs between
 * operators, an operator declares itself. `BaseOperator` in `src/operators` is the implementation to derive from.
 * @module
 */

import type { DateTime } from "luxon";
import type { Body, Micros, Seconds } from "../kernel/index.ts";
import type { Problem } from "../options/index.ts";
import type { Gone, NewArguments, Rules } from "../rules/index.ts";
import type { Calendar } from "./calendar.ts";
import type { TaskContext } from "./context.ts";
import type { Dataset } from "./dataset.ts";
import type { ExpandInput, MappedGroup } from "./expand-input.ts";
import type { TriggerRule, WeightRule } from "./states.ts";
import type { Trigger } from "./trigger.ts";

/** Something to call when a task changes state. What it throws is logged and ignored. */
export type TaskStateChangeCallback = (context: TaskContext) => void;

/** A task's settings: the arguments of Airflow's BaseOperator that decide when and how it runs, defaults filled in. */
export interface TaskSettings {
  readonly retries: number;
  readonly retryDelay: Micros;
  /** By how much the delay of a retry grows with each try; 0 where it does not. */
  readonly retryExponentialBackoff: number;
  readonly maxRetryDelay: Micros | null;
  readonly executionTimeout: Micros | null;
  readonly startDate: DateTime | null;
  readonly endDate: DateTime | null;
  /** As it is given. `waitForDownstream` mostly implies it. */
  readonly dependsOnPast: boolean;
  readonly ignoreFirstDependsOnPast: boolean;
  readonly waitForDownstream: boolean;
  readonly priorityWeight: number;
  readonly weightRule: WeightRule;
  readonly queue: string;
  readonly pool: string;
  readonly poolSlots: number;
  readonly triggerRule: TriggerRule;
  readonly maxActiveTisPerDag: number | null;
  readonly maxActiveTisPerDagrun: number | null;
  readonly doXcomPush: boolean;
  readonly sla: Micros | null;
  /** The datasets that a success updates. */
  readonly outlets: readonly Dataset[];
  readonly params: Readonly<Record<string, unknown>>;
  readonly onExecuteCallback: readonly TaskStateChangeCallback[];
  readonly onSuccessCallback: readonly TaskStateChangeCallback[];
  readonly onFailureCallback: readonly TaskStateChangeCallback[];
  readonly onRetryCallback: readonly TaskStateChangeCallback[];
  readonly onSkippedCallback: readonly TaskStateChangeCallback[];
}

/** An argument that not every version has any more. */
export type GoneArgument = readonly [argument: string, gone: Gone];

/** A task of a DAG: what it is and what it does. */
export interface Operator {
  readonly taskId: string;
  /** The name of its class, as logs and metrics show it. */
  readonly taskType: string;
  readonly settings: TaskSettings;
  readonly upstreamTaskIds: ReadonlySet<string>;
  /** The upstream tasks that count in some versions only: see `Rules.groupsWithTeardownsEndWith`. */
  readonly passedUpstreamTaskIds: ReadonlySet<string>;
  readonly downstreamTaskIds: ReadonlySet<string>;
  readonly isSetup: boolean;
  readonly isTeardown: boolean;
  /** True if a failure of this teardown fails the run. */
  readonly onFailureFailDagrun: boolean;
  /** True if the scheduler may set it to success by itself: `inherits_from_empty_operator`. */
  readonly inheritsFromEmptyOperator: boolean;
  /** Decides which downstream tasks are skipped, and so keeps that decision: `SkipMixin`. */
  readonly skipsDownstream: boolean;
  /** Asks the database for runs, of its own DAG or others: then none may be forgotten. */
  readonly looksAtRuns: boolean;
  /** True if it is a sensor in reschedule mode. */
  readonly reschedule: boolean;
  /** True if all that it holds its worker slot for is to look, now and then, if something elsewhere is done. */
  readonly onlyWaits: boolean;
  /** True if it is a sensor: it waits for what others do. What else only waits has started that itself. */
  readonly isSensor: boolean;
  /** True if some of its instances may start without a worker: the scheduler asks `startDeferral` of each then. */
  readonly mayStartFromTrigger: boolean;
  /** The most markers that one clear follows from here, where it marks a task of another DAG; null where it marks none. */
  readonly recursionDepth: number | null;
  /** The arguments that it was given and that not every version has. */
  readonly newArgumentsUsed: NewArguments;
  /** The given arguments that later versions lack. */
  readonly goneArgumentsUsed: readonly GoneArgument[];
  /** The arguments that it was given beside those of every operator. */
  readonly ownArguments: Readonly<Record<string, unknown>>;
  /** The names of the arguments that its class takes. */
  readonly argumentNames: readonly string[];
  /** The arguments that it was given and that its class does not take. */
  readonly unknownArguments: readonly Problem[];
  /** The values that it is mapped over; undefined for a task that is not mapped. */
  readonly expandInput: ExpandInput | undefined;
  /** The task group that it is directly in. */
  readonly taskGroupId: string | undefined;
  /** The mapped task groups that it is in, the innermost first. */
  readonly mappedGroups: readonly MappedGroup[];

  /** The deferral that a task instance starts with, without any worker; undefined where it starts in a worker. */
  startDeferral(mapIndex: number, calendar: Calendar, rules: Rules): TaskDeferred | undefined;
  /** A copy to run, so that what one run sets on it no other sees. A mapped task gives the copy for one map index. */
  prepareForExecution(context: TaskContext): RunnableTask;
  /** Lists the problems of its arguments, before anything runs. */
  problems(): readonly Problem[];
}

/** An operator about to run. */
export interface RunnableTask extends Operator {
  /** Renders its template fields. */
  renderTemplateFields(context: TaskContext): void;
  preExecute(context: TaskContext): void;
  postExecute(context: TaskContext, result: unknown): void;
  /** Does the work. A `TaskDeferred` or `TaskRescheduled` that it returns pauses the task; anything else is its result. */
  execute(context: TaskContext): Body<unknown>;
  /** Goes on after a deferral, at the method that the deferral named. */
  resumeExecution(
    nextMethod: string,
    nextKwargs: Readonly<Record<string, unknown>>,
    context: TaskContext,
  ): Body<unknown>;
  /** Names the task that it marks, once its template fields are rendered. */
  markedTask(context: TaskContext): MarkedTask;
  /** Cleans up what runs elsewhere; called where the task times out or its process is told to end. */
  onKill(context: TaskContext): Body<void>;
}

/** A task of another DAG that is cleared with the one that marks it. */
export interface MarkedTask {
  readonly dagId: string;
  readonly taskId: string;
  /** Undefined where the text for it is no date. */
  readonly logicalDate: Micros | undefined;
}

/** The value that `execute` returns to wait in the triggerer instead of in its worker slot. */
export class TaskDeferred {
  readonly trigger: Trigger;
  readonly methodName: string;
  readonly kwargs: Readonly<Record<string, unknown>>;
  readonly timeout: Seconds | null;

  constructor(
    trigger: Trigger,
    methodName: string,
    kwargs: Readonly<Record<string, unknown>>,
    timeout: Seconds | null,
  ) {
    this.trigger = trigger;
    this.methodName = methodName;
    this.kwargs = kwargs;
    this.timeout = timeout;
  }
}

/** The value that a sensor in reschedule mode returns to be run again later: AirflowRescheduleException. */
export class TaskRescheduled {
  readonly rescheduleDate: Micros;

  constructor(rescheduleDate: Micros) {
    this.rescheduleDate = rescheduleDate;
  }
}

/** The `next_method` of a deferred task whose trigger failed or timed out. */
export const FAIL_METHOD = "__fail__";

/** The error that it is resumed with where its deferral has lasted too long. */
export const TRIGGER_TIMEOUT = "Trigger/execution timeout";
