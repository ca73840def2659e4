/**
 * A task of each operator of AWS that waits for something that takes five minutes, with the operator's own defaults: what
 * `scripts/list-operators.js` counts calls of.
 * @module
 */

/** @typedef {Readonly<Record<string, unknown>>} Json */
/** @typedef {{ task: Json, cloud: Json, before?: Json }} Sample What is sampled, and a task that comes before it. */

const DURATION = 300;
const ROLE = "arn:aws:iam::123456789012:role/r";
const MACHINES = "arn:aws:states:us-east-1:123456789012";
const SUBMIT = { sparkSubmitJobDriver: { entryPoint: "local:///x.py" } };
const SPARK = { sparkSubmit: { entryPoint: "s3://b/x.py" } };
const CLUSTER = { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 5 };
const ALGORITHM = { TrainingImage: "i", TrainingInputMode: "File" };
const INPUT = { DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://b/k" } } };
const S3 = { objects: [{ bucket: "b", key: "k" }] };
const JOBS = { s3: S3, sagemaker: { jobs: [{ name: "*", duration: DURATION }] } };
const WAITS = { wait_for_completion: true };
const REDSHIFT = {
  redshift: {
    clusters: [{ name: "c", existing: "available", pausing: DURATION, deleting: DURATION, snapshot: DURATION }],
  },
};
const NODEGROUP = { name: "n", creating: DURATION, deleting: DURATION };
const PROFILE = { name: "p", creating: DURATION, deleting: DURATION };
const EKS_CLUSTERS = [{ name: "c", existing: "ACTIVE", deleting: DURATION }];
const TABLE = { datasource: { GlueTable: { DatabaseName: "d", TableName: "t" } }, role: "r" };
const PIPELINE = "arn:aws:sagemaker:us-east-1:123456789012:pipeline/p/execution/p-1";
const SERVERLESS = { emr_serverless: { applications: [{ name: "a", existing: "STARTED", stopping: DURATION }] } };

/** @type {Readonly<Record<string, Sample>>} */
export const SAMPLES = {
  S3KeySensor: {
    task: { bucket_key: "s3://b/k" },
    cloud: { s3: { objects: [{ bucket: "b", key: "k", at: DURATION }] } },
  },
  S3KeysUnchangedSensor: {
    task: { bucket_name: "b", prefix: "", inactivity_period: DURATION },
    cloud: { s3: S3 },
  },
  GlueCrawlerOperator: {
    task: { config: { Name: "c" } },
    cloud: { glue: { crawlers: [{ name: "c", duration: DURATION }] } },
  },
  GlueCrawlerSensor: {
    before: { operator: "GlueCrawlerOperator", config: { Name: "c" }, wait_for_completion: false },
    task: { crawler_name: "c" },
    cloud: { glue: { crawlers: [{ name: "c", duration: DURATION }] } },
  },
  GlueCatalogPartitionSensor: {
    task: { table_name: "t" },
    cloud: { glue: { partitions: [{ database: "default", table: "t", at: DURATION }] } },
  },
  GlueJobOperator: {
    task: { job_name: "j" },
    cloud: { glue: { jobs: [{ name: "j", existing: {}, duration: DURATION }] } },
  },
  AthenaOperator: {
    task: { query: "SELECT 1", database: "d", output_location: "s3://b/o" },
    cloud: { athena: { queries: [{ name: "*", duration: DURATION }] } },
  },
  AthenaSensor: {
    task: { query_execution_id: "q" },
    cloud: { athena: { queries: [{ name: "*", id: "q", duration: DURATION }] } },
  },
  BatchOperator: {
    task: { job_name: "n", job_queue: "q", job_definition: "d" },
    cloud: { batch: { jobs: [{ name: "*", duration: DURATION }] } },
  },
  BatchCreateComputeEnvironmentOperator: {
    task: {
      compute_environment_name: "n",
      environment_type: "MANAGED",
      state: "ENABLED",
      compute_resources: { type: "FARGATE", maxvCpus: 1, subnets: ["s"] },
    },
    cloud: { batch: { compute_environments: [{ name: "*", creating: DURATION }] } },
  },
  BatchSensor: {
    task: { job_id: "j" },
    cloud: { batch: { jobs: [{ name: "n", id: "j", duration: DURATION }] } },
  },
  GlueDataBrewStartJobOperator: {
    task: { job_name: "j" },
    cloud: { databrew: { jobs: [{ name: "j", duration: DURATION }] } },
  },
  EC2InstanceStateSensor: {
    task: { target_state: "running", instance_id: "i" },
    cloud: {
      ec2: {
        instances: [
          {
            name: "i",
            states: [
              [0, "pending"],
              [DURATION, "running"],
            ],
          },
        ],
      },
    },
  },
  EcsRunTaskOperator: {
    task: { cluster: "c", task_definition: "t", overrides: {}, waiter_max_attempts: 1000 },
    cloud: { ecs: { tasks: [{ name: "*", duration: DURATION }] } },
  },
  EcsCreateClusterOperator: {
    task: { cluster_name: "c" },
    cloud: { ecs: { clusters: [{ name: "c", creating: DURATION }] } },
  },
  EcsDeleteClusterOperator: {
    task: { cluster_name: "c" },
    cloud: { ecs: { clusters: [{ name: "c", existing: "ACTIVE", deleting: DURATION }] } },
  },
  EmrCreateJobFlowOperator: {
    task: { job_flow_overrides: { Name: "n", Instances: {} }, emr_conn_id: null, wait_for_completion: true },
    cloud: { emr: { clusters: [{ name: "*", starting: DURATION }] } },
  },
  EmrAddStepsOperator: {
    task: {
      job_flow_id: "j",
      steps: [{ Name: "s", HadoopJarStep: { Jar: "command-runner.jar" } }],
      wait_for_completion: true,
    },
    cloud: { emr: { clusters: [{ name: "c", id: "j" }], steps: [{ name: "s", duration: DURATION }] } },
  },
  EmrTerminateJobFlowOperator: {
    task: { job_flow_id: "j" },
    cloud: { emr: { clusters: [{ name: "c", id: "j", terminating: DURATION }] } },
  },
  EmrJobFlowSensor: {
    task: { job_flow_id: "j" },
    cloud: { emr: { clusters: [{ name: "c", id: "j", running: DURATION, outcomes: ["TERMINATED"] }] } },
  },
  EmrStepSensor: {
    task: { job_flow_id: "j", step_id: "s" },
    cloud: {
      emr: { clusters: [{ name: "c", id: "j" }], steps: [{ name: "s", id: "s", cluster: "j", duration: DURATION }] },
    },
  },
  EmrContainerOperator: {
    task: {
      name: "n",
      virtual_cluster_id: "v",
      execution_role_arn: ROLE,
      release_label: "emr-6.3.0-latest",
      job_driver: SUBMIT,
    },
    cloud: { emr_containers: { jobs: [{ name: "*", duration: DURATION }] } },
  },
  EmrContainerSensor: {
    task: { virtual_cluster_id: "v", job_id: "j" },
    cloud: { emr_containers: { jobs: [{ name: "n", id: "j", duration: DURATION }] } },
  },
  EmrServerlessCreateApplicationOperator: {
    task: { release_label: "emr-6.6.0", job_type: "SPARK", config: { name: "a" } },
    cloud: { emr_serverless: { applications: [{ name: "a", creating: DURATION }] } },
  },
  EmrServerlessStartJobOperator: {
    task: { application_id: "a", execution_role_arn: ROLE, job_driver: SPARK, configuration_overrides: {} },
    cloud: { emr_serverless: { ...SERVERLESS.emr_serverless, jobs: [{ name: "*", duration: DURATION }] } },
  },
  EmrServerlessStopApplicationOperator: { task: { application_id: "a" }, cloud: SERVERLESS },
  EmrServerlessDeleteApplicationOperator: { task: { application_id: "a" }, cloud: SERVERLESS },
  EmrServerlessApplicationSensor: {
    task: { application_id: "a" },
    cloud: { emr_serverless: { applications: [{ name: "a", existing: "STARTED" }] } },
  },
  EmrServerlessJobSensor: {
    task: { application_id: "a", job_run_id: "j" },
    cloud: {
      emr_serverless: {
        ...SERVERLESS.emr_serverless,
        jobs: [{ name: "n", id: "j", application: "a", duration: DURATION }],
      },
    },
  },
  RdsCreateDbInstanceOperator: {
    task: { db_instance_identifier: "d", db_instance_class: "db.t3.micro", engine: "postgres" },
    cloud: { rds: { instances: [{ name: "d", creating: DURATION }] } },
  },
  RdsDeleteDbInstanceOperator: {
    task: { db_instance_identifier: "d" },
    cloud: { rds: { instances: [{ name: "d", existing: "available", deleting: DURATION }] } },
  },
  RdsStartDbOperator: {
    task: { db_identifier: "d" },
    cloud: { rds: { instances: [{ name: "d", existing: "stopped", starting: DURATION }] } },
  },
  RdsStopDbOperator: {
    task: { db_identifier: "d" },
    cloud: { rds: { instances: [{ name: "d", existing: "available", stopping: DURATION }] } },
  },
  SageMakerTrainingOperator: {
    task: {
      config: {
        TrainingJobName: "j",
        AlgorithmSpecification: ALGORITHM,
        RoleArn: ROLE,
        OutputDataConfig: { S3OutputPath: "s3://b/o" },
        ResourceConfig: CLUSTER,
        StoppingCondition: { MaxRuntimeInSeconds: 600 },
      },
    },
    cloud: JOBS,
  },
  SageMakerProcessingOperator: {
    task: {
      config: {
        ProcessingJobName: "j",
        AppSpecification: { ImageUri: "i" },
        RoleArn: ROLE,
        ProcessingResources: { ClusterConfig: CLUSTER },
      },
    },
    cloud: JOBS,
  },
  SageMakerTransformOperator: {
    task: {
      config: {
        Model: { ModelName: "m", ExecutionRoleArn: ROLE, PrimaryContainer: { Image: "i" } },
        Transform: {
          TransformJobName: "j",
          ModelName: "m",
          TransformInput: INPUT,
          TransformOutput: { S3OutputPath: "s3://b/o" },
          TransformResources: { InstanceCount: 1, InstanceType: "ml.m5.large" },
        },
      },
    },
    cloud: JOBS,
  },
  SageMakerTuningOperator: {
    task: {
      config: {
        HyperParameterTuningJobName: "j",
        HyperParameterTuningJobConfig: { Strategy: "Bayesian", ResourceLimits: { MaxParallelTrainingJobs: 1 } },
        TrainingJobDefinition: {
          AlgorithmSpecification: ALGORITHM,
          InputDataConfig: [{ ChannelName: "c", ...INPUT }],
          RoleArn: ROLE,
          OutputDataConfig: { S3OutputPath: "s3://b/o" },
          ResourceConfig: CLUSTER,
          StoppingCondition: { MaxRuntimeInSeconds: 600 },
        },
      },
    },
    cloud: JOBS,
  },
  SageMakerEndpointOperator: {
    task: { config: { EndpointName: "e", EndpointConfigName: "c" } },
    cloud: { sagemaker: { endpoints: [{ name: "e", creating: DURATION }] } },
  },
  SageMakerStartPipelineOperator: {
    task: { pipeline_name: "p", wait_for_completion: true },
    cloud: { sagemaker: { pipelines: [{ name: "p", duration: DURATION }] } },
  },
  StepFunctionStartExecutionOperator: {
    task: { state_machine_arn: `${MACHINES}:stateMachine:m` },
    cloud: { stepfunctions: { executions: [{ name: "m", duration: DURATION }] } },
  },
  StepFunctionExecutionSensor: {
    task: { execution_arn: `${MACHINES}:execution:m:e` },
    cloud: { stepfunctions: { executions: [{ name: "m", id: "e", duration: DURATION }] } },
  },
  StepFunctionGetExecutionOutputOperator: {
    task: { execution_arn: `${MACHINES}:execution:m:e` },
    cloud: { stepfunctions: { executions: [{ name: "m", id: "e" }] } },
  },
  SageMakerStopPipelineOperator: {
    before: { operator: "SageMakerStartPipelineOperator", pipeline_name: "p" },
    task: { pipeline_exec_arn: PIPELINE, ...WAITS },
    cloud: { sagemaker: { pipelines: [{ name: "p", duration: 9000, stopping: DURATION }] } },
  },
  GlueJobSensor: {
    before: { operator: "GlueJobOperator", job_name: "j", wait_for_completion: false },
    task: { job_name: "j", run_id: "jr_j_1" },
    cloud: { glue: { jobs: [{ name: "j", existing: {}, duration: DURATION }] } },
  },
  LambdaCreateFunctionOperator: {
    task: {
      function_name: "f",
      role: ROLE,
      runtime: "python3.11",
      handler: "x.y",
      code: { ZipFile: "eA==" },
      ...WAITS,
    },
    cloud: { lambda: { functions: [{ name: "f", pending: DURATION - 1 }] } },
  },
  SqsSensor: {
    task: { sqs_queue: "https://sqs/q" },
    cloud: { sqs: { queues: [{ name: "https://sqs/q", messages: [{ at: DURATION, body: "b" }] }] } },
  },
  RedshiftCreateClusterOperator: {
    task: {
      cluster_identifier: "n",
      node_type: "dc2.large",
      master_username: "u",
      master_user_password: "p",
      ...WAITS,
    },
    cloud: { redshift: { clusters: [{ name: "n", creating: DURATION }] } },
  },
  RedshiftCreateClusterSnapshotOperator: {
    task: { cluster_identifier: "c", snapshot_identifier: "s", ...WAITS },
    cloud: REDSHIFT,
  },
  RedshiftPauseClusterOperator: { task: { cluster_identifier: "c", ...WAITS }, cloud: REDSHIFT },
  RedshiftResumeClusterOperator: {
    task: { cluster_identifier: "c", ...WAITS },
    cloud: { redshift: { clusters: [{ name: "c", existing: "paused", resuming: DURATION }] } },
  },
  RedshiftDeleteClusterOperator: { task: { cluster_identifier: "c" }, cloud: REDSHIFT },
  RedshiftClusterSensor: {
    task: { cluster_identifier: "c" },
    cloud: { redshift: { clusters: [{ name: "c", existing: "available", busy: [[0, DURATION, "modifying"]] }] } },
  },
  RedshiftDataOperator: {
    task: { sql: "select 1", database: "d", cluster_identifier: "c", db_user: "u" },
    cloud: { redshift_data: { statements: [{ name: "*", duration: DURATION }] } },
  },
  EksCreateClusterOperator: {
    task: { cluster_name: "n", cluster_role_arn: ROLE, resources_vpc_config: {}, compute: null, ...WAITS },
    cloud: { eks: { clusters: [{ name: "n", creating: DURATION }] } },
  },
  EksCreateNodegroupOperator: {
    task: { cluster_name: "c", nodegroup_subnets: ["s"], nodegroup_role_arn: ROLE, nodegroup_name: "n", ...WAITS },
    cloud: { eks: { clusters: EKS_CLUSTERS, nodegroups: [NODEGROUP] } },
  },
  EksCreateFargateProfileOperator: {
    task: { cluster_name: "c", pod_execution_role_arn: ROLE, selectors: [], fargate_profile_name: "p", ...WAITS },
    cloud: { eks: { clusters: EKS_CLUSTERS, fargate_profiles: [PROFILE] } },
  },
  EksDeleteClusterOperator: { task: { cluster_name: "c", ...WAITS }, cloud: { eks: { clusters: EKS_CLUSTERS } } },
  EksDeleteNodegroupOperator: {
    task: { cluster_name: "c", nodegroup_name: "n", ...WAITS },
    cloud: { eks: { clusters: EKS_CLUSTERS, nodegroups: [{ ...NODEGROUP, cluster: "c" }] } },
  },
  EksDeleteFargateProfileOperator: {
    task: { cluster_name: "c", fargate_profile_name: "p", ...WAITS },
    cloud: { eks: { clusters: EKS_CLUSTERS, fargate_profiles: [{ ...PROFILE, cluster: "c" }] } },
  },
  GlueDataQualityRuleSetEvaluationRunOperator: {
    task: { ...TABLE, rule_set_names: ["s"] },
    cloud: { glue_data_quality: { rulesets: [{ name: "s", duration: DURATION }] } },
  },
  GlueDataQualityRuleRecommendationRunOperator: {
    task: TABLE,
    cloud: { glue_data_quality: { tables: [{ name: "t", duration: DURATION }] } },
  },
  GlueDataQualityRuleSetEvaluationRunSensor: {
    task: { evaluation_run_id: "r" },
    cloud: { glue_data_quality: { rulesets: [{ name: "s", id: "r", duration: DURATION }] } },
  },
  GlueDataQualityRuleRecommendationRunSensor: {
    task: { recommendation_run_id: "r" },
    cloud: { glue_data_quality: { tables: [{ name: "t", id: "r", duration: DURATION }] } },
  },
};
