/**
 * The part that operators of EMR Serverless share: the wait, in a worker and in the triggerer.
 * @module
 */

import { PythonException, type TaskContext, type TriggerContext, type TriggerStep } from "../../../definition/index.ts";
import { AwsClient, type LoggedWait, waitWithLogging } from "../../../hooks/index.ts";
import { type Seconds, type Steps, settle } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import type { GoneArguments, NewArguments } from "../../../rules/index.ts";
import { BaseOperator } from "../../index.ts";
import {
  AwsBaseOperator,
  AwsBaseWaiterTrigger,
  type AwsOperatorArguments,
  type WaiterTriggerArguments,
} from "../aws-operator.ts";
import { awsBaseSince } from "../connection.ts";
import { type CountdownArguments, GONE_COUNTDOWN } from "../unused-arguments.ts";
import { EMR_SERVERLESS } from "./api.ts";

export interface ServerlessArguments extends AwsOperatorArguments, CountdownArguments {
  /** Default true. */
  readonly waitForCompletion?: boolean;
  /** Seconds between two looks, cut to whole ones. Default 60. */
  readonly waiterDelay?: Seconds;
  /** Default 25. */
  readonly waiterMaxAttempts?: number;
  /** Waits in the triggerer. Default false. */
  readonly deferrable?: boolean;
}

/** The states of jobs that have not ended. */
export const JOB_INTERMEDIATE_STATES: readonly string[] = ["PENDING", "RUNNING", "SCHEDULED", "SUBMITTED"];
/** The states of jobs that are waited for to be cancelled. */
export const JOB_CANCELLED_FROM = [...JOB_INTERMEDIATE_STATES, "CANCELLING"];

/** An operator that waits each `waiterDelay`. */
export abstract class ServerlessOperator<Arguments extends ServerlessArguments> extends AwsBaseOperator<Arguments> {
  static override readonly argumentNames: readonly string[] = namesOf<
    Omit<ServerlessArguments, keyof AwsOperatorArguments>
  >({
    waitForCompletion: true,
    waiterDelay: true,
    waiterMaxAttempts: true,
    waiterCountdown: true,
    waiterCheckIntervalSeconds: true,
    deferrable: true,
  });
  static override readonly newArguments: NewArguments = { ...BaseOperator.newArguments, ...awsBaseSince("9.8.0") };
  static override readonly goneArguments: GoneArguments = { ...BaseOperator.goneArguments, ...GONE_COUNTDOWN };

  override get onlyWaits(): boolean {
    return this.args.waitForCompletion !== false;
  }

  protected get delaySeconds(): Seconds {
    const { waiterDelay, waiterCheckIntervalSeconds } = this.args;
    return Math.trunc(waiterDelay ?? waiterCheckIntervalSeconds ?? 60);
  }

  protected get maxAttempts(): number {
    const { waiterMaxAttempts, waiterCountdown = null } = this.args;
    if (waiterMaxAttempts !== undefined || waiterCountdown === null) return Math.trunc(waiterMaxAttempts ?? 25);
    const { waiterDelay, waiterCheckIntervalSeconds } = this.args;
    return Math.floor(waiterCountdown / (waiterDelay ?? waiterCheckIntervalSeconds ?? 60));
  }

  /** The arguments that triggers are given for the wait. */
  protected get waiterArguments(): WaiterTriggerArguments {
    return { waiterDelay: this.delaySeconds, waiterMaxAttempts: this.maxAttempts, ...this.connection };
  }

  /** The timeout of deferrals. */
  protected get deferralTimeout(): Seconds {
    return this.maxAttempts * this.delaySeconds;
  }

  protected waitFor(
    context: TaskContext,
    waiter: string,
    params: object,
    words: Pick<LoggedWait, "failureMessage" | "statusMessage" | "status">,
  ): Steps<void> {
    const client = this.client(context, EMR_SERVERLESS);
    const wait = { ...words, delaySeconds: this.delaySeconds, maxAttempts: this.maxAttempts };
    return waitWithLogging(context, client.waiter(waiter, params), wait);
  }

  /** Waits for a state of an application. */
  protected waitForApplication(
    context: TaskContext,
    waiter: string,
    applicationId: string,
    failureMessage: string,
  ): Steps<void> {
    const statusMessage = "Serverless Application status is";
    return this.waitFor(context, waiter, { applicationId }, { failureMessage, statusMessage, status: APPLICATION });
  }
}

const APPLICATION = ["application.state", "application.stateDetails"] as const;

interface ApplicationTriggerArguments extends WaiterTriggerArguments {
  readonly applicationId: string;
}

/** Waits for a state of an application. */
abstract class ApplicationTrigger extends AwsBaseWaiterTrigger<ApplicationTriggerArguments> {
  protected abstract readonly waiter: string;
  protected readonly failureMessage: string = "Application failed to start";

  protected subject() {
    const { applicationId } = this.kwargs;
    return {
      api: EMR_SERVERLESS,
      waiter: this.waiter,
      params: { applicationId },
      failureMessage: this.failureMessage,
      statusMessage: "Application status is",
      status: APPLICATION,
      returns: ["application_id", applicationId],
    } as const;
  }
}

/** Waits until an application is created. */
export class EmrServerlessCreateApplicationTrigger extends ApplicationTrigger {
  protected readonly waiter = "serverless_app_created";
  protected override readonly failureMessage = "Application creation failed";
}

/** Waits until an application has started. */
export class EmrServerlessStartApplicationTrigger extends ApplicationTrigger {
  protected readonly waiter = "serverless_app_started";
}

/** Waits until an application has stopped. */
export class EmrServerlessStopApplicationTrigger extends ApplicationTrigger {
  protected readonly waiter = "serverless_app_stopped";
}

/** Waits until an application is terminated. No operator comes to it before 9.39.0. */
export class EmrServerlessDeleteApplicationTrigger extends ApplicationTrigger {
  protected readonly waiter = "serverless_app_terminated";
}

/** Waits until no job runs on an application any more. */
export class EmrServerlessCancelJobsTrigger extends AwsBaseWaiterTrigger<ApplicationTriggerArguments> {
  protected subject() {
    const { applicationId } = this.kwargs;
    return {
      api: EMR_SERVERLESS,
      waiter: "no_job_running",
      params: { applicationId, states: JOB_CANCELLED_FROM },
      failureMessage: "Error while waiting for jobs to cancel",
      statusMessage: "Currently running jobs",
      status: ["jobRuns[*].applicationId", "jobRuns[*].state"],
      returns: ["application_id", applicationId],
    } as const;
  }
}

interface JobTriggerArguments extends ApplicationTriggerArguments {
  readonly jobId: string;
  /** True if its event has the application too, under `job_details`. */
  readonly tellsDetails: boolean;
  readonly cancelOnKill: boolean;
}

/** Waits for the end of a job. */
export class EmrServerlessStartJobTrigger extends AwsBaseWaiterTrigger<JobTriggerArguments> {
  override *run(context: TriggerContext): Generator<TriggerStep, void, unknown> {
    let isCancelled = true;
    try {
      yield* super.run(context);
      isCancelled = false;
    } catch (error) {
      isCancelled = false;
      throw error;
    } finally {
      if (isCancelled && !context.rules.cancelledTriggersAreKilled) yield* this.#cancelJob(context);
    }
  }

  *onKill(context: TriggerContext): Steps<void> {
    if (this.kwargs.cancelOnKill) yield* this.#cancel(context);
  }

  /** Before triggers had `onKill`: a task that is still deferred shows that only its triggerer ends (`safe_to_cancel`). */
  *#cancelJob(context: TriggerContext): Steps<void> {
    const { log, rules, ti } = context;
    if (!rules.serverlessTriggerCancels) return;
    if (this.kwargs.cancelOnKill && ti.mapIndex >= 0) throw new PythonException("TaskInstance is not found");
    if (this.kwargs.cancelOnKill && ti.state !== "deferred") yield* this.#cancel(context);
    else log.info("Trigger may have shutdown or cancel_on_kill is disabled. Skipping job cancellation.");
  }

  *#cancel(context: TriggerContext): Steps<void> {
    const { applicationId, jobId: jobRunId, awsConnId, regionName } = this.kwargs;
    context.log.info("Cancelling EMR Serverless job. Application ID: %s, Job ID: %s", applicationId, jobRunId);
    const client = new AwsClient(context, EMR_SERVERLESS, { awsConnId, regionName });
    yield* settle(client.call("CancelJobRun", { applicationId, jobRunId }));
    context.log.info("EMR Serverless job %s cancelled successfully.", jobRunId);
  }

  protected subject() {
    const { applicationId, jobId, tellsDetails } = this.kwargs;
    const details = { application_id: applicationId, job_id: jobId };
    const returns = tellsDetails ? (["job_details", details] as const) : (["job_id", jobId] as const);
    return {
      api: EMR_SERVERLESS,
      waiter: "serverless_job_completed",
      params: { applicationId, jobRunId: jobId },
      failureMessage: "Serverless Job failed",
      statusMessage: "Serverless Job status is",
      status: ["jobRun.state", "jobRun.stateDetails"],
      returns,
    } as const;
  }
}
