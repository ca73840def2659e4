/**
 * Answers of Airflow's API, v1 and v2, told apart by what is in them; and what AWS's own commands print.
 * @module
 */
import { isObject } from "../options/index.ts";
import type { HistoryBuilder } from "./builder.ts";
import { instantOf } from "./instants.ts";
import { type Cells, takeDagRun, takeEvent, takePool, takeTaskInstance } from "./rows.ts";
import { readSerializedDag } from "./serialized.ts";

type Raw = Readonly<Record<string, unknown>>;

/** Answers about the structure of DAGs, which are put together when all are there. */
export interface Structures {
  readonly serialized: Map<string, Raw>;
  readonly details: Map<string, Raw>;
  readonly tasks: Map<string, readonly Raw[]>;
}

type Take = (builder: HistoryBuilder, cells: Cells) => boolean;

const ROWS: Readonly<Record<string, Take>> = {
  dag_runs: takeDagRun,
  event_logs: takeEvent,
  pools: takePool,
};

const objects = (value: unknown): readonly Raw[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** Takes in one JSON value of a file: an answer, a list of them, or MWAA's envelope. Tells if there was anything of use in it. */
export function takeAnswer(builder: HistoryBuilder, structures: Structures, value: unknown, name: string): boolean {
  if (Array.isArray(value)) {
    let isKnown = value.length === 0;
    for (const item of value) isKnown = takeAnswer(builder, structures, item, name) || isKnown;
    return isKnown;
  }
  if (!isObject(value)) return false;
  const { RestApiResponse: wrapped, answer, path } = value;
  if (wrapped !== undefined) return takeAnswer(builder, structures, unwrapped(wrapped), name);
  if (answer !== undefined) return takeAnswer(builder, structures, answer, typeof path === "string" ? path : name);
  if (isObject(value["data"]) && "__version" in value["data"])
    return takeAnswer(builder, structures, value["data"], name);
  return takeRows(builder, value, name) || takeStructure(builder, structures, value, name) || takeFacts(builder, value);
}

function unwrapped(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function takeRows(builder: HistoryBuilder, value: Raw, name: string): boolean {
  if (Array.isArray(value["task_instances"])) {
    const isTries = /(^|\/)tries([./]|$)/.test(name);
    for (const row of objects(value["task_instances"])) takeTaskInstance(builder, (key) => row[key], isTries);
    builder.count(isTries ? "answers about tries" : "answers about task instances");
    if (!isTries) builder.listings.see("task instances", value["task_instances"].length, value["total_entries"]);
    return true;
  }
  for (const [key, take] of Object.entries(ROWS))
    if (Array.isArray(value[key])) {
      for (const row of objects(value[key])) take(builder, (column) => row[column]);
      builder.listings.see(key.replace("_", " "), (value[key] as unknown[]).length, value["total_entries"]);
      return true;
    }
  return false;
}

function takeStructure(builder: HistoryBuilder, structures: Structures, value: Raw, name: string): boolean {
  if ("__version" in value && isObject(value["dag"])) {
    const { dagId } = readSerializedDag(value, true);
    if (!structures.serialized.has(dagId)) structures.serialized.set(dagId, value);
    return true;
  }
  if (Array.isArray(value["dags"])) {
    for (const dag of objects(value["dags"])) takeDag(builder, structures, dag);
    return true;
  }
  if (Array.isArray(value["tasks"])) {
    const dagId = dagOfTasks(name);
    if (dagId !== undefined) structures.tasks.set(dagId, objects(value["tasks"]));
    return dagId !== undefined;
  }
  if (typeof value["dag_id"] === "string" && ("max_active_runs" in value || "timezone" in value)) {
    takeDag(builder, structures, value);
    return true;
  }
  return false;
}

/** The DAG of an answer that does not name it: from `dags/<dag_id>.tasks.json`, or from the path that was asked for. */
function dagOfTasks(name: string): string | undefined {
  const ofFile = /([^/]+)\.tasks\.jsonl?(\.gz)?$/.exec(name)?.[1];
  const asked = /\/dags\/([^/]+)\/tasks$/.exec(name)?.[1];
  return ofFile ?? (asked === undefined ? undefined : decodeURIComponent(asked));
}

function takeDag(builder: HistoryBuilder, structures: Structures, dag: Raw): void {
  const dagId = String(dag["dag_id"]);
  if (dag["is_paused"] === true || dag["is_active"] === false || dag["is_stale"] === true) builder.inactive.add(dagId);
  structures.details.set(dagId, { ...structures.details.get(dagId), ...dag });
}

function takeFacts(builder: HistoryBuilder, value: Raw): boolean {
  const { version, sections, scheduler, providers, window, prefix } = value as Readonly<Record<string, unknown>>;
  if (typeof version === "string" && "git_version" in value) {
    if (/^\d+\.\d+/.test(version)) builder.airflow ??= version;
    else builder.find(`version.json says ${version.slice(0, 40)}`, "that is no version: it is left out");
    return true;
  }
  if (Array.isArray(sections)) {
    for (const section of objects(sections))
      for (const { key, value: set } of objects(section["options"]))
        builder.config.set(`${String(section["name"])}.${String(key)}`, String(set));
    return true;
  }
  if (isObject(scheduler) && "latest_scheduler_heartbeat" in scheduler) {
    builder.heartbeat ??= instantOf(scheduler["latest_scheduler_heartbeat"]);
    return true;
  }
  if (Array.isArray(providers)) {
    for (const one of objects(providers)) builder.providers.set(String(one["package_name"]), String(one["version"]));
    return true;
  }
  if (isObject(window) && prefix === undefined) {
    builder.byHand = { window: { from: String(window["from"]), to: String(window["to"]) }, ...builder.byHand };
    return true;
  }
  return takeOutside(builder, value) || NOT_NEEDED.some((key) => key in value);
}

/** Answers that are no fault of an export, and from which nothing is taken. */
const NOT_NEEDED = ["datasets", "assets", "dataset_events", "asset_events", "import_errors", "dag_warnings", "jobs"];

/** `aws glue get-job-runs`, `list-crawls` and `s3api list-objects-v2`. */
function takeOutside(builder: HistoryBuilder, value: Raw): boolean {
  const { JobRuns, Crawls, Contents, Name } = value as Readonly<Record<string, unknown>>;
  for (const run of objects(JobRuns)) takeJob(builder, "glueJob", run["JobName"], run["StartedOn"], run["CompletedOn"]);
  for (const crawl of objects(Crawls))
    takeJob(builder, "glueCrawler", crawl["CrawlerName"], crawl["StartTime"], crawl["EndTime"]);
  for (const object of objects(Contents)) {
    const at = instantOf(object["LastModified"]);
    if (at !== undefined) builder.objects.set(`${String(object["Bucket"] ?? Name ?? "")}/${String(object["Key"])}`, at);
  }
  return Array.isArray(JobRuns) || Array.isArray(Crawls) || Array.isArray(Contents);
}

function takeJob(
  builder: HistoryBuilder,
  service: "glueJob" | "glueCrawler",
  name: unknown,
  from: unknown,
  to: unknown,
): void {
  const [start, end] = [instantOf(from), instantOf(to)];
  if (typeof name === "string" && start !== undefined && end !== undefined)
    builder.jobs.push({ service, name, start, end });
}
