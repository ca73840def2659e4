import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { GetCrawlerCommand, GetJobRunCommand, GlueClient, StartJobRunCommand } from "@aws-sdk/client-glue";
import { HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type AmazonProviderVersion, DAG, Simulation } from "airlapse";
import { AwsSdk } from "airlapse/aws";
import { chain } from "airlapse/operators";
import { GlueCrawlerOperator, GlueJobOperator, S3KeySensor } from "airlapse/operators/amazon";
import { mockClient } from "aws-sdk-client-mock";
import { expect, test } from "vitest";

test("a client goes where its connection leads: the region of the operator, of the connection, or of all", async () => {
  const mock = mockClient(GlueClient).onAnyCommand().resolves({});
  mock.on(GetCrawlerCommand).resolves({ Crawler: { Name: "c", State: "READY", LastCrawl: { Status: "SUCCEEDED" } } });
  const dag = new DAG("d");
  const crawl = (taskId: string, more: object) =>
    new GlueCrawlerOperator({ dag, taskId, config: { Name: "c" }, waitForCompletion: false, ...more });
  chain(
    crawl("plain", {}),
    crawl("other-connection", { awsConnId: "other" }),
    crawl("own-region", { awsConnId: "other", regionName: "ap-south-1" }),
  );
  const cloud = new AwsSdk({ region: "us-east-1", connections: { other: { region: "eu-west-1" } } });
  const result = await new Simulation({ dags: [dag], cloud }).trigger("d", { runId: "r" }).runAsync();
  expect(result.dagRun("r").state).toBe("success");
  const clients = [...new Set(mock.send.thisValues as GlueClient[])];
  expect(await Promise.all(clients.map(({ config }) => config.region()))).toEqual([
    "us-east-1",
    "eu-west-1",
    "ap-south-1",
  ]);
  expect(await Promise.all(clients.map(({ config }) => config.maxAttempts()))).toEqual([5, 5, 5]);
  mock.restore();
});

test("the sensors of provider 9.8.0 have a region, and so have their triggers", async () => {
  const mock = mockClient(S3Client);
  const notFound = Object.assign(new Error("Not Found"), { $metadata: { httpStatusCode: 404 } });
  mock.on(HeadObjectCommand).rejectsOnce(notFound).resolves({});
  const dag = new DAG("d");
  const more = { bucketName: "b", bucketKey: "k", regionName: "ap-south-1" };
  new S3KeySensor({ dag, taskId: "wait", ...more, deferrable: true });
  const cloud = new AwsSdk({ region: "us-east-1" });
  const simulation = new Simulation({ dags: [dag], cloud, airflow: "2.11.0" }).trigger("d", { runId: "r" });
  expect((await simulation.runAsync()).apiCalls.map(({ by }) => by)).toEqual(["worker", "triggerer"]);
  const regions = (mock.send.thisValues as S3Client[]).map(({ config }) => config.region());
  expect(await Promise.all(regions)).toEqual(["ap-south-1", "ap-south-1"]);
  expect(() => new Simulation({ dags: [dag], cloud, airflow: "2.10.5" })).toThrow(
    "regionName: the Amazon provider has it from 9.8.0 on",
  );
  mock.restore();
});

test.each<[AmazonProviderVersion, string]>([
  ["8.7.1", "us-east-1"], // boto3.client("logs"), which knows nothing of the connection
  ["9.2.0", "eu-west-1"],
])("the logs of a job are read by the client that provider %s reads them by, in %s", async (amazonProvider, region) => {
  const glue = mockClient(GlueClient).onAnyCommand().resolves({});
  glue.on(StartJobRunCommand).resolves({ JobRunId: "jr" });
  glue.on(GetJobRunCommand).resolves({ JobRun: { JobRunState: "SUCCEEDED", LogGroupName: "/aws-glue/jobs" } });
  const logs = mockClient(CloudWatchLogsClient).onAnyCommand().resolves({ events: [] });
  const dag = new DAG("d");
  new GlueJobOperator({
    dag,
    taskId: "job",
    jobName: "j",
    verbose: true,
    awsConnId: "other",
    iamRoleArn: "arn:aws:iam::1:role/r",
  });
  const cloud = new AwsSdk({ region: "us-east-1", connections: { other: { region: "eu-west-1" } } });
  const airflow = amazonProvider === "8.7.1" ? "2.7.2" : "2.10.5";
  const simulation = new Simulation({ dags: [dag], cloud, airflow, amazonProvider });
  expect((await simulation.trigger("d", { runId: "r" }).runAsync()).dagRun("r").state).toBe("success");
  const clients = [...new Set(logs.send.thisValues as CloudWatchLogsClient[])];
  expect(await Promise.all(clients.map(({ config }) => config.region()))).toEqual([region]);
  glue.restore();
  logs.restore();
});

test("a trigger asks for all its objects before any answer comes", async () => {
  const mock = mockClient(S3Client);
  let outstanding = 0;
  let isWorker = true;
  let most = 0;
  mock.on(HeadObjectCommand).callsFake(async () => {
    outstanding += 1;
    if (!isWorker) most = Math.max(most, outstanding);
    await new Promise((resolve) => setTimeout(resolve, 5));
    outstanding -= 1;
    return isWorker
      ? Promise.reject(Object.assign(new Error("Not Found"), { $metadata: { httpStatusCode: 404 } }))
      : {};
  });
  const dag = new DAG("d");
  new S3KeySensor({ dag, taskId: "wait", bucketName: "b", bucketKey: ["x", "y", "z"], deferrable: true });
  const simulation = new Simulation({ dags: [dag], cloud: new AwsSdk({ region: "us-east-1" }) });
  simulation.on("trigger", () => {
    isWorker = false;
  });
  const result = await simulation.trigger("d", { runId: "r" }).runAsync();
  expect(result.dagRun("r").state).toBe("success");
  expect(most).toBe(3);
  mock.restore();
});
