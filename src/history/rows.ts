/**
 * Rows of the tables that tell what has happened, whether they come from the API or from the database: the same columns,
 * a few of them under two names.
 * @module
 */
import type { HistoryBuilder } from "./builder.ts";
import type { Instant } from "./history.ts";
import { instantOf } from "./instants.ts";

/** Reads a cell by the name of its column. */
export type Cells = (name: string) => unknown;

function text(cells: Cells, ...names: readonly string[]): string | null {
  for (const name of names) {
    const value = cells(name);
    if (typeof value === "string" && value !== "") return value;
  }
  return null;
}

function number(cells: Cells, name: string): number | null {
  const value = cells(name);
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : null;
}

function instant(cells: Cells, ...names: readonly string[]): Instant | null {
  for (const name of names) {
    const found = instantOf(cells(name));
    if (found !== undefined) return found;
  }
  return null;
}

/** Template fields that say what a sensor or an operator waits for. */
const TELLING = ["bucket_key", "bucket_name", "job_name", "config", "external_dag_id", "external_task_id"];

function telling(value: unknown): Readonly<Record<string, unknown>> | null {
  const fields = typeof value === "string" && value.startsWith("{") ? parsed(value) : value;
  if (typeof fields !== "object" || fields === null) return null;
  const kept = Object.entries(fields).filter(([name]) => TELLING.includes(name));
  return kept.length === 0 ? null : Object.fromEntries(kept);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Takes in a row of task_instance, or of task_instance_history: then the row is about an earlier try. */
export function takeTaskInstance(builder: HistoryBuilder, cells: Cells, isEarlier: boolean): boolean {
  const [dagId, runId, taskId] = [text(cells, "dag_id"), text(cells, "run_id", "dag_run_id"), text(cells, "task_id")];
  if (dagId === null || runId === null || taskId === null) return false;
  const instance = builder.instance(dagId, runId, taskId, number(cells, "map_index") ?? -1);
  const shown = (value: string | null) => (value === null ? null : builder.text(value));
  const state = shown(text(cells, "state"));
  const tryNumber = number(cells, "try_number") ?? 0;
  if (!isEarlier) {
    instance.state ??= state;
    instance.tryNumber = Math.max(instance.tryNumber, tryNumber);
  }
  instance.maxTries ??= number(cells, "max_tries");
  instance.rendered ??= telling(cells("rendered_fields"));
  const start = instant(cells, "start_date");
  const queued = instant(cells, "queued_dttm", "queued_when");
  if (start === null && queued === null && state !== "running") return true;
  const one = builder.tryOf(instance, Math.max(1, tryNumber));
  one.state ??= state;
  one.start ??= start;
  one.end ??= instant(cells, "end_date");
  one.queued ??= queued;
  one.scheduled ??= instant(cells, "scheduled_dttm", "scheduled_when");
  one.host ??= shown(text(cells, "hostname"));
  return true;
}

/** Takes in a row of dag_run. */
export function takeDagRun(builder: HistoryBuilder, cells: Cells): boolean {
  const [dagId, runId] = [text(cells, "dag_id"), text(cells, "run_id", "dag_run_id")];
  if (dagId === null || runId === null) return false;
  const run = builder.run(dagId, runId);
  run.state ??= text(cells, "state");
  const kind = text(cells, "run_type");
  if (kind === "scheduled" || kind === "manual" || kind === "dataset_triggered") run.kind = kind;
  else if (kind === "asset_triggered") run.kind = "dataset_triggered";
  else if (kind !== null) run.kind = "backfill";
  run.logicalDate ??= instant(cells, "logical_date", "execution_date");
  run.intervalStart ??= instant(cells, "data_interval_start");
  run.intervalEnd ??= instant(cells, "data_interval_end", "run_after");
  run.queued ??= instant(cells, "queued_at");
  run.start ??= instant(cells, "start_date");
  run.end ??= instant(cells, "end_date");
  const count = builder.counts.get("dag runs") ?? 0;
  if (run.order === Number.POSITIVE_INFINITY) run.order = number(cells, "id") ?? count;
  builder.count("dag runs");
  return true;
}

/** The events by which people, or an API client, have changed what was to run. */
const BY_HAND = new Set([
  "clear",
  "confirm",
  "success",
  "failed",
  "paused",
  "trigger",
  "dagrun_failed",
  "dagrun_success",
]);

/** Takes in a row of the event log. */
export function takeEvent(builder: HistoryBuilder, cells: Cells): boolean {
  const event = text(cells, "event");
  const [dagId, taskId] = [text(cells, "dag_id"), text(cells, "task_id")];
  if (event === null) return false;
  builder.count("events");
  if (event !== "running") {
    if (BY_HAND.has(event) && (taskId === null || event === "clear" || event === "confirm"))
      builder.count("acts of people");
    return true;
  }
  const at = instant(cells, "dttm", "when");
  if (dagId === null || taskId === null || at === null) return true;
  builder.noteVisit({
    dagId,
    taskId,
    runId: text(cells, "run_id"),
    logicalDate: instant(cells, "execution_date", "logical_date"),
    mapIndex: number(cells, "map_index") ?? -1,
    tryNumber: number(cells, "try_number"),
    at,
  });
  return true;
}

/** Takes in a row of task_reschedule. */
export function takeReschedule(builder: HistoryBuilder, cells: Cells): boolean {
  const [dagId, runId, taskId] = [text(cells, "dag_id"), text(cells, "run_id"), text(cells, "task_id")];
  const [start, end, date] = [
    instant(cells, "start_date"),
    instant(cells, "end_date"),
    instant(cells, "reschedule_date"),
  ];
  if (dagId === null || runId === null || taskId === null) return false;
  if (start === null || end === null || date === null) return true;
  const instance = builder.instance(dagId, runId, taskId, number(cells, "map_index") ?? -1);
  const one = builder.tryOf(instance, number(cells, "try_number") ?? 1);
  one.addReschedule({ start, end, date });
  return true;
}

/** Takes in a row of task_fail: the only trace of a failed try up to 2.9. */
export function takeFailure(builder: HistoryBuilder, cells: Cells): boolean {
  const [dagId, runId, taskId] = [text(cells, "dag_id"), text(cells, "run_id"), text(cells, "task_id")];
  const [start, end] = [instant(cells, "start_date"), instant(cells, "end_date")];
  if (dagId === null || runId === null || taskId === null || start === null || end === null) return true;
  const instance = builder.instance(dagId, runId, taskId, number(cells, "map_index") ?? -1);
  if (instance.tries.some((one) => one.start === start)) return true;
  const taken = new Set(instance.tries.map(({ tryNumber }) => tryNumber));
  let free = 1;
  while (taken.has(free)) free += 1;
  const one = builder.tryOf(instance, free);
  one.state = "failed";
  one.start = start;
  one.end = end;
  return true;
}

/** Takes in a row of slot_pool. */
export function takePool(builder: HistoryBuilder, cells: Cells): boolean {
  const name = text(cells, "pool", "name");
  const slots = number(cells, "slots");
  if (name === null || slots === null) return false;
  const include = cells("include_deferred");
  if (!builder.pools.has(name))
    builder.pools.set(name, { slots, includeDeferred: include === true || include === "1" || include === "t" });
  return true;
}

/** Takes in a row of dag: its place, and whether it is paused. */
export function takeDagRow(builder: HistoryBuilder, cells: Cells): boolean {
  const dagId = text(cells, "dag_id");
  if (dagId === null) return false;
  builder.dagRows.push(dagId);
  const isOn = (value: unknown) => value === "1" || value === "t" || value === "true" || value === true;
  const isActive = cells("is_active");
  const isStale = cells("is_stale");
  if (isOn(cells("is_paused")) || (isActive !== undefined && !isOn(isActive)) || isOn(isStale))
    builder.inactive.add(dagId);
  return true;
}
