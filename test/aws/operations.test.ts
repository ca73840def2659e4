/**
 * Every operation that operators call, of every service: the SDK's package has a command for it, and what AWS refuses is told in
 * botocore's words. EMR on EKS is left out: its newest package is too old to stand beside the others.
 * @module
 */
import { AwsSdk } from "airlapse/aws";
import { describe, expect, test } from "vitest";
import { AWS_SERVICES, loadService } from "../../src/aws/services.ts";
import type { ServiceModel } from "../../src/cloud/service-model.ts";
import { World } from "../../src/cloud/service-model.ts";
import { SERVICE_MODELS } from "../../src/cloud/services/index.ts";
import type {
  AwsCall,
  GlueOperations,
  IamOperations,
  LogsOperations,
  S3Operations,
  StsOperations,
} from "../../src/hooks/index.ts";
import { RandomStreams } from "../../src/random/index.ts";

/** The operations of the services that have no table of parameters: the compiler holds that none is missing. */
const FIRST = {
  s3: { HeadBucket: 1, HeadObject: 1, GetObject: 1, ListObjectsV2: 1, PutObject: 1 } satisfies Record<
    keyof S3Operations,
    1
  >,
  iam: { GetRole: 1 } satisfies Record<keyof IamOperations, 1>,
  sts: { GetCallerIdentity: 1 } satisfies Record<keyof StsOperations, 1>,
  logs: { DescribeLogStreams: 1, GetLogEvents: 1, FilterLogEvents: 1 } satisfies Record<keyof LogsOperations, 1>,
  glue: {
    GetCrawler: 1,
    CreateCrawler: 1,
    UpdateCrawler: 1,
    StartCrawler: 1,
    GetCrawlerMetrics: 1,
    GetTags: 1,
    TagResource: 1,
    UntagResource: 1,
    GetPartitions: 1,
    GetJob: 1,
    CreateJob: 1,
    UpdateJob: 1,
    StartJobRun: 1,
    GetJobRun: 1,
    GetJobRuns: 1,
    BatchStopJobRun: 1,
  } satisfies Record<keyof GlueOperations, 1>,
};

/** The operations of a modelled service are those that its operators may call. */
function modelled(model: ServiceModel): readonly string[] {
  const moment = { operation: "", now: 0, calendar: undefined };
  return Object.keys(model.open(new World(model.service, {}, new RandomStreams(0), moment)));
}

const OPERATIONS: readonly (readonly [service: string, operation: string])[] = [
  ...AWS_SERVICES.flatMap((service) => Object.keys(FIRST[service]).map((name) => [service, name] as const)),
  ...Object.values(SERVICE_MODELS as Readonly<Record<string, ServiceModel>>).flatMap((model) =>
    modelled(model).map((name) => [model.service, name] as const),
  ),
].filter(([service]) => service !== "emr-containers");

/** A call over a client that answers as told, and notes the commands that it was sent. */
function callOver(service: string, send: (command: object) => unknown): AwsCall {
  const client = { send: async (command: object) => send(command), config: {} };
  const context = { signal: new AbortController().signal, maskSecret: () => {} };
  return new AwsSdk({ clients: { [service]: client } })
    .open()
    .connect(context as never, { awsConnId: null, regionName: null });
}

/** Operations that ask for a head have no body: botocore calls their errors by their status. */
const isWithoutBody = (operation: string) => operation.startsWith("Head");

describe.each(OPERATIONS)("%s.%s", (service, operation) => {
  test("is sent as the SDK's command of that name", async () => {
    const sent: string[] = [];
    const call = callOver(service, (command) => {
      sent.push(command.constructor.name);
      return { $metadata: {}, Found: [{ At: new Date(0) }] };
    });
    expect(await call(service, operation, {})).toEqual({ Found: [{ At: "1970-01-01T00:00:00+00:00" }] });
    expect(sent).toEqual([`${operation}Command`]);
  });

  test("is refused in botocore's words", async () => {
    const sdk = (await import(/* @vite-ignore */ packageOf(service))) as Readonly<Record<string, unknown>>;
    const name = Object.keys(sdk).find((each) => each.endsWith("ServiceException")) ?? "none";
    const Refusal = sdk[name] as new (given: object) => Error;
    const given = { name: "ThrottlingException", message: "Rate exceeded", $fault: "client" };
    const call = callOver(service, () => {
      throw new Refusal({ ...given, $metadata: { httpStatusCode: 400, attempts: 1 } });
    });
    const [code, words] = isWithoutBody(operation) ? ["400", "Bad Request"] : ["ThrottlingException", "Rate exceeded"];
    await expect(call(service, operation, {})).rejects.toMatchObject({
      code,
      status: 400,
      message: `An error occurred (${code}) when calling the ${operation} operation: ${words}`,
    });
  });
});

function packageOf(service: string): string {
  const own: Readonly<Record<string, string>> = { logs: "cloudwatch-logs", stepfunctions: "sfn" };
  return `@aws-sdk/client-${own[service] ?? service}`;
}

test("a package that lacks an operation is told of with the operation", async () => {
  const { command } = await loadService("eks");
  expect(() => command("MakeCluster")).toThrow("Expected @aws-sdk/client-eks to have `MakeClusterCommand`");
});
