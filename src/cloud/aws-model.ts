import type { Calendar, RuntimeContext } from "../definition/index.ts";
import { type AwsCall, type AwsClients, type AwsConnection, type AwsService, ClientError } from "../hooks/index.ts";
import type { Problem } from "../options/index.ts";
import type { RandomStreams } from "../random/index.ts";
import { checkAws } from "./check-aws.ts";
import { type CrawlerSpec, GlueCrawlers } from "./glue-crawlers.ts";
import { GlueJobs, type JobSpec } from "./glue-jobs.ts";
import { S3Buckets, type S3Spec } from "./s3-buckets.ts";

/** AWS as an experiment wants it. Times are seconds after the start of the simulation. */
export interface AwsSpec {
  readonly s3?: S3Spec;
  readonly glue?: { readonly crawlers?: readonly CrawlerSpec[]; readonly jobs?: readonly JobSpec[] };
  /** Calls that are answered AccessDenied, for instance `s3:HeadObject`. */
  readonly denied?: readonly string[];
  /** Default `us-east-1`. */
  readonly region?: string;
}

/** Where a simulation gets its AWS from: something new for each, so that one does not see what another has done. */
export interface Cloud {
  open(random: RandomStreams): AwsClients;
  /** What is wrong with it, before anything runs. */
  problems(): readonly Problem[];
}

/** AWS as a model: objects that appear at a time, crawlers and job runs that take time and end as told. */
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

/** An operation: what it answers, at how many seconds after the start, which lies in the calendar somewhere. */
export type Operation = (params: never, now: number, calendar: Calendar) => unknown;

const ACCOUNT = "123456789012";

class ModelledAws implements AwsClients {
  readonly #region: string;
  readonly #denied: ReadonlySet<string>;
  readonly #operations: ReadonlyMap<string, Operation>;

  constructor({ s3 = {}, glue = {}, denied = [], region = "us-east-1" }: AwsSpec, random: RandomStreams) {
    this.#region = region;
    this.#denied = new Set(denied);
    this.#operations = new Map([
      ...new S3Buckets(s3, random).operations(),
      ...new GlueCrawlers(glue.crawlers ?? [], random).operations(),
      ...new GlueJobs(glue.jobs ?? [], random).operations(),
      [
        "iam.GetRole",
        ({ RoleName }: { readonly RoleName: string }) => ({
          Role: { Arn: `arn:aws:iam::${ACCOUNT}:role/${RoleName}`, RoleName },
        }),
      ],
      ["sts.GetCallerIdentity", () => ({ Account: ACCOUNT })],
      ["logs.FilterLogEvents", () => ({ events: [] })],
    ] as [string, Operation][]);
  }

  region(_context: RuntimeContext, { regionName }: AwsConnection): string {
    return regionName ?? this.#region;
  }

  connect(context: RuntimeContext): AwsCall {
    return ((service: AwsService, operation: string, params: unknown) => {
      if (this.#denied.has(`${service}:${operation}`)) {
        throw new ClientError({ code: "AccessDenied", message: "denied by the scenario", operation, status: 403 });
      }
      const answer = this.#operations.get(`${service}.${operation}`);
      if (answer === undefined)
        throw new TypeError(`Expected an operation that the model of AWS has, got \`${service}.${operation}\``);
      return answer(params as never, context.now / 1e6, context.calendar);
    }) as AwsCall;
  }
}
