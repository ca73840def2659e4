/**
 * Operators of AWS's services against a server over HTTP: standard and deferrable, each does its calls and ends as it should.
 * @module
 */
import {
  BatchClient,
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  RegisterJobDefinitionCommand,
} from "@aws-sdk/client-batch";
import { CreateClusterCommand, ECSClient, RegisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import {
  CreateClusterCommand as CreateEksClusterCommand,
  CreateNodegroupCommand,
  EKSClient,
} from "@aws-sdk/client-eks";
import { EMRClient, RunJobFlowCommand } from "@aws-sdk/client-emr";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateStateMachineCommand, SFNClient } from "@aws-sdk/client-sfn";
import { CreateQueueCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { realClock } from "airlapse";
import { AwsSdk } from "airlapse/aws";
import { buildSimulation, checkScenarios } from "airlapse/scenario";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type MotoServer, startMoto } from "./moto-server.ts";
import { ENVIRONMENT } from "./pipeline.ts";
import { startProxy } from "./proxy.ts";

let moto: MotoServer;

beforeAll(async () => {
  for (const [name, value] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, value);
  moto = await startMoto();
  // jobs of Batch end at once, in place of being run in containers
  const body = JSON.stringify({ batch: { use_docker: false } });
  await fetch(`${moto.url}/moto-api/config`, { method: "POST", body });
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [] });
  await new IAMClient({ endpoint: moto.url }).send(
    new CreateRoleCommand({ RoleName: "role", AssumeRolePolicyDocument }),
  );
});

afterAll(async () => {
  await moto?.stop();
  vi.unstubAllEnvs();
});

const ROLE = "arn:aws:iam::123456789012:role/role";

interface Service {
  readonly title: string;
  readonly task: (name: string) => object;
  /** The calls that it makes, without those that are made again until it is done. */
  readonly calls: readonly string[];
  /** The server never ends it, so nothing waits for it, and it cannot be deferred. */
  readonly neverEnds?: boolean;
  /** Deferred it does not succeed in provider 8.7.1. */
  readonly cannotDefer?: boolean;
  /** The version that can defer it, and a server that answers as AWS does where moto does not. */
  readonly behindProxy?: { readonly airflow: string };
  /** Makes the objects that the task finds there. Its result goes into the task. */
  readonly prepare?: (endpoint: string, name: string) => Promise<object>;
}

const SERVICES: readonly Service[] = [
  {
    title: "Athena",
    task: () => ({
      operator: "AthenaOperator",
      query: "SELECT 1",
      database: "db",
      output_location: "s3://results",
      sleep_time: 2,
    }),
    calls: ["athena.StartQueryExecution", "athena.GetQueryExecution"],
  },
  {
    title: "EMR's steps",
    task: () => ({
      operator: "EmrAddStepsOperator",
      steps: [{ Name: "first", HadoopJarStep: { Jar: "command-runner.jar" } }],
      wait_for_completion: false,
    }),
    prepare: async (endpoint, name) => {
      const Instances = { MasterInstanceType: "m5.large", InstanceCount: 1, KeepJobFlowAliveWhenNoSteps: true };
      const command = new RunJobFlowCommand({ Name: name, Instances, JobFlowRole: ROLE, ServiceRole: ROLE });
      const { JobFlowId } = await new EMRClient({ endpoint }).send(command);
      return { job_flow_id: JobFlowId };
    },
    calls: ["emr.DescribeCluster", "emr.AddJobFlowSteps"],
    neverEnds: true,
  },
  {
    title: "ECS's clusters",
    task: (name) => ({ operator: "EcsCreateClusterOperator", cluster_name: name, waiter_delay: 2 }),
    calls: ["ecs.CreateCluster"],
  },
  {
    title: "ECS's tasks",
    task: (name) => ({
      operator: "EcsRunTaskOperator",
      cluster: name,
      task_definition: name,
      overrides: {},
      launch_type: "FARGATE",
      wait_for_completion: false,
    }),
    prepare: async (endpoint, name) => {
      const client = new ECSClient({ endpoint });
      await client.send(new CreateClusterCommand({ clusterName: name }));
      const containerDefinitions = [{ name: "main", image: "image", memory: 128 }];
      await client.send(new RegisterTaskDefinitionCommand({ family: name, containerDefinitions }));
      return {};
    },
    calls: ["ecs.RunTask"],
    neverEnds: true,
  },
  {
    title: "Batch",
    task: (name) => ({
      operator: "BatchOperator",
      job_name: name,
      job_queue: name,
      job_definition: name,
      poll_interval: 2,
    }),
    prepare: async (endpoint, name) => {
      const client = new BatchClient({ endpoint });
      const environment = { computeEnvironmentName: name, type: "UNMANAGED", serviceRole: ROLE } as const;
      await client.send(new CreateComputeEnvironmentCommand(environment));
      const computeEnvironmentOrder = [{ order: 1, computeEnvironment: name }];
      await client.send(
        new CreateJobQueueCommand({ jobQueueName: name, priority: 1, state: "ENABLED", computeEnvironmentOrder }),
      );
      const containerProperties = { image: "image", vcpus: 1, memory: 128 };
      await client.send(
        new RegisterJobDefinitionCommand({ jobDefinitionName: name, type: "container", containerProperties }),
      );
      return {};
    },
    calls: ["batch.SubmitJob", "batch.DescribeJobs"],
  },
  {
    title: "Step Functions",
    task: () => ({ operator: "StepFunctionStartExecutionOperator" }),
    prepare: async (endpoint, name) => {
      const definition = JSON.stringify({ StartAt: "s", States: { s: { Type: "Pass", End: true } } });
      const command = new CreateStateMachineCommand({ name, definition, roleArn: ROLE });
      const { stateMachineArn } = await new SFNClient({ endpoint }).send(command);
      return { state_machine_arn: stateMachineArn };
    },
    calls: ["stepfunctions.StartExecution"],
    neverEnds: true,
  },
  {
    title: "Redshift's Data API",
    task: (name) => ({
      operator: "RedshiftDataOperator",
      sql: "select 1",
      database: "db",
      cluster_identifier: name,
      db_user: "user",
      poll_interval: 2,
    }),
    calls: ["redshift-data.ExecuteStatement", "redshift-data.DescribeStatement"],
    behindProxy: { airflow: "2.10.5" },
  },
  {
    title: "SageMaker's processing",
    task: (name) => ({
      operator: "SageMakerProcessingOperator",
      check_interval: 2,
      config: {
        ProcessingJobName: name,
        AppSpecification: { ImageUri: "image" },
        RoleArn: ROLE,
        ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 5 } },
      },
    }),
    calls: ["sagemaker.DescribeProcessingJob", "sagemaker.CreateProcessingJob"],
  },
  {
    title: "SQS",
    task: () => ({ operator: "SqsSensor", poke_interval: 2 }),
    prepare: async (endpoint, name) => {
      const client = new SQSClient({ endpoint });
      const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: name }));
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "here" }));
      return { sqs_queue: QueueUrl };
    },
    calls: ["sqs.ReceiveMessage", "sqs.DeleteMessageBatch"],
  },
  {
    title: "Redshift",
    task: (name) => ({
      operator: "RedshiftCreateClusterOperator",
      cluster_identifier: name,
      node_type: "ra3.xlplus",
      master_username: "user",
      master_user_password: "Not-to-be-seen-1",
      cluster_type: "single-node",
      wait_for_completion: true,
      poll_interval: 2,
    }),
    calls: ["redshift.CreateCluster", "redshift.DescribeClusters"],
  },
  {
    title: "RDS",
    task: (name) => ({
      operator: "RdsCreateDbInstanceOperator",
      db_instance_identifier: name,
      db_instance_class: "db.t3.micro",
      engine: "postgres",
      waiter_delay: 2,
    }),
    calls: ["rds.CreateDBInstance", "rds.DescribeDBInstances"],
  },
  {
    title: "EKS's clusters",
    task: (name) => ({
      operator: "EksCreateClusterOperator",
      cluster_name: name,
      cluster_role_arn: ROLE,
      resources_vpc_config: { subnetIds: [] },
      compute: null,
      wait_for_completion: true,
      waiter_delay: 2,
    }),
    calls: ["eks.CreateCluster", "eks.DescribeCluster"],
    cannotDefer: true,
  },
  {
    title: "EKS's node groups, deleted",
    task: (name) => ({
      operator: "EksDeleteClusterOperator",
      cluster_name: name,
      force_delete_compute: true,
      wait_for_completion: true,
      waiter_delay: 2,
    }),
    prepare: async (endpoint, name) => {
      const client = new EKSClient({ endpoint });
      await client.send(new CreateEksClusterCommand({ name, roleArn: ROLE, resourcesVpcConfig: {} }));
      const group = { clusterName: name, nodegroupName: "group", subnets: ["s"], nodeRole: ROLE };
      await client.send(new CreateNodegroupCommand(group));
      return {};
    },
    calls: [
      "eks.ListNodegroups",
      "eks.DeleteNodegroup",
      "eks.ListFargateProfiles",
      "eks.DeleteCluster",
      "eks.DescribeCluster",
    ],
    cannotDefer: true,
  },
];

const CASES = SERVICES.flatMap((service) =>
  (service.neverEnds === true || service.cannotDefer === true ? [false] : [false, true]).map((deferrable) => ({
    ...service,
    deferrable,
    form: deferrable ? "deferrable" : "standard",
  })),
);

test.each(CASES)("$title, $form", async ({ title, task, prepare, calls, deferrable, form, behindProxy }) => {
  const name = `${title.replace(/[^A-Za-z]/g, "")}-${form}`.toLowerCase();
  const given = (await prepare?.(moto.url, name)) ?? {};
  const tasks = [{ task_id: "t", ...task(name), ...given, ...(deferrable ? { deferrable } : {}) }];
  const dags = [{ dag_id: "d", schedule: null, tasks }];
  const [scenario] = checkScenarios({ name, ...behindProxy, dags, runs: [{ dag_id: "d", run_id: "r", at: 0 }] }, name);
  if (scenario === undefined) throw new Error("Expected a scenario");
  const proxy = behindProxy === undefined ? undefined : await startProxy(moto.url);
  const cloud = new AwsSdk({ endpoint: proxy?.url ?? moto.url, maxAttempts: 1 });
  const simulation = buildSimulation(scenario, { cloud, clock: realClock({ speed: 20 }) });
  const log: string[] = [];
  simulation.on("log", ({ message }) => log.push(message));
  const result = await simulation.runAsync();
  await proxy?.stop();
  expect(result.errors.map(({ message }) => message)).toEqual([]);
  expect(result.taskInstance("r", "t").state).toBe("success");
  expect([...new Set(result.trace(name).api_calls.map(({ call }) => call))]).toEqual(calls);
  expect(JSON.stringify([log, result.trace(name)])).not.toContain("Not-to-be-seen-1");
});
