/**
 * What the hooks ask of AWS: operations by their AWS names, with as much of their parameters and answers as is used. The
 * model of AWS in `src/cloud` is one implementation, clients of the AWS SDK in `src/aws` are another. Hooks and operators do
 * not know which they talk to.
 * @module
 */

import { type RuntimeContext, serviceKey } from "../definition/index.ts";
import { type Steps, sleep, type Wait } from "../kernel/index.ts";
import { validateParams } from "./param-validation.ts";

/** An answer that is there at once, or takes its time. */
export type Answer<T> = T | PromiseLike<T>;

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

/** Parameters and answer of each operation, by service. */
export interface AwsOperations {
  readonly s3: {
    readonly HeadObject: [{ readonly Bucket: string; readonly Key: string }, { readonly ContentLength: number }];
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
        readonly IsTruncated?: boolean;
        readonly NextContinuationToken?: string;
      },
    ];
    readonly PutObject: [{ readonly Bucket: string; readonly Key: string; readonly Body: string }, Settings];
  };
  readonly glue: {
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
    readonly BatchStopJobRun: [
      { readonly JobName: string; readonly JobRunIds: readonly string[] },
      { readonly SuccessfulSubmissions: readonly unknown[] },
    ];
  };
  readonly iam: { readonly GetRole: [{ readonly RoleName: string }, { readonly Role: { readonly Arn: string } }] };
  readonly sts: { readonly GetCallerIdentity: [Settings, { readonly Account: string }] };
  readonly logs: {
    readonly FilterLogEvents: [
      {
        readonly logGroupName: string;
        readonly logStreamNames: readonly string[];
        readonly startTime?: number;
        readonly nextToken?: string;
      },
      { readonly events: readonly { readonly message: string }[]; readonly nextToken?: string },
    ];
  };
}

export type AwsService = keyof AwsOperations;
export type OperationName<Service extends AwsService> = keyof AwsOperations[Service] & string;
type Signature<Service extends AwsService, Name extends OperationName<Service>> = AwsOperations[Service][Name] &
  readonly [unknown, unknown];
export type Input<Service extends AwsService, Name extends OperationName<Service>> = Signature<Service, Name>[0];
export type Output<Service extends AwsService, Name extends OperationName<Service>> = Signature<Service, Name>[1];

/** Calls one operation. What goes wrong is thrown as ClientError. */
export type AwsCall = <Service extends AwsService, Name extends OperationName<Service>>(
  service: Service,
  operation: Name,
  params: Input<Service, Name>,
) => Answer<Output<Service, Name>>;

/** AWS, as a simulation has it. */
export interface AwsClients {
  /** The calls of a task or trigger, through one connection. */
  connect(context: RuntimeContext, connection: AwsConnection): AwsCall;
  /** Where clients of a connection go without being told: `us-east-1`, say. */
  region(context: RuntimeContext, connection: AwsConnection): Answer<string>;
}

/** AWS as the hooks of a task or trigger find it: `context.service(AWS)`. */
export const AWS = serviceKey<AwsClients>("AWS");

/** The operations of one service, each call of which is recorded. */
export class AwsClient<Service extends AwsService> {
  readonly #context: RuntimeContext;
  readonly #service: Service;
  readonly #call: AwsCall;
  readonly #connection: AwsConnection;

  constructor(context: RuntimeContext, service: Service, connection: AwsConnection) {
    this.#context = context;
    this.#service = service;
    this.#connection = connection;
    this.#call = context.service(AWS).connect(context, connection);
  }

  call<Name extends OperationName<Service>>(
    operation: Name,
    params: Input<Service, Name>,
  ): Answer<Output<Service, Name>> {
    this.#announceConnection();
    const given = params as Readonly<Record<string, unknown>>;
    validateParams(given);
    this.#context.recordApiCall(`${this.#service}.${operation}`, given);
    return this.#call(this.#service, operation, params);
  }

  /** A hook reads its connection before its first call (airflow/hooks/base.py). */
  #announceConnection(): void {
    if (this.#connection.awsConnId === null || ANNOUNCED.has(this.#connection)) return;
    ANNOUNCED.add(this.#connection);
    this.#context.log.at("base.py:73").info("Using connection ID '%s' for task execution.", this.#connection.awsConnId);
  }
}

/** The connections that have been read. Each hook has one of its own. */
const ANNOUNCED = new WeakSet<AwsConnection>();

/** A trigger closes the client of its look: that takes turns of the event loop, in which others go first. */
export function* closeAsyncClient({ rules }: RuntimeContext): Steps<void> {
  for (let turn = 0; turn < rules.asyncClientCloseTurns; turn += 1) yield sleep(0);
}

/** `async with hook.async_conn`: what runs with a client that is closed however it ends, also where it is cancelled. */
export function* usingAsyncClient<Step, T>(
  context: RuntimeContext,
  body: Generator<Step, T, unknown>,
): Generator<Step | Wait, T, unknown> {
  try {
    return yield* body;
  } finally {
    yield* closeAsyncClient(context);
  }
}
