/**
 * EmrServerlessJobSensor and EmrServerlessApplicationSensor (sensors/emr.py; spec/amazon-deferrable.md, section 3).
 * @module
 */

import { AirflowException, RuntimeError, type TaskContext, type TaskDeferred } from "../../../definition/index.ts";
import { path } from "../../../hooks/index.ts";
import { type Body, type Steps, settle } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import { pythonRepr } from "../../../python/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import { BaseSensor } from "../../index.ts";
import {
  AwsBaseSensor,
  AwsBaseWaiterTrigger,
  type AwsSensorArguments,
  type WaiterEvent,
  type WaiterTriggerArguments,
} from "../aws-operator.ts";
import { awsBaseSince } from "../connection.ts";
import { EMR_SERVERLESS } from "./api.ts";

export interface EmrServerlessApplicationSensorArguments extends AwsSensorArguments {
  /** Rendered with Jinja. */
  readonly applicationId: string;
  /** Default CREATED and STARTED. */
  readonly targetStates?: readonly string[];
}

/** Waits for an application. */
export class EmrServerlessApplicationSensor extends AwsBaseSensor<EmrServerlessApplicationSensorArguments> {
  static override readonly argumentNames: readonly string[] = namesOf<
    Omit<EmrServerlessApplicationSensorArguments, keyof AwsSensorArguments>
  >({ applicationId: true, targetStates: true });
  static override readonly newArguments: NewArguments = { ...BaseSensor.newArguments, ...awsBaseSince("9.8.0") };
  static override readonly templateFields = ["applicationId"];

  applicationId = this.args.applicationId;

  *poke(context: TaskContext): Steps<boolean> {
    const { targetStates = ["CREATED", "STARTED"] } = this.args;
    const client = this.client(context, EMR_SERVERLESS);
    const answer = yield* settle(client.call("GetApplication", { applicationId: this.applicationId }));
    const { state, stateDetails } = answer.application;
    if (state === "STOPPED" || state === "TERMINATED")
      throw new AirflowException(
        `EMR Serverless ${context.rules.serverlessApplicationFailsAs} failed: ${stateDetails}`,
      );
    return targetStates.includes(state);
  }
}

export interface EmrServerlessJobSensorArguments extends AwsSensorArguments {
  /** Rendered with Jinja. */
  readonly applicationId: string;
  /** Rendered with Jinja. */
  readonly jobRunId: string;
  /** Default SUCCESS. */
  readonly targetStates?: readonly string[];
  /** Waits in the triggerer, unless the job is there at once. Default false. From provider 9.39.0 on. */
  readonly deferrable?: boolean;
}

const JOB_FAILURES = ["FAILED", "CANCELLING", "CANCELLED"];

/** Waits for a job. One that is CANCELLING has failed. */
export class EmrServerlessJobSensor extends AwsBaseSensor<EmrServerlessJobSensorArguments> {
  static override readonly argumentNames: readonly string[] = namesOf<
    Omit<EmrServerlessJobSensorArguments, keyof AwsSensorArguments>
  >({ applicationId: true, jobRunId: true, targetStates: true, deferrable: true });
  static override readonly newArguments: NewArguments = {
    ...BaseSensor.newArguments,
    ...awsBaseSince("9.8.0"),
    deferrable: { amazonProvider: "9.39.0" },
  };
  static override readonly templateFields = ["applicationId", "jobRunId"];

  applicationId = this.args.applicationId;
  jobRunId = this.args.jobRunId;

  override execute(context: TaskContext): Body<unknown> {
    return this.args.deferrable === true ? this.#pokeOrDefer(context) : this.pokeUntilDone(context);
  }

  *#pokeOrDefer(context: TaskContext): Steps<TaskDeferred | null> {
    context.recordPoke();
    if (yield* this.poke(context)) return null;
    const { targetStates = ["SUCCESS"] } = this.args;
    const { applicationId, jobRunId } = this;
    const wait = { waiterDelay: Math.trunc(this.pokeInterval), waiterMaxAttempts: Number.MAX_SAFE_INTEGER };
    const given = { applicationId, jobRunId, targetStates, ...wait, ...this.connection };
    const trigger = new EmrServerlessJobSensorTrigger(given);
    return this.defer({ trigger, methodName: "executeComplete", timeout: this.timeout });
  }

  executeComplete({ log }: TaskContext, { event }: { readonly event: WaiterEvent }): void {
    if (event.status !== "success") throw new RuntimeError(`Error while running job: ${pythonRepr(event)}`);
    log.info("EMR Serverless job %s reached a target state.", this.jobRunId);
  }

  *poke(context: TaskContext): Steps<boolean> {
    const { targetStates = ["SUCCESS"] } = this.args;
    const { applicationId, jobRunId } = this;
    const client = this.client(context, EMR_SERVERLESS);
    const { state, stateDetails } = (yield* settle(client.call("GetJobRun", { applicationId, jobRunId }))).jobRun;
    if (JOB_FAILURES.includes(state)) throw new AirflowException(`EMR Serverless job failed: ${stateDetails}`);
    return targetStates.includes(state);
  }
}

interface JobSensorTriggerArguments extends WaiterTriggerArguments {
  readonly applicationId: string;
  readonly jobRunId: string;
  readonly targetStates: readonly string[];
}

/** Waits for a job to be in one of some states: its waiter is made of those. */
export class EmrServerlessJobSensorTrigger extends AwsBaseWaiterTrigger<JobSensorTriggerArguments> {
  protected subject() {
    const { applicationId, jobRunId, targetStates } = this.kwargs;
    const { serverless_job_completed: completed, ...others } = EMR_SERVERLESS.waiters;
    const acceptors = path("jobRun.state", { failure: JOB_FAILURES, success: targetStates });
    return {
      api: { ...EMR_SERVERLESS, waiters: { ...others, serverless_job_completed: { ...completed, acceptors } } },
      waiter: "serverless_job_completed",
      params: { applicationId, jobRunId },
      failureMessage: "EMR Serverless job failed",
      statusMessage: "EMR Serverless job status is",
      status: ["jobRun.state", "jobRun.stateDetails"],
      returns: ["value", null],
    } as const;
  }
}
