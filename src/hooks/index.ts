/**
 * What operators ask of AWS, in the words of Airflow's hooks.
 * @module
 */
export * from "./aws-clients.ts";
export { BotoCoreError, ClientError } from "./client-error.ts";
export { type CrawlerConfig, GlueCrawlerHook, partitionOf } from "./glue-crawler-hook.ts";
export { checkJob, type GlueJobDescription, GlueJobHook, type LogContinuationTokens } from "./glue-job-hook.ts";
export { bucketAndKey, literalPrefix, S3Hook } from "./s3-hook.ts";
export { waitWithLogging } from "./waiter.ts";
