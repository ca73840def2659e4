/**
 * The triggers of SageMaker (triggers/sagemaker.py).
 * @module
 */

import { AirflowException, type TriggerContext, type TriggerRun, type TriggerStep } from "../../../definition/index.ts";
import {
  AwsClient,
  asyncWaitWithLogging,
  itemOf,
  NamedWaiterError,
  pathReader,
  usingAsyncClient,
  WaiterError,
  waitUntil,
} from "../../../hooks/index.ts";
import { type Seconds, settle, sleep } from "../../../kernel/index.ts";
import { pythonStr } from "../../../python/index.ts";
import { BaseTrigger, TriggerEvent } from "../../index.ts";
import { SAGEMAKER } from "./api.ts";
import { countsByStatus, namesInProgress, RESOURCES } from "./sagemaker-hook.ts";

interface SageMakerTriggerArguments {
  readonly jobName: string;
  /** `Training`, `Transform`, `Processing`, `tuning` or `endpoint`. */
  readonly jobType: "Training" | "Transform" | "Processing" | "tuning" | "endpoint";
  /** Seconds between two looks. */
  readonly pokeInterval: Seconds;
  /** Default 480. */
  readonly maxAttempts?: number;
  readonly awsConnId: string | null;
}

const DEFAULT_ATTEMPTS = 480;

/** Waits for a job to be completed, or for an endpoint to be in service. */
export class SageMakerTrigger extends BaseTrigger<SageMakerTriggerArguments> {
  override run(context: TriggerContext): TriggerRun {
    return usingAsyncClient(context, this.#wait(context));
  }

  *#wait(context: TriggerContext): Generator<TriggerStep, void, unknown> {
    const { jobName, jobType, pokeInterval, maxAttempts = DEFAULT_ATTEMPTS, awsConnId } = this.kwargs;
    const { resource, waiter } = RESOURCES[jobType.toLowerCase() as keyof typeof RESOURCES];
    const client = new AwsClient(context, SAGEMAKER, { awsConnId, regionName: null });
    const wait = {
      delaySeconds: pokeInterval,
      maxAttempts,
      failureMessage: `Error while waiting for ${jobType} job`,
      statusMessage: `${jobType} job not done yet`,
      status: [`${resource}Status`],
    };
    const named = context.rules.sagemakerEventsNameJobs ? { job_name: jobName } : {};
    const tellsStates = context.rules.sagemakerEventsTellStates;
    if (!tellsStates) context.log.at("sagemaker.py:109").info("job name is %s and job type is %s", jobName, jobType);
    try {
      yield* asyncWaitWithLogging(context, client.waiter(waiter, { [`${resource}Name`]: jobName }), wait);
    } catch (error) {
      if (!tellsStates || !(error instanceof AirflowException)) throw error;
      const status = endOf(error, `${resource}Status`);
      const reason = status === "failed" ? failureReason(error) : null;
      yield new TriggerEvent({ status, ...named, message: reason || error.message });
      return;
    }
    yield new TriggerEvent({ status: "success", ...(tellsStates ? {} : { message: "Job completed." }), ...named });
  }
}

/** The word of an event for a wait in vain. */
function endOf(error: AirflowException, path: string): "timeout" | "failed" | "stopped" | "error" {
  if (error.name === "WaiterMaxAttemptsError") return "timeout";
  const state = error instanceof NamedWaiterError ? pathReader(path)(error.lastResponse) : null;
  if (state === "Failed") return "failed";
  return state === "Stopped" ? "stopped" : "error";
}

function failureReason(error: AirflowException): unknown {
  return error instanceof NamedWaiterError ? pathReader("FailureReason")(error.lastResponse) : null;
}

interface SageMakerPipelineTriggerArguments {
  /** The end that it waits for. */
  readonly waiterType: "complete" | "stopped";
  readonly pipelineExecutionArn: string;
  readonly waiterDelay: Seconds;
  readonly waiterMaxAttempts: number;
  readonly awsConnId: string | null;
}

const PIPELINE_WAITERS = { complete: "PipelineExecutionComplete", stopped: "PipelineExecutionStopped" } as const;

/** Waits for the execution of a pipeline by a loop of its own, which asks for the steps after each look. */
export class SageMakerPipelineTrigger extends BaseTrigger<SageMakerPipelineTriggerArguments> {
  override run(context: TriggerContext): TriggerRun {
    return usingAsyncClient(context, this.#wait(context));
  }

  *#wait(context: TriggerContext): Generator<TriggerStep, void, unknown> {
    const { waiterType, pipelineExecutionArn: arn, waiterDelay, waiterMaxAttempts, awsConnId } = this.kwargs;
    const { log } = context;
    const client = new AwsClient(context, SAGEMAKER, { awsConnId, regionName: null });
    const execution = { PipelineExecutionArn: arn };
    const waiter = client.waiter(PIPELINE_WAITERS[waiterType], execution);
    for (let attempts = 0; attempts < waiterMaxAttempts; attempts += 1) {
      try {
        yield* waitUntil(waiter, waiterDelay, 1);
        yield new TriggerEvent({ status: "success", value: arn });
        return;
      } catch (error) {
        if (!(error instanceof WaiterError) || error.state === "failure") throw error;
        const status = itemOf(error.lastResponse, "PipelineExecutionStatus"); // an error of AWS has none
        log.at("sagemaker.py:182").info("Status of the pipeline execution: %s", pythonStr(status));
      }
      const { PipelineExecutionSteps: steps } = yield* settle(client.call("ListPipelineExecutionSteps", execution));
      log.at("sagemaker.py:193").info("State of the pipeline steps: %s", countsByStatus(steps));
      log.at("sagemaker.py:194").info("Steps currently in progress: %s", namesInProgress(steps));
      yield sleep(Math.trunc(waiterDelay));
    }
    throw new AirflowException("Waiter error: max attempts reached");
  }
}
