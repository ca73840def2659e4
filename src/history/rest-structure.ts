/**
 * DAGs as the REST API describes them: what is left where no serialized DAG is there. It has no mapping, no task groups and
 * no limits of tasks.
 * @module
 */
import { isObject } from "../options/index.ts";
import type { DagRecord, DatasetConditionRecord, RecordedSchedule, TaskRecord } from "./history.ts";
import { instantOf } from "./instants.ts";

type Raw = Readonly<Record<string, unknown>>;

function number(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** A span of time: `{__type: TimeDelta, days, seconds, microseconds}`, or seconds. */
function seconds(value: unknown): number | null {
  if (typeof value === "number") return value;
  if (!isObject(value)) return null;
  const part = (name: string) => number(value[name]) ?? 0;
  return part("days") * 86_400 + part("seconds") + part("microseconds") / 1e6;
}

/** Puts the answers of `/dags/{id}/details` and `/dags/{id}/tasks` together. */
export function restDag(details: Raw, tasks: readonly Raw[]): DagRecord {
  return {
    dagId: String(details["dag_id"]),
    source: "rest",
    schedule: scheduleOf(details),
    startDate: instantOf(details["start_date"]) ?? null,
    endDate: instantOf(details["end_date"]) ?? null,
    catchup: details["catchup"] === true,
    maxActiveRuns: number(details["max_active_runs"]),
    maxActiveTasks: number(details["max_active_tasks"]),
    dagrunTimeout: seconds(details["dag_run_timeout"]),
    failStop: false,
    tasks: tasks.map(restTask),
    groups: [],
  };
}

/** Takes the limits that a serialized DAG leaves to Airflow's settings from the details of the API. */
export function withDetails(dag: DagRecord, details: Raw): DagRecord {
  return {
    ...dag,
    catchup: typeof details["catchup"] === "boolean" ? details["catchup"] : dag.catchup,
    maxActiveRuns: dag.maxActiveRuns ?? number(details["max_active_runs"]),
    maxActiveTasks: dag.maxActiveTasks ?? number(details["max_active_tasks"]),
  };
}

function scheduleOf(details: Raw): RecordedSchedule {
  const condition = conditionOf(details["dataset_expression"] ?? details["asset_expression"]);
  if (condition !== undefined) return { kind: "datasets", condition };
  const given = details["schedule_interval"];
  const timezone = typeof details["timezone"] === "string" ? details["timezone"] : "UTC";
  if (isObject(given) && typeof given["value"] === "string")
    return { kind: "cron", expression: given["value"], timezone };
  const every = seconds(given);
  if (every !== null && every > 0) return { kind: "every", seconds: every };
  const summary = details["timetable_summary"];
  if (typeof summary !== "string" || summary === "None" || summary === "") return { kind: "none" };
  return /^(@\w+|(\S+ ){4}\S+)$/.test(summary)
    ? { kind: "cronTrigger", expression: summary, timezone, interval: 0 }
    : { kind: "unknown", name: summary };
}

function conditionOf(value: unknown, depth = 0): DatasetConditionRecord | undefined {
  if (typeof value === "string") return value;
  if (!isObject(value) || depth > 50) return undefined;
  const { any, all, asset } = value as { readonly any?: unknown; readonly all?: unknown; readonly asset?: unknown };
  if (isObject(asset) && typeof asset["uri"] === "string") return asset["uri"];
  const members = (Array.isArray(any) ? any : Array.isArray(all) ? all : []).flatMap(
    (item) => conditionOf(item, depth + 1) ?? [],
  );
  if (members.length === 0) return undefined;
  return Array.isArray(any) ? { any: members } : { all: members };
}

function restTask(raw: Raw): TaskRecord {
  const { class_ref: classRef } = raw as { readonly class_ref?: unknown };
  const operator = isObject(classRef) ? classRef["class_name"] : raw["operator_name"];
  const name = typeof operator === "string" ? operator : "BaseOperator";
  const text = (key: string, otherwise: string) => (typeof raw[key] === "string" ? (raw[key] as string) : otherwise);
  const downstream = Array.isArray(raw["downstream_task_ids"]) ? raw["downstream_task_ids"].map(String) : [];
  return {
    taskId: String(raw["task_id"]),
    operator: name,
    downstream,
    retries: number(raw["retries"]) ?? 0,
    retryDelay: seconds(raw["retry_delay"]) ?? 300,
    retryExponentialBackoff: raw["retry_exponential_backoff"] === true,
    maxRetryDelay: null,
    executionTimeout: seconds(raw["execution_timeout"]),
    pool: text("pool", "default_pool"),
    poolSlots: number(raw["pool_slots"]) ?? 1,
    queue: text("queue", "default"),
    priorityWeight: number(raw["priority_weight"]) ?? 1,
    weightRule: text("weight_rule", "downstream"),
    triggerRule: text("trigger_rule", "all_success"),
    dependsOnPast: raw["depends_on_past"] === true,
    waitForDownstream: raw["wait_for_downstream"] === true,
    maxActiveTisPerDag: null,
    maxActiveTisPerDagrun: null,
    isEmpty: name === "EmptyOperator" || name === "DummyOperator",
    isSetup: false,
    isTeardown: false,
    onFailureFailDagrun: false,
    isSensor: null,
    reschedule: null,
    mapping: raw["is_mapped"] === true ? { sources: [], lengths: [] } : null,
    groupId: null,
    outlets: [],
    fields: {},
  };
}
