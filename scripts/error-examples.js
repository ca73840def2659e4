/**
 * Examples of each error, as a person comes to meet it: every example throws it, or lets a task fail with it.
 * @module
 */
import { S3Client } from "@aws-sdk/client-s3";
import { AirflowSkipException, DAG, observedValues, Simulation, serviceKey, TriggerEvent } from "airlapse";
import { AwsSdk } from "airlapse/aws";
import { BullmqMissingError, bullmq, Experiment, RedisAccessError, WrongWorkerError } from "airlapse/experiment";
import { BaseOperator, BaseTrigger, EmptyOperator, PythonOperator, XComArg } from "airlapse/operators";
import { S3KeySensor } from "airlapse/operators/amazon";
import { EmrCreateJobFlowOperator } from "airlapse/operators/amazon/emr";
import { RdsStopDbOperator } from "airlapse/operators/amazon/rds";
import { buildSimulation, checkScenarios, parseScenarios } from "airlapse/scenario";
import { loadService } from "../dist/aws/services.js";
import { exportFiles } from "../dist/cli/export-folder.js";
import { readText } from "../dist/cli/read-file.js";
import { writeWhole } from "../dist/cli/whole-file.js";
import { sweepOf } from "../dist/report/index.js";

/** @typedef {Record<string, unknown>} Json */

/** @param {Json} task @param {Json} [more] */
const scenario = (task, more = {}) => ({
  name: "s",
  until: 60,
  dags: [{ dag_id: "d", tasks: [{ task_id: "t", operator: "work", ...task }] }],
  runs: [{ dag_id: "d", run_id: "r" }],
  ...more,
});

/** A run that is deleted while its task runs, beside one that goes on. @param {Json} task */
const deletedMeanwhile = (task) =>
  scenario(task, {
    runs: [
      { dag_id: "d", run_id: "r" },
      { dag_id: "d", run_id: "r2", logical_at: -60 },
    ],
    actions: [{ at: 5, do: "delete", dag_id: "d", run_id: "r" }],
  });

/** Throws what the first task failed with. @param {unknown} content */
function runTask(content) {
  const [checked] = checkScenarios(content, "s.json");
  const [error] = buildSimulation(/** @type {NonNullable<typeof checked>} */ (checked)).run().errors;
  if (error !== undefined) throw Object.assign(new Error(error.message), { name: error.type });
}

/** A task of ECS that ends that way. @param {string} outcome @param {Json} [more] @param {string} [reason] */
const ecsTask = (outcome, more, reason) =>
  scenario(
    { operator: "EcsRunTaskOperator", task_definition: "d", cluster: "c", overrides: {}, ...more },
    { cloud: { ecs: { tasks: [{ name: "d", outcomes: [outcome], ...(reason ? { reason } : {}) }] } } },
  );

/** A statement of Redshift that ends that way. @param {string} outcome */
const redshiftStatement = (outcome) =>
  scenario(
    { operator: "RedshiftDataOperator", sql: "select 1", cluster_identifier: "c" },
    { airflow: "2.10.5", cloud: { redshift_data: { statements: [{ name: "*", outcomes: [outcome] }] } } },
  );

/** A task that is mapped over what another returns. @param {Json} source @param {Json} [more] */
const mappedOver = (source, more) => {
  const tasks = [
    { task_id: "t", ...source },
    { task_id: "m", operator: "work", expand: { duration: { output_of: "t" } } },
  ];
  return { ...scenario({}, more), dags: [{ dag_id: "d", tasks }] };
};

/** @param {string} text */
const template = (text) =>
  runTask(scenario({ operator: "TriggerDagRunOperator", trigger_dag_id: "d", trigger_run_id: text }));

/** @param {import("airlapse/experiment").Measure<any>} measure */
const experiment = (measure) => new Experiment({ name: "e", parameters: { size: [1] }, measure });

/** @param {(task: any) => unknown} pythonCallable */
function simulationOf(pythonCallable) {
  const dag = new DAG("d");
  new PythonOperator({ dag, taskId: "t", pythonCallable: /** @type {any} */ (pythonCallable) });
  return new Simulation({ dags: [dag] }).trigger("d", { runId: "r" });
}

/** A task fails, and a sensor of another DAG waits for it. */
function waitForFailed() {
  const tasks = [
    {
      task_id: "t",
      operator: "ExternalTaskSensor",
      external_dag_id: "e",
      external_task_id: "x",
      failed_states: ["failed"],
    },
  ];
  const external = { dag_id: "e", tasks: [{ task_id: "x", operator: "work", outcomes: ["fail_without_retry"] }] };
  const runs = ["e", "d"].map((dag_id) => ({ dag_id, run_id: "r", at: 0, logical_at: 0 }));
  const waits = { ...scenario({}, { airflow: "3.2.1", until: 300, runs }), dags: [{ dag_id: "d", tasks }, external] };
  const [checked] = checkScenarios(waits, "s.json");
  const result = buildSimulation(/** @type {NonNullable<typeof checked>} */ (checked)).run();
  const error = result.errors.find(({ taskId }) => taskId === "t");
  if (error !== undefined) throw Object.assign(new Error(error.message), { name: error.type });
}

/** A sweep over a key that is misspelt. */
function sweepOverNothing() {
  const [checked] = checkScenarios(scenario({}), "s.json");
  return sweepOf(/** @type {NonNullable<typeof checked>} */ (checked), [{ key: "executer.slots", values: [1] }]);
}

/** A run of figures only is asked for again after it has ended. */
function askForForgotten() {
  const dag = new DAG("d");
  new EmptyOperator({ dag, taskId: "t" });
  const simulation = new Simulation({ dags: [dag], keep: "aggregates" });
  return simulation.trigger("d", { runId: "r" }).trigger("d", { runId: "r", at: 60 }).run();
}

/** An error of one's own, thrown into a trigger whose task has timed out. */
async function cancelTrigger() {
  /** @type {unknown} */
  let thrown;
  /** @extends {BaseTrigger<Record<string, never>>} */
  class Watching extends BaseTrigger {
    /** @override @param {import("airlapse").TriggerContext} context */
    async *run(context) {
      try {
        await context.sleep(600);
        yield new TriggerEvent("too late");
      } catch (error) {
        thrown = error;
        throw error;
      }
    }
  }
  class Waits extends BaseOperator {
    /** @override */
    execute() {
      return this.defer({ trigger: new Watching({}), methodName: "execute", timeout: 5 });
    }
  }
  const dag = new DAG("d");
  new Waits({ dag, taskId: "t" });
  await new Simulation({ dags: [dag] }).trigger("d", { runId: "r" }).runAsync();
  throw thrown;
}

/** AWS at an address where nobody answers. */
async function callNobody() {
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  const endpoint = "http://127.0.0.1:1";
  const s3 = new S3Client({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
  const cloud = new AwsSdk({ endpoint, clients: { s3 } });
  await cloud.load();
  const dag = new DAG("d");
  new S3KeySensor({ dag, taskId: "t", bucketKey: "s3://b/k" });
  const result = await new Simulation({ dags: [dag], cloud }).trigger("d", { runId: "r" }).runAsync();
  rethrow(result.errors[0]);
}

/** @param {{ type: string, message: string } | undefined} error */
function rethrow(error) {
  if (error !== undefined) throw Object.assign(new Error(error.message), { name: error.type });
}

/** A task asks for a service that its simulation was not given. */
function askForService() {
  const ask = (/** @type {import("airlapse").TaskContext} */ context) => context.service(serviceKey("PRICES"));
  rethrow(simulationOf(ask).run().errors[0]);
}

/** Says what a skipped task's log says of it. */
function skip() {
  const dag = new DAG("d");
  const pythonCallable = () => {
    throw new AirflowSkipException("nothing to do today");
  };
  new PythonOperator({ dag, taskId: "t", pythonCallable });
  const simulation = new Simulation({ dags: [dag] }).trigger("d", { runId: "r" });
  /** @type {string[]} */
  const said = [];
  simulation.on("log", ({ message }) => said.push(message));
  if (simulation.run().taskInstance("r", "t").state !== "skipped") return;
  const message = said.find((text) => text.includes("nothing"));
  throw Object.assign(new Error(message), { name: "AirflowSkipException" });
}

/** By the name of the error: where a person meets it, and code that does. @type {Readonly<Record<string, readonly [where: string, provoke: () => unknown, shownAs?: string]>>} */
export const EXAMPLES = {
  AirflowSkipException: ["what a task throws to be skipped: no error, its log says so", skip],
  AirflowTaskTerminated: [
    "a task that is cleared while it runs, from 2.10 on; an AirflowException before",
    () =>
      runTask(
        scenario(
          { duration: 30 },
          { airflow: "2.10.5", actions: [{ at: 5, do: "clear", dag_id: "d", run_id: "r", task_id: "t" }] },
        ),
      ),
  ],
  BotoCoreError: ["AWS, or what answers in its place, does not answer", callNobody, "EndpointConnectionError"],
  CancelledError: ["a trigger of one's own whose task does not wait for it any more", cancelTrigger],
  DeletedWhileRunningError: [
    "a deleted run is asked for again while a task of it still runs, up to Airflow 2",
    () => {
      const again = { dag_id: "d", run_id: "r", at: 6 };
      const actions = [{ at: 5, do: "delete", dag_id: "d", run_id: "r" }];
      return runTask(scenario({ duration: 30 }, { runs: [{ dag_id: "d", run_id: "r" }, again], actions }));
    },
  ],
  IntegrityError: [
    "a task fails whose run was deleted meanwhile, up to Airflow 2",
    () => runTask(deletedMeanwhile({ duration: 30 })),
  ],
  NoResultFound: [
    "a task succeeds whose run was deleted meanwhile, from 2.10 on",
    () => runTask({ ...deletedMeanwhile({ duration: 6.5 }), airflow: "2.10.5" }),
  ],
  ForgottenRunError: ["a run that has ended is asked for again, where figures only are kept", askForForgotten],
  ResultsFileError: [
    "an experiment whose results file cannot be written, or is another's",
    () => experiment(() => ({})).run({ resultsFile: "missing/results.jsonl" }),
  ],
  BullmqMissingError: [
    "an experiment on Redis without bullmq",
    () => {
      throw new BullmqMissingError(undefined);
    },
  ],
  RedisAccessError: [
    "an experiment on a Redis that refuses its password",
    () => {
      throw new RedisAccessError(new Error("WRONGPASS invalid username-password pair or user is disabled."));
    },
  ],
  SharedPlaceError: [
    "an experiment on Redis whose shared place is neither a folder nor on S3",
    () => bullmq({ connection: "redis://localhost", shared: "https://bucket" }),
  ],
  SweepError: ["a sweep over a key that the scenario does not have", sweepOverNothing],
  WrongWorkerError: [
    "a worker that was started with another module than the experiment",
    () => {
      throw new WrongWorkerError("0.1.0-1111", "0.1.0-2222");
    },
  ],
  TrialError: [
    "a trial of an experiment fails",
    () =>
      experiment(() => {
        throw new Error("no room");
      }).run(),
  ],
  WaiterError: [
    "a crawler that takes longer than a waiter waits",
    () =>
      runTask(
        scenario(
          { operator: "GlueCrawlerOperator", config: { Name: "c" }, poll_interval: 1 },
          { until: 9000, cloud: { glue: { crawlers: [{ name: "c", duration: 5000 }] } } },
        ),
      ),
  ],
  AirflowException: ["a task that fails", () => runTask(scenario({ outcomes: ["fail"] }))],
  AirflowFailException: ["a task that fails for good", () => runTask(scenario({ outcomes: ["fail_without_retry"] }))],
  AirflowSensorTimeout: [
    "a sensor whose `timeout` passes",
    () => runTask(scenario({ operator: "wait", ready_at: 99, poke_interval: 2, timeout: 3 })),
  ],
  AirflowTaskTimeout: [
    "a task whose `execution_timeout` passes",
    () => runTask(scenario({ duration: 9, execution_timeout: 3 })),
  ],
  TaskDeferralError: ["a trigger that fails", () => runTask(scenario({ operator: "defer", result: "raise" }))],
  XComForMappingNotPushed: [
    "a task that others are mapped over returns nothing",
    () => runTask(mappedOver({ operator: "work" })),
  ],
  UnmappableXComTypePushed: [
    "a task that others are mapped over returns a number",
    () => runTask(mappedOver({ operator: "produce", value: 5 })),
  ],
  UnmappableXComLengthPushed: [
    "what it returns is longer than `max_map_length`",
    () => runTask(mappedOver({ operator: "produce", value: [1, 2] }, { config: { core: { max_map_length: 1 } } })),
  ],
  DagNotFound: [
    "a task that starts a DAG which is not there",
    () => runTask(scenario({ operator: "TriggerDagRunOperator", trigger_dag_id: "x" })),
  ],
  MissingServiceError: ["a task asks for a service that there is not", askForService],
  SdkPackageError: ["a service that the SDK is not called for", () => loadService("nothing")],
  MultipleResultsFound: [
    "a task that starts a run, of which one has the id, and another the logical date",
    () =>
      runTask(
        scenario(
          {
            operator: "TriggerDagRunOperator",
            trigger_dag_id: "d",
            trigger_run_id: "r",
            execution_date: "2024-01-01T00:00:05+00:00",
          },
          {
            runs: [
              { dag_id: "d", run_id: "r" },
              { dag_id: "d", run_id: "r2", at: 0.5, logical_at: 5 },
            ],
          },
        ),
      ),
  ],
  AirflowInactiveAssetInInletOrOutletException: [
    "a task that updates an asset with the URI of another, from Airflow 3 on",
    () => runTask(scenario({ outlets: ["s3://lake/a", "s3://lake/a/"] }, { airflow: "3.2.1" })),
  ],
  DagRunAlreadyExists: [
    "a task that starts a run which exists",
    () => runTask(scenario({ operator: "TriggerDagRunOperator", trigger_dag_id: "d", trigger_run_id: "r" })),
  ],
  ValueError: [
    "a date that is none",
    () => runTask(scenario({ operator: "TriggerDagRunOperator", trigger_dag_id: "d", execution_date: "soon" })),
  ],
  ClientError: [
    "a call of AWS that is denied",
    () =>
      runTask(scenario({ operator: "S3KeySensor", bucket_key: "s3://b/k" }, { cloud: { denied: ["s3:HeadObject"] } })),
  ],
  JSONDecodeError: [
    "a message of SQS that is no JSON, where a JSONPath filters messages",
    () =>
      runTask(
        scenario(
          {
            operator: "SqsSensor",
            sqs_queue: "https://sqs.us-east-1.amazonaws.com/123456789012/q",
            message_filtering: "jsonpath",
            message_filtering_config: "a",
          },
          {
            cloud: {
              sqs: {
                queues: [
                  { name: "https://sqs.us-east-1.amazonaws.com/123456789012/q", messages: [{ at: 0, body: "no" }] },
                ],
              },
            },
          },
        ),
      ),
  ],
  S3HookUriParseFailure: [
    "a URI of S3 that is none",
    () => runTask(scenario({ operator: "S3KeySensor", bucket_key: "k" })),
  ],
  ParamValidationError: [
    "a crawler whose name is no text",
    () => runTask(scenario({ operator: "GlueCrawlerOperator", config: { Name: 5 } })),
  ],
  TemplateSyntaxError: ["a template that is none", () => template("{{ ds ")],
  TemplateAssertionError: ["a template with a filter that is not there", () => template("{{ ds | nothing }}")],
  TemplateRuntimeError: [
    "a template that takes too much",
    () => template("{% for i in range(99999) %}{% for j in range(9) %}{% endfor %}{% endfor %}"),
  ],
  InvalidTimezone: ["a template that names no time zone", () => template("{{ logical_date.in_timezone('Mars') }}")],
  UndefinedError: ["a template that uses what is not there", () => template("{{ nobody }}")],
  ParserError: [
    "a moment whose template gives no date",
    () => runTask(scenario({ operator: "DateTimeSensor", target_time: "{{ dag.dag_id }}" })),
  ],
  UnboundLocalError: [
    "a sensor that matches a pattern and asks a function of one's own, where the provider forgets what it found",
    () =>
      runTask(
        scenario(
          { operator: "S3KeySensor", bucket_key: "s3://b/.*", use_regex: true, check_fn: { name: "Size", least: 1 } },
          { airflow: "2.10.5", cloud: { s3: { objects: [{ bucket: "b", key: "k" }] } } },
        ),
      ),
  ],
  NoProgressError: [
    "a sensor that looks again without waiting",
    () => runTask(scenario({ operator: "wait", ready_at: 9, poke_interval: 0 })),
  ],
  LimitError: [
    "`--max-events` or `--max-seconds` is reached, or the memory full",
    () => simulationOf((context) => context.sleep).run({ maxEvents: 1 }),
  ],
  OutstandingPromiseError: ["`run()` of what awaits a promise", () => simulationOf(async () => {}).run()],
  ScenarioError: [
    "a scenario file that cannot be used",
    () => parseScenarios('{"name": "s", "dags": [{"dag_id": "a b", "tasks": []}]}', "s.json"),
  ],
  SimulationError: [
    "options, DAGs or tasks that cannot be simulated",
    () => new Simulation({ dags: [new DAG("a b")], until: -1 }),
  ],
  ExportError: ["the folder of an export in which there is none", () => void exportFiles("nowhere")],
  FaultError: [
    "a fault of a task that is on no worker at that time",
    () => {
      const faults = [{ at: 5, kill: "task", dag_id: "d", run_id: "r", task_id: "t" }];
      const more = { executor: { class: "CeleryExecutor" }, faults };
      const [checked] = checkScenarios(scenario({ duration: 1 }, more), "s.json");
      buildSimulation(/** @type {NonNullable<typeof checked>} */ (checked)).run();
    },
  ],
  IndexError: [
    "an element of joined results that is not there",
    () => {
      const joined = new XComArg("a").concat(new XComArg("b")).resolve(() => []);
      if ("at" in joined && typeof joined.at === "function") joined.at(0);
    },
  ],
  ObservedValuesError: ["a CSV file without values", () => observedValues("", undefined)],
  NotExplainedError: [
    "`analysis().waits` without `explain: true`",
    () => new Simulation({ dags: [] }).run().analysis().waits,
  ],
  KeyError: [
    "a crawler whose `config` has no name",
    () => runTask(scenario({ operator: "GlueCrawlerOperator", config: {} })),
  ],
  InputError: ["a file that the command cannot read", () => readText("missing.json")],
  OutputError: ["a result that the command cannot write", () => writeWhole("missing/trace.json", "")],
  ExperimentError: [
    "an experiment that cannot be made",
    () => new Experiment({ name: "e", parameters: {}, repetitions: 0, measure: () => ({}) }),
  ],
  AirflowRuntimeError: [
    "from Airflow 3 on, a DAG is triggered that is not there",
    () => runTask(scenario({ operator: "TriggerDagRunOperator", trigger_dag_id: "nobody" }, { airflow: "3.2.1" })),
  ],
  ExternalTaskSensorException: [
    "from Airflow 3 on, a sensor waits for a task that has failed",
    waitForFailed,
    "ExternalTaskFailedError",
  ],
  ProcessKilled: [
    "from Airflow 3 on, a task that is cleared while it runs",
    () =>
      runTask(
        scenario(
          { duration: 30 },
          { airflow: "3.2.1", actions: [{ at: 7.3, do: "clear", dag_id: "d", run_id: "r", task_id: "t" }] },
        ),
      ),
    "SIGKILL",
  ],
  TaskDeferralTimeout: [
    "from Airflow 3 on, a deferral whose timeout has passed",
    () => runTask(scenario({ operator: "defer", wait: 40, trigger_timeout: 5 }, { airflow: "3.2.1" })),
  ],
  PythonException: [
    "a query of Athena that fails",
    () =>
      runTask(
        scenario(
          { operator: "AthenaOperator", query: "SELECT 1", database: "d", output_location: "s3://b/o" },
          { until: 300, cloud: { athena: { queries: [{ name: "*", duration: 5, outcomes: ["FAILED"] }] } } },
        ),
      ),
    "Exception",
  ],
  NotImplementedError: [
    "a task of RDS is killed",
    () => new RdsStopDbOperator({ dag: new DAG("d"), taskId: "t", dbIdentifier: "i" }).onKill(),
  ],
  AirflowNotFoundException: [
    "a cluster of RDS that is gone while its task waits for it, before the Amazon provider 9.2.0",
    () =>
      runTask(
        scenario(
          { operator: "RdsStopDbOperator", db_identifier: "c", db_type: "cluster", waiter_delay: 5 },
          {
            cloud: {
              rds: { clusters: [{ name: "c", existing: "available", stopping: 60 }] },
              denied: [{ call: "rds:DescribeDBClusters", code: "DBClusterNotFoundFault", status: 404 }],
            },
          },
        ),
      ),
  ],
  AttributeError: [
    "a job flow's task is killed that has made no job flow",
    () => [...new EmrCreateJobFlowOperator({ dag: new DAG("d"), taskId: "t" }).onKill(/** @type {any} */ ({}))],
  ],
  EcsOperatorError: ["a task that ECS has no memory for", () => runTask(ecsTask("REFUSED"))],
  EcsTaskFailToStart: ["a task of ECS whose image cannot be pulled", () => runTask(ecsTask("FAILED_TO_START"))],
  RetryError: [
    "`quota_retry` that stops at once",
    () => runTask(ecsTask("FAILED_TO_START", { quota_retry: { stop_after_delay: 0 } }, "ResourceInitializationError")),
  ],
  RedshiftDataQueryFailedError: [
    "from the Amazon provider 9.2.0 on, a statement of Redshift that fails",
    () => runTask(redshiftStatement("FAILED")),
  ],
  RedshiftDataQueryAbortedError: [
    "from the Amazon provider 9.2.0 on, a statement of Redshift that somebody aborts",
    () => runTask(redshiftStatement("ABORTED")),
  ],
  GlueJobRunStoppedError: [
    "from the Amazon provider 9.39.0 on, a job run that somebody stops",
    () =>
      runTask(
        scenario(
          { operator: "GlueJobOperator", job_name: "j" },
          {
            airflow: "3.3.2",
            cloud: { glue: { jobs: [{ name: "j", existing: {}, duration: 5, outcomes: ["STOPPED"] }] } },
          },
        ),
      ),
  ],
  RowsNotKeptError: ["rows of a simulation that keeps figures only", () => emptyRun().taskInstances],
};

function emptyRun() {
  const dag = new DAG("d");
  new EmptyOperator({ dag, taskId: "t" });
  return new Simulation({ dags: [dag], keep: "aggregates" }).trigger("d", { runId: "r" }).run();
}

/** Returns the message of an example. @param {string} name */
export async function messageOf(name) {
  const [, provoke, shownAs = name] = EXAMPLES[name] ?? ["", () => {}];
  try {
    await provoke();
  } catch (error) {
    const { name: type, message } = /** @type {Error} */ (error);
    if (type !== shownAs) throw new Error(`Expected ${shownAs}, got ${type}: ${message}`);
    return type === name ? message : `${type}: ${message}`;
  }
  throw new Error(`Expected ${name}, got no error`);
}
