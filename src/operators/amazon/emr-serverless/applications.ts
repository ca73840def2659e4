/**
 * EmrServerlessCreateApplicationOperator, EmrServerlessStopApplicationOperator and EmrServerlessDeleteApplicationOperator
 * (operators/emr.py; spec/amazon-deferrable.md, section 3).
 * @module
 */

import { AirflowException, type TaskContext, type TaskDeferred } from "../../../definition/index.ts";
import { NEW_UUID, waitUntil } from "../../../hooks/index.ts";
import { type Steps, settle } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import type { Rules } from "../../../rules/index.ts";
import { expectSuccess, type WaiterEvent } from "../aws-operator.ts";
import { EMR_SERVERLESS } from "./api.ts";
import {
  EmrServerlessCancelJobsTrigger,
  EmrServerlessCreateApplicationTrigger,
  EmrServerlessDeleteApplicationTrigger,
  EmrServerlessStartApplicationTrigger,
  EmrServerlessStopApplicationTrigger,
  JOB_CANCELLED_FROM,
  JOB_INTERMEDIATE_STATES,
  type ServerlessArguments,
  ServerlessOperator,
} from "./serverless.ts";

export interface EmrServerlessCreateApplicationOperatorArguments extends ServerlessArguments {
  readonly releaseLabel: string;
  /** `SPARK` or `HIVE`. */
  readonly jobType: string;
  /** Default one that is made up. */
  readonly clientRequestToken?: string;
  /** More of what it is made of, by AWS's names. */
  readonly config?: Readonly<Record<string, unknown>> | null;
}

/**
 * Makes an application and starts it. Its result is the application's id. Deferred it visits a worker three times; not
 * deferred it waits until the application is made, whatever it is told, and until it has started, if told to.
 */
export class EmrServerlessCreateApplicationOperator extends ServerlessOperator<EmrServerlessCreateApplicationOperatorArguments> {
  static override readonly argumentNames: readonly string[] = namesOf<
    Omit<EmrServerlessCreateApplicationOperatorArguments, keyof ServerlessArguments>
  >({ releaseLabel: true, jobType: true, clientRequestToken: true, config: true });
  *execute(context: TaskContext): Steps<TaskDeferred | string> {
    const { releaseLabel, jobType, clientRequestToken, config, deferrable, waitForCompletion = true } = this.args;
    const client = this.client(context, EMR_SERVERLESS);
    const params = { clientToken: clientRequestToken || NEW_UUID, releaseLabel, type: jobType, ...config };
    const { applicationId } = yield* settle(client.call("CreateApplication", params));
    context.log.at("emr.py:1064").info("EMR serverless application created: %s", applicationId);
    if (deferrable === true) {
      const trigger = new EmrServerlessCreateApplicationTrigger({ applicationId, ...this.waiterArguments });
      return this.defer({ trigger, methodName: "startApplicationDeferred", timeout: this.deferralTimeout });
    }
    const failed = "Serverless Application creation failed";
    yield* this.waitForApplication(context, "serverless_app_created", applicationId, failed);
    context.log.at("emr.py:1087").info("Starting application %s", applicationId);
    yield* settle(client.call("StartApplication", { applicationId }));
    if (waitForCompletion) {
      const notStarted = "Serverless Application failed to start";
      yield* this.waitForApplication(context, "serverless_app_started", applicationId, notStarted);
    }
    return applicationId;
  }

  *startApplicationDeferred(context: TaskContext, { event }: { readonly event: WaiterEvent }): Steps<TaskDeferred> {
    const applicationId = String(event["application_id"]);
    if (event.status !== "success") throw new AirflowException(`Application ${applicationId} failed to create`);
    context.log.at("emr.py:1109").info("Starting application %s", applicationId);
    yield* settle(this.client(context, EMR_SERVERLESS).call("StartApplication", { applicationId }));
    const trigger = new EmrServerlessStartApplicationTrigger({ applicationId, ...this.waiterArguments });
    return this.defer({ trigger, methodName: "executeComplete", timeout: this.deferralTimeout });
  }

  executeComplete(context: TaskContext, { event }: { readonly event: WaiterEvent }): unknown {
    expectSuccess(event, "Trigger error: Application failed to start, event is ");
    context.log.at("emr.py:1126").info("Application %s started", event["application_id"]);
    return event["application_id"];
  }
}

export interface EmrServerlessStopApplicationOperatorArguments extends ServerlessArguments {
  /** Rendered with Jinja. */
  readonly applicationId: string;
  /** True if jobs that run on it are cancelled first. Default false. */
  readonly forceStop?: boolean;
}

/** Stops an application. */
export class EmrServerlessStopApplicationOperator extends ServerlessOperator<EmrServerlessStopApplicationOperatorArguments> {
  static override readonly argumentNames: readonly string[] = namesOf<
    Omit<EmrServerlessStopApplicationOperatorArguments, keyof ServerlessArguments>
  >({ applicationId: true, forceStop: true });
  static override readonly templateFields = ["applicationId"];

  applicationId = this.args.applicationId;

  *execute(context: TaskContext): Steps<TaskDeferred | undefined> {
    const { applicationId } = this;
    context.log.at("emr.py:1428").info("Stopping application: %s", applicationId);
    if (this.args.forceStop === true) {
      const deferral = yield* this.#cancelJobs(context);
      if (deferral !== undefined) return deferral;
    }
    yield* settle(this.client(context, EMR_SERVERLESS).call("StopApplication", { applicationId }));
    if (this.args.deferrable === true) return this.#deferUntilStopped(context);
    if (!this.waitsForStop) return undefined;
    yield* this.waitForApplication(context, "serverless_app_stopped", applicationId, "Error stopping application");
    context.log.at("emr.py:1482").info("EMR serverless application %s stopped successfully", applicationId);
    return undefined;
  }

  /** Waits on its worker until the application has stopped. */
  protected get waitsForStop(): boolean {
    return this.args.waitForCompletion !== false;
  }

  #deferUntilStopped({ rules }: TaskContext): TaskDeferred {
    const { applicationId } = this;
    const trigger = new EmrServerlessStopApplicationTrigger({ applicationId, ...this.waiterArguments });
    return this.defer({ trigger, methodName: this.methodAfterStop(rules), timeout: this.deferralTimeout });
  }

  /** The method that goes on once the application has stopped in the triggerer's sight. */
  protected methodAfterStop(_rules: Rules): string {
    return "executeComplete";
  }

  /** Cancels all jobs and waits until none runs any more. */
  *#cancelJobs(context: TaskContext): Steps<TaskDeferred | undefined> {
    const { applicationId } = this;
    const { log } = context;
    const count = yield* this.#cancelRunningJobs(context);
    if (count === 0) {
      log.at("emr.py:1457").info("no running jobs found with application ID %s", applicationId);
      return undefined;
    }
    log.at("emr.py:1436").info("now waiting for the %s cancelled job(s) to terminate", count);
    if (this.args.deferrable === true) {
      const trigger = new EmrServerlessCancelJobsTrigger({ applicationId, ...this.waiterArguments });
      return this.defer({ trigger, methodName: "stopApplication", timeout: this.deferralTimeout });
    }
    const client = this.client(context, EMR_SERVERLESS);
    const waiter = client.waiter("no_job_running", { applicationId, states: JOB_CANCELLED_FROM });
    yield* waitUntil(waiter, this.delaySeconds, this.maxAttempts);
    return undefined;
  }

  /** `cancel_running_jobs`: page after page. */
  *#cancelRunningJobs(context: TaskContext): Steps<number> {
    const { applicationId } = this;
    const client = this.client(context, EMR_SERVERLESS);
    let count = 0;
    let nextToken: string | undefined;
    do {
      const place = nextToken === undefined ? {} : { nextToken };
      const params = { applicationId, states: JOB_INTERMEDIATE_STATES, maxResults: 50, ...place };
      const page = yield* settle(client.call("ListJobRuns", params));
      const words = "Cancelling %s pending job(s) for the application %s so that it can be stopped";
      if (page.jobRuns.length > 0) context.log.at("emr.py:295").info(words, page.jobRuns.length, applicationId);
      for (const { id } of page.jobRuns) yield* settle(client.call("CancelJobRun", { applicationId, jobRunId: id }));
      count += page.jobRuns.length;
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return count;
  }

  *stopApplication(context: TaskContext, { event }: { readonly event: WaiterEvent }): Steps<TaskDeferred | undefined> {
    expectSuccess(event, "Error cancelling EMR Serverless jobs: ");
    const { applicationId } = this;
    yield* settle(this.client(context, EMR_SERVERLESS).call("StopApplication", { applicationId }));
    return this.#deferUntilStopped(context);
  }

  executeComplete(context: TaskContext, { event }: { readonly event: WaiterEvent }): void {
    expectSuccess(event, "Error stopping EMR Serverless application: ");
    context.log.at("emr.py:1506").info("EMR serverless application %s stopped successfully", this.applicationId);
  }
}

/**
 * Stops an application and deletes it. Deferred it never deletes it before 9.39.0: it defers while it stops, and what comes
 * after that is only told.
 */
export class EmrServerlessDeleteApplicationOperator extends EmrServerlessStopApplicationOperator {
  static override readonly argumentNames: readonly string[] = [];
  protected override get waitsForStop(): boolean {
    return true;
  }

  override *execute(context: TaskContext): Steps<TaskDeferred | undefined> {
    const deferral = yield* super.execute(context);
    if (deferral !== undefined) return deferral;
    return yield* this.#delete(context);
  }

  protected override methodAfterStop({ serverlessDeletesDeferred }: Rules): string {
    return serverlessDeletesDeferred ? "deleteStoppedApplication" : "executeComplete";
  }

  *deleteStoppedApplication(
    context: TaskContext,
    { event }: { readonly event: WaiterEvent },
  ): Steps<TaskDeferred | undefined> {
    super.executeComplete(context, { event });
    return yield* this.#delete(context);
  }

  *#delete(context: TaskContext): Steps<TaskDeferred | undefined> {
    const { applicationId } = this;
    context.log.at("emr.py:1593").info("Now deleting application: %s", applicationId);
    yield* settle(this.client(context, EMR_SERVERLESS).call("DeleteApplication", { applicationId }));
    if (this.args.deferrable === true) {
      const trigger = new EmrServerlessDeleteApplicationTrigger({ applicationId, ...this.waiterArguments });
      return this.defer({ trigger, methodName: "executeComplete", timeout: this.deferralTimeout });
    }
    if (this.args.waitForCompletion !== false) {
      const failed = "Error terminating application";
      yield* this.waitForApplication(context, "serverless_app_terminated", applicationId, failed);
    }
    context.log.at("emr.py:1624").info("EMR serverless application deleted");
    return undefined;
  }

  override executeComplete(context: TaskContext, { event }: { readonly event: WaiterEvent }): void {
    expectSuccess(event, "Error deleting EMR Serverless application: ");
    context.log.at("emr.py:1631").info("EMR serverless application %s deleted successfully", this.applicationId);
  }
}
