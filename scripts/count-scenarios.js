/**
 * How many recorded scenarios stand behind each feature: the table of docs/fidelity.md. `npm run fidelity` prints it;
 * test/docs keeps the page's copy up to date.
 * @module
 */
import { fileURLToPath } from "node:url";
import { groupsOf, recordings, VERSIONS } from "../test/conformance/recordings.js";

/** @typedef {Record<string, any>} Raw */
/** @typedef {(scenario: Raw) => boolean} Predicate */

/** The scenarios that a version was recorded in. @param {import("../test/conformance/trace-file.js").Version} airflow @returns {Raw[]} */
export function recordedScenarios(airflow = "2.7.2") {
  return groupsOf(airflow).flatMap((group) => [...recordings(airflow, group).values()].map(({ scenario }) => scenario));
}

/** @param {Raw} dag @returns {Raw[]} */
const tasksOf = (dag) => dag["tasks"].map((/** @type {Raw} */ task) => ({ ...dag["default_args"], ...task }));

/** Some task of the scenario is like that. @param {(task: Raw, dag: Raw) => unknown} is @returns {Predicate} */
const task = (is) => (scenario) =>
  scenario["dags"].some((/** @type {Raw} */ dag) => tasksOf(dag).some((one) => Boolean(is(one, dag))));

/** Some DAG of the scenario is like that. @param {(dag: Raw) => unknown} is @returns {Predicate} */
const dag = (is) => (scenario) => scenario["dags"].some((/** @type {Raw} */ one) => Boolean(is(one)));

/** A task with that argument. @param {string} key */
const argument = (key) => task((one) => one[key] !== undefined && one[key] !== null && one[key] !== false);

/** @param {string} section @param {string} option @returns {Predicate} */
const option = (section, option) => (scenario) => scenario["config"]?.[section]?.[option] !== undefined;

/** @param {string} name */
const operator = (name) => task((one) => one["operator"] === name);

/** @param {string} rule */
const triggerRule = (rule) => task((one) => one["upstream"] && (one["trigger_rule"] ?? "all_success") === rule);

/** @param {string} kind @returns {Predicate} */
const action = (kind) => (scenario) => (scenario["actions"] ?? []).some((/** @type {Raw} */ one) => one["do"] === kind);

/** Some entry of a list is like that. @param {string} section @param {string} list @param {(entry: Raw) => boolean} is @returns {Predicate} */
const has = (section, list, is) => (scenario) =>
  ((section === "" ? scenario : (scenario[section] ?? {}))[list] ?? []).some(is);

/** @param {Raw | null | undefined} schedule */
const datasetsOf = (schedule) => schedule?.["datasets"] ?? schedule?.["assets"];

const TRIGGER_RULES = [
  "all_success",
  "all_failed",
  "all_done",
  "one_success",
  "one_failed",
  "one_done",
  "none_failed",
  "none_failed_min_one_success",
  "all_done_min_one_success",
  "none_skipped",
  "all_skipped",
  "always",
];
const SENSORS = ["S3KeySensor", "S3KeysUnchangedSensor", "GlueCrawlerSensor", "GlueJobSensor", "ExternalTaskSensor"];
const OPERATORS = ["GlueCrawlerOperator", "GlueJobOperator", "TriggerDagRunOperator"];
const OTHERS = ["EmptyOperator", "ExternalTaskMarker", "ShortCircuitOperator", "LatestOnlyOperator"];
const TIMES = ["TimeDeltaSensor", "TimeDeltaSensorAsync", "DateTimeSensor", "DateTimeSensorAsync"];
const EVERY = /** @type {Predicate} */ (() => true);

/** @type {Record<string, Record<string, Predicate>>} */
const FEATURES = {
  "DAGs and runs": {
    "manual runs": (scenario) => (scenario["runs"] ?? []).length > 0,
    "`conf` and templates that read it": (scenario) => JSON.stringify(scenario["dags"]).includes("{{"),
    "cron schedules and presets": dag(({ schedule }) => typeof schedule === "string" && !/once|contin/.test(schedule)),
    "`timedelta` schedules": dag(({ schedule }) => schedule?.["every"] !== undefined),
    "`@once`, `@continuous`": dag(({ schedule }) => schedule === "@once" || schedule === "@continuous"),
    "dataset and asset schedules": dag(({ schedule }) => datasetsOf(schedule) !== undefined),
    "conditions of them": dag(({ schedule }) => datasetsOf(schedule)?.any ?? datasetsOf(schedule)?.all),
    "partitions of assets": dag(({ schedule }) => /Partition/.test(schedule?.["timetable"] ?? "")),
    backfills: action("backfill"),
    CronTriggerTimetable: dag(({ schedule }) => schedule?.["timetable"] === "CronTriggerTimetable"),
    EventsTimetable: dag(({ schedule }) => schedule?.["timetable"] === "EventsTimetable"),
    DeltaTriggerTimetable: dag(({ schedule }) => schedule?.["timetable"] === "DeltaTriggerTimetable"),
    catchup: dag(({ catchup }) => catchup),
    "`end_date`": dag(({ end_at }) => end_at !== undefined && end_at !== null),
    "`dagrun_timeout`": dag(({ dagrun_timeout }) => dagrun_timeout),
    "`max_active_runs`": dag(({ max_active_runs }) => max_active_runs !== undefined),
    "`depends_on_past`": argument("depends_on_past"),
    "`wait_for_downstream`": argument("wait_for_downstream"),
    "`fail_stop`": dag(({ fail_stop, fail_fast }) => fail_stop ?? fail_fast),
  },
  "Trigger rules": Object.fromEntries(TRIGGER_RULES.map((rule) => [`\`${rule}\``, triggerRule(rule)])),
  "Limits and slots": {
    "worker slots": (scenario) => Boolean(scenario["executor"]?.["worker_slots"]),
    "start-up and shut-down of task processes": (scenario) => scenario["overheads"] !== undefined,
    "`parallelism`": option("core", "parallelism"),
    "`max_active_tasks`": dag(({ max_active_tasks }) => max_active_tasks !== undefined),
    "`max_active_tis_per_dag`": argument("max_active_tis_per_dag"),
    "`max_active_tis_per_dagrun`": argument("max_active_tis_per_dagrun"),
    pools: (scenario) => scenario["pools"] !== undefined,
    "pools with `include_deferred`": (scenario) =>
      Object.values(scenario["pools"] ?? {}).some((pool) => pool["include_deferred"]),
    "`pool_slots`": argument("pool_slots"),
    "`priority_weight`": argument("priority_weight"),
    "weight rules `upstream`, `absolute`": task((one) => /upstream|absolute/.test(one["weight_rule"])),
    "`max_tis_per_query`": option("scheduler", "max_tis_per_query"),
    "`max_dagruns_per_loop_to_schedule`": option("scheduler", "max_dagruns_per_loop_to_schedule"),
    "without the mini-scheduler": option("scheduler", "schedule_after_task_execution"),
  },
  "Tries and timeouts": {
    retries: argument("retries"),
    "exponential retry delay": argument("retry_exponential_backoff"),
    "`execution_timeout`": argument("execution_timeout"),
    "`AirflowFailException`": task((one) => one["outcomes"]?.includes("fail_without_retry")),
    skipping: task((one) => one["outcomes"]?.includes("skip")),
  },
  Sensors: {
    "poke mode": task((one) => one["operator"] === "wait" && one["mode"] !== "reschedule"),
    "reschedule mode": task((one) => one["mode"] === "reschedule"),
    "`timeout`": argument("timeout"),
    "`soft_fail`": argument("soft_fail"),
    "`exponential_backoff`": argument("exponential_backoff"),
    ...Object.fromEntries(TIMES.map((name) => [name, operator(name)])),
  },
  "Deferral and the triggerer": {
    "deferrable operators": task((one) => one["operator"] === "defer" || one["deferrable"]),
    "several deferrals of a try": argument("deferrals"),
    "`start_from_trigger`": argument("start_from_trigger"),
    "tasks that their trigger ends": task((one) => one["end_from_trigger"] || /^task_/.test(one["result"])),
    "trigger timeouts": argument("trigger_timeout"),
    "triggers that fail, raise, exit or never fire": task((one) => one["result"] !== undefined),
    "capacity, late start": (scenario) =>
      (scenario["triggerers"] ?? []).some((/** @type {Raw} */ one) => one["capacity"] || one["start_at"]),
    "several triggerers": (scenario) => (scenario["triggerers"] ?? []).length > 1,
    "a triggerer that dies": (scenario) =>
      (scenario["triggerers"] ?? []).some((/** @type {Raw} */ one) => one["stop_at"]),
  },
  "Structure of DAGs": {
    branches: operator("choose"),
    ...Object.fromEntries(OTHERS.map((name) => [name, operator(name)])),
    "setup and teardown": task((one) => one["setup"] || one["teardown_of"]),
    "task groups": dag(({ task_groups }) => task_groups),
    "mapped task groups": dag(({ task_groups }) =>
      (task_groups ?? []).some((/** @type {Raw} */ group) => group["expand"]),
    ),
    "mapping over literals": task((one) => Object.values(one["expand"] ?? {}).some(Array.isArray)),
    "mapping over results": task((one) => Object.values(one["expand"] ?? {}).some((values) => values["output_of"])),
    outlets: argument("outlets"),
    "callbacks of tasks": argument("callbacks"),
    "callbacks of DAGs": dag(({ callbacks }) => callbacks),
    SLAs: argument("sla"),
  },
  "What dies": {
    "workers that are killed": has(
      "executor",
      "workers",
      ({ stop_at, shutdown = "kill" }) => stop_at !== undefined && shutdown === "kill",
    ),
    "workers that end in order": has("executor", "workers", ({ shutdown }) => shutdown === "warm"),
    "workers that get SIGTERM": has("executor", "workers", ({ shutdown }) => shutdown === "terminate"),
    "processes of tasks": has("", "faults", ({ kill }) => kill === "task"),
    "supervisors that die or stand still": has("", "faults", ({ kill, freeze }) => (kill ?? freeze) === "supervisor"),
    "schedulers that die, end or stand still": (scenario) =>
      has("", "schedulers", ({ stop_at }) => stop_at !== undefined)(scenario) ||
      has("", "faults", ({ freeze }) => freeze === "scheduler")(scenario),
    "several schedulers": (scenario) => (scenario["schedulers"] ?? []).length > 1,
    "messages that are lost": has("", "faults", ({ lose }) => lose !== undefined),
    "a visibility timeout": option("celery_broker_transport_options", "visibility_timeout"),
  },
  "What people do": { clear: action("clear"), mark: action("mark") },
  "Amazon and external": {
    ...Object.fromEntries([...SENSORS, ...OPERATORS].map((name) => [name, operator(name)])),
    ...Object.fromEntries(
      [...SENSORS, ...OPERATORS]
        .filter((name) => !/Sensor$/.test(name) || /^S3|External/.test(name))
        .map((name) => [`${name}, deferrable`, task((one) => one["operator"] === name && one["deferrable"])]),
    ),
    "denied calls": (scenario) => (scenario["cloud"]?.["denied"] ?? []).length > 0,
  },
  all: { "recorded scenarios": EVERY },
};

export function fidelityTable() {
  const versions = VERSIONS.map(({ airflow }) => airflow).filter((airflow) => groupsOf(airflow).length > 0);
  const all = versions.map((airflow) => recordedScenarios(airflow));
  const rows = Object.entries(FEATURES).flatMap(([group, features]) =>
    Object.entries(features).map(([feature, is]) => {
      const counts = all.map((scenarios) => scenarios.filter(is).length);
      return `| ${group} | ${feature} | ${counts.join(" | ")} |`;
    }),
  );
  return [
    `| | feature | ${versions.join(" | ")} |`,
    `| --- | --- |${versions.map(() => " ---: |").join("")}`,
    ...rows,
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(fidelityTable());
