/**
 * DAGs as Airflow serializes them, `__version` 1 to 3: structure only. Nothing in them is executed, and code is not in them.
 * @module
 */
import { isObject } from "../options/index.ts";
import type {
  DagRecord,
  DatasetConditionRecord,
  GroupRecord,
  MappingRecord,
  RecordedSchedule,
  TaskRecord,
} from "./history.ts";

type Raw = Readonly<Record<string, unknown>>;

/** A serialized DAG is of a version that is not known here, or lacks its id. @internal */
export class SerializedDagError extends Error {
  override readonly name = "SerializedDagError";
}

/** Takes off the wrappings `{__var, __type}`. */
function bare(value: unknown): unknown {
  return isObject(value) && "__var" in value ? bare(value["__var"]) : value;
}

function object(value: unknown): Raw {
  const inside = bare(value);
  return isObject(inside) ? inside : {};
}

function list(value: unknown): readonly unknown[] {
  const inside = bare(value);
  return Array.isArray(inside) ? inside : [];
}

const texts = (value: unknown) => list(value).filter((item): item is string => typeof item === "string");

function number(value: unknown): number | undefined {
  const inside = bare(value);
  return typeof inside === "number" && Number.isFinite(inside) ? inside : undefined;
}

function text(value: unknown): string | undefined {
  const inside = bare(value);
  return typeof inside === "string" ? inside : undefined;
}

const instantOfSeconds = (value: unknown) => {
  const seconds = number(value);
  return seconds === undefined ? null : Math.round(seconds * 1e6);
};

/** Reads `serialized_dag.data`. `catchupByDefault` is what `[scheduler] catchup_by_default` says. */
export function readSerializedDag(data: Raw, catchupByDefault: boolean): DagRecord {
  const version = data["__version"];
  if (version !== 1 && version !== 2 && version !== 3)
    throw new SerializedDagError(`expected a serialized DAG of __version 1, 2 or 3, got ${String(version)}`);
  const dag = object(data["dag"]);
  const dagId = text(dag["dag_id"] ?? dag["_dag_id"]);
  if (dagId === undefined) throw new SerializedDagError("expected a serialized DAG with its `dag_id`");
  const groups = readGroups(object(dag["task_group"] ?? dag["_task_group"]));
  const defaults = object(object(data["client_defaults"])["tasks"]);
  const catchup = bare(dag["catchup"]);
  return {
    dagId,
    source: "serialized",
    schedule: readSchedule(dag),
    startDate: instantOfSeconds(dag["start_date"]),
    endDate: instantOfSeconds(dag["end_date"]),
    catchup: typeof catchup === "boolean" ? catchup : version === 1 && catchupByDefault,
    maxActiveRuns: number(dag["max_active_runs"] ?? dag["_max_active_runs"]) ?? null,
    maxActiveTasks: number(dag["max_active_tasks"] ?? dag["_max_active_tasks"]) ?? null,
    dagrunTimeout: number(dag["dagrun_timeout"]) ?? null,
    failStop: bare(dag["fail_stop"] ?? dag["fail_fast"]) === true,
    tasks: list(dag["tasks"]).map((task) => readTask({ ...defaults, ...object(task) }, groups.ofTask)),
    groups: groups.all,
  };
}

interface Groups {
  readonly all: readonly GroupRecord[];
  readonly ofTask: ReadonlyMap<string, string>;
}

function readGroups(root: Raw): Groups {
  const all: GroupRecord[] = [];
  const ofTask = new Map<string, string>();
  const read = (group: Raw, groupId: string | null, depth: number) => {
    if (depth > 100) throw new SerializedDagError("expected task groups at most 100 deep");
    for (const [name, child] of Object.entries(object(group["children"]))) {
      const [kind, inner] = list(child);
      if (kind === "taskgroup") {
        const mapping = isObject(object(inner)["expand_input"]) ? readMapping(object(inner)["expand_input"]) : null;
        all.push({ groupId: name, parentId: groupId, mapping });
        read(object(inner), name, depth + 1);
      } else if (groupId !== null) ofTask.set(name, groupId);
    }
  };
  read(root, null, 0);
  return { all, ofTask };
}

function readMapping(input: unknown): MappingRecord {
  const { type, value } = object(input) as { readonly type?: unknown; readonly value?: unknown };
  const values = type === "list-of-dicts" || isXCom(value) ? [value] : Object.values(object(value));
  const sources: string[] = [];
  const lengths: number[] = [];
  for (const one of values) {
    const inside = bare(one);
    if (isXCom(one)) sources.push(...sourceTasks(one));
    else lengths.push(Array.isArray(inside) ? inside.length : Object.keys(object(one)).length);
  }
  return { sources: [...new Set(sources)], lengths };
}

const isXCom = (value: unknown) => isObject(value) && value["__type"] === "xcomref";

/** The tasks behind a result: of its own, of `.map()`, `.zip()` and `.concat()`. */
function sourceTasks(value: unknown): readonly string[] {
  const found: string[] = [];
  const look = (inside: unknown, depth: number): void => {
    if (depth > 20) return;
    if (Array.isArray(inside)) for (const item of inside) look(item, depth + 1);
    else if (isObject(inside)) {
      if (typeof inside["task_id"] === "string") found.push(inside["task_id"]);
      else for (const item of Object.values(inside)) look(item, depth + 1);
    }
  };
  look(value, 0);
  return found;
}

/** Keys of a task that are not its template fields, though they hold texts. */
function readTask(raw: Raw, groupOf: ReadonlyMap<string, string>): TaskRecord {
  const task: Raw = { ...raw, ...object(raw["partial_kwargs"]) };
  const taskId = text(raw["task_id"]) ?? text(raw["_task_id"]) ?? "";
  const isMapped = raw["_is_mapped"] === true;
  const input = raw[text(raw["_expand_input_attr"]) ?? "expand_input"];
  const flag = (name: string) => bare(task[name]) === true;
  return {
    taskId,
    operator: text(raw["_task_type"] ?? raw["task_type"]) ?? "BaseOperator",
    downstream: texts(raw["downstream_task_ids"]),
    retries: number(task["retries"]) ?? 0,
    retryDelay: number(task["retry_delay"]) ?? 300,
    retryExponentialBackoff: flag("retry_exponential_backoff"),
    maxRetryDelay: number(task["max_retry_delay"]) ?? null,
    executionTimeout: number(task["execution_timeout"]) ?? null,
    pool: text(task["pool"]) ?? "default_pool",
    poolSlots: number(task["pool_slots"]) ?? 1,
    queue: text(task["queue"]) ?? "default",
    priorityWeight: number(task["priority_weight"]) ?? 1,
    weightRule: text(task["weight_rule"]) ?? "downstream",
    triggerRule: text(task["trigger_rule"]) ?? "all_success",
    dependsOnPast: flag("depends_on_past"),
    waitForDownstream: flag("wait_for_downstream"),
    maxActiveTisPerDag: number(task["max_active_tis_per_dag"]) ?? null,
    maxActiveTisPerDagrun: number(task["max_active_tis_per_dagrun"]) ?? null,
    isEmpty: raw["_is_empty"] === true,
    isSetup: flag("is_setup"),
    isTeardown: flag("is_teardown"),
    onFailureFailDagrun: flag("on_failure_fail_dagrun"),
    isSensor: raw["_is_sensor"] === true || "reschedule" in raw ? true : null,
    reschedule: typeof raw["reschedule"] === "boolean" ? raw["reschedule"] : null,
    mapping: isMapped && input !== undefined ? readMapping(input) : isMapped ? { sources: [], lengths: [] } : null,
    groupId: groupOf.get(taskId) ?? null,
    outlets: list(task["outlets"]).flatMap((outlet) => text(object(outlet)["uri"]) ?? []),
    fields: fieldsOf(raw, task),
  };
}

function fieldsOf(raw: Raw, task: Raw): Raw {
  const wanted = [
    ...texts(raw["template_fields"]),
    "wait_for_completion",
    "trigger_dag_id",
    "external_dag_id",
    "external_task_id",
    "external_task_ids",
    "ignore_downstream_trigger_rules",
  ];
  return Object.fromEntries(
    [...new Set(wanted)].filter((name) => name in task).map((name) => [name, bare(task[name])]),
  );
}

/** The schedule, by the class of its timetable; before 2.4 by what the DAG was given. */
function readSchedule(dag: Raw): RecordedSchedule {
  const timetable = isObject(dag["timetable"]) ? dag["timetable"] : undefined;
  if (timetable === undefined) return readScheduleInterval(dag);
  const name = String(timetable["__type"]).split(".").at(-1) ?? "";
  const args = object(timetable["__var"]);
  const timezone = text(args["timezone"]) ?? text(dag["timezone"]) ?? "UTC";
  const expression = text(args["expression"]) ?? "";
  const interval = number(args["interval"]) ?? 0;
  switch (name) {
    case "NullTimetable":
      return { kind: "none" };
    case "CronDataIntervalTimetable":
      return { kind: "cron", expression, timezone };
    case "CronTriggerTimetable":
      return { kind: "cronTrigger", expression, timezone, interval };
    case "DeltaDataIntervalTimetable":
      return { kind: "every", seconds: number(args["delta"]) ?? 86_400 };
    case "DeltaTriggerTimetable":
      return { kind: "deltaTrigger", seconds: number(args["delta"]) ?? 86_400, interval };
    case "DatasetTriggeredTimetable":
    case "AssetTriggeredTimetable":
      return readCondition(args["dataset_condition"] ?? args["asset_condition"]);
    default:
      return { kind: "unknown", name };
  }
}

function readScheduleInterval(dag: Raw): RecordedSchedule {
  const given = dag["schedule_interval"];
  const seconds = number(given);
  if (seconds !== undefined) return { kind: "every", seconds };
  const expression = text(given);
  return expression === undefined
    ? { kind: "none" }
    : { kind: "cron", expression, timezone: text(dag["timezone"]) ?? "UTC" };
}

function readCondition(value: unknown): RecordedSchedule {
  const read = (raw: unknown, depth: number): DatasetConditionRecord | undefined => {
    const one = object(raw);
    if (typeof one["uri"] === "string") return one["uri"];
    const members = list(one["objects"]).flatMap((item) => (depth < 50 ? (read(item, depth + 1) ?? []) : []));
    if (members.length === 0) return undefined;
    return String(one["__type"]).endsWith("any") ? { any: members } : { all: members };
  };
  const condition = read(value, 0);
  return condition === undefined
    ? { kind: "unknown", name: "a condition of datasets" }
    : { kind: "datasets", condition };
}
