/**
 * Mocked clients of the SDK that answer as the model of AWS does, in the words of the SDK: its commands, its exceptions.
 * @module
 */
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import * as glue from "@aws-sdk/client-glue";
import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import * as s3 from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Cloud, Simulation } from "airlapse";
import { AwsSdk, atTime } from "airlapse/aws";
import { mockClient } from "aws-sdk-client-mock";
import { ClientError } from "../../src/hooks/client-error.ts";
import { RandomStreams } from "../../src/random/index.ts";

/** What a mocked client was sent. */
export interface Sent {
  readonly call: string;
  readonly input: Readonly<Record<string, unknown>>;
}

type AnyCall = (service: string, operation: string, input: object) => unknown;

/** AWS by mocked clients. `simulation` is made with the cloud, so it is asked for later. */
export function mockedModel(
  model: Cloud,
  simulation: () => Simulation,
): { readonly cloud: AwsSdk; readonly sent: Sent[] } {
  const sent: Sent[] = [];
  const clock = { now: 0 };
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
  const mocked = (service: string, Client: new (config: { region: string }) => object, commands: object) => {
    const client = new Client({ region: "us-east-1" });
    const mock = mockClient(client as s3.S3Client);
    for (const [name, command] of Object.entries(commands).filter(([name]) => name.endsWith("Command")))
      if (name !== "$Command")
        mock.on(command as never).callsFake(answer(service, name.replace(/Command$/, "")) as never);
    return client as never;
  };
  const clients = {
    s3: mocked("s3", s3.S3Client, s3),
    glue: mocked("glue", glue.GlueClient, glue),
    iam: mocked("iam", IAMClient, { GetRoleCommand }),
    logs: mocked("logs", CloudWatchLogsClient, { FilterLogEventsCommand }),
    sts: mocked("sts", STSClient, { GetCallerIdentityCommand }),
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
