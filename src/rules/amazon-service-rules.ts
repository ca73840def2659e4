/**
 * The rules of the Amazon provider that are about SageMaker, RDS and Glue's catalog.
 * @module
 */
import { rule } from "./amazon-rule.ts";

export const SERVICE_RULES = {
  athenaCanDoWithoutDatabase: rule({
    why: "AthenaOperator tells Athena no database where it has none; before it needed one, and told it as it was.",
    sources: "operators/athena.py 126 → 129",
    "8.7.1": false,
    "9.39.0": true,
  }),

  sagemakerLooksBeforeItDefers: rule({
    why: "SageMaker's operators of jobs ask for the job before they defer: one that is completed is done, one that has failed fails the task in its worker.",
    sources: "operators/sagemaker.py 285 → 320, 788, 1138",
    "8.7.1": false,
    "9.2.0": true,
  }),

  sagemakerIngestionTimeEndsDeferral: rule({
    why: "`max_ingestion_time` of SageMaker's operators of jobs is the deferral's timeout, in place of `execution_timeout`; before it had no part in it.",
    sources: "operators/sagemaker.py 287 → 329",
    "8.7.1": false,
    "9.2.0": true,
  }),

  sagemakerEventsNameJobs: rule({
    why: "SageMakerTrigger's event says the job's name. Before, the operator resumes with the name in its configuration, also where it has made the job under another, and describes the older one.",
    sources: "triggers/sagemaker.py 123 → 124",
    "8.7.1": false,
    "9.2.0": true,
  }),

  sagemakerModelNamesAreUnique: rule({
    why: "SageMakerTransformOperator looks for a free name for its model too.",
    sources: "operators/sagemaker.py 680 → 739",
    "8.7.1": false,
    "9.2.0": true,
  }),

  sagemakerAsksForTransformFirst: rule({
    why: "Says what SageMakerTransformOperator asks for at its end: its model, by the configuration's name, and then the job; later the job, and then the model that it says.",
    sources: "operators/sagemaker.py 716 → 812 `serialize_result`",
    "8.7.1": false,
    "9.2.0": true,
  }),

  sagemakerStoppedTrainingFails: rule({
    why: "A training job that was stopped fails SageMakerTrainingOperator where it waits in its worker and prints the log.",
    sources: "hooks/sagemaker.py 305 → 315 `training_failed_states`",
    "8.7.1": false,
    "9.2.0": true,
  }),

  sagemakerNamesEndIn: rule<"milliseconds" | "seconds">({
    why: "In what time a name ends that SageMaker's operators make where theirs is taken; from 9.8.0 the whole is cut to 63 letters.",
    sources: "operators/sagemaker.py 141 → 163; 9.8.0: 179",
    "8.7.1": "milliseconds",
    "9.2.0": "milliseconds",
    "9.8.0": "seconds",
  }),

  rdsKnowsStopped: rule({
    why: "Tells if there is a waiter for what was stopped: RdsStopDbOperator waits by it, and by a loop of its own on its worker before; deferrable it fails before, as its trigger asks for a waiter that is not there.",
    sources: "operators/rds.py 862 → 356, waiters/rds.json",
    "8.7.1": false,
    "9.2.0": true,
  }),

  rdsWaitsForClusters: rule({
    why: "Says what the triggers of RdsStartDbOperator and RdsStopDbOperator wait for where a cluster was started or stopped: for an instance of its name before.",
    sources: "operators/rds.py 773 → 264",
    "8.7.1": false,
    "9.2.0": true,
  }),

  rdsConnection: rule<"aws_conn_id" | "aws_default">({
    why: "The connection of RDS's operators where none is named: the argument's name, by mistake, before 9.25.0.",
    sources: "operators/rds.py 62 → 54",
    "8.7.1": "aws_conn_id",
    "9.25.0": "aws_default",
  }),

  partitionTriggerKnowsRegion: rule({
    why: "GlueCatalogPartitionSensor tells its trigger the region.",
    sources: "sensors/glue_catalog_partition.py 102 → 110",
    "8.7.1": false,
    "9.2.0": true,
  }),

  eksCreationTellsFailure: rule({
    why: "EksCreateClusterTrigger sends an event where the cluster has failed, with which its operator deletes it.",
    sources: "triggers/eks.py 72 `EksCreateClusterTrigger.run`",
    "8.7.1": false,
    "9.2.0": true,
  }),

  eksClusterTriggerDeletes: rule({
    why: "EksDeleteClusterTrigger deletes the cluster; before, it forgets to call its hook, and fails at once.",
    sources: "triggers/eks.py 123 → 143",
    "8.7.1": false,
    "9.2.0": true,
  }),

  eksAlwaysAwaitsNodegroup: rule({
    why: "Deferred EksCreateClusterOperator waits for a node group also where it has made none, `compute` being None.",
    sources: "operators/eks.py 371 → 379",
    "8.7.1": true,
    "9.2.0": false,
  }),

  eksDeletesFailedNodegroups: rule({
    why: "A node group that fails while its worker waits is deleted, unless `delete_nodegroup_on_failure` is false.",
    sources: "operators/eks.py 136 `_create_compute`",
    "8.7.1": false,
    "9.25.0": true,
  }),

  eksRetriesInUse: rule({
    why: "What EKS answers to be in use is deleted again, after 1, 2, 4 … and at most 60 s, for 15 min.",
    sources: "utils/__init__.py `build_resource_in_use_retry_args`",
    "8.7.1": false,
    "9.39.0": true,
  }),

  eksDeletesWaitAsTold: rule({
    why: "The delay and attempts of EKS's operators count where a worker waits for a deletion; before, for a Fargate profile alone. And EksDeleteClusterOperator logs its success.",
    sources: "operators/eks.py `EksDeleteClusterOperator.execute`, `EksDeleteNodegroupOperator.execute`",
    "8.7.1": false,
    "9.39.0": true,
  }),

  waiterErrorsHaveNames: rule({
    why: "A waiter's failure state and its last attempt are WaiterTerminalFailure and WaiterMaxAttemptsError; before, AirflowException.",
    sources: "exceptions.py 113, 126",
    "8.7.1": false,
    "9.39.0": true,
  }),

  waitersAskAgain: rule({
    why: "A waiter that AWS throttles, or that meets an error of its servers, asks again, and counts no attempt.",
    sources: "utils/waiter_with_logging.py `RETRIABLE_ERROR_CODES`",
    "8.7.1": false,
    "9.39.0": true,
  }),

  serverlessDeletesDeferred: rule({
    why: "EmrServerlessDeleteApplicationOperator deletes its application also where it has waited for its stop in the triggerer; before, it never did.",
    sources: "operators/emr.py `delete_stopped_application`",
    "8.7.1": false,
    "9.39.0": true,
  }),

  batchLinksLogsAfterDeferral: rule({
    why: "BatchOperator asks for the log's place also where its job is done before it defers, and after the deferral, where it then asks for the job's state once more.",
    sources: "operators/batch.py `_persist_cloudwatch_link`, `execute_complete`",
    "8.7.1": false,
    "9.39.0": true,
  }),

  redshiftDeletesFromTriggers: rule({
    why: "RedshiftDeleteClusterOperator waits in the triggerer while its cluster is busy; in its worker `poll_interval` and `max_attempts` count for that, in place of 15 s and 10.",
    sources: "operators/redshift_cluster.py `_delete_or_defer_until_settled`",
    "8.7.1": false,
    "9.39.0": true,
  }),

  redshiftStatementIsKnownAtOnce: rule({
    why: "RedshiftDataOperator knows its statement while it waits for it in its worker, so that a task that is ended cancels it, and its trigger cancels it where a person acts on the task.",
    sources: "operators/redshift_data.py `submit_job`, triggers/redshift_data.py `on_kill`",
    "8.7.1": false,
    "9.39.0": true,
  }),

  sagemakerEventsTellStates: rule({
    why: "SageMakerTrigger's event says `timeout`, `failed` or `stopped`, and the job's name; before `error`.",
    sources: "triggers/sagemaker.py `_event_from_exception`",
    "8.7.1": false,
    "9.39.0": true,
  }),
};
