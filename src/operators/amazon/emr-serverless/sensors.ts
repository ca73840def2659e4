/**
 * EmrServerlessJobSensor and EmrServerlessApplicationSensor (sensors/emr.py; spec/amazon-deferrable.md, section 3).
 * @module
 */

import { AirflowException, type TaskContext } from "../../../definition/index.ts";
import { type Steps, settle } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import { BaseSensor } from "../../index.ts";
import { AwsBaseSensor, type AwsSensorArguments } from "../aws-operator.ts";
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
}

/** Waits for a job. One that is CANCELLING has failed. */
export class EmrServerlessJobSensor extends AwsBaseSensor<EmrServerlessJobSensorArguments> {
  static override readonly argumentNames: readonly string[] = namesOf<
    Omit<EmrServerlessJobSensorArguments, keyof AwsSensorArguments>
  >({ applicationId: true, jobRunId: true, targetStates: true });
  static override readonly newArguments: NewArguments = { ...BaseSensor.newArguments, ...awsBaseSince("9.8.0") };
  static override readonly templateFields = ["applicationId", "jobRunId"];

  applicationId = this.args.applicationId;
  jobRunId = this.args.jobRunId;

  *poke(context: TaskContext): Steps<boolean> {
    const { targetStates = ["SUCCESS"] } = this.args;
    const { applicationId, jobRunId } = this;
    const client = this.client(context, EMR_SERVERLESS);
    const { state, stateDetails } = (yield* settle(client.call("GetJobRun", { applicationId, jobRunId }))).jobRun;
    if (["FAILED", "CANCELLING", "CANCELLED"].includes(state))
      throw new AirflowException(`EMR Serverless job failed: ${stateDetails}`);
    return targetStates.includes(state);
  }
}
