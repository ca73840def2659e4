import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { GlueClient } from "@aws-sdk/client-glue";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { S3Client } from "@aws-sdk/client-s3";
import type { STSClient } from "@aws-sdk/client-sts";

/** A service by botocore's name, of those whose packages are known here. */
export type AwsService = "s3" | "glue" | "iam" | "logs" | "sts";

/** A client of a service that is not among those: `new AthenaClient({})`, say. */
export type OtherClient = { send(command: never, options?: never): Promise<unknown> };

/** Clients of the SDK, by botocore's names of their services. */
export interface SdkClients {
  readonly s3?: S3Client;
  readonly glue?: GlueClient;
  readonly iam?: IAMClient;
  readonly logs?: CloudWatchLogsClient;
  readonly sts?: STSClient;
  readonly athena?: OtherClient;
  readonly databrew?: OtherClient;
  readonly ec2?: OtherClient;
  readonly batch?: OtherClient;
  readonly ecs?: OtherClient;
  readonly eks?: OtherClient;
  readonly emr?: OtherClient;
  readonly "emr-containers"?: OtherClient;
  readonly "emr-serverless"?: OtherClient;
  readonly lambda?: OtherClient;
  readonly redshift?: OtherClient;
  readonly "redshift-data"?: OtherClient;
  readonly sqs?: OtherClient;
  readonly rds?: OtherClient;
  readonly sagemaker?: OtherClient;
  readonly stepfunctions?: OtherClient;
}

/** The configuration of a client, for any service. */
export interface ClientConfig {
  readonly region?: string;
  readonly profile?: string;
  readonly endpoint?: string;
  /** Buckets in the path, not in the host's name, which an endpoint of one's own seldom has. */
  readonly forcePathStyle?: boolean;
  readonly maxAttempts: number;
  readonly retryMode: "standard";
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: true;
    readonly socketAcquisitionWarningTimeout: number;
  };
}

/** A client of any service. */
export interface SdkClient {
  send(command: object, options: { readonly abortSignal: AbortSignal }): Promise<unknown>;
  readonly config: { region(): Promise<string> };
  readonly middlewareStack: { add(middleware: object, options: object): void };
}

/** The exports of an SDK package: a client, and a command for each operation. */
type SdkModule = Readonly<Record<string, unknown>>;

/** A package of the AWS SDK is not installed, or lacks what is called. */
export class SdkPackageError extends Error {
  override readonly name = "SdkPackageError";
}

/** One service of the SDK: how its client is made, and its commands. */
export interface SdkService {
  readonly Client: new (config: ClientConfig) => unknown;
  /** The command of an operation. Throws where the package has none. */
  command(operation: string): new (input: object) => object;
}

interface SdkPackage {
  readonly name: string;
  readonly client: string;
  load(): Promise<SdkModule>;
}

/** The packages of the SDK, by botocore's names of their services. */
const PACKAGES: Readonly<Record<AwsService, SdkPackage>> = {
  s3: { name: "client-s3", client: "S3Client", load: () => import("@aws-sdk/client-s3") },
  glue: { name: "client-glue", client: "GlueClient", load: () => import("@aws-sdk/client-glue") },
  iam: { name: "client-iam", client: "IAMClient", load: () => import("@aws-sdk/client-iam") },
  logs: {
    name: "client-cloudwatch-logs",
    client: "CloudWatchLogsClient",
    load: () => import("@aws-sdk/client-cloudwatch-logs"),
  },
  sts: { name: "client-sts", client: "STSClient", load: () => import("@aws-sdk/client-sts") },
};

/** The packages of services that fewer pipelines use: package and client. Each is loaded, by its name alone, at its first call. */
const OTHER_PACKAGES: Readonly<Record<string, readonly [name: string, client: string]>> = {
  athena: ["client-athena", "AthenaClient"],
  databrew: ["client-databrew", "DataBrewClient"],
  ec2: ["client-ec2", "EC2Client"],
  batch: ["client-batch", "BatchClient"],
  ecs: ["client-ecs", "ECSClient"],
  eks: ["client-eks", "EKSClient"],
  emr: ["client-emr", "EMRClient"],
  "emr-containers": ["client-emr-containers", "EMRContainersClient"],
  "emr-serverless": ["client-emr-serverless", "EMRServerlessClient"],
  lambda: ["client-lambda", "LambdaClient"],
  redshift: ["client-redshift", "RedshiftClient"],
  "redshift-data": ["client-redshift-data", "RedshiftDataClient"],
  sqs: ["client-sqs", "SQSClient"],
  rds: ["client-rds", "RDSClient"],
  sagemaker: ["client-sagemaker", "SageMakerClient"],
  stepfunctions: ["client-sfn", "SFNClient"],
};

function otherPackage(service: string): SdkPackage | undefined {
  const [name, client] = OTHER_PACKAGES[service] ?? [];
  if (name === undefined || client === undefined) return undefined;
  return { name, client, load: () => import(`@aws-sdk/${name}`) as Promise<SdkModule> };
}

export const AWS_SERVICES = ["s3", "glue", "iam", "logs", "sts"] as const;

/** Loads a service's package. */
export async function loadService(service: string): Promise<SdkService> {
  const found = (PACKAGES as Readonly<Record<string, SdkPackage>>)[service] ?? otherPackage(service);
  if (found === undefined)
    throw new SdkPackageError(`Expected a service that airlapse calls by the AWS SDK, got \`${service}\``);
  const { name, client, load } = found;
  let sdk: SdkModule;
  try {
    sdk = await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new SdkPackageError(
      `Expected the AWS SDK's package of service \`${service}\` to be installed, it is not: npm install @aws-sdk/${name}`,
      { cause: error },
    );
  }
  const command = (operation: string) => {
    const Command = sdk[`${operation}Command`];
    if (typeof Command !== "function")
      throw new SdkPackageError(`Expected @aws-sdk/${name} to have \`${operation}Command\``);
    return Command as new (
      input: object,
    ) => object;
  };
  return { Client: sdk[client] as SdkService["Client"], command };
}
