/**
 * The calls of SageMaker's operators, and their wait in a worker (hooks/sagemaker.py).
 * @module
 */

import { AirflowException, exceptionMessage, type RuntimeContext } from "../../../definition/index.ts";
import {
  AwsClient,
  type AwsConnection,
  bucketAndKey,
  ClientError,
  itemOf,
  S3Hook,
  textOf,
} from "../../../hooks/index.ts";
import { type Seconds, type Steps, settle, sleep } from "../../../kernel/index.ts";
import { isObject } from "../../../options/index.ts";
import { pythonStr } from "../../../python/index.ts";
import { AWS_DEFAULT } from "../connection.ts";
import { SAGEMAKER, type SageMakerOperations, type Settings } from "./api.ts";

/** The things that take their time in SageMaker, by the trigger's name of them: the kind of resource in AWS's names, and its waiter. */
export const RESOURCES = {
  training: { resource: "TrainingJob", waiter: "TrainingJobComplete" },
  transform: { resource: "TransformJob", waiter: "TransformJobComplete" },
  processing: { resource: "ProcessingJob", waiter: "ProcessingJobComplete" },
  tuning: { resource: "HyperParameterTuningJob", waiter: "TuningJobComplete" },
  endpoint: { resource: "Endpoint", waiter: "endpoint_in_service" },
} as const;

/** The kinds of things that are called by a name. */
export type Resource = (typeof RESOURCES)[keyof typeof RESOURCES]["resource"] | "Model" | "EndpointConfig";

/** The states that are no end, of a job and of a pipeline's execution. */
const RUNNING_JOB = ["InProgress", "Stopping"];
export const RUNNING_PIPELINE = ["Executing", "Stopping"];
const FAILED = "Failed";

const STOP_TRIES = 3;
const STOP_PAUSE: Seconds = 0.3;

interface StatusCheck {
  readonly checkInterval: Seconds;
  readonly maxIngestionTime?: Seconds | null | undefined;
  /** The states that are no end. Default those of jobs. */
  readonly running?: readonly string[];
}

export class SageMakerHook {
  readonly client: AwsClient<SageMakerOperations>;
  readonly #context: RuntimeContext;
  readonly #s3: S3Hook;

  constructor(context: RuntimeContext, connection: AwsConnection) {
    this.#context = context;
    this.client = new AwsClient(context, SAGEMAKER, connection);
    this.#s3 = new S3Hook(context, { awsConnId: connection.awsConnId ?? AWS_DEFAULT, regionName: null });
  }

  /** Asks for a thing by its name. */
  describe(resource: Resource, name: string): Steps<Settings> {
    return settle(this.client.call(`Describe${resource}`, { [`${resource}Name`]: name }));
  }

  /** Tells if there is a thing of that name: AWS answers ValidationException where there is none. */
  *exists(resource: Resource, name: string): Steps<boolean> {
    try {
      yield* this.describe(resource, name);
      return true;
    } catch (error) {
      if (error instanceof ClientError && error.code === "ValidationException") return false;
      throw error;
    }
  }

  /** Fails where a channel of a training job reads from what is not in S3 (`check_training_config`, `check_tuning_config`). */
  *checkChannels(channels: unknown): Steps<void> {
    for (const channel of channels as readonly unknown[]) yield* this.checkDataSource(channel);
  }

  /** Fails where a data source in S3 is not there. */
  *checkDataSource(given: unknown): Steps<void> {
    const source = itemOf(given, "DataSource");
    if (isObject(source) && "S3DataSource" in source) yield* this.#checkS3Url(textOf(source, "S3DataSource", "S3Uri"));
  }

  *#checkS3Url(url: string): Steps<void> {
    const [bucket, key] = bucketAndKey(null, url);
    if (!(yield* this.#s3.checkForBucket(bucket)))
      throw new AirflowException(`The input S3 Bucket ${bucket} does not exist `);
    if (key === "" || (yield* this.#s3.headObject(key, bucket)) !== null) return;
    if (!(yield* this.#s3.checkForPrefix(key, bucket)))
      throw new AirflowException(`The input S3 Key or Prefix ${url} does not exist in the Bucket ${bucket}`);
  }

  /** `check_status` of a thing by its name. */
  checkResource(resource: Resource, name: string, check: StatusCheck): Steps<Settings> {
    return this.checkStatus(`${resource}Status`, () => this.describe(resource, name), check);
  }

  /** Sleeps, looks, and again until the end. A job that was stopped has come to an end like any other. */
  *checkStatus(key: string, look: () => Steps<Settings>, check: StatusCheck): Steps<Settings> {
    const { checkInterval, maxIngestionTime, running = RUNNING_JOB } = check;
    const { log } = this.#context;
    for (let sec = checkInterval; ; sec += checkInterval) {
      yield sleep(checkInterval);
      const answer = yield* answered(look());
      const status = answer[key];
      if (status === undefined) throw new AirflowException("Could not get status of the SageMaker resource");
      log
        .at("sagemaker.py:713")
        .info("Resource still running for %s seconds... current status is %s", sec, pythonStr(status));
      if (status === FAILED)
        throw new AirflowException(`SageMaker resource failed because ${pythonStr(itemOf(answer, "FailureReason"))}`);
      if (!running.includes(String(status))) {
        log.at("sagemaker.py:728").info("SageMaker resource completed");
        return answer;
      }
      if (maxIngestionTime && sec > maxIngestionTime)
        throw new AirflowException(`SageMaker resource took more than ${maxIngestionTime} seconds`);
    }
  }

  /** Asks for a pipeline's execution; told to be verbose, for its steps before. */
  *describePipeline(arn: string, isVerbose: boolean): Steps<Settings> {
    const execution = { PipelineExecutionArn: arn };
    if (isVerbose) {
      const { log } = this.#context;
      const { PipelineExecutionSteps: steps } = yield* settle(
        this.client.call("ListPipelineExecutionSteps", execution),
      );
      log.at("sagemaker.py:1050").info("state of the pipeline steps: %s", countsByStatus(steps));
      log.at("sagemaker.py:1051").info("steps currently in progress: %s", namesInProgress(steps));
    }
    return yield* settle(this.client.call("DescribePipelineExecution", execution));
  }

  /** Stops a pipeline's execution, and tells its status after that. One that changes between steps right then is told again. */
  *stopPipeline(arn: string, failsIfNotRunning: boolean): Steps<unknown> {
    const { log } = this.#context;
    for (let retries = STOP_TRIES - 1; ; retries -= 1) {
      try {
        yield* settle(this.client.call("StopPipelineExecution", { PipelineExecutionArn: arn }));
        break;
      } catch (error) {
        if (!(error instanceof ClientError)) throw error;
        if (error.code === "ConflictException" && retries > 0) {
          log
            .at("sagemaker.py:1148")
            .warning(
              "Got a conflict exception when trying to stop the pipeline, retrying %s more times. Error was: %s",
              retries,
              error.message,
            );
          yield sleep(STOP_PAUSE);
          continue;
        }
        const wasNotRunning = error.message.includes("Only pipelines with 'Executing' status can be stopped");
        if (failsIfNotRunning || !wasNotRunning) {
          log.at("sagemaker.py:1166").error("%s", exceptionMessage(error));
          throw error;
        }
        log.at("sagemaker.py:1163").warning("Cannot stop pipeline execution, as it was not running: %s", error.message);
        break;
      }
    }
    return (yield* this.describePipeline(arn, false))["PipelineExecutionStatus"];
  }
}

/** An answer, where AWS gives one. */
function* answered(asked: Steps<Settings>): Steps<Settings> {
  try {
    return yield* asked;
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    throw new AirflowException("AWS request failed, check logs for more info");
  }
}

interface PipelineStep {
  readonly StepName: string;
  readonly StepStatus: string;
}

/** The steps of a pipeline by status, as Python shows a Counter. */
export function countsByStatus(steps: readonly PipelineStep[]): string {
  const counts = new Map<string, number>();
  for (const { StepStatus: status } of steps) counts.set(status, (counts.get(status) ?? 0) + 1);
  if (counts.size === 0) return "Counter()";
  const rows = [...counts].sort(([, a], [, b]) => b - a).map(([status, count]) => `'${status}': ${count}`);
  return `Counter({${rows.join(", ")}})`;
}

/** The names of the steps that run. */
export function namesInProgress(steps: readonly PipelineStep[]): readonly string[] {
  return steps.filter(({ StepStatus: status }) => status === "Executing").map(({ StepName }) => StepName);
}
