/**
 * A small environment whose truth is airlapse itself, which equals real Airflow: its history is exported as the API would
 * answer, and what it would have done under other settings is known by running it so.
 * @module
 */
import { createHash } from "node:crypto";
import { AirflowException, AwsModel, DAG, Simulation, type TaskContext } from "airlapse";
import {
  BaseOperator,
  BranchPythonOperator,
  chain,
  ExternalTaskSensor,
  MappedOperator,
  PythonOperator,
  partial,
  XComArg,
} from "airlapse/operators";
import { GlueJobOperator, S3KeySensor } from "airlapse/operators/amazon";
import { DateTime } from "luxon";
import type { ExportFile, ExportFiles } from "../../src/history/index.ts";

export interface Setting {
  readonly workerSlots?: number;
  readonly redshift?: number;
  readonly nightlyTasks?: number;
  /** Names of classes. */
  readonly deferrable?: readonly string[];
  readonly reschedule?: boolean;
}

const HOURS = 8;
const START = DateTime.utc(2024, 3, 2, 22);
const SOURCES = ["orders", "clicks", "payments"];

/** A number from 0 to 1 by name: the world is the same whatever the settings. */
function chance(...name: readonly (string | number)[]): number {
  return createHash("sha256").update(name.join("/")).digest().readUInt32LE(0) / 2 ** 32;
}

/** Seconds of a try, in whole milliseconds. */
function seconds({ ti }: TaskContext, least: number, most: number): number {
  const share = chance(ti.dagId, ti.runId, ti.taskId, ti.mapIndex, ti.tryNumber);
  return Math.round((least + share * (most - least)) * 1000) / 1000;
}

function work(least: number, most: number, result: unknown = null) {
  return function* pythonCallable(context: TaskContext) {
    yield context.sleep(seconds(context, least, most));
    const { ti } = context;
    if (ti.tryNumber === 1 && chance("fails", ti.runId, ti.taskId) < 0.15) throw new AirflowException("fails");
    return result;
  };
}

function ingest(name: string, { deferrable = [], reschedule = false }: Setting): DAG {
  const dag = new DAG(`ingest_${name}`, {
    schedule: "@hourly",
    startDate: START.minus({ hours: 1 }),
    maxActiveRuns: 3,
  });
  const wait = new S3KeySensor({
    dag,
    taskId: "wait",
    bucketName: "raw",
    bucketKey: `${name}/{{ data_interval_start.strftime('%d-%H') }}`,
    mode: reschedule ? "reschedule" : "poke",
    deferrable: deferrable.includes("S3KeySensor"),
  });
  const isDeferred = deferrable.includes("GlueJobOperator");
  const convert = new GlueJobOperator({ dag, taskId: "convert", jobName: `${name}-job`, deferrable: isDeferred });
  const load = new PythonOperator({
    dag,
    taskId: "load",
    pythonCallable: work(100, 300),
    pool: "redshift",
    retries: 2,
    retryDelay: 60,
  });
  chain(wait, convert, load);
  return dag;
}

function nightly({ deferrable = [], reschedule = false, nightlyTasks = 6 }: Setting): DAG {
  const dag = new DAG("nightly", {
    schedule: "0 0 * * *",
    startDate: START.minus({ hours: 22 }),
    maxActiveRuns: 1,
    maxActiveTasks: nightlyTasks,
  });
  const isDeferred = deferrable.includes("ExternalTaskSensor");
  const waits = SOURCES.map(
    (name) =>
      new ExternalTaskSensor({
        dag,
        taskId: `wait_${name}`,
        externalDagId: `ingest_${name}`,
        externalTaskId: "load",
        executionDelta: -23 * 3600,
        mode: reschedule ? "reschedule" : "poke",
        ...(isDeferred ? { deferrable: true, pollInterval: 60 } : {}),
      }),
  );
  const list = new PythonOperator({
    dag,
    taskId: "list",
    pythonCallable: work(5, 9, [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }, { n: 5 }]),
    retries: 3,
    retryDelay: 60,
  });
  const build = partial(PythonOperator, {
    dag,
    taskId: "build",
    pythonCallable: work(200, 900),
    retries: 3,
    retryDelay: 60,
  }).expand({ opKwargs: new XComArg("list") });
  const publish = new BranchPythonOperator({ dag, taskId: "publish", pythonCallable: () => "report" });
  const report = new PythonOperator({
    dag,
    taskId: "report",
    pythonCallable: work(30, 60),
    retries: 3,
    retryDelay: 60,
  });
  const alarm = new PythonOperator({ dag, taskId: "alarm", pythonCallable: work(1, 2) });
  chain(waits, list);
  publish.setUpstream(build);
  chain(publish, [report, alarm]);
  return dag;
}

function cloud(): AwsModel {
  const objects = SOURCES.flatMap((name) =>
    Array.from({ length: HOURS + 2 }, (_, hour) => ({
      bucket: "raw",
      key: `${name}/${START.plus({ hours: hour - 1 }).toFormat("dd-HH")}`,
      at: Math.max(0, Math.round((hour * 3600 + 30 + chance(name, hour) * 1700) * 1000) / 1000),
    })),
  );
  const jobs = SOURCES.map((name) => ({
    name: `${name}-job`,
    existing: {},
    duration: 200 + Math.round(chance(name) * 300_000) / 1000,
  }));
  return new AwsModel({ s3: { buckets: ["raw"], objects }, glue: { jobs } });
}

/** What a task instance did, as an export tells it. */
interface Try {
  queued: number | null;
  visits: number[];
  end: number | null;
  state: string;
}

interface Told {
  readonly runs: Map<
    string,
    { readonly dagId: string; readonly runId: string; start: number | null; end: number | null; state: string }
  >;
  readonly instances: Map<
    string,
    { readonly key: readonly [string, string, string, number]; state: string | null; tries: Map<number, Try> }
  >;
  readonly pokes: Map<string, number>;
}

/** Runs the environment, and gives its simulation with all that was told of it. */
export function live(setting: Setting = {}) {
  const dags = [...SOURCES.map((name) => ingest(name, setting)), nightly(setting)];
  const visits = new Map<string, number>();
  const told: Told = { runs: new Map(), instances: new Map(), pokes: new Map() };
  const simulation = new Simulation({
    airflow: "2.10.5",
    dags,
    start: START,
    until: HOURS * 3600,
    cloud: cloud(),
    pools: { redshift: { slots: setting.redshift ?? 2 } },
    executor: {
      workerSlots: setting.workerSlots ?? 6,
      processTimes: ({ dagId, runId, taskId, mapIndex, tryNumber }) => {
        const key = [dagId, runId, taskId, mapIndex, tryNumber].join("/");
        const visit = visits.get(key) ?? 0;
        visits.set(key, visit + 1);
        const millis = (least: number, most: number, name: string) =>
          Math.round((least + chance(name, key, visit) * (most - least)) * 1000) / 1000;
        return { startup: millis(0.6, 2, "startup"), setup: millis(0.9, 2.6, "setup") };
      },
    },
  });
  listen(simulation, told);
  return { simulation, dags, told, result: simulation.run() };
}

function listen(simulation: Simulation, { runs, instances }: Told): void {
  simulation.on("dagRun", ({ dagId, runId, state, at }) => {
    const run = runs.get(`${dagId}/${runId}`) ?? { dagId, runId, start: null, end: null, state };
    runs.set(`${dagId}/${runId}`, run);
    run.state = state;
    if (state === "running") run.start ??= at / 1e6;
    if (state === "success" || state === "failed") run.end = at / 1e6;
  });
  simulation.on("taskInstance", ({ dagId, runId, taskId, mapIndex, state, tryNumber, at }) => {
    const name = [dagId, runId, taskId, mapIndex].join("/");
    const instance = instances.get(name) ?? {
      key: [dagId, runId, taskId, mapIndex] as const,
      state,
      tries: new Map<number, Try>(),
    };
    instances.set(name, instance);
    instance.state = state;
    const one = instance.tries.get(tryNumber) ?? { queued: null, visits: [], end: null, state: "running" };
    if (state === "queued") one.queued = at / 1e6;
    else if (state === "running") one.visits.push(at / 1e6);
    else if (state === "success" || state === "failed" || state === "up_for_retry") {
      one.end = at / 1e6;
      one.state = state === "success" ? "success" : "failed";
    } else return;
    instance.tries.set(tryNumber, one);
  });
}

const iso = (at: number | null) =>
  at === null
    ? null
    : `${START.plus({ milliseconds: Math.round(at * 1000) }).toFormat("yyyy-MM-dd'T'HH:mm:ss.SSS")}000+00:00`;

export function exportFile(name: string, value: unknown): ExportFile {
  const base = name.split("/").at(-1) ?? "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const [, stem = "", kind = ""] = /^(.*)\.(\w+)$/.exec(base) ?? [];
  return {
    name,
    stem,
    kind,
    async *pieces() {
      yield text;
    },
  };
}

/** The export of what happened: what the REST API answers, and serialized DAGs. */
export function exported({ dags, told }: ReturnType<typeof live>): ExportFiles {
  const types = new Map(
    dags.flatMap((dag) =>
      [...dag.tasks.values()].map((task) => [`${dag.dagId}/${task.taskId}`, task.taskType] as const),
    ),
  );
  const rows: unknown[] = [];
  const tries: unknown[] = [];
  const events: unknown[] = [];
  for (const {
    key: [dag_id, dag_run_id, task_id, map_index],
    state,
    tries: all,
  } of told.instances.values()) {
    const row = (tryNumber: number, one: Try | undefined) => ({
      dag_id,
      dag_run_id,
      task_id,
      map_index,
      state: one === undefined ? state : one.end === null ? state : one.state,
      operator: types.get(`${dag_id}/${task_id}`),
      try_number: tryNumber,
      max_tries: 3,
      start_date: iso(one?.visits[0] ?? null),
      end_date: iso(one?.end ?? null),
      queued_when: iso(one?.queued ?? null),
      hostname: one === undefined || one.visits.length === 0 ? "" : "worker",
    });
    const last = Math.max(0, ...all.keys());
    rows.push({ ...row(last, all.get(last)), state });
    if (all.size > 1)
      tries.push({ path: "/x/tries", answer: { task_instances: [...all].map(([number, one]) => row(number, one)) } });
    for (const [try_number, { visits }] of all)
      for (const at of visits)
        events.push({ event: "running", dag_id, run_id: dag_run_id, task_id, map_index, try_number, when: iso(at) });
  }
  const runs = [...told.runs.values()].map(({ dagId, runId, start, end, state }) => ({
    dag_id: dagId,
    dag_run_id: runId,
    run_type: "scheduled",
    state,
    logical_date: runId.slice("scheduled__".length),
    start_date: iso(start),
    end_date: iso(end),
  }));
  const files = [
    exportFile("rest/version.json", { version: "2.10.5", git_version: null }),
    exportFile("rest/config.json", {
      sections: [{ name: "celery", options: [{ key: "worker_concurrency", value: "6" }] }],
    }),
    exportFile("rest/health.json", { scheduler: { latest_scheduler_heartbeat: iso(HOURS * 3600) } }),
    exportFile("rest/pools.json", {
      pools: [
        { name: "default_pool", slots: 128 },
        { name: "redshift", slots: 2 },
      ],
    }),
    exportFile("rest/dagRuns.jsonl", [{ dag_runs: runs }].map((page) => JSON.stringify(page)).join("\n")),
    exportFile("rest/taskInstances.json", [{ task_instances: rows }]),
    exportFile("rest/tries.json", tries),
    exportFile("rest/eventLogs.json", [{ event_logs: events }]),
    ...dags.map((dag) => exportFile(`serialized/${dag.dagId}.json`, serialized(dag))),
  ];
  return { folder: "export", files, ignored: [] };
}

function serialized(dag: DAG) {
  const { schedule, startDate, maxActiveRuns, maxActiveTasks } = dag.arguments;
  return {
    __version: 1,
    dag: {
      _dag_id: dag.dagId,
      schedule_interval: schedule,
      timezone: "UTC",
      start_date: (startDate?.toMillis() ?? 0) / 1000,
      catchup: false,
      max_active_runs: maxActiveRuns,
      ...(maxActiveTasks === undefined ? {} : { _max_active_tasks: maxActiveTasks }),
      tasks: [...dag.tasks.values()].map((task) => ({
        __type: "operator",
        __var: {
          task_id: task.taskId,
          _task_type: task.taskType,
          downstream_task_ids: [...task.downstreamTaskIds],
          ...(task instanceof BaseOperator && task.onlyWaits && task.taskType.endsWith("Sensor")
            ? { reschedule: task.reschedule }
            : {}),
          ...(task instanceof ExternalTaskSensor
            ? { external_dag_id: task.externalDagId, external_task_ids: task.externalTaskIds }
            : {}),
          ...mapping(task),
        },
      })),
    },
  };
}

function mapping(task: unknown) {
  const { settings } = task as { settings: { retries: number; retryDelay: number; pool: string } };
  const own = { retries: settings.retries, retry_delay: settings.retryDelay / 1e6, pool: settings.pool };
  if (!(task instanceof MappedOperator)) return own;
  return {
    _is_mapped: true,
    _expand_input_attr: "expand_input",
    partial_kwargs: own,
    expand_input: {
      type: "dict-of-lists",
      value: { __type: "dict", __var: { x: { __type: "xcomref", __var: { task_id: "list", key: "return_value" } } } },
    },
  };
}
