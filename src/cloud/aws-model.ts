import type { RuntimeContext } from "../definition/index.ts";
import type { AwsCall, AwsClients, AwsConnection } from "../hooks/index.ts";
import { durationMicros, type Micros, type Seconds, type Steps, sleep } from "../kernel/index.ts";
import type { Problem } from "../options/index.ts";
import type { RandomStreams } from "../random/index.ts";
import type { AwsSpec } from "./aws-spec.ts";
import { checkAws } from "./check-aws.ts";
import { DeniedCalls } from "./denied-calls.ts";
import type { EntryLists, SpecOf } from "./entry-fields.ts";
import { GlueCrawlers } from "./glue-crawlers.ts";
import { GlueJobs } from "./glue-jobs.ts";
import { GluePartitions } from "./glue-partitions.ts";
import { S3Buckets } from "./s3-buckets.ts";
import { type Moment, type Operation, type ServiceModel, World } from "./service-model.ts";
import { SERVICE_MODELS } from "./services/index.ts";

/** Where a simulation gets its AWS from: something new for each, so that one does not see what another has done. */
export interface Cloud {
  open(random: RandomStreams): AwsClients;
  /** Lists the problems of the description, before anything runs. */
  problems(): readonly Problem[];
}

/**
 * AWS as a model: objects that appear at a time, crawlers and job runs that take time and end as told.
 *
 * @example
 * const cloud = new AwsModel({ s3: { objects: [{ bucket: "b", key: "data.csv", at: 90 }] } });
 * const dag = new DAG("d");
 * new S3KeySensor({ dag, taskId: "t", bucketKey: "s3://b/data.csv" });
 * const result = new Simulation({ dags: [dag], cloud }).trigger("d", { runId: "r" }).run();
 * console.log(result.taskInstance("r", "t").state); // success
 */
export class AwsModel implements Cloud {
  readonly #spec: AwsSpec;

  constructor(spec: AwsSpec = {}) {
    this.#spec = spec;
  }

  problems(): readonly Problem[] {
    return checkAws(this.#spec);
  }

  open(random: RandomStreams): AwsClients {
    return new ModelledAws(this.#spec, random);
  }
}

const ACCOUNT = "123456789012";

class ModelledAws implements AwsClients {
  readonly isModel = true;
  readonly #spec: AwsSpec;
  readonly #random: RandomStreams;
  readonly #denied: DeniedCalls;
  readonly #operations: Map<string, Operation>;
  /** The services that have been asked for anything. */
  readonly #opened = new Set<string>();
  /** The call that is being answered. */
  readonly #moment: Moment = { operation: "", now: 0, calendar: undefined };

  constructor(spec: AwsSpec, random: RandomStreams) {
    const { s3 = {}, glue = {}, denied = [] } = spec;
    this.#spec = spec;
    this.#random = random;
    this.#denied = new DeniedCalls(denied);
    this.#operations = new Map([
      ...new S3Buckets(s3, random).operations(),
      ...new GlueCrawlers(glue.crawlers ?? [], random).operations(),
      ...new GlueJobs(glue.jobs ?? [], random).operations(),
      ...new GluePartitions(glue.partitions ?? [], random).operations(),
      [
        "iam.GetRole",
        ({ RoleName }: { readonly RoleName: string }) => ({
          Role: { Arn: `arn:aws:iam::${ACCOUNT}:role/${RoleName}`, RoleName },
        }),
      ],
      ["sts.GetCallerIdentity", () => ({ Account: ACCOUNT })],
      ["logs.DescribeLogStreams", () => ({ logStreams: [] })],
      ["logs.FilterLogEvents", () => ({ events: [] })],
      ["logs.GetLogEvents", () => ({ events: [], nextForwardToken: "f/0" })],
    ] as [string, Operation][]);
  }

  region(_context: RuntimeContext, { regionName }: AwsConnection): string {
    return regionName ?? this.#spec.region ?? "us-east-1";
  }

  connect(context: RuntimeContext): AwsCall {
    const { latency = 0 } = this.#spec;
    const answer = (service: string, operation: string, params: object) =>
      this.#answer(context, service, operation, params);
    if (latency === 0) return answer;
    return (service, operation, params) => late(context, latency, () => answer(service, operation, params));
  }

  #answer({ now, calendar }: RuntimeContext, service: string, operation: string, params: object): unknown {
    this.#denied.check(service, operation, now / 1e6);
    this.#open(service);
    const answer = this.#operations.get(`${service}.${operation}`);
    if (answer === undefined)
      throw new TypeError(`Expected an operation that the model of AWS has, got \`${service}.${operation}\``);
    Object.assign(this.#moment, { operation, now: now / 1e6, calendar });
    return answer(params as never, now / 1e6, calendar) ?? {};
  }

  #open(service: string): void {
    if (this.#opened.has(service)) return;
    this.#opened.add(service);
    for (const [key, model] of Object.entries(SERVICE_MODELS)) {
      if (model.service !== service) continue;
      const spec = (this.#spec[key as keyof typeof SERVICE_MODELS] ?? {}) as SpecOf<EntryLists>;
      const opened: ServiceModel = model as ServiceModel;
      const operations = opened.open(new World(service, spec, this.#random, this.#moment));
      for (const [name, answer] of Object.entries(operations)) this.#operations.set(`${service}.${name}`, answer);
    }
  }
}

/** A call that takes its time from when it is made: several that are made at once take it together. */
function late(context: RuntimeContext, latency: Seconds, answer: () => unknown): Steps<unknown> {
  const due = context.now + durationMicros(latency);
  return answeredAt(context, due, answer);
}

function* answeredAt(context: RuntimeContext, due: Micros, answer: () => unknown): Steps<unknown> {
  if (context.now < due) yield sleep((due - context.now) / 1e6);
  return answer();
}
