/**
 * The description of AWS: S3, Glue, and the services that are declared.
 * @module
 */
import type { Seconds } from "../kernel/index.ts";
import type { DeniedCallSpec } from "./denied-calls.ts";
import type { SpecOf } from "./entry-fields.ts";
import type { CrawlerSpec } from "./glue-crawlers.ts";
import type { JobSpec } from "./glue-jobs.ts";
import type { PartitionSpec } from "./glue-partitions.ts";
import type { S3Spec } from "./s3-buckets.ts";
import type { ServiceModel } from "./service-model.ts";
import type { SERVICE_MODELS } from "./services/index.ts";

type ServiceModels = typeof SERVICE_MODELS;

/** The description of the services besides S3 and Glue. */
export type ServiceSpecs = {
  readonly [Key in keyof ServiceModels]?: ServiceModels[Key] extends ServiceModel<infer Lists> ? SpecOf<Lists> : never;
};

/** AWS as an experiment wants it. Times are seconds after the start of the simulation. */
export interface AwsSpec extends ServiceSpecs {
  readonly s3?: S3Spec;
  readonly glue?: {
    readonly crawlers?: readonly CrawlerSpec[];
    readonly jobs?: readonly JobSpec[];
    readonly partitions?: readonly PartitionSpec[];
  };
  /** Calls that are answered AccessDenied, for instance `s3:HeadObject`; or only for a while, or by another error. */
  readonly denied?: readonly (string | DeniedCallSpec)[];
  /** Seconds that every call takes: it is answered from what is so when it ends. Default 0. */
  readonly latency?: Seconds;
  /** Default `us-east-1`. */
  readonly region?: string;
}
