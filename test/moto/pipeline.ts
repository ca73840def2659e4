/**
 * The sample's pipeline for a real server: names of its own for each test, so that tests do not see each other's.
 * @module
 */
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { AwsModel, DAG, type Simulation, type SimulationResult } from "airlapse";
import { chain } from "airlapse/operators";
import { GlueCrawlerOperator, GlueJobOperator, S3KeySensor } from "airlapse/operators/amazon";

export type PipelineMode = "standard" | "reschedule" | "deferrable";

export const KEYS = ["persons.json", "memberships.json", "organizations.json"] as const;

/** The instant at which all objects are there, in seconds: a poke a minute from 1 s on finds them at its second look. */
export const PUT_AT = 30;

const CREDENTIALS = { accessKeyId: "test-key", secretAccessKey: "very-secret-test-key" };

/** The environment that the SDK finds its settings in. */
export const ENVIRONMENT = {
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
};

const sourceOf = (name: string) => `${name}-source`;

export function pipeline(name: string, mode: PipelineMode): DAG {
  const dag = new DAG("join-relationalize");
  const deferrable = mode === "deferrable";
  const bucketName = sourceOf(name);
  const wait = new S3KeySensor({
    dag,
    taskId: "WaitForSourceData",
    bucketName,
    bucketKey: KEYS,
    deferrable,
    ...(mode === "reschedule" ? { mode } : {}),
  });
  const Role = `arn:aws:iam::123456789012:role/${name}`;
  const targets = { Targets: { S3Targets: [{ Path: bucketName }] } };
  const config = { Name: `${name}-crawler`, Role, DatabaseName: "legislators", ...targets };
  const crawl = new GlueCrawlerOperator({ dag, taskId: "CrawlSourceData", config, deferrable });
  const work = new GlueJobOperator({
    dag,
    taskId: "ProcessSourceData",
    jobName: `${name}-job`,
    scriptLocation: `s3://${bucketName}/glue-script-join-relationalize.py`,
    s3Bucket: bucketName,
    iamRoleName: name,
    createJobKwargs: { GlueVersion: "4.0", NumberOfWorkers: 2, WorkerType: "G.1X" },
    scriptArgs: { "--db_name": "legislators", "--db_password": "not-to-be-seen" },
    deferrable,
  });
  chain(wait, crawl, work);
  return dag;
}

/** The model of what the server does: three looks find the crawl, and three the job run, going on, in each mode. */
export function modelFor(name: string): AwsModel {
  return new AwsModel({
    s3: { objects: KEYS.map((key) => ({ bucket: sourceOf(name), key, at: PUT_AT })) },
    glue: {
      crawlers: [{ name: `${name}-crawler`, duration: 12 }],
      jobs: [{ name: `${name}-job`, starting: 0, duration: 14 }],
    },
  });
}

/** How many looks find something going on, in the model: what the server is told. */
export const LOOKS = 3;

/** Makes what has to be there before: the bucket and the role. Returns what puts the objects. */
export async function prepare(endpoint: string, name: string): Promise<() => Promise<void>> {
  const settings = { endpoint, region: "us-east-1", credentials: CREDENTIALS };
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const role = { RoleName: name, AssumeRolePolicyDocument: "{}" };
  await new IAMClient(settings).send(new CreateRoleCommand(role));
  await s3.send(new CreateBucketCommand({ Bucket: sourceOf(name) }));
  return async () => {
    for (const Key of KEYS) await s3.send(new PutObjectCommand({ Bucket: sourceOf(name), Key, Body: "{}" }));
  };
}

/** Waits until an instant of a simulation that runs, or its end. */
export async function reached(simulation: Simulation, second: number, running: Promise<unknown>): Promise<void> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  running.then(over, over);
  while (!isOver && simulation.now < second) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** By whom and with what, in order. The id of a run is the server's choice. */
export function callsOf({ apiCalls }: SimulationResult): string[] {
  return apiCalls.map(({ by, call, params: { RunId, ...params } }) => `${by}: ${call} ${JSON.stringify(params)}`);
}

export function statesOf({ taskInstances }: SimulationResult): string[] {
  return taskInstances.map(({ taskId, history }) => `${taskId}: ${history.map(({ state }) => state).join(", ")}`);
}
