import { GetCrawlerCommand, GlueClient } from "@aws-sdk/client-glue";
import { DAG, Simulation } from "airlapse";
import { AwsSdk } from "airlapse/aws";
import { chain } from "airlapse/operators";
import { GlueCrawlerOperator } from "airlapse/operators/amazon";
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
