/**
 * EmrTerminateJobFlowOperator and its trigger (operators/emr.py, triggers/emr.py; spec/amazon-deferrable.md, section 3).
 * @module
 */

import type { TaskContext, TaskDeferred } from "../../../definition/index.ts";
import { type Seconds, type Steps, settle } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import { BaseOperator } from "../../index.ts";
import {
  AwsBaseOperator,
  AwsBaseWaiterTrigger,
  type AwsOperatorArguments,
  expectSuccess,
  type WaiterEvent,
} from "../aws-operator.ts";
import { awsBaseSince } from "../connection.ts";
import { EMR } from "./api.ts";
import { JOB_FLOW_STATUS, type JobFlowTriggerArguments } from "./create-job-flow.ts";
import { linkCluster } from "./job-flow-hook.ts";

export interface EmrTerminateJobFlowOperatorArguments extends AwsOperatorArguments {
  /** Rendered with Jinja. */
  readonly jobFlowId: string;
  /** Seconds between two looks. Default 60. */
  readonly waiterDelay?: Seconds;
  /** Default 20. */
  readonly waiterMaxAttempts?: number;
  /** Waits, in the triggerer; else it does not wait at all. Default false. */
  readonly deferrable?: boolean;
}

/** Terminates a job flow. */
export class EmrTerminateJobFlowOperator extends AwsBaseOperator<EmrTerminateJobFlowOperatorArguments> {
  static override readonly argumentNames = namesOf<
    Omit<EmrTerminateJobFlowOperatorArguments, keyof AwsOperatorArguments>
  >({ jobFlowId: true, waiterDelay: true, waiterMaxAttempts: true, deferrable: true });
  static override readonly newArguments: NewArguments = { ...BaseOperator.newArguments, ...awsBaseSince("9.8.0") };
  static override readonly templateFields = ["jobFlowId"];

  jobFlowId = this.args.jobFlowId;

  *execute(context: TaskContext): Steps<TaskDeferred | undefined> {
    const { waiterDelay = 60, waiterMaxAttempts = 20, deferrable = false } = this.args;
    const { jobFlowId } = this;
    const client = this.client(context, EMR);
    yield* linkCluster(context, this, client, jobFlowId);
    context.log.at("emr.py:939").info("Terminating JobFlow %s", jobFlowId);
    yield* settle(client.call("TerminateJobFlows", { JobFlowIds: [jobFlowId] }));
    context.log.at("emr.py:945").info("Terminating JobFlow with id %s", jobFlowId);
    if (!deferrable) return undefined;
    const trigger = new EmrTerminateJobFlowTrigger({ jobFlowId, waiterDelay, waiterMaxAttempts, ...this.connection });
    return this.defer({ trigger, methodName: "executeComplete", timeout: waiterMaxAttempts * waiterDelay + 60 });
  }

  executeComplete(context: TaskContext, { event }: { readonly event: WaiterEvent }): void {
    expectSuccess(event, "Error terminating JobFlow: ");
    context.log.at("emr.py:965").info("Jobflow terminated successfully.");
  }
}

/** Waits until a job flow is terminated. */
export class EmrTerminateJobFlowTrigger extends AwsBaseWaiterTrigger<JobFlowTriggerArguments> {
  protected subject() {
    return {
      api: EMR,
      waiter: "job_flow_terminated",
      params: { ClusterId: this.kwargs.jobFlowId },
      failureMessage: "JobFlow termination failed",
      statusMessage: "JobFlow termination in progress",
      status: JOB_FLOW_STATUS,
      returns: ["value", null],
    } as const;
  }
}
