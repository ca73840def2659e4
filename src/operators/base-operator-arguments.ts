import type { DateTime } from "luxon";
import { DEFAULT_POOL } from "../database/index.ts";
import {
  type DAG,
  type Dataset,
  DEPRECATED_TRIGGER_RULES,
  type DeprecatedTriggerRule,
  type TaskContext,
  type TaskSettings,
  type TaskStateChangeCallback,
  type TriggerRule,
  type WeightRule,
} from "../definition/index.ts";
import { durationMicros, type Seconds } from "../kernel/index.ts";
import { namesOf, withDefaults } from "../options/index.ts";

import type { TaskGroup } from "./task-group.ts";

type Callbacks = TaskStateChangeCallback | readonly TaskStateChangeCallback[];

/** The arguments that every operator takes: those of Airflow's BaseOperator, camelCase, with Airflow's defaults. */
export interface BaseOperatorArguments {
  readonly taskId: string;
  /** The DAG that the task belongs to. */
  readonly dag?: DAG;
  /** The group of that DAG that it is in: its id begins with the group's. */
  readonly taskGroup?: TaskGroup;
  readonly owner?: string;
  /** Default 0. */
  readonly retries?: number;
  /** Default 300 s. */
  readonly retryDelay?: Seconds;
  /** True if the delay doubles with each try; from Airflow 3.2 on also a number, by which it grows. Default false. */
  readonly retryExponentialBackoff?: boolean | number;
  /** Default none; exponential backoff never exceeds a day anyhow. */
  readonly maxRetryDelay?: Seconds | null;
  readonly startDate?: DateTime | null;
  readonly endDate?: DateTime | null;
  /** Default false. */
  readonly dependsOnPast?: boolean;
  /** Default true. */
  readonly ignoreFirstDependsOnPast?: boolean;
  /** Default false, and without effect: only `airflow tasks run --depends-on-past wait` asks for it. */
  readonly waitForPastDependsBeforeSkipping?: boolean;
  /** Default false; where true, it depends on the past too, but for a mapped task in Airflow 3, where it has no effect by itself. */
  readonly waitForDownstream?: boolean;
  readonly params?: Readonly<Record<string, unknown>>;
  /** Default 1. */
  readonly priorityWeight?: number;
  /** Default `downstream`. */
  readonly weightRule?: WeightRule;
  /** Default `default`. */
  readonly queue?: string;
  /** Default `default_pool`. */
  readonly pool?: string;
  /** Default 1. */
  readonly poolSlots?: number;
  readonly sla?: Seconds | null;
  /** Default none. */
  readonly executionTimeout?: Seconds | null;
  readonly onExecuteCallback?: Callbacks;
  readonly onSuccessCallback?: Callbacks;
  readonly onFailureCallback?: Callbacks;
  readonly onRetryCallback?: Callbacks;
  /** Where the task skips itself; `onSuccessCallback` is called then too. From Airflow 2.9 on. */
  readonly onSkippedCallback?: Callbacks;
  readonly preExecute?: (context: TaskContext) => void;
  readonly postExecute?: (context: TaskContext, result: unknown) => void;
  /** Default `all_success`. */
  readonly triggerRule?: TriggerRule | DeprecatedTriggerRule;
  readonly maxActiveTisPerDag?: number | null;
  readonly maxActiveTisPerDagrun?: number | null;
  /** True if the result is pushed as XCom `return_value`. Default true. */
  readonly doXcomPush?: boolean;
  /** The datasets that a success updates. */
  readonly outlets?: readonly Dataset[];
}

export const BASE_ARGUMENT_NAMES = namesOf<BaseOperatorArguments>({
  taskId: true,
  dag: true,
  taskGroup: true,
  owner: true,
  retries: true,
  retryDelay: true,
  retryExponentialBackoff: true,
  maxRetryDelay: true,
  startDate: true,
  endDate: true,
  dependsOnPast: true,
  ignoreFirstDependsOnPast: true,
  waitForPastDependsBeforeSkipping: true,
  waitForDownstream: true,
  params: true,
  priorityWeight: true,
  weightRule: true,
  queue: true,
  pool: true,
  poolSlots: true,
  sla: true,
  executionTimeout: true,
  onExecuteCallback: true,
  onSuccessCallback: true,
  onFailureCallback: true,
  onRetryCallback: true,
  onSkippedCallback: true,
  preExecute: true,
  postExecute: true,
  triggerRule: true,
  maxActiveTisPerDag: true,
  maxActiveTisPerDagrun: true,
  doXcomPush: true,
  outlets: true,
});

/** Returns the arguments that fill in for those not given: its group's defaults, over those of the DAG. */
export function defaultArgs({ dag, taskGroup }: BaseOperatorArguments): Readonly<Record<string, unknown>> {
  return withDefaults((dag ?? taskGroup?.dag)?.arguments.defaultArgs ?? {}, taskGroup?.defaultArgs);
}

function list(callbacks: Callbacks | undefined): readonly TaskStateChangeCallback[] {
  if (callbacks === undefined) return [];
  return typeof callbacks === "function" ? [callbacks] : callbacks;
}

/** Reads a duration. A value that is no number is refused later, with all other problems. */
function duration(seconds: Seconds) {
  return typeof seconds === "number" ? durationMicros(seconds) : Number.NaN;
}

function micros(seconds: Seconds | null | undefined) {
  return seconds === null || seconds === undefined ? null : duration(seconds);
}

/** True stands for two. */
function backoffBase(given: boolean | number): number {
  return typeof given === "number" ? given : given ? 2 : 0;
}

function currentRule(rule: TriggerRule | DeprecatedTriggerRule): TriggerRule {
  return typeof rule === "string" && rule in DEPRECATED_TRIGGER_RULES
    ? DEPRECATED_TRIGGER_RULES[rule as DeprecatedTriggerRule]
    : (rule as TriggerRule);
}

/** The settings that arguments amount to, Airflow's defaults filled in. */
export function taskSettings(given: BaseOperatorArguments): TaskSettings {
  return {
    retries: given.retries ?? 0,
    retryDelay: duration(given.retryDelay ?? 300),
    retryExponentialBackoff: backoffBase(given.retryExponentialBackoff ?? false),
    maxRetryDelay: micros(given.maxRetryDelay),
    executionTimeout: micros(given.executionTimeout),
    startDate: given.startDate ?? null,
    endDate: given.endDate ?? null,
    dependsOnPast: given.dependsOnPast ?? false,
    ignoreFirstDependsOnPast: given.ignoreFirstDependsOnPast ?? true,
    waitForDownstream: given.waitForDownstream ?? false,
    priorityWeight: given.priorityWeight ?? 1,
    weightRule: given.weightRule ?? "downstream",
    queue: given.queue ?? "default",
    pool: given.pool ?? DEFAULT_POOL,
    poolSlots: given.poolSlots ?? 1,
    triggerRule: currentRule(given.triggerRule ?? "all_success"),
    maxActiveTisPerDag: given.maxActiveTisPerDag ?? null,
    maxActiveTisPerDagrun: given.maxActiveTisPerDagrun ?? null,
    doXcomPush: given.doXcomPush ?? true,
    sla: micros(given.sla),
    outlets: given.outlets ?? [],
    params: given.params ?? {},
    onExecuteCallback: list(given.onExecuteCallback),
    onSuccessCallback: list(given.onSuccessCallback),
    onFailureCallback: list(given.onFailureCallback),
    onRetryCallback: list(given.onRetryCallback),
    onSkippedCallback: list(given.onSkippedCallback),
  };
}
