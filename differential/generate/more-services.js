/**
 * Tasks of SageMaker, RDS, EC2 and Glue's catalog, in all their modes.
 * @module
 */
import { attempts, deferrable, describe, ends, seconds, waiter, waiting } from "./service-parts.js";

/** @typedef {import("./draft.js").Random} Random */
/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {import("./draft.js").Arguments} Arguments */

const ROLE = "arn:aws:iam::123456789012:role/sm";
const CLUSTER = { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 5 };

/** A source of data in S3 that is there. @param {Draft} draft @param {string} name */
function source(draft, name) {
  draft.aws().s3.objects.push({ bucket: "src", key: `data-${name}`, at: 0 });
  return { DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: `s3://src/data-${name}` } } };
}

/** How a job of SageMaker goes, and how its task waits. @param {Random} at @param {Draft} draft @param {string} name */
function job(at, draft, name) {
  describe(draft, "sagemaker", "jobs", {
    name: `${name}*`,
    duration: seconds(at, "duration", 40),
    ...ends(at, "Completed", ["Failed", "Stopped"]),
  });
  return {
    check_interval: at.of("delay").odd(3, 9),
    ...(at.of("limited").chance(0.3) ? { max_attempts: attempts(at) } : {}),
    ...limits(at),
    ...deferrable(at),
  };
}

/** @param {Random} at */
const limits = (at) => ({
  ...(at.of("ingestion").chance(0.25) ? { max_ingestion_time: at.of("most").int(9, 40) } : {}),
  ...(at.of("waits").chance(0.12) ? { wait_for_completion: false } : {}),
});

/** @param {Random} at @param {Draft} draft @param {string} name */
function training(at, draft, name) {
  return {
    operator: "SageMakerTrainingOperator",
    config: {
      TrainingJobName: name,
      AlgorithmSpecification: { TrainingImage: "image", TrainingInputMode: "File" },
      RoleArn: at.of("role").chance(0.2) ? "sm" : ROLE,
      OutputDataConfig: { S3OutputPath: "s3://tgt/out" },
      ResourceConfig: CLUSTER,
      StoppingCondition: { MaxRuntimeInSeconds: "600" },
      ...(at.of("input").chance(0.4) ? { InputDataConfig: [{ ChannelName: "c", ...source(draft, name) }] } : {}),
    },
    ...job(at, draft, name),
    ...(at.of("log").chance(0.5) ? { print_log: false } : {}),
    ...(at.of("check").chance(0.1) ? { check_if_job_exists: false } : {}),
  };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function processing(at, draft, name) {
  return {
    operator: "SageMakerProcessingOperator",
    config: {
      ProcessingJobName: name,
      AppSpecification: { ImageUri: "image" },
      RoleArn: ROLE,
      ProcessingResources: { ClusterConfig: CLUSTER },
    },
    ...job(at, draft, name),
    ...(at.of("exists").chance(0.15) ? { action_if_job_exists: "fail" } : {}),
  };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function transform(at, draft, name) {
  return {
    operator: "SageMakerTransformOperator",
    config: {
      Model: { ModelName: `m-${name}`, ExecutionRoleArn: ROLE, PrimaryContainer: { Image: "image" } },
      Transform: {
        TransformJobName: name,
        ModelName: `m-${name}`,
        TransformInput: source(draft, name),
        TransformOutput: { S3OutputPath: "s3://tgt/out" },
        TransformResources: { InstanceCount: 1, InstanceType: "ml.m5.large" },
      },
    },
    ...job(at, draft, name),
  };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function tuning(at, draft, name) {
  describe(draft, "sagemaker", "jobs", {
    name,
    duration: seconds(at, "duration", 40),
    ...ends(at, "Completed", ["Failed", "Stopped"]),
  });
  return {
    operator: "SageMakerTuningOperator",
    config: {
      HyperParameterTuningJobName: name,
      HyperParameterTuningJobConfig: { Strategy: "Bayesian", ResourceLimits: { MaxParallelTrainingJobs: 1 } },
      TrainingJobDefinition: {
        AlgorithmSpecification: { TrainingImage: "image", TrainingInputMode: "File" },
        InputDataConfig: [{ ChannelName: "train", ...source(draft, name) }],
        RoleArn: ROLE,
        OutputDataConfig: { S3OutputPath: "s3://tgt/out" },
        ResourceConfig: CLUSTER,
        StoppingCondition: { MaxRuntimeInSeconds: 600 },
      },
    },
    check_interval: at.of("delay").odd(3, 9),
    ...limits(at),
    ...deferrable(at),
  };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function endpoint(at, draft, name) {
  describe(draft, "sagemaker", "endpoints", {
    name,
    creating: seconds(at, "creating", 30),
    ...ends(at, "InService", ["Failed"]),
  });
  return {
    operator: "SageMakerEndpointOperator",
    config: { EndpointName: name, EndpointConfigName: `c-${name}` },
    check_interval: at.of("delay").odd(3, 9),
    ...limits(at),
    ...deferrable(at),
  };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function pipeline(at, draft, name) {
  describe(draft, "sagemaker", "pipelines", {
    name,
    duration: seconds(at, "duration", 30),
    ...ends(at, "Succeeded", ["Failed", "Stopped"]),
  });
  return {
    operator: "SageMakerStartPipelineOperator",
    pipeline_name: name,
    check_interval: at.of("delay").int(2, 7),
    waiter_max_attempts: at.of("attempts").pick([3, 9, 30]),
    ...(at.of("waits").chance(0.7) ? { wait_for_completion: true } : {}),
    ...(at.of("quiet").chance(0.3) ? { verbose: false } : {}),
    ...deferrable(at),
  };
}

/** Stops an execution that is there. @param {Random} at @param {Draft} draft @param {string} name */
function stopPipeline(at, draft, name) {
  const times = { duration: seconds(at, "duration", 40), stopping: seconds(at, "stopping", 15) };
  describe(draft, "sagemaker", "pipelines", { name, ...times });
  return {
    operator: "SageMakerStopPipelineOperator",
    pipeline_exec_arn: `arn:aws:sagemaker:us-east-1:123456789012:pipeline/${name}/execution/p-1`,
    check_interval: at.of("delay").int(2, 7),
    ...(at.of("strict").chance(0.3) ? { fail_if_not_running: true } : {}),
    ...(at.of("waits").chance(0.7) ? { wait_for_completion: true } : {}),
    ...deferrable(at),
  };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function database(at, draft, name) {
  const what = at.of("what").pick(["create", "delete", "start", "stop"]);
  const state = /** @type {Readonly<Record<string, Arguments>>} */ ({
    create: {},
    delete: { existing: "available" },
    start: { existing: "stopped" },
    stop: { existing: "available" },
  });
  const phases = ["creating", "starting", "stopping", "deleting"];
  describe(draft, "rds", "instances", {
    name,
    ...Object.fromEntries(phases.map((phase) => [phase, seconds(at, phase, 25)])),
    ...(at.of("missing").chance(0.1) ? {} : state[what]),
    ...(what === "create" && at.of("fails").chance(0.2) ? { created: "failed" } : {}),
  });
  const wait = {
    ...waiter(at),
    ...(at.of("waits").chance(0.15) ? { wait_for_completion: false } : {}),
    ...deferrable(at),
  };
  switch (what) {
    case "create":
      return {
        operator: "RdsCreateDbInstanceOperator",
        db_instance_identifier: name,
        db_instance_class: "db.t3.micro",
        engine: "postgres",
        ...wait,
      };
    case "delete":
      return { operator: "RdsDeleteDbInstanceOperator", db_instance_identifier: name, ...wait };
    case "start":
      return { operator: "RdsStartDbOperator", db_identifier: name, ...wait };
    default:
      return { operator: "RdsStopDbOperator", db_identifier: name, ...wait };
  }
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function instanceState(at, draft, name) {
  const target = at.of("target").pick(["running", "stopped", "terminated"]);
  const states = [
    [0, "pending"],
    [at.of("then").odd(3, 30), target],
  ];
  if (!at.of("missing").chance(0.1)) describe(draft, "ec2", "instances", { name, states });
  return {
    operator: "EC2InstanceStateSensor",
    instance_id: name,
    target_state: target,
    ...waiting(at, true, true),
  };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function partition(at, draft, name) {
  const cloud = draft.aws();
  cloud.latency = 0.031;
  const row = { database: at.of("database").pick(["default", "lake"]), table: name, at: at.of("at").odd(1, 30) };
  cloud.glue.partitions = [...(cloud.glue.partitions ?? []), row];
  const table = row.database === "default" ? { table_name: name } : { table_name: `lake.${name}` };
  return {
    operator: "GlueCatalogPartitionSensor",
    ...table,
    ...(at.of("expression").chance(0.4) ? { expression: "x=1" } : {}),
    ...waiting(at, true, true),
  };
}

export const MORE_SERVICES = [
  training,
  processing,
  transform,
  tuning,
  endpoint,
  pipeline,
  stopPipeline,
  database,
  database,
  instanceState,
  partition,
];
