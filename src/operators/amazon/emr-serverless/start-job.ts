/**
 * EmrServerlessStartJobOperator (operators/emr.py; spec/amazon-deferrable.md, section 3).
 * @module
 */

import {
  AirflowException,
  isException,
  KeyError,
  type TaskContext,
  type TaskDeferred,
} from "../../../definition/index.ts";
import { NEW_UUID } from "../../../hooks/index.ts";
import { type Steps, settle, sleep } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import type { WaiterEvent } from "../aws-operator.ts";
import { type OpenLineageArguments, openLineageSince } from "../unused-arguments.ts";
import { EMR_SERVERLESS } from "./api.ts";
import {
  EmrServerlessStartApplicationTrigger,
  EmrServerlessStartJobTrigger,
  type ServerlessArguments,
  ServerlessOperator,
} from "./serverless.ts";

type Settings = Readonly<Record<string, unknown>>;

export interface EmrServerlessStartJobOperatorArguments extends ServerlessArguments, OpenLineageArguments {
  /** Rendered with Jinja, as are the five below. */
  readonly applicationId: string;
  readonly executionRoleArn: string;
  readonly jobDriver: Settings;
  readonly configurationOverrides?: Settings | null;
  /** More of what it is started with, by AWS's names. */
  readonly config?: Settings | null;
  /** Default the config's, or one that is made up. Rendered from provider 9.2.0 on. */
  readonly name?: string | null;
  /** Default one that is made up. */
  readonly clientRequestToken?: string;
  /** Links in Airflow's pages. The calls that they cost in Airflow 3 are not made. From provider 9.2.0 on. */
  readonly enableApplicationUiLinks?: boolean;
  /** Cancels the job where somebody acts on the task while it is deferred. Default true. From provider 9.25.0 on. */
  readonly cancelOnKill?: boolean;
}

/** The states of a job that are its end, of which CANCELLING is one here. */
const TERMINAL_STATES = ["SUCCESS", "FAILED", "CANCELLING", "CANCELLED"];

/**
 * Starts the application where it has not been, and a job on it, and waits for that. Its result is the job's id. Deferred on
 * an application that is stopped, it visits a worker three times in one try.
 */
export class EmrServerlessStartJobOperator extends ServerlessOperator<EmrServerlessStartJobOperatorArguments> {
  static override readonly argumentNames: readonly string[] = namesOf<
    Omit<EmrServerlessStartJobOperatorArguments, keyof ServerlessArguments>
  >({
    applicationId: true,
    executionRoleArn: true,
    jobDriver: true,
    configurationOverrides: true,
    config: true,
    name: true,
    clientRequestToken: true,
    enableApplicationUiLinks: true,
    cancelOnKill: true,
    openlineageInjectParentJobInfo: true,
    openlineageInjectTransportInfo: true,
  });
  static override readonly newArguments: NewArguments = {
    ...ServerlessOperator.newArguments,
    enableApplicationUiLinks: { amazonProvider: "9.2.0" },
    configurationOverrides: { amazonProvider: "9.2.0", isOptional: true },
    cancelOnKill: { amazonProvider: "9.25.0" },
    ...openLineageSince("9.25.0"),
  };
  static override readonly templateFields = [
    "applicationId",
    "config",
    "executionRoleArn",
    "jobDriver",
    "configurationOverrides",
    "name",
  ];

  applicationId = this.args.applicationId;
  config = this.args.config ?? {};
  executionRoleArn = this.args.executionRoleArn;
  jobDriver = this.args.jobDriver;
  configurationOverrides = this.args.configurationOverrides ?? null;
  name = this.args.name ?? null;
  #jobId: string | undefined;

  *execute(context: TaskContext): Steps<TaskDeferred | string> {
    const { waitForCompletion = true, deferrable = false } = this.args;
    const deferral = yield* this.#startApplication(context);
    if (deferral !== undefined) return deferral;
    const jobId = yield* this.#startJob(context);
    if (deferrable && (waitForCompletion || context.rules.serverlessJobAlwaysDefers)) {
      const { applicationId } = this;
      const tellsDetails = context.rules.serverlessJobTellsDetails;
      const trigger = new EmrServerlessStartJobTrigger({
        applicationId,
        jobId,
        tellsDetails,
        cancelOnKill: this.args.cancelOnKill ?? true,
        ...this.waiterArguments,
      });
      return this.defer({ trigger, methodName: "executeComplete", timeout: this.deferralTimeout });
    }
    if (waitForCompletion && !deferrable) yield* this.#waitForJob(context, jobId);
    return jobId;
  }

  /** From 9.25.0 on a job whose wait has used up its attempts is cancelled. */
  *#waitForJob(context: TaskContext, jobId: string): Steps<void> {
    try {
      yield* this.waitFor(
        context,
        "serverless_job_completed",
        { applicationId: this.applicationId, jobRunId: jobId },
        {
          failureMessage: "Serverless Job failed",
          statusMessage: "Serverless Job status is",
          status: ["jobRun.state", "jobRun.stateDetails"],
        },
      );
    } catch (error) {
      const isUsedUp = error instanceof AirflowException && error.message.includes("max attempts reached");
      if (isUsedUp && context.rules.serverlessJobTellsDetails) yield* this.#tryToCancel(context, jobId);
      throw error;
    }
  }

  *#tryToCancel(context: TaskContext, jobRunId: string): Steps<void> {
    const { log, rules } = context;
    const { applicationId } = this;
    log.at("emr.py:1305").info("Cancelling EMR Serverless job %s due to max waiter attempts reached", jobRunId);
    try {
      yield* settle(this.client(context, EMR_SERVERLESS).call("CancelJobRun", { applicationId, jobRunId }));
    } catch (error) {
      if (!isException(error, rules)) throw error;
      log.at("emr.py:1312").error("Failed to cancel EMR Serverless job %s after waiter timeout", jobRunId);
    }
  }

  /** Deferred it comes back to `execute`, and looks at the application again. */
  *#startApplication(context: TaskContext): Steps<TaskDeferred | undefined> {
    const { applicationId } = this;
    const { log } = context;
    const client = this.client(context, EMR_SERVERLESS);
    const { state } = (yield* settle(client.call("GetApplication", { applicationId }))).application;
    if (state === "CREATED" || state === "STARTED") return undefined;
    log.at("emr.py:1239").info("Application state is %s", state);
    log.at("emr.py:1240").info("Starting application %s", applicationId);
    yield* settle(client.call("StartApplication", { applicationId }));
    if (this.args.deferrable === true) {
      const trigger = new EmrServerlessStartApplicationTrigger({ applicationId, ...this.waiterArguments });
      return this.defer({ trigger, methodName: "execute", timeout: this.deferralTimeout });
    }
    const failed = "Serverless Application failed to start";
    yield* this.waitForApplication(context, "serverless_app_started", applicationId, failed);
    return undefined;
  }

  *#startJob(context: TaskContext): Steps<string> {
    const { log, rules } = context;
    const { applicationId, executionRoleArn, jobDriver, configurationOverrides } = this;
    const { name: named, ...config } = this.config;
    const name = this.name || named || `emr_serverless_job_airflow_${NEW_UUID}`;
    log.at("emr.py:1263").info("Starting job on Application: %s", applicationId);
    const hasOverrides = configurationOverrides !== null || rules.serverlessJobHasOverrides;
    const params = {
      clientToken: this.args.clientRequestToken || NEW_UUID,
      applicationId,
      executionRoleArn,
      jobDriver,
      name,
      ...config,
      ...(hasOverrides ? { configurationOverrides } : {}),
    };
    const { jobRunId } = yield* settle(this.client(context, EMR_SERVERLESS).call("StartJobRun", params));
    this.#jobId = jobRunId;
    log.at("emr.py:1278").info("EMR serverless job started: %s", jobRunId);
    return jobRunId;
  }

  executeComplete(context: TaskContext, { event }: { readonly event: WaiterEvent }): unknown {
    const { serverlessJobTellsDetails } = context.rules;
    if (event.status !== "success" && serverlessJobTellsDetails) throw new KeyError("'job_details'");
    if (event.status !== "success") return null;
    context.log.at("emr.py:1310").info("Serverless job completed");
    const details = event["job_details"] as { readonly job_id: string } | undefined;
    return details === undefined ? event["job_id"] : details.job_id;
  }

  /** Cancels the job and waits for its end (`utils/waiter.py`). Not called while the task is deferred. */
  override *onKill(context: TaskContext): Steps<void> {
    if (this.#jobId === undefined) return;
    const { log } = context;
    const params = { applicationId: this.applicationId, jobRunId: this.#jobId };
    const client = this.client(context, EMR_SERVERLESS);
    log.at("emr.py:1320").info("Stopping job run with jobId - %s", this.#jobId);
    yield* settle(client.call("CancelJobRun", params));
    log.at("emr.py:1328").info("Polling EMR Serverless for query with id %s to reach final state", this.#jobId);
    for (let left = this.deferralTimeout; ; left -= this.delaySeconds) {
      const { state } = (yield* settle(client.call("GetJobRun", params))).jobRun;
      if (TERMINAL_STATES.includes(state)) return;
      if (left <= this.delaySeconds) {
        log.at("waiter.py:76").error("Job still not cancelled after the allocated time limit.");
        throw new Error("Job still not cancelled after the allocated time limit.");
      }
      log.at("waiter.py:72").info("Waiting for %s to be %s.", "job", "cancelled");
      yield sleep(this.delaySeconds);
    }
  }
}
