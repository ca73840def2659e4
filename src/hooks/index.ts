/**
 * The requests of operators to AWS, in the words of Airflow's hooks.
 * @module
 */
export { type AnyAwsApi, type AwsApi, awsApi, type OperationTable } from "./aws-api.ts";
export * from "./aws-clients.ts";
export { BotoCoreError, ClientError, WaiterError } from "./client-error.ts";
export { type CrawlerConfig, GlueCrawlerHook, partitionOf } from "./glue-crawler-hook.ts";
export { checkJob, type GlueJobDescription, GlueJobHook, type LogContinuationTokens } from "./glue-job-hook.ts";
export { pathReader } from "./json-path.ts";
export { itemOf, pythonInt, textOf } from "./python-values.ts";
export { bucketAndKey, literalPrefix, type ObjectHead, regexPattern, S3Hook, shellPattern } from "./s3-hook.ts";
export {
  asyncWaitWithLogging,
  type LoggedWait,
  NamedWaiterError,
  waiterEvent,
  waitUntil,
  waitWithLogging,
} from "./waiter.ts";
export { onError, path, pathAll, pathAny, type WaiterModel } from "./waiter-model.ts";
