/**
 * Mocked clients of the SDK that answer as the model of AWS does, in the words of the SDK: its commands, its exceptions.
 * @module
 */
import type { S3Client } from "@aws-sdk/client-s3";
import type { Cloud, Simulation } from "airlapse";
import { AwsSdk, atTime } from "airlapse/aws";
import { mockClient } from "aws-sdk-client-mock";
import { DateTime } from "luxon";
import { loadService, type SdkClients } from "../../src/aws/services.ts";
import { Calendar } from "../../src/definition/index.ts";
import { ClientError } from "../../src/hooks/client-error.ts";
import { RandomStreams } from "../../src/random/index.ts";

/** What a mocked client was sent. */
export interface Sent {
  readonly call: string;
  readonly input: Readonly<Record<string, unknown>>;
}

type AnyCall = (service: string, operation: string, input: object) => unknown;

/** The packages of the SDK by botocore's names of their services: all but EMR on EKS, whose newest package is too old to stand beside the others. */
const PACKAGES: Readonly<Record<string, () => Promise<object>>> = {
  s3: () => import("@aws-sdk/client-s3"),
  glue: () => import("@aws-sdk/client-glue"),
  iam: () => import("@aws-sdk/client-iam"),
  logs: () => import("@aws-sdk/client-cloudwatch-logs"),
  sts: () => import("@aws-sdk/client-sts"),
  athena: () => import("@aws-sdk/client-athena"),
  batch: () => import("@aws-sdk/client-batch"),
  databrew: () => import("@aws-sdk/client-databrew"),
  ec2: () => import("@aws-sdk/client-ec2"),
  ecs: () => import("@aws-sdk/client-ecs"),
  eks: () => import("@aws-sdk/client-eks"),
  emr: () => import("@aws-sdk/client-emr"),
  "emr-serverless": () => import("@aws-sdk/client-emr-serverless"),
  lambda: () => import("@aws-sdk/client-lambda"),
  rds: () => import("@aws-sdk/client-rds"),
  redshift: () => import("@aws-sdk/client-redshift"),
  "redshift-data": () => import("@aws-sdk/client-redshift-data"),
  sagemaker: () => import("@aws-sdk/client-sagemaker"),
  sqs: () => import("@aws-sdk/client-sqs"),
  stepfunctions: () => import("@aws-sdk/client-sfn"),
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
  const answer = (service: string, sdk: object, operation: string) =>
    atTime(simulation, (now, input: object) => {
      clock.now = Math.round(now * 1e6);
      sent.push({ call: `${service}.${operation}`, input: input as Sent["input"] });
      try {
        return call(service, operation, input);
      } catch (error) {
        throw error instanceof ClientError ? sdkException(service, sdk, error) : error;
      }
    });
  const mocked = async (service: string, load: () => Promise<object>) => {
    const sdk = await load();
    const { Client } = await loadService(service);
    const client = new Client({ region: "us-east-1" } as never);
    const { send } = mockClient(client as S3Client);
    send.callsFake(async (command: SdkCommand) => answer(service, sdk, operationOf(command))(command.input) as never);
    return [service, client];
  };
  const clients = await Promise.all(Object.entries(PACKAGES).map(([service, load]) => mocked(service, load)));
  return { cloud: new AwsSdk({ clients: Object.fromEntries(clients) as SdkClients }), sent };
}

/** A command of the SDK. */
interface SdkCommand {
  readonly input: object;
}

const operationOf = (command: SdkCommand) => command.constructor.name.replace(/Command$/, "");

/** The exception that the SDK throws where the model has a botocore's: one of its own class where the service declares it. */
function sdkException(service: string, sdk: object, { name: declared, code, message, status }: ClientError): Error {
  const text = message.slice(message.indexOf(": ") + 2);
  const name = service === "s3" && status === 404 && code === "404" ? "NotFound" : code;
  const given = { name, message: text, $fault: "client", $metadata: { httpStatusCode: status }, Code: code };
  const exported = sdk as Readonly<Record<string, new (given: object) => Error>>;
  const Declared = service === "s3" ? undefined : (exported[declared] ?? exported[code]);
  if (Declared !== undefined)
    return Object.assign(new Declared({ ...given, name: Declared.name, Message: text }), { Code: code });
  const Base = Object.entries(exported).find(([each]) => each.endsWith("ServiceException"))?.[1];
  if (Base === undefined) throw new Error(`Expected an exception of ${service}`);
  return new Base(given);
}
