/**
 * The rules in which versions of the Amazon provider differ, side by side. Paths are below providers/amazon/aws/, lines those
 * of 8.7.1 → 9.2.0.
 * @module
 */
import { rule } from "./amazon-rule.ts";
import { SERVICE_RULES } from "./amazon-service-rules.ts";
import { GLUE_RULES } from "./glue-rules.ts";

export const AMAZON_RULES = {
  ...GLUE_RULES,
  ...SERVICE_RULES,

  keysUnchangedTriggerMixesZones: rule({
    why: "S3KeysUnchangedTrigger compares a time without zone with one that has come back from the database with one, and fails at its first look, unless the number of objects has changed.",
    sources: "hooks/s3.py 712 → 766",
    "8.7.1": true,
    "9.2.0": false,
  }),

  asyncClientCloseTurns: rule({
    why: "Turns of the triggerer's event loop that closing an HTTP session takes. It is aiobotocore's doing, which comes with the provider: 2.7.0 takes one, 2.19.0 none.",
    sources: "aiobotocore/httpsession.py `__aexit__`",
    "8.7.1": 1,
    "9.2.0": 0,
  }),

  s3TriggersGoOn: rule({
    why: "S3KeyTrigger and S3KeysUnchangedTrigger go on asking after their event until they are deleted; later they return.",
    sources: "triggers/s3.py 99, 200 → 104, 209",
    "8.7.1": true,
    "9.2.0": false,
  }),

  wildcardTriggerReads: rule<"all pages" | "pages up to a match">({
    why: "Which pages of a listing S3KeyTrigger asks for with `wildcard_match`: all before it looks; later one at a time, until an object matches.",
    sources: "hooks/s3.py 501 `_check_key_async` → 533",
    "8.7.1": "all pages",
    "9.2.0": "pages up to a match",
  }),

  waitsThroughAwsErrors: rule({
    why: "GlueCrawlerOperator's trigger takes an error of AWS for `not ready yet`, and asks again; later the first one fails it.",
    sources: "utils/waiter_with_logging.py 124 → 142",
    "8.7.1": true,
    "9.2.0": false,
  }),

  tooFewKeysEndTrigger: rule({
    why: "Says what S3KeysUnchangedTrigger makes of an inactivity period that has passed with fewer objects than `min_objects`: an error, which fails the task; from 9.8.0 it looks on, as poke mode does.",
    sources: "hooks/s3.py 735 → 795; 9.8.0: 789",
    "8.7.1": true,
    "9.2.0": true,
    "9.8.0": false,
  }),

  waitsWithoutCredentials: rule({
    why: "GlueCrawlerOperator's trigger asks again where the AWS client finds no credentials; before 9.8.0 that fails it.",
    sources: "utils/waiter_with_logging.py 101 → 113; 9.8.0: 139",
    "8.7.1": false,
    "9.8.0": true,
  }),

  failedTriggersShowStatus: rule({
    why: "A waiter trigger that fails logs the status and raises with the waiter's text; from 9.8.0 it logs nothing and raises with both, and with the answer where that is an error of AWS.",
    sources: "utils/waiter_with_logging.py 126 → 139; 9.8.0: 147",
    "8.7.1": false,
    "9.8.0": true,
  }),

  athenaWaitSwallows: rule<"anything" | "exceptions">({
    why: "Says what Athena's wait in a worker survives, to ask for the state once more: a `return` in its `finally` swallows anything, the task's timeout and SIGTERM included; later it catches exceptions, which those are not any more.",
    sources: "hooks/athena.py 272 `poll_query_status` → 292",
    "8.7.1": "anything",
    "9.2.0": "exceptions",
  }),

  athenaRaisesPlainExceptions: rule({
    why: "AthenaOperator raises a plain Exception where its query has failed, or attempts are used up; later an AirflowException.",
    sources: "operators/athena.py 128 → 158",
    "8.7.1": true,
    "9.2.0": false,
  }),

  athenaNamesCatalog: rule({
    why: "AthenaOperator tells Athena its catalog, and an output location only where it has one; before there was no catalog, and it told the location as it was.",
    sources: "operators/athena.py 103 → 126",
    "8.7.1": false,
    "9.2.0": true,
  }),

  runningJobFlowIsCreated: rule({
    why: "EmrCreateJobFlowOperator holds a job flow that is RUNNING for created, and no longer waits for one that ends by itself.",
    sources: "waiters/emr.json 62 `job_flow_waiting` → 65",
    "8.7.1": false,
    "9.2.0": true,
  }),

  jobFlowDefaults: rule<"whole numbers out of a countdown" | "60 attempts each 60 s">({
    why: "Says how EmrCreateJobFlowOperator waits without being told: its attempts are 999 s over an interval of 60 s, and both are cut to whole numbers; later 60, and a fraction of a second stays.",
    sources: "operators/emr.py 708 → 661",
    "8.7.1": "whole numbers out of a countdown",
    "9.2.0": "60 attempts each 60 s",
  }),

  jobFlowDefersAlways: rule({
    why: "EmrCreateJobFlowOperator defers whether it is told to wait or not; from 9.25.0 only where it is, and for what its policy says. Where its wait fails on its worker, it terminates the job flow then.",
    sources: "operators/emr.py 773 → 741; 9.25.0: 817",
    "8.7.1": true,
    "9.25.0": false,
  }),

  serverlessJobTellsDetails: rule({
    why: "EmrServerlessStartJobOperator finds its job in `job_details` of the event, which an event of a failure has not: it fails with a KeyError. On its worker it cancels the job where its attempts are used up.",
    sources: "operators/emr.py 1305 → 1249; 9.25.0: 1343",
    "8.7.1": false,
    "9.25.0": true,
  }),

  containerJobNeedsMessage: rule({
    why: "EmrContainerOperator and EmrContainerSensor read a `message` from their trigger's event, which has none: deferred, they cannot succeed.",
    sources: "operators/emr.py 618, sensors/emr.py 328 → 602, 337",
    "8.7.1": true,
    "9.2.0": false,
  }),

  containerTriggerAttempts: rule<"600" | "as told">({
    why: "Says how often EmrContainerTrigger looks: 600 times, as its operator tells only the deferral's timeout of its attempts; later as often as told, or without end.",
    sources: "operators/emr.py 582 → 569, triggers/emr.py 186 → 163",
    "8.7.1": "600",
    "9.2.0": "as told",
  }),

  containerSensorTellsState: rule({
    why: "EmrContainerSensor says in which state its job has failed.",
    sources: "sensors/emr.py 298 → 304; 9.8.0: 299",
    "8.7.1": false,
    "9.8.0": true,
  }),

  serverlessJobAlwaysDefers: rule({
    why: "EmrServerlessStartJobOperator defers also where it is told not to wait.",
    sources: "operators/emr.py 1279 → 1226",
    "8.7.1": true,
    "9.2.0": false,
  }),

  serverlessJobHasOverrides: rule({
    why: "EmrServerlessStartJobOperator hands its `configuration_overrides` to AWS as they are, and none is refused; later it leaves them out.",
    sources: "operators/emr.py 1269 → 1209",
    "8.7.1": true,
    "9.2.0": false,
  }),

  serverlessApplicationFailsAs: rule<"job" | "application">({
    why: "Says what EmrServerlessApplicationSensor calls that which has failed.",
    sources: "sensors/emr.py 213 → 226",
    "8.7.1": "job",
    "9.2.0": "application",
  }),

  batchHasConnection: rule({
    why: "BatchOperator and BatchCreateComputeEnvironmentOperator use `aws_default` where no connection is named; before, none: that of the machine.",
    sources: "operators/batch.py 158 → 9.8.0: 164 `AwsBaseOperator`",
    "8.7.1": false,
    "9.8.0": true,
  }),

  batchLooksBeforeItDefers: rule({
    why: "BatchOperator looks at its job before it defers: one that has ended ends the task.",
    sources: "operators/batch.py 213 → 220",
    "8.7.1": false,
    "9.2.0": true,
  }),

  batchAsksAgainForUnknownJobs: rule({
    why: "Batch's hook asks again, up to `status_retries` times, for a job that AWS does not know.",
    sources: "hooks/batch_client.py 398 `get_job_description` → 406",
    "8.7.1": false,
    "9.2.0": true,
  }),

  batchLogsMayBeMissing: rule({
    why: "BatchOperator goes on where it cannot find out where its job's log is.",
    sources: "operators/batch.py 349 → 383",
    "8.7.1": false,
    "9.2.0": true,
  }),

  batchReadsLogsAfterDeferral: rule({
    why: "With `awslogs_enabled` BatchOperator waits for its job once more, on its worker, after its deferral.",
    sources: "operators/batch.py 239 `execute_complete` → 9.25.0: 256",
    "8.7.1": false,
    "9.25.0": true,
  }),

  batchSensorWaits: rule<"5 times each 5 s" | "4200 times each 30 s">({
    why: "Says how BatchSensor waits without being told. On a worker only the interval counts.",
    sources: "sensors/batch.py 62 → 61",
    "8.7.1": "5 times each 5 s",
    "9.2.0": "4200 times each 30 s",
  }),

  ecsTaskAttempts: rule({
    why: "The attempts of EcsRunTaskOperator without being told. The first number is a million years of looks, and no date can hold the timeout of such a deferral.",
    sources: "operators/ecs.py 490 → 461",
    "8.7.1": 5_256_000_000_000,
    "9.2.0": 1_000_000,
  }),

  ecsEventHasCluster: rule({
    why: "The event of EcsRunTaskOperator's trigger names the cluster, and the operator goes on with that name.",
    sources: "triggers/ecs.py 177 → 182",
    "8.7.1": false,
    "9.2.0": true,
  }),

  ecsLogStreamNamesContainer: rule<"no" | "of the answer" | "looked for">({
    why: "The stream of a task's log is named after its container. EcsRunTaskOperator learns that name from the answer to RunTask; later, where it reads logs, by one look after 10 s, and one 30 s later.",
    sources: "operators/ecs.py 679 `_get_logs_stream_name` → 658; 9.25.0: 681",
    "8.7.1": "no",
    "9.2.0": "of the answer",
    "9.25.0": "looked for",
  }),

  ecsForgetsTasksThatDidNotStart: rule({
    why: "EcsRunTaskOperator forgets a task that failed to start: nothing is stopped then, and `quota_retry` finds nothing to check, which is a success.",
    sources: "operators/ecs.py 697 `_check_success_task` → 9.25.0: 700",
    "8.7.1": true,
    "9.25.0": false,
  }),

  ecsStopsTasksAfterFailure: rule({
    why: "EcsRunTaskOperator stops the task that it has started where its wait on a worker fails.",
    sources: "operators/ecs.py 525 `execute` → 9.25.0: 590",
    "8.7.1": false,
    "9.25.0": true,
  }),

  redshiftLooksBeforeItDefers: rule({
    why: "RedshiftResume- and -PauseClusterOperator defer whenever they are deferrable, also where they are told not to wait, and none looks before it defers, as RedshiftDeleteClusterOperator does not; later each looks at the cluster first.",
    sources: "operators/redshift_cluster.py 509, 597, 676 → 547, 645, 748",
    "8.7.1": false,
    "9.2.0": true,
  }),

  redshiftWaits: rule<"minutes" | "a quarter of an hour">({
    why: "The attempts of RedshiftResume- and -PauseClusterOperator without being told: 10 and 15 each 10 s; later 30 each 30 s.",
    sources: "operators/redshift_cluster.py 481, 566 → 519, 615",
    "8.7.1": "minutes",
    "9.2.0": "a quarter of an hour",
  }),

  redshiftTellsStateOfBusyClusters: rule({
    why: "RedshiftDeleteClusterOperator asks for the state of a cluster that is busy between its tries, for its log.",
    sources: "operators/redshift_cluster.py 672 → 9.8.0: 737",
    "8.7.1": false,
    "9.8.0": true,
  }),

  redshiftTellsPublicAccess: rule({
    why: "RedshiftCreateClusterOperator tells AWS also that a cluster is not publicly accessible.",
    sources: "operators/redshift_cluster.py 224 → 282",
    "8.7.1": false,
    "9.2.0": true,
  }),

  redshiftDeletesClusterOnFailure: rule({
    why: "RedshiftCreateClusterOperator deletes the cluster that it has made where its wait on a worker fails.",
    sources: "operators/redshift_cluster.py 266 → 9.25.0: 372",
    "8.7.1": false,
    "9.25.0": true,
  }),

  redshiftStatementsHaveParts: rule({
    why: "RedshiftDataOperator looks at its statement once more for the ids of its parts, and returns them, or their results; before, the statement's id or its result.",
    sources: "operators/redshift_data.py 126 → 186 `get_sql_results`",
    "8.7.1": false,
    "9.2.0": true,
  }),

  redshiftStatementsHaveErrorsOfTheirOwn: rule({
    why: "A statement that has failed or was aborted raises a RedshiftDataQueryFailedError or -AbortedError; before, a ValueError.",
    sources: "hooks/redshift_data.py 134 → 163",
    "8.7.1": false,
    "9.2.0": true,
  }),

  redshiftIdentifiersAreChecked: rule<"after the call" | "before it">({
    why: "When RedshiftDataOperator finds out that it was given none or several of cluster, workgroup and session.",
    sources: "hooks/redshift_data.py 105 `execute_query` → 117",
    "8.7.1": "after the call",
    "9.2.0": "before it",
  }),

  lambdaHasStorage: rule({
    why: "LambdaCreateFunctionOperator's `config` may have `ephemeral_storage` and `snap_start`; before, its hook refused them.",
    sources: "hooks/lambda_function.py 84 `create_lambda` → 90",
    "8.7.1": false,
    "9.2.0": true,
  }),

  sizeIsChecked: rule<"alone" | "with the key">({
    why: "Says what S3KeySensor tells its `check_fn` of each object on a worker: its size; from 9.8.0, of objects that a wildcard has found, also the key.",
    sources: "sensors/s3.py 124 → 113 `metadata_keys`",
    "8.7.1": "alone",
    "9.2.0": "alone",
    "9.8.0": "with the key",
  }),

  keySensorLooksForOneMatch: rule({
    why: "Whether S3KeySensor asks for no page after a match where it has no `check_fn` or `use_regex`; with both it then never calls the function, of which it had no objects to tell before: it failed.",
    sources: "sensors/s3.py `_check_key`",
    "8.7.1": false,
    "9.25.0": true,
  }),

  keyTriggerTellsOf: rule<"listings" | "metadata">({
    why: "What S3KeyTrigger tells `check_fn` of: objects as they are listed below each key, a single key being taken for a list of its characters; later `metadata_keys`, for which it asks about each object.",
    sources: "triggers/s3.py `run`, hooks/s3.py `get_files_async`",
    "8.7.1": "listings",
    "9.25.0": "metadata",
  }),

  failedWaiters: rule<"throw" | "send an event">({
    why: "Says what a waiter's trigger makes of a failure state, or of attempts that are used up: an exception, which fails the trigger; later an event of status error, with which the operator fails its task.",
    sources: "triggers/base.py `AwsBaseWaiterTrigger.run`",
    "8.7.1": "throw",
    "9.25.0": "send an event",
  }),

  serverlessTriggerCancels: rule({
    why: "Tells if EmrServerlessStartJobTrigger cancels its job (`cancel_on_kill`) where it is cancelled and its task is not deferred any more. A mapped task is not found in what the API answers, and its job goes on. Where triggers have `on_kill`, that does it.",
    sources: "triggers/emr.py `safe_to_cancel`, `on_kill`",
    "8.7.1": false,
    "9.25.0": true,
  }),

  containerTriggerCancels: rule({
    why: "Tells if EmrContainerTrigger has an `on_kill` that cancels its job.",
    sources: "triggers/emr.py `EmrContainerTrigger.on_kill`",
    "8.7.1": false,
    "9.39.0": true,
  }),

  s3KeyTriggerTellsItsSleep: rule({
    why: "Tells if S3KeyTrigger logs a line before each of its sleeps, by which an Airflow 3 triggerer is woken.",
    sources: "triggers/s3.py `S3KeyTrigger.run` (9.2.0: 106, 9.25.0: 147)",
    "8.7.1": false,
    "9.2.0": true,
  }),

  s3HookPrints: rule({
    why: "Tells if S3Hook prints a line at each of its asynchronous calls: a print that was left in, by which an Airflow 3 triggerer is woken.",
    sources: "hooks/s3.py 104 `provide_bucket_name_async`",
    "8.7.1": false,
    "9.25.0": true,
  }),
};
