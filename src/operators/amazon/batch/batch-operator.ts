/**
 * BatchOperator and its trigger (operators/batch.py, triggers/batch.py; spec/amazon-deferrable.md, section 3).
 * @module
 */

import {
  AirflowException,
  exceptionMessage,
  isAirflowException,
  isException,
  type TaskContext,
  type TaskDeferred,
} from "../../../definition/index.ts";
import { type Seconds, type Steps, settle } from "../../../kernel/index.ts";
import { namesOf, type Problem } from "../../../options/index.ts";
import type { GoneArguments, NewArguments } from "../../../rules/index.ts";
import {
  AwsBaseWaiterTrigger,
  type AwsOperatorArguments,
  expectSuccess,
  type WaiterEvent,
  type WaiterTriggerArguments,
} from "../aws-operator.ts";
import { executionTimeout, withoutNone } from "../shared.ts";
import { calledSince920 } from "../unused-arguments.ts";
import { BATCH } from "./api.ts";
import { BatchBaseOperator } from "./batch-base.ts";
import { BatchJobs } from "./batch-hook.ts";
import { type BatchWaiterConfig, BatchWaiters, waiterConfigProblem } from "./batch-waiters.ts";

type Settings = Readonly<Record<string, unknown>>;

export interface BatchOperatorArguments extends AwsOperatorArguments {
  /** Rendered with Jinja, as are all down to `waitForCompletion` but the two of the share. */
  readonly jobName: string;
  readonly jobDefinition: string;
  readonly jobQueue: string;
  /** By AWS's names, as are the five below. */
  readonly containerOverrides?: Settings | null;
  /** The older name of `containerOverrides`. Up to provider 8.7.1. */
  readonly overrides?: Settings | null;
  readonly arrayProperties?: Settings | null;
  /** From provider 9.2.0 on. */
  readonly ecsPropertiesOverride?: Settings | null;
  /** From provider 9.2.0 on. */
  readonly eksPropertiesOverride?: Settings | null;
  readonly nodeOverrides?: Settings | null;
  /** From provider 9.2.0 on. */
  readonly retryStrategy?: Settings | null;
  readonly shareIdentifier?: string | null;
  readonly schedulingPriorityOverride?: number | null;
  readonly parameters?: Settings | null;
  readonly tags?: Settings | null;
  /** The job that is terminated where none was submitted. */
  readonly jobId?: string | null;
  /** Waits on its worker; a deferrable one waits anyhow. Default true. */
  readonly waitForCompletion?: boolean;
  /** Looks of the trigger; on a worker looks after the first, in each of two waits. Default 4200. */
  readonly maxRetries?: number;
  /** The most requests of a look on a worker, where AWS is asked too often. Default 10. */
  readonly statusRetries?: number | null;
  /** Seconds between two looks of the trigger. A worker has pauses of its own, which grow to minutes. Default 30. */
  readonly pollInterval?: Seconds;
  /**
   * Waits on a worker by botocore's waiters (BatchWaitersHook), without an end: their configuration in botocore's form, or `{}`
   * for the provider's. Default none.
   */
  readonly waiters?: BatchWaiterConfig | null;
  /** Looks for a log once the job runs; its lines are not read. Default false. */
  readonly awslogsEnabled?: boolean;
  /** Seconds between two requests of log lines. No line is read here, so it has no effect. Default 30. */
  readonly awslogsFetchInterval?: Seconds;
  /** Seconds that AWS gives each attempt of the job. From provider 9.8.0 on. */
  readonly submitJobTimeout?: number | null;
  /** Waits in the triggerer. Default false. */
  readonly deferrable?: boolean;
}

/** Runs a job. Its result is the job's id. */
export class BatchOperator extends BatchBaseOperator<BatchOperatorArguments> {
  static override readonly argumentNames = namesOf<Omit<BatchOperatorArguments, keyof AwsOperatorArguments>>({
    jobName: true,
    jobDefinition: true,
    jobQueue: true,
    containerOverrides: true,
    overrides: true,
    arrayProperties: true,
    ecsPropertiesOverride: true,
    eksPropertiesOverride: true,
    nodeOverrides: true,
    retryStrategy: true,
    shareIdentifier: true,
    schedulingPriorityOverride: true,
    parameters: true,
    tags: true,
    jobId: true,
    waitForCompletion: true,
    maxRetries: true,
    statusRetries: true,
    pollInterval: true,
    waiters: true,
    awslogsEnabled: true,
    awslogsFetchInterval: true,
    submitJobTimeout: true,
    deferrable: true,
  });
  static override readonly newArguments: NewArguments = {
    ...BatchBaseOperator.newArguments,
    ecsPropertiesOverride: { amazonProvider: "9.2.0" },
    eksPropertiesOverride: { amazonProvider: "9.2.0" },
    retryStrategy: { amazonProvider: "9.2.0" },
    submitJobTimeout: { amazonProvider: "9.8.0" },
    // its links ask for `wait_for_completion`, which a mapped task does not have: its DAG could not be read
    expand: { amazonProvider: "9.2.0" },
  };
  static override readonly goneArguments: GoneArguments = {
    ...BatchBaseOperator.goneArguments,
    overrides: calledSince920("call it `container_overrides`"),
  };
  static override readonly templateFields = [
    "jobId",
    "jobName",
    "jobDefinition",
    "jobQueue",
    "containerOverrides",
    "arrayProperties",
    "ecsPropertiesOverride",
    "eksPropertiesOverride",
    "nodeOverrides",
    "parameters",
    "retryStrategy",
    "tags",
  ];

  jobName = this.args.jobName;
  jobDefinition = this.args.jobDefinition;
  jobQueue = this.args.jobQueue;
  containerOverrides = this.args.containerOverrides ?? this.args.overrides ?? null;
  arrayProperties = this.args.arrayProperties ?? null;
  ecsPropertiesOverride = this.args.ecsPropertiesOverride ?? null;
  eksPropertiesOverride = this.args.eksPropertiesOverride ?? null;
  nodeOverrides = this.args.nodeOverrides ?? null;
  retryStrategy = this.args.retryStrategy ?? null;
  parameters = this.args.parameters ?? {};
  tags = this.args.tags ?? {};
  jobId = this.args.jobId ?? null;

  override problems(): readonly Problem[] {
    const { waiters } = this.args;
    const message = waiters == null ? undefined : waiterConfigProblem(waiters);
    return message === undefined ? super.problems() : [...super.problems(), { path: "waiters", message }];
  }

  override get onlyWaits(): boolean {
    return this.args.waitForCompletion !== false;
  }

  *execute(context: TaskContext): Steps<TaskDeferred | string> {
    const { deferrable = false, waitForCompletion = true } = this.args;
    const jobId = yield* this.#submit(context);
    this.jobId = jobId;
    if (deferrable) return yield* this.#deferUnlessDone(context, jobId);
    if (waitForCompletion) yield* this.#monitor(context, jobId);
    return jobId;
  }

  *#submit(context: TaskContext): Steps<string> {
    const { log } = context;
    const { jobDefinition, jobQueue, containerOverrides, arrayProperties, nodeOverrides } = this;
    const { submitJobTimeout } = this.args;
    log.at("batch.py:255").info("Running AWS Batch job - job definition: %s - on queue %s", jobDefinition, jobQueue);
    if (containerOverrides) log.at("batch.py:262").info("AWS Batch job - container overrides: %s", containerOverrides);
    if (arrayProperties) log.at("batch.py:264").info("AWS Batch job - array properties: %s", arrayProperties);
    if (nodeOverrides) log.at("batch.py:266").info("AWS Batch job - node properties: %s", nodeOverrides);
    const params = {
      jobName: this.jobName,
      jobQueue,
      jobDefinition,
      arrayProperties,
      parameters: this.parameters,
      tags: this.tags,
      containerOverrides,
      ecsPropertiesOverride: this.ecsPropertiesOverride,
      eksPropertiesOverride: this.eksPropertiesOverride,
      nodeOverrides,
      retryStrategy: this.retryStrategy,
      shareIdentifier: this.args.shareIdentifier ?? null,
      schedulingPriorityOverride: this.args.schedulingPriorityOverride ?? null,
      timeout: submitJobTimeout ? { attemptDurationSeconds: submitJobTimeout } : null,
    };
    try {
      const response = yield* settle(this.client(context, BATCH).call("SubmitJob", withoutNone(params)));
      log.at("batch.py:292").info("AWS Batch job (%s) started: %s", response.jobId, response);
      return response.jobId;
    } catch (error) {
      if (!isException(error, context.rules)) throw error;
      log
        .at("batch.py:284")
        .error("AWS Batch job failed submission - job definition: %s - on queue %s", jobDefinition, jobQueue);
      throw new AirflowException(exceptionMessage(error));
    }
  }

  *#deferUnlessDone(context: TaskContext, jobId: string): Steps<TaskDeferred | string> {
    if (context.rules.batchLooksBeforeItDefers) {
      const { status } = yield* this.#jobs(context).describe(jobId);
      if (context.rules.batchLinksLogsAfterDeferral && (status === "SUCCEEDED" || status === "FAILED"))
        yield* this.#linkLogs(context, jobId);
      if (status === "FAILED") throw new AirflowException(`Error while running job: ${jobId} is in ${status} state`);
      if (status === "SUCCEEDED") {
        context.log.at("batch.py:243").info("Job completed.");
        return jobId;
      }
    }
    const { pollInterval = 30, maxRetries = 4200 } = this.args;
    const wait = { waiterDelay: pollInterval, waiterMaxAttempts: maxRetries };
    const trigger = new BatchJobTrigger({ jobId, ...wait, ...this.connectionIn(context) });
    return this.defer({ trigger, methodName: "executeComplete", timeout: executionTimeout(this) });
  }

  #jobs(context: TaskContext): BatchJobs {
    return new BatchJobs(context, this.client(context, BATCH), this.args);
  }

  /** `monitor_job`: waits on the worker. */
  *#monitor(context: TaskContext, jobId: string): Steps<void> {
    const { log } = context;
    const jobs = this.#jobs(context);
    const { jobDefinition, jobQueue } = yield* jobs.describe(jobId);
    if (jobDefinition === undefined || jobQueue === undefined)
      log.at("batch.py:321").warning("AWS Batch job (%s) can't get Job Definition ARN and Job Queue ARN", jobId);
    else
      log
        .at("batch.py:314")
        .info("AWS Batch job (%s) Job Definition ARN: %r, Job Queue ARN: %r", jobId, jobDefinition, jobQueue);
    const { waiters = null, awslogsEnabled = false } = this.args;
    const waits = waiters === null ? jobs : new BatchWaiters(context, waiters);
    yield* waits.wait(jobId, awslogsEnabled ? () => jobs.logStreams(jobId) : undefined);
    yield* this.#linkLogs(context, jobId);
    yield* jobs.checkSuccess(jobId);
    log.at("batch.py:370").info("AWS Batch job (%s) succeeded", jobId);
  }

  /** `_persist_cloudwatch_link`: from 9.39.0 on only where results are pushed. */
  *#linkLogs(context: TaskContext, jobId: string): Steps<void> {
    const { log, rules } = context;
    if (rules.batchLinksLogsAfterDeferral && this.args.doXcomPush === false) return;
    const streams = yield* this.#logStreams(context, this.#jobs(context), jobId);
    if (streams.length > 0)
      log.at("batch.py:351").info("AWS Batch job (%s) CloudWatch Events details found. Links to logs:", jobId);
  }

  *#logStreams({ log, rules }: TaskContext, jobs: BatchJobs, jobId: string): Steps<readonly string[]> {
    try {
      return yield* jobs.logStreams(jobId);
    } catch (error) {
      if (!isAirflowException(error, rules) || !rules.batchLogsMayBeMissing) throw error;
      log
        .at("batch.py:386")
        .warning("Cannot determine where to find the AWS logs for this Batch job: %s", error.message);
      return [];
    }
  }

  *executeComplete(context: TaskContext, { event }: { readonly event: WaiterEvent }): Steps<unknown> {
    const jobId = event["job_id"] as string;
    if (context.rules.batchLinksLogsAfterDeferral) return yield* this.#completeWithLogs(context, event, jobId);
    expectSuccess(event, "Error while running job: ");
    const readsLogs = this.args.awslogsEnabled === true && context.rules.batchReadsLogsAfterDeferral;
    if (readsLogs) yield* this.#monitor(context, jobId);
    context.log.at("batch.py:243").info("Job completed.");
    return jobId;
  }

  /** From 9.39.0 on: the log of the job, also of one that has failed, and then its state once more. */
  *#completeWithLogs(context: TaskContext, event: WaiterEvent, jobId: string): Steps<string> {
    const { log } = context;
    this.jobId = jobId;
    if (this.args.awslogsEnabled === true) {
      const streams = yield* this.#logStreams(context, this.#jobs(context), jobId);
      if (streams.length > 0) log.info("Fetching logs for AWS Batch job: %s", jobId);
    }
    yield* this.#linkLogs(context, jobId);
    expectSuccess(event, "Error while running job: ");
    yield* this.#jobs(context).checkSuccess(jobId);
    log.info("Job completed successfully for job_id: %s", jobId);
    return jobId;
  }

  /** Terminates the job. One that has submitted none, as after a deferral, names none, and AWS's client refuses that. */
  override *onKill(context: TaskContext): Steps<void> {
    const params = { jobId: this.jobId, reason: "Task killed by the user" };
    const response = yield* settle(this.client(context, BATCH).call("TerminateJob", params));
    context.log.at("batch.py:248").info("AWS Batch job (%s) terminated: %s", this.jobId, response);
  }
}

interface BatchJobTriggerArguments extends WaiterTriggerArguments {
  readonly jobId: string;
}

/** Waits for the end of a job. */
export class BatchJobTrigger extends AwsBaseWaiterTrigger<BatchJobTriggerArguments> {
  protected subject() {
    const { jobId } = this.kwargs;
    return {
      api: BATCH,
      waiter: "batch_job_complete",
      params: { jobs: [jobId] },
      failureMessage: `Failure while running batch job ${jobId}`,
      statusMessage: `Batch job ${jobId} not ready yet`,
      status: ["jobs[].status", "computeEnvironments[].statusReason"],
      returns: ["job_id", jobId],
    } as const;
  }
}
