/**
 * EmrContainerOperator, EmrContainerSensor and their trigger (operators/emr.py, sensors/emr.py, triggers/emr.py;
 * spec/amazon-deferrable.md, section 3).
 * @module
 */

import {
  AirflowException,
  isException,
  KeyError,
  type TaskContext,
  type TaskDeferred,
  type TriggerContext,
} from "../../../definition/index.ts";
import { AwsClient, NEW_UUID } from "../../../hooks/index.ts";
import { type Body, type Seconds, type Steps, settle } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import type { GoneArguments, NewArguments, Rules } from "../../../rules/index.ts";
import { BaseOperator, BaseSensor } from "../../index.ts";
import {
  AwsBaseOperator,
  AwsBaseSensor,
  AwsBaseWaiterTrigger,
  type AwsOperatorArguments,
  type AwsSensorArguments,
  expectSuccess,
  type WaiterEvent,
  type WaiterTriggerArguments,
} from "../aws-operator.ts";
import { awsBaseSince } from "../connection.ts";
import { executionTimeout } from "../shared.ts";
import { calledSince920, type OpenLineageArguments, openLineageSince } from "../unused-arguments.ts";
import { EMR_CONTAINERS } from "./api.ts";
import { ContainerJob, FAILURE_STATES, INTERMEDIATE_STATES } from "./container-hook.ts";

type Settings = Readonly<Record<string, unknown>>;

export interface EmrContainerOperatorArguments extends AwsOperatorArguments, OpenLineageArguments {
  /** Rendered with Jinja, as are the five below. */
  readonly name: string;
  readonly virtualClusterId: string;
  readonly executionRoleArn: string;
  readonly releaseLabel: string;
  readonly jobDriver: Settings;
  readonly configurationOverrides?: Settings | null;
  /** Default one that is made up. */
  readonly clientRequestToken?: string | null;
  /** Waits on its worker; a deferrable one waits anyhow. Default true. */
  readonly waitForCompletion?: boolean;
  /** Seconds between two looks. Default 30. */
  readonly pollInterval?: Seconds;
  readonly tags?: Settings | null;
  /** Default no limit. */
  readonly maxPollingAttempts?: number | null;
  /** The older name of `maxPollingAttempts`. Up to provider 8.7.1. */
  readonly maxTries?: number | null;
  /** The most times that EMR runs the job. From provider 9.2.0 on. */
  readonly jobRetryMaxAttempts?: number | null;
  /** Waits in the triggerer. Default false. */
  readonly deferrable?: boolean;
  /** Cancels the job where somebody acts on the task while it is deferred. Default true. From provider 9.39.0 on, with Airflow 3.3. */
  readonly cancelOnKill?: boolean;
}

/** Runs a job on a virtual cluster. Its result is the job's id. */
export class EmrContainerOperator extends AwsBaseOperator<EmrContainerOperatorArguments> {
  static override readonly argumentNames: readonly string[] = namesOf<
    Omit<EmrContainerOperatorArguments, keyof AwsOperatorArguments>
  >({
    name: true,
    virtualClusterId: true,
    executionRoleArn: true,
    releaseLabel: true,
    jobDriver: true,
    configurationOverrides: true,
    clientRequestToken: true,
    waitForCompletion: true,
    pollInterval: true,
    tags: true,
    maxPollingAttempts: true,
    maxTries: true,
    jobRetryMaxAttempts: true,
    deferrable: true,
    cancelOnKill: true,
    openlineageInjectParentJobInfo: true,
    openlineageInjectTransportInfo: true,
  });
  static override readonly newArguments: NewArguments = {
    ...BaseOperator.newArguments,
    ...awsBaseSince("9.8.0"),
    jobRetryMaxAttempts: { amazonProvider: "9.2.0" },
    cancelOnKill: { amazonProvider: "9.39.0" },
    ...openLineageSince("9.39.0"),
  };
  static override readonly goneArguments: GoneArguments = {
    ...BaseOperator.goneArguments,
    maxTries: calledSince920("call it `max_polling_attempts`"),
  };
  static override readonly templateFields = [
    "name",
    "virtualClusterId",
    "executionRoleArn",
    "releaseLabel",
    "jobDriver",
    "configurationOverrides",
  ];

  name = this.args.name;
  virtualClusterId = this.args.virtualClusterId;
  executionRoleArn = this.args.executionRoleArn;
  releaseLabel = this.args.releaseLabel;
  jobDriver = this.args.jobDriver;
  configurationOverrides = this.args.configurationOverrides ?? {};
  #jobId: string | undefined;

  override get onlyWaits(): boolean {
    return this.args.waitForCompletion !== false;
  }

  *execute(context: TaskContext): Steps<TaskDeferred | string> {
    const { deferrable = false, waitForCompletion = true, pollInterval = 30 } = this.args;
    const jobId = yield* this.#submit(context);
    this.#jobId = jobId;
    const job = this.#job(context, jobId);
    if (deferrable) {
      const state = yield* job.state();
      yield* this.#checkFailure(job, jobId, state);
      return state === "COMPLETED" ? jobId : this.#defer(context.rules, jobId);
    }
    if (!waitForCompletion) return jobId;
    const state = yield* job.poll(pollInterval, this.#attempts);
    yield* this.#checkFailure(job, jobId, state);
    if (state !== null && !INTERMEDIATE_STATES.includes(state)) return jobId;
    throw new AirflowException(
      `Final state of EMR Containers job is ${state ?? "None"}. Max tries of poll status exceeded, query_execution_id is ${jobId}.`,
    );
  }

  #job(context: TaskContext, jobId: string): ContainerJob {
    return new ContainerJob(context, this.client(context, EMR_CONTAINERS), this.virtualClusterId, jobId);
  }

  *#submit(context: TaskContext): Steps<string> {
    const { clientRequestToken, tags, jobRetryMaxAttempts } = this.args;
    const params = {
      name: this.name,
      virtualClusterId: this.virtualClusterId,
      executionRoleArn: this.executionRoleArn,
      releaseLabel: this.releaseLabel,
      jobDriver: this.jobDriver,
      configurationOverrides: this.configurationOverrides,
      tags: tags ?? {},
      clientToken: clientRequestToken || NEW_UUID,
      ...(jobRetryMaxAttempts ? { retryPolicyConfiguration: { maxAttempts: jobRetryMaxAttempts } } : {}),
    };
    const { id, virtualClusterId } = yield* settle(this.client(context, EMR_CONTAINERS).call("StartJobRun", params));
    context.log
      .at("emr.py:424")
      .info("Start Job Run success - Job Id %s and virtual cluster id %s", id, virtualClusterId);
    return id;
  }

  get #attempts(): number | null {
    return this.args.maxTries || (this.args.maxPollingAttempts ?? null);
  }

  *#checkFailure(job: ContainerJob, jobId: string, state: string | null): Steps<void> {
    if (state === null || !FAILURE_STATES.includes(state)) return;
    const reason = (yield* job.failureReason()) ?? "None";
    throw new AirflowException(
      `EMR Containers job failed. Final state is ${state}. query_execution_id is ${jobId}. Error: ${reason}`,
    );
  }

  #defer(rules: Rules, jobId: string): TaskDeferred {
    const { pollInterval = 30, cancelOnKill = true } = this.args;
    const maxPollingAttempts = this.#attempts;
    const { virtualClusterId } = this;
    const wait = triggerWait(rules, pollInterval, maxPollingAttempts);
    const trigger = new EmrContainerTrigger({ virtualClusterId, jobId, cancelOnKill, ...wait, ...this.connection });
    const timeout = maxPollingAttempts ? maxPollingAttempts * pollInterval : executionTimeout(this);
    return this.defer({ trigger, methodName: "executeComplete", timeout });
  }

  executeComplete(context: TaskContext, { event }: { readonly event: WaiterEvent }): unknown {
    expectSuccess(event, "Error while running job: ");
    if (context.rules.containerJobNeedsMessage) throw new KeyError("'message'");
    return event["job_id"];
  }

  /** Cancels the job and waits for its end, each 30 s. Not called while the task is deferred. */
  override *onKill(context: TaskContext): Steps<void> {
    const jobId = this.#jobId;
    if (jobId === undefined) return;
    context.log.at("emr.py:624").info("Stopping job run with jobId - %s", jobId);
    const job = this.#job(context, jobId);
    yield* job.cancel();
    context.log.at("emr.py:635").info("Polling EMR for query with id %s to reach final state", jobId);
    yield* job.poll(30, null);
  }
}

/** Returns the wait of the trigger. `Rules.containerTriggerAttempts` has its attempts. */
function triggerWait({ containerTriggerAttempts }: Rules, waiterDelay: Seconds, attempts: number | null = null) {
  const told = attempts || Number.MAX_SAFE_INTEGER;
  return { waiterDelay, waiterMaxAttempts: containerTriggerAttempts === "600" ? 600 : told };
}

export interface EmrContainerSensorArguments extends AwsSensorArguments {
  /** Rendered with Jinja. */
  readonly virtualClusterId: string;
  /** Rendered with Jinja. */
  readonly jobId: string;
  /** Looks in one poke. Default no limit. */
  readonly maxRetries?: number | null;
  /** Seconds between two looks. Default 10. */
  readonly pollInterval?: Seconds;
  /** Waits in the triggerer. Default false. */
  readonly deferrable?: boolean;
}

/** Waits for a job. A poke waits inside until its end. */
export class EmrContainerSensor extends AwsBaseSensor<EmrContainerSensorArguments> {
  static override readonly argumentNames: readonly string[] = namesOf<
    Omit<EmrContainerSensorArguments, keyof AwsSensorArguments>
  >({ virtualClusterId: true, jobId: true, maxRetries: true, pollInterval: true, deferrable: true });
  static override readonly newArguments: NewArguments = { ...BaseSensor.newArguments, ...awsBaseSince("9.8.0") };
  static override readonly templateFields = ["virtualClusterId", "jobId"];

  virtualClusterId = this.args.virtualClusterId;
  jobId = this.args.jobId;

  *poke(context: TaskContext): Steps<boolean> {
    const { pollInterval = 10, maxRetries = null } = this.args;
    const job = new ContainerJob(context, this.client(context, EMR_CONTAINERS), this.virtualClusterId, this.jobId);
    const state = yield* job.poll(pollInterval, maxRetries);
    if (state !== null && FAILURE_STATES.includes(state)) {
      const told = context.rules.containerSensorTellsState ? ` due to state: ${state}` : "";
      throw new AirflowException(`EMR Containers sensor failed${told}`);
    }
    return state === null || !INTERMEDIATE_STATES.includes(state);
  }

  override execute(context: TaskContext): Body<unknown> {
    if (this.args.deferrable !== true) return this.pokeUntilDone(context);
    const { pollInterval = 10, maxRetries } = this.args;
    const { virtualClusterId, jobId } = this;
    const wait = triggerWait(context.rules, pollInterval, maxRetries);
    const trigger = new EmrContainerTrigger({ virtualClusterId, jobId, ...wait, ...this.connection });
    const timeout = maxRetries ? maxRetries * pollInterval + 60 : executionTimeout(this);
    return this.defer({ trigger, methodName: "executeComplete", timeout });
  }

  executeComplete(context: TaskContext, { event }: { readonly event: WaiterEvent }): void {
    expectSuccess(event, "Error while running job: ");
    if (context.rules.containerJobNeedsMessage) throw new KeyError("'message'");
    context.log.at("emr.py:337").info("Job completed.");
  }
}

interface EmrContainerTriggerArguments extends WaiterTriggerArguments {
  readonly virtualClusterId: string;
  readonly jobId: string;
  readonly cancelOnKill?: boolean;
}

/** Waits for the end of a job. */
export class EmrContainerTrigger extends AwsBaseWaiterTrigger<EmrContainerTriggerArguments> {
  *onKill(context: TriggerContext): Steps<void> {
    const { jobId, virtualClusterId, cancelOnKill = true, awsConnId, regionName } = this.kwargs;
    const { log, rules } = context;
    if (!cancelOnKill || !rules.containerTriggerCancels) return;
    log.info("Cancelling EMR container job. Virtual Cluster ID: %s, Job ID: %s", virtualClusterId, jobId);
    const client = new AwsClient(context, EMR_CONTAINERS, { awsConnId, regionName });
    try {
      yield* new ContainerJob(context, client, virtualClusterId, jobId).cancel();
      log.info("EMR container job %s cancelled.", jobId);
    } catch (error) {
      if (!isException(error, rules)) throw error;
      log.error("Failed to cancel EMR container job %s. The job may still be running.", jobId);
    }
  }

  protected subject() {
    const { virtualClusterId, jobId } = this.kwargs;
    return {
      api: EMR_CONTAINERS,
      waiter: "container_job_complete",
      params: { id: jobId, virtualClusterId },
      failureMessage: "Job failed",
      statusMessage: "Job in progress",
      status: ["jobRun.state", "jobRun.failureReason"],
      returns: ["job_id", jobId],
    } as const;
  }
}
