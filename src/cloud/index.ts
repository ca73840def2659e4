/**
 * AWS as a model, in virtual time.
 * @module
 */

export { AwsModel, type Cloud } from "./aws-model.ts";
export type { AwsSpec } from "./aws-spec.ts";
export { DENIED_CALL, type DeniedCallSpec } from "./denied-calls.ts";
export type { Field, Fields } from "./entry-fields.ts";
export { CRAWL_OUTCOMES, type CrawlerSpec, type CrawlOutcome } from "./glue-crawlers.ts";
export { JOB_RUN_OUTCOMES, type JobRunOutcome, type JobSpec } from "./glue-jobs.ts";
export type { S3ObjectSpec, S3Spec } from "./s3-buckets.ts";
export { SERVICE_MODELS } from "./services/index.ts";
