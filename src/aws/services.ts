import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { GlueClient } from "@aws-sdk/client-glue";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { S3Client } from "@aws-sdk/client-s3";
import type { STSClient } from "@aws-sdk/client-sts";
import type { AwsService, OperationName } from "../hooks/index.ts";

/** Clients of the SDK, by service. */
export interface SdkClients {
  readonly s3?: S3Client;
  readonly glue?: GlueClient;
  readonly iam?: IAMClient;
  readonly logs?: CloudWatchLogsClient;
  readonly sts?: STSClient;
}

/** What a client is made of, for any service. */
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

type Commands<Service extends AwsService> = {
  readonly [Operation in OperationName<Service>]: new (
    input: never,
  ) => object;
};

/** One service of the SDK: how its client is made, and a command for each operation that the hooks use. */
export interface SdkService {
  readonly Client: new (config: ClientConfig) => unknown;
  readonly commands: Readonly<Record<string, new (input: never) => object>>;
}

/** Loads a service's package. */
export async function loadService(service: AwsService): Promise<SdkService> {
  try {
    return await LOADERS[service]();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new Error(
      `Expected the AWS SDK's package of service \`${service}\` to be installed, it is not: npm install @aws-sdk/client-${service === "logs" ? "cloudwatch-logs" : service}`,
      { cause: error },
    );
  }
}

const LOADERS: {
  readonly [Service in AwsService]: () => Promise<SdkService & { readonly commands: Commands<Service> }>;
} = {
  async s3() {
    const sdk = await import("@aws-sdk/client-s3");
    return {
      Client: sdk.S3Client,
      commands: {
        HeadObject: sdk.HeadObjectCommand,
        ListObjectsV2: sdk.ListObjectsV2Command,
        PutObject: sdk.PutObjectCommand,
      },
    };
  },
  async glue() {
    const sdk = await import("@aws-sdk/client-glue");
    return {
      Client: sdk.GlueClient,
      commands: {
        GetCrawler: sdk.GetCrawlerCommand,
        CreateCrawler: sdk.CreateCrawlerCommand,
        UpdateCrawler: sdk.UpdateCrawlerCommand,
        StartCrawler: sdk.StartCrawlerCommand,
        GetCrawlerMetrics: sdk.GetCrawlerMetricsCommand,
        GetTags: sdk.GetTagsCommand,
        TagResource: sdk.TagResourceCommand,
        UntagResource: sdk.UntagResourceCommand,
        GetJob: sdk.GetJobCommand,
        CreateJob: sdk.CreateJobCommand,
        UpdateJob: sdk.UpdateJobCommand,
        StartJobRun: sdk.StartJobRunCommand,
        GetJobRun: sdk.GetJobRunCommand,
        BatchStopJobRun: sdk.BatchStopJobRunCommand,
      },
    };
  },
  async iam() {
    const sdk = await import("@aws-sdk/client-iam");
    return { Client: sdk.IAMClient, commands: { GetRole: sdk.GetRoleCommand } };
  },
  async logs() {
    const sdk = await import("@aws-sdk/client-cloudwatch-logs");
    return { Client: sdk.CloudWatchLogsClient, commands: { FilterLogEvents: sdk.FilterLogEventsCommand } };
  },
  async sts() {
    const sdk = await import("@aws-sdk/client-sts");
    return { Client: sdk.STSClient, commands: { GetCallerIdentity: sdk.GetCallerIdentityCommand } };
  },
};

export const AWS_SERVICES = Object.keys(LOADERS) as readonly AwsService[];
