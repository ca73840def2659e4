/**
 * BatchClientHook (hooks/batch_client.py): a job's description, and the wait for a job in a worker. Its random pauses are the
 * middle of their range here.
 * @module
 */

import { AirflowException, isAirflowException, type RuntimeContext } from "../../../definition/index.ts";
import { type AwsClient, ClientError } from "../../../hooks/index.ts";
import { type Seconds, type Steps, settle, sleep } from "../../../kernel/index.ts";
import { pythonRepr } from "../../../python/index.ts";
import type { BatchJob, BatchOperations, LogConfiguration } from "./api.ts";

/** The states of a job that has not ended. */
export const INTERMEDIATE_STATES: readonly string[] = ["SUBMITTED", "PENDING", "RUNNABLE", "STARTING", "RUNNING"];

const MAX_RETRIES = 4200;
const STATUS_RETRIES = 10;

/** Between 1 and 10 s. */
const DEFAULT_DELAY: Seconds = 5.5;

/** The attempts of a hook, 4200 and 10 where none are told. */
export interface BatchRetries {
  readonly maxRetries?: number | null | undefined;
  readonly statusRetries?: number | null | undefined;
}

/** `delay`: a pause of a second more or less than told. */
function pause(seconds: Seconds) {
  return sleep((Math.max(0, seconds - 1) + (seconds + 1)) / 2);
}

/** `exponential_delay`: from a third of the longest pause to all of it, which grows to 10 min. */
function exponentialDelay(tries: number): Seconds {
  const longest = Math.min(600, 1 + (tries * 0.6) ** 2);
  return (longest / 3 + longest) / 2;
}

/** The jobs of AWS Batch, seen through one client. */
export class BatchJobs {
  readonly #context: RuntimeContext;
  readonly #client: AwsClient<BatchOperations>;
  readonly #maxRetries: number;
  readonly #statusRetries: number;

  constructor(context: RuntimeContext, client: AwsClient<BatchOperations>, given: BatchRetries = {}) {
    this.#context = context;
    this.#client = client;
    this.#maxRetries = given.maxRetries || MAX_RETRIES;
    this.#statusRetries = given.statusRetries || STATUS_RETRIES;
  }

  /** `get_job_description`: asks again where AWS is asked too often; from 9.2.0 on also where it does not know the job. */
  *describe(jobId: string): Steps<BatchJob> {
    const { log, rules } = this.#context;
    for (let retries = 0; retries < this.#statusRetries; retries += 1) {
      if (retries > 0) {
        const seconds = exponentialDelay(retries);
        log
          .at("batch_client.py:387")
          .info(
            "AWS Batch job (%s) description retry (%d of %d) in the next %.2f seconds",
            jobId,
            retries,
            this.#statusRetries,
            seconds,
          );
        yield pause(seconds);
      }
      try {
        return jobOf(jobId, yield* settle(this.#client.call("DescribeJobs", { jobs: [jobId] })));
      } catch (error) {
        if (isAirflowException(error, rules) && rules.batchAsksAgainForUnknownJobs)
          log.at("batch_client.py:396").warning("%s", error.message);
        else if (error instanceof ClientError && error.code === "TooManyRequestsException")
          log
            .at("batch_client.py:403")
            .warning(
              "Ignored TooManyRequestsException error, original message: %r. Please consider to setup retries mode in boto3, check Amazon Provider AWS Connection documentation for more details.",
              error.message,
            );
        else throw error;
      }
    }
    throw new AirflowException(
      `AWS Batch job (${jobId}) description error: exceeded status_retries (${this.#statusRetries})`,
    );
  }

  /** `wait_for_job`: until it runs, and then until it has ended; `onceRunning` comes between. */
  *wait(jobId: string, onceRunning?: () => Steps<unknown>): Steps<void> {
    yield sleep(DEFAULT_DELAY);
    yield* this.#poll(jobId, ["RUNNING", "SUCCEEDED", "FAILED"]);
    if (onceRunning !== undefined) yield* onceRunning();
    yield* this.#poll(jobId, ["SUCCEEDED", "FAILED"]);
    this.#context.log.at("batch_client.py:293").info("AWS Batch job (%s) has completed", jobId);
  }

  *#poll(jobId: string, states: readonly string[]): Steps<void> {
    const { log } = this.#context;
    yield sleep(DEFAULT_DELAY);
    for (let retries = 0; retries <= this.#maxRetries; retries += 1) {
      if (retries > 0) {
        const seconds = exponentialDelay(retries);
        log
          .at("batch_client.py:352")
          .info(
            "AWS Batch job (%s) status check (%d of %d) in the next %.2f seconds",
            jobId,
            retries,
            this.#maxRetries,
            seconds,
          );
        yield pause(seconds);
      }
      const { status } = yield* this.describe(jobId);
      log.at("batch_client.py:363").info("AWS Batch job (%s) check status (%s) in %s", jobId, status, states);
      if (states.includes(status)) return;
    }
    throw new AirflowException(`AWS Batch job (${jobId}) status checks exceed max_retries`);
  }

  /** `check_job_success`: raises where it has not succeeded. */
  *checkSuccess(jobId: string): Steps<void> {
    const job = yield* this.describe(jobId);
    const told = (text: string) => new AirflowException(`AWS Batch job (${jobId}) ${text}: ${pythonRepr(job)}`);
    if (job.status === "FAILED") throw told("failed");
    if (INTERMEDIATE_STATES.includes(job.status)) throw told("is not complete");
    if (job.status !== "SUCCEEDED") throw told("has unknown status");
    this.#context.log.at("batch_client.py:252").info("AWS Batch job (%s) succeeded: %s", jobId, job);
  }

  /** `get_job_all_awslogs_info`: the streams of its log. */
  *logStreams(jobId: string): Steps<readonly string[]> {
    const { log } = this.#context;
    const job = yield* this.describe(jobId);
    const { configurations, streams } = logsOf(job);
    if (configurations.some(({ logDriver = "awslogs" }) => logDriver !== "awslogs")) {
      log
        .at("batch_client.py:476")
        .warning("AWS Batch job (%s) uses non-aws log drivers. AWS CloudWatch logging disabled.", jobId);
      return [];
    }
    if (streams.length === 0)
      log.at("batch_client.py:485").warning("AWS Batch job (%s) doesn't have any AWS CloudWatch Stream.", jobId);
    return streams;
  }
}

/** `parse_job_description`. */
function jobOf(jobId: string, response: { readonly jobs?: readonly BatchJob[] }): BatchJob {
  const [job, ...others] = (response.jobs ?? []).filter((found) => found.jobId === jobId);
  if (job === undefined || others.length > 0)
    throw new AirflowException(`AWS Batch job (${jobId}) description error: response: ${pythonRepr(response)}`);
  return job;
}

interface JobLogs {
  readonly configurations: readonly LogConfiguration[];
  readonly streams: readonly string[];
}

const isNotEmpty = (value: object | undefined): value is object => value !== undefined && Object.keys(value).length > 0;

function logsOf({ jobId, nodeProperties, container, attempts = [] }: BatchJob): JobLogs {
  if (isNotEmpty(nodeProperties)) {
    const nodes = nodeProperties.nodeRangeProperties ?? [];
    const configurations = nodes.map((node) => node.container?.logConfiguration ?? {});
    const containers = attempts.flatMap((attempt) =>
      attempt.container?.logStreamName === undefined
        ? (attempt.taskProperties ?? []).flatMap((task) => task.containers ?? [])
        : [attempt.container],
    );
    return { configurations, streams: containers.flatMap(({ logStreamName }) => logStreamName ?? []) };
  }
  if (isNotEmpty(container)) {
    const { logConfiguration = {}, logStreamName } = container;
    return { configurations: [logConfiguration], streams: logStreamName === undefined ? [] : [logStreamName] };
  }
  throw new AirflowException(
    `AWS Batch job (${jobId}) is not a supported job type. Supported job types: container, array, multinode.`,
  );
}
