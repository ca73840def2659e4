/**
 * Errors of AWS as operators see them, against a server: the same class and words as botocore's, which makes the same call.
 * @module
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { AwsSdk } from "airlapse/aws";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type MotoServer, startMoto } from "./moto-server.ts";
import { ENVIRONMENT } from "./pipeline.ts";

const PYTHON = fileURLToPath(new URL("../../node_modules/.cache/moto/bin/python", import.meta.url));
const PROGRAM = fileURLToPath(new URL("errors.py", import.meta.url));

type Call = readonly [service: string, operation: string, params: object];

/** Calls that name what is not there. */
const CALLS: readonly Call[] = [
  ["emr", "DescribeCluster", { ClusterId: "j-0" }],
  ["emr-serverless", "GetApplication", { applicationId: "app-0" }],
  ["batch", "SubmitJob", { jobName: "job", jobQueue: "none", jobDefinition: "none" }],
  ["ecs", "RunTask", { cluster: "none", taskDefinition: "none" }],
  ["ecs", "DescribeTasks", { cluster: "none", tasks: ["none"] }],
  [
    "stepfunctions",
    "StartExecution",
    { stateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:none", input: "{}" },
  ],
  ["stepfunctions", "DescribeExecution", { executionArn: "arn:aws:states:us-east-1:123456789012:execution:none:none" }],
  ["redshift", "DescribeClusters", { ClusterIdentifier: "none" }],
  ["redshift", "ResumeCluster", { ClusterIdentifier: "none" }],
  ["redshift-data", "DescribeStatement", { Id: "890f1253-595b-4608-a0d1-73f933ccd0a0" }],
  ["sqs", "ReceiveMessage", { QueueUrl: "http://127.0.0.1/123456789012/none" }],
  ["sagemaker", "DescribeTrainingJob", { TrainingJobName: "none" }],
  ["sagemaker", "DescribeProcessingJob", { ProcessingJobName: "none" }],
  ["rds", "DescribeDBInstances", { DBInstanceIdentifier: "none" }],
  ["rds", "DescribeDBSnapshots", { DBSnapshotIdentifier: "none" }],
  ["lambda", "GetFunction", { FunctionName: "none" }],
  ["lambda", "Invoke", { FunctionName: "none" }],
  ["ec2", "DescribeInstances", { InstanceIds: ["i-0123456789abcdef0"] }],
  ["databrew", "DescribeJob", { Name: "none" }],
  ["glue", "GetJob", { JobName: "none" }],
  ["s3", "HeadObject", { Bucket: "none", Key: "none" }],
  ["iam", "GetRole", { RoleName: "none" }],
];

let moto: MotoServer;
let fromBotocore: readonly { readonly name: string | null; readonly message?: string }[];

beforeAll(async () => {
  for (const [name, value] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, value);
  moto = await startMoto();
  const input = CALLS.map(([service, operation, params]) => JSON.stringify({ service, operation, params })).join("\n");
  const env = { ...process.env, ENDPOINT: moto.url, AWS_DEFAULT_REGION: ENVIRONMENT.AWS_REGION };
  const { stdout, stderr } = spawnSync(PYTHON, [PROGRAM], { input, env, encoding: "utf8" });
  const lines = stdout.trim().split("\n");
  if (lines.length !== CALLS.length) throw new Error(`Expected a line for each call, got ${stderr}`);
  fromBotocore = lines.map((line) => JSON.parse(line));
});

afterAll(async () => {
  await moto?.stop();
  vi.unstubAllEnvs();
});

test.each(CALLS.map((call, index) => ({ call, index, title: call.slice(0, 2).join(" ") })))(
  "$title of what is not there fails as by botocore",
  async ({ call: [service, operation, params], index }) => {
    const { signal } = new AbortController();
    const context = { signal, maskSecret: () => {} };
    const aws = new AwsSdk({ endpoint: moto.url, maxAttempts: 1 }).open();
    const call = aws.connect(context as never, { awsConnId: null, regionName: null }) as unknown as (
      ...of: Call
    ) => Promise<unknown>;
    const error = await call(service, operation, params).catch((thrown: Error) => thrown);
    const { name, message } = fromBotocore[index] ?? {};
    expect(name).not.toBeNull(); // it has failed there, too
    expect(error).toMatchObject({ name, message });
  },
);
