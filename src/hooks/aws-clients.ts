/**
 * The requests of the hooks to AWS: operations by their AWS names, with as much of their parameters and answers as is used. The
 * model of AWS in `src/cloud` is one implementation, clients of the AWS SDK in `src/aws` are another. Hooks and operators do
 * not know which they talk to.
 * @module
 */

import { type RuntimeContext, serviceKey, ValueError } from "../definition/index.ts";
import { type Body, type Steps, settle, sleep, type Wait } from "../kernel/index.ts";
import { type AwsApi, awsApi } from "./aws-api.ts";
import { validateParams, validateTexts } from "./param-validation.ts";
import type { Waiter } from "./waiter.ts";
import { acceptBy, acceptErrorBy, type WaiterModel } from "./waiter-model.ts";

/** Which connection a client is made for. */
export interface AwsConnection {
  readonly awsConnId: string | null;
  readonly regionName: string | null;
}

type Tags = Readonly<Record<string, string>>;
type Settings = Readonly<Record<string, unknown>>;

export interface S3ObjectSummary {
  readonly Key: string;
  readonly Size: number;
  readonly LastModified?: string;
  readonly ETag?: string;
}

export interface Crawler extends Settings {
  readonly Name: string;
  readonly State: string;
  readonly LastCrawl?: { readonly Status: string };
}

export interface S3Operations {
  readonly HeadBucket: [{ readonly Bucket: string }, Settings];
  readonly HeadObject: [{ readonly Bucket: string; readonly Key: string }, { readonly ContentLength: number }];
  readonly GetObject: [
    { readonly Bucket: string; readonly Key: string },
    { readonly Body: string | { transformToString(): Promise<string> } },
  ];
  readonly ListObjectsV2: [
    {
      readonly Bucket: string;
      readonly Prefix: string;
      readonly Delimiter?: string;
      readonly StartAfter?: string;
      readonly ContinuationToken?: string;
    },
    {
      readonly Contents?: readonly S3ObjectSummary[];
      readonly CommonPrefixes?: readonly { readonly Prefix: string }[];
      readonly IsTruncated?: boolean;
      readonly NextContinuationToken?: string;
    },
  ];
  readonly PutObject: [{ readonly Bucket: string; readonly Key: string; readonly Body: string }, Settings];
}
export interface GlueOperations {
  readonly GetCrawler: [{ readonly Name: string }, { readonly Crawler: Crawler }];
  readonly CreateCrawler: [Settings & { readonly Name: string }, Settings];
  readonly UpdateCrawler: [Settings & { readonly Name: string }, Settings];
  readonly StartCrawler: [{ readonly Name: string }, Settings];
  readonly GetCrawlerMetrics: [
    { readonly CrawlerNameList: readonly string[] },
    { readonly CrawlerMetricsList: readonly Settings[] },
  ];
  readonly GetTags: [{ readonly ResourceArn: string }, { readonly Tags: Tags }];
  readonly TagResource: [{ readonly ResourceArn: string; readonly TagsToAdd: Tags }, Settings];
  readonly UntagResource: [{ readonly ResourceArn: string; readonly TagsToRemove: readonly string[] }, Settings];
  readonly GetPartitions: [
    {
      readonly DatabaseName: string;
      readonly TableName: string;
      readonly Expression: string;
      readonly NextToken?: string;
    },
    { readonly Partitions: readonly Settings[]; readonly NextToken?: string },
  ];
  readonly GetJob: [{ readonly JobName: string }, { readonly Job: Settings }];
  readonly CreateJob: [Settings & { readonly Name: string }, Settings];
  readonly UpdateJob: [{ readonly JobName: string; readonly JobUpdate: Settings }, Settings];
  readonly StartJobRun: [
    Settings & { readonly JobName: string; readonly Arguments: Tags },
    { readonly JobRunId: string },
  ];
  readonly GetJobRun: [
    { readonly JobName: string; readonly RunId: string; readonly PredecessorsIncluded?: boolean },
    {
      readonly JobRun: {
        readonly JobRunState: string;
        readonly LogGroupName: string;
        readonly StartedOn?: Date | undefined;
      };
    },
  ];
  readonly GetJobRuns: [
    { readonly JobName: string; readonly MaxResults?: number; readonly NextToken?: string },
    { readonly JobRuns: readonly JobRunSummary[]; readonly NextToken?: string | undefined },
  ];
  readonly BatchStopJobRun: [
    { readonly JobName: string; readonly JobRunIds: readonly string[] },
    { readonly SuccessfulSubmissions: readonly unknown[] },
  ];
}
export interface JobRunSummary {
  readonly Id: string;
  readonly JobRunState: string;
  readonly Arguments?: Readonly<Record<string, string>> | undefined;
}
export interface IamOperations {
  readonly GetRole: [{ readonly RoleName: string }, { readonly Role: { readonly Arn: string } }];
}
export interface StsOperations {
  readonly GetCallerIdentity: [Settings, { readonly Account: string }];
}
/** A line of a log, and when it was written, in milliseconds. */
export interface LogEvent {
  readonly message: string;
  readonly timestamp?: number;
}
export interface LogsOperations {
  readonly DescribeLogStreams: [
    {
      readonly logGroupName: string;
      readonly logStreamNamePrefix: string;
      readonly orderBy: string;
      readonly limit: number;
    },
    { readonly logStreams: readonly { readonly logStreamName: string }[] },
  ];
  readonly GetLogEvents: [
    {
      readonly logGroupName: string;
      readonly logStreamName: string;
      readonly startTime?: number;
      readonly startFromHead?: boolean;
      readonly limit?: number;
      readonly nextToken?: string;
    },
    { readonly events: readonly LogEvent[]; readonly nextForwardToken?: string },
  ];
  readonly FilterLogEvents: [
    {
      readonly logGroupName: string;
      readonly logStreamNames: readonly string[];
      readonly startTime?: number;
      readonly nextToken?: string;
    },
    { readonly events: readonly { readonly message: string }[]; readonly nextToken?: string },
  ];
}

type Signature = readonly [object, unknown];
/** The names of a service's operations. */
export type OperationName<Operations> = keyof Operations & string;
export type Input<Operation> = Operation extends Signature ? Operation[0] : never;
export type Output<Operation> = Operation extends Signature ? Operation[1] : never;

/**
 * Calls one operation of a service by AWS's names. What goes wrong is thrown as ClientError. The answer is there at once, is
 * promised, or takes its time.
 */
export type AwsCall = (service: string, operation: string, params: object) => Body<unknown>;

/** AWS, as a simulation has it. */
export interface AwsClients {
  /** True for a model of AWS: what it is told is no secret, and traces tell it. */
  readonly isModel?: boolean;
  /** The calls of a task or trigger, through one connection. */
  connect(context: RuntimeContext, connection: AwsConnection): AwsCall;
  /** Where clients of a connection go without being told: `us-east-1`, say. */
  region(context: RuntimeContext, connection: AwsConnection): PromiseLike<string> | string;
}

/** AWS as the hooks of a task or trigger find it: `context.service(AWS)`. */
export const AWS = serviceKey<AwsClients>("AWS");

export const S3 = awsApi<S3Operations>()({ service: "s3" });
export const GLUE = awsApi<GlueOperations>()({ service: "glue" });
export const IAM = awsApi<IamOperations>()({ service: "iam" });
export const STS = awsApi<StsOperations>()({ service: "sts" });
export const LOGS = awsApi<LogsOperations>()({ service: "logs" });

/** The operations of one service, each call of which is recorded. */
export class AwsClient<Operations> {
  readonly #context: RuntimeContext;
  readonly #api: AwsApi<Operations>;
  readonly #call: AwsCall;
  readonly #connection: AwsConnection;

  constructor(context: RuntimeContext, api: AwsApi<Operations>, connection: AwsConnection) {
    this.#context = context;
    this.#api = api;
    this.#connection = connection;
    this.#call = context.service(AWS).connect(context, connection);
  }

  /** Calls an operation: `const { Cluster } = yield* settle(client.call("DescribeCluster", { ClusterId }))`. */
  call<Name extends OperationName<Operations>>(
    operation: Name,
    params: Input<Operations[Name]>,
  ): Body<Output<Operations[Name]>> {
    const { service, params: shapes } = this.#api;
    this.#announceConnection();
    const given = params as Readonly<Record<string, unknown>>;
    if (shapes === undefined) validateTexts(given);
    else validateParams(given, shapes[operation]);
    const { isModel = false } = this.#context.service(AWS);
    const shown = shapes === undefined ? withoutLists(given) : told(given);
    this.#context.recordApiCall(`${service}.${operation}`, shown, isModel);
    return this.#call(service, operation, params) as Body<Output<Operations[Name]>>;
  }

  /** `get_waiter`: what the service's waiter of that name makes of an operation's answers. */
  waiter(name: string, params: object): Waiter {
    const found = this.#api.waiters?.[name];
    const model = typeof found === "function" ? found(this.#context.rules) : found;
    if (model === undefined) throw new ValueError(`Waiter does not exist: ${name}`);
    return this.waiterBy(model, name, params);
  }

  /** `create_waiter_with_client`: a waiter of a model of its own. */
  waiterBy(model: WaiterModel<OperationName<Operations>>, name: string, params: object): Waiter {
    return {
      name,
      ask: () => settle(this.call(model.operation, params as Input<Operations[typeof model.operation]>)),
      accept: (answer) => acceptBy(model, answer),
      acceptError: (error) => acceptErrorBy(model, error),
    };
  }

  /** A hook reads its connection before its first call (airflow/hooks/base.py). */
  #announceConnection(): void {
    if (this.#connection.awsConnId === null || ANNOUNCED.has(this.#connection)) return;
    ANNOUNCED.add(this.#connection);
    this.#context.log.at("base.py:73").info("Using connection ID '%s' for task execution.", this.#connection.awsConnId);
  }
}

/** Parameters as they are told: lists of texts in order, as some come from sets, and ids that were made up all alike. */
function told(params: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      if (typeof value === "string") return [name, value.replaceAll(UUID, NEW_UUID)];
      return [name, isTexts(value) ? [...value].sort() : value];
    }),
  );
}

/** An id that is made up for a call. In traces they all look like this; where AWS itself is called, the SDK makes one. */
export const NEW_UUID = "<uuid>";

const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

function withoutLists(params: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!Object.values(params).some(Array.isArray)) return params;
  return Object.fromEntries(Object.entries(params).filter(([, value]) => !Array.isArray(value)));
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** The connections that have been read. Each hook has one of its own. */
const ANNOUNCED = new WeakSet<AwsConnection>();

/** A trigger makes a client for its look, in a session of its own: it finds its credentials anew, and botocore logs that. */
export function openAsyncClient(context: RuntimeContext): void {
  context.noteLine();
}

/** A trigger closes the client of its look: that takes turns of the event loop, in which others go first. */
export function* closeAsyncClient({ rules }: RuntimeContext): Steps<void> {
  for (let turn = 0; turn < rules.asyncClientCloseTurns; turn += 1) yield sleep(0);
}

/** `async with hook.async_conn`: what runs with a client that is closed however it ends, also where it is cancelled. */
export function* usingAsyncClient<Step, T>(
  context: RuntimeContext,
  body: Generator<Step, T, unknown>,
): Generator<Step | Wait, T, unknown> {
  openAsyncClient(context);
  try {
    return yield* body;
  } finally {
    yield* closeAsyncClient(context);
  }
}
