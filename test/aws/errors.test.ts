/**
 * What goes wrong in AWS, as botocore says it and as the provider's operators take it: only "not found" is "not yet".
 * @module
 */
import { EntityNotFoundException, GetCrawlerCommand, GlueClient, GlueServiceException } from "@aws-sdk/client-glue";
import { HeadObjectCommand, NotFound, S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { type AirflowVersion, DAG, Simulation, type SimulationResult } from "airlapse";
import { AwsSdk, atTime } from "airlapse/aws";
import { GlueCrawlerOperator, S3KeySensor } from "airlapse/operators/amazon";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, test } from "vitest";
import { botoError } from "../../src/aws/boto-errors.ts";

const CALL = { operation: "HeadObject", endpoint: "http://localhost:5000", maxAttempts: 5 };

function shown(error: unknown, call = CALL): string {
  const { name, message } = botoError(error, call) as Error;
  return `${name}: ${message}`;
}

describe("an error of the SDK is shown as botocore's", () => {
  const failed = (name: string, httpStatusCode: number, attempts = 1) =>
    new S3ServiceException({ name, message: "", $fault: "server", $metadata: { httpStatusCode, attempts } });

  test("an answer without a body by its status", () => {
    expect(shown(failed("UnknownError", 403))).toBe(
      "ClientError: An error occurred (403) when calling the HeadObject operation: Forbidden",
    );
    expect(shown(new NotFound({ message: "", $metadata: { httpStatusCode: 404 } }))).toBe(
      "ClientError: An error occurred (404) when calling the HeadObject operation: Not Found",
    );
  });

  test("with how often it was tried again, where that is as often as may be", () => {
    expect(shown(failed("InternalError", 500, 5))).toBe(
      "ClientError: An error occurred (500) when calling the HeadObject operation (reached max retries: 4): Internal Server Error",
    );
    expect(shown(failed("InternalError", 500, 3))).not.toContain("max retries");
    expect(shown(failed("InternalError", 500, 1), { ...CALL, maxAttempts: 1 })).not.toContain("max retries");
  });

  test("by its own name, where the service's description has it", () => {
    const call = { ...CALL, operation: "GetCrawler" };
    const $metadata = { httpStatusCode: 400 };
    expect(shown(new EntityNotFoundException({ message: "no crawler", $metadata }), call)).toBe(
      "EntityNotFoundException: An error occurred (EntityNotFoundException) when calling the GetCrawler operation: no crawler",
    );
    const throttled = { name: "ThrottlingException", message: "Rate exceeded", $fault: "client", $metadata } as const;
    expect(shown(new GlueServiceException(throttled), call)).toBe(
      "ClientError: An error occurred (ThrottlingException) when calling the GetCrawler operation: Rate exceeded",
    );
  });

  test.each([
    [
      { code: "ECONNREFUSED" },
      'EndpointConnectionError: Could not connect to the endpoint URL: "http://localhost:5000"',
    ],
    [
      { code: "ECONNRESET" },
      'ConnectionClosedError: Connection was closed before we received a valid response from endpoint URL: "http://localhost:5000".',
    ],
    [{ name: "TimeoutError" }, 'ReadTimeoutError: Read timeout on endpoint URL: "http://localhost:5000"'],
    [{ name: "CredentialsProviderError" }, "NoCredentialsError: Unable to locate credentials"],
    [{ message: "Region is missing" }, "NoRegionError: You must specify a region."],
    [{ name: "TypeError", message: "x" }, "TypeError: x"],
  ])("%j", (error, expected) => {
    expect(shown(Object.assign(new Error(), error))).toBe(expected);
  });
});

/** A sensor for one object, of which the client answers as told, by the time in the simulation. */
async function waitFor(answer: (now: number) => object, deferrable: boolean): Promise<SimulationResult> {
  const s3 = new S3Client({ region: "eu-west-1" });
  let simulation: Simulation | undefined;
  mockClient(s3)
    .on(HeadObjectCommand)
    .callsFake(atTime(() => simulation as Simulation, answer));
  const dag = new DAG("d");
  new S3KeySensor({ dag, taskId: "wait", bucketName: "b", bucketKey: "k", deferrable });
  simulation = new Simulation({ dags: [dag], cloud: new AwsSdk({ clients: { s3 } }) });
  return simulation.trigger("d", { runId: "r" }).runAsync();
}

const refuse = (name: string, httpStatusCode: number): never => {
  throw Object.assign(new Error(), { name, $metadata: { httpStatusCode } });
};

describe.each([false, true])("S3KeySensor over a mocked client, deferrable %s", (deferrable) => {
  test("takes 404 for not yet, and answers by the virtual time", async () => {
    const result = await waitFor((now) => (now < 600 ? refuse("NotFound", 404) : { ContentLength: 1 }), deferrable);
    expect(result.dagRun("r").state).toBe("success");
    // a poke a minute from 1 s, or from when the trigger runs, the first on the worker
    expect(result.apiCalls).toHaveLength(deferrable ? 12 : 11);
  });

  test("takes any other error for the end of the wait", async () => {
    const result = await waitFor(
      (now) => refuse(now < 100 ? "NotFound" : "Forbidden", now < 100 ? 404 : 403),
      deferrable,
    );
    expect(result.errors.map(({ type, message }) => [type, message])).toEqual([
      [
        deferrable ? "AirflowException" : "ClientError",
        "An error occurred (403) when calling the HeadObject operation: Forbidden",
      ],
    ]);
  });
});

describe("GlueCrawlerOperator over a mocked client that fails for a while", () => {
  const $metadata = { httpStatusCode: 400 };
  const throttled = new GlueServiceException({
    name: "ThrottlingException",
    message: "Rate exceeded",
    $fault: "client",
    $metadata,
  });

  async function crawl(
    deferrable: boolean,
    error: Error,
    airflow: AirflowVersion = "2.7.2",
  ): Promise<SimulationResult> {
    const glue = new GlueClient({ region: "eu-west-1" });
    let simulation: Simulation | undefined;
    mockClient(glue)
      .onAnyCommand()
      .resolves({})
      .on(GetCrawlerCommand)
      .callsFake(
        atTime(
          () => simulation as Simulation,
          (now) => {
            if (now > 20 && now < 40) throw error;
            return { Crawler: { Name: "c", State: now < 90 ? "RUNNING" : "READY" } };
          },
        ),
      );
    const dag = new DAG("d");
    new GlueCrawlerOperator({ dag, taskId: "crawl", config: { Name: "c" }, deferrable });
    simulation = new Simulation({ dags: [dag], cloud: new AwsSdk({ clients: { glue } }), airflow });
    return simulation.trigger("d", { runId: "r" }).runAsync();
  }

  test("fails at once where it waits on the worker", async () => {
    const { errors } = await crawl(false, throttled);
    expect(errors.map(({ type, message }) => `${type}: ${message}`)).toEqual([
      "WaiterError: Waiter crawler_ready failed: An error occurred (ThrottlingException): Rate exceeded",
    ]);
  });

  test("waits it through in the triggerer", async () => {
    expect((await crawl(true, throttled)).dagRun("r").state).toBe("success");
  });

  test.each([
    ["2.10.5", "failed"],
    ["2.11.0", "success"], // async_wait catches NoCredentialsError from the provider 9.8.0 on
  ] as const)("waits in the triggerer of %s for credentials that are not there: %s", async (airflow, state) => {
    const withoutCredentials = Object.assign(new Error(), { name: "CredentialsProviderError" });
    expect((await crawl(true, withoutCredentials, airflow)).dagRun("r").state).toBe(state);
  });
});

test("settings that cannot be meant are refused together, before anything runs", () => {
  const cloud = new AwsSdk({ endpoint: "localhost:5000", maxAttempts: 0, timeout: -1 });
  expect(() => new Simulation({ dags: [], cloud })).toThrow(/maxAttempts[\s\S]*timeout[\s\S]*endpoint/);
});
