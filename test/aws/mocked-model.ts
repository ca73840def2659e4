/**
 * Mocked clients of the SDK that answer as the model of AWS does, in the words of the SDK: its commands, its exceptions.
 * @module
 */
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import * as glue from "@aws-sdk/client-glue";
import { IAMClient } from "@aws-sdk/client-iam";
import * as s3 from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";
import type { Cloud, Simulation } from "airlapse";
import { AwsSdk, atTime } from "airlapse/aws";
import { mockClient } from "aws-sdk-client-mock";
import { DateTime } from "luxon";
import { type AwsService, loadService } from "../../src/aws/services.ts";
import { Calendar } from "../../src/definition/index.ts";
import { ClientError } from "../../src/hooks/client-error.ts";
import { RandomStreams } from "../../src/random/index.ts";

/** What a mocked client was sent. */
export interface Sent {
  readonly call: string;
  readonly input: Readonly<Record<string, unknown>>;
}

type AnyCall = (service: string, operation: string, input: object) => unknown;

/** The operations that the hooks call. */
const CALLED: Readonly<Record<AwsService, readonly string[]>> = {
  s3: ["HeadObject", "ListObjectsV2", "PutObject"],
  glue: (
    "GetCrawler CreateCrawler UpdateCrawler StartCrawler GetCrawlerMetrics GetTags TagResource UntagResource " +
    "GetJob CreateJob UpdateJob StartJobRun GetJobRun GetJobRuns BatchStopJobRun"
  ).split(" "),
  iam: ["GetRole"],
  logs: ["FilterLogEvents", "GetLogEvents"],
  sts: ["GetCallerIdentity"],
};

/** AWS by mocked clients. `simulation` is made with the cloud, so it is asked for later. */
export async function mockedModel(
  model: Cloud,
  simulation: () => Simulation,
): Promise<{ readonly cloud: AwsSdk; readonly sent: Sent[] }> {
  const sent: Sent[] = [];
  const clock = { now: 0, calendar: new Calendar(DateTime.utc(2024, 1, 1)) };
  const call = model
    .open(new RandomStreams(0))
    .connect(clock as never, { awsConnId: null, regionName: null }) as unknown as AnyCall;
  const answer = (service: string, operation: string) =>
    atTime(simulation, (now, input: object) => {
      clock.now = Math.round(now * 1e6);
      sent.push({ call: `${service}.${operation}`, input: input as Sent["input"] });
      try {
        return call(service, operation, input);
      } catch (error) {
        throw error instanceof ClientError ? sdkException(service, error) : error;
      }
    });
  const mocked = async <Client extends object>(service: AwsService, client: Client) => {
    const { command } = await loadService(service);
    const mock = mockClient(client as unknown as s3.S3Client);
    for (const name of CALLED[service]) mock.on(command(name) as never).callsFake(answer(service, name) as never);
    return client;
  };
  const region = "us-east-1";
  const clients = {
    s3: await mocked("s3", new s3.S3Client({ region })),
    glue: await mocked("glue", new glue.GlueClient({ region })),
    iam: await mocked("iam", new IAMClient({ region })),
    logs: await mocked("logs", new CloudWatchLogsClient({ region })),
    sts: await mocked("sts", new STSClient({ region })),
  };
  return { cloud: new AwsSdk({ clients }), sent };
}

/** The exception that the SDK throws where the model has a botocore's. */
function sdkException(service: string, { code, message, status }: ClientError): Error {
  const text = message.slice(message.indexOf(": ") + 2);
  const given = { message: text, $metadata: { httpStatusCode: status } };
  if (service === "s3") {
    const name = status === 404 && code === "404" ? "NotFound" : code;
    return new s3.S3ServiceException({ ...given, name, $fault: "client" });
  }
  const Exception = (glue as unknown as Record<string, new (given: object) => Error>)[code];
  return Exception === undefined
    ? new glue.GlueServiceException({ ...given, name: code, $fault: "client" })
    : new Exception({ ...given, Message: text });
}
