/**
 * EmrAddStepsOperator and its trigger (operators/emr.py, triggers/emr.py; spec/amazon-deferrable.md, section 3).
 * @module
 */

import { AirflowException, type TaskContext, type TaskDeferred } from "../../../definition/index.ts";
import { type AwsClient, waitWithLogging } from "../../../hooks/index.ts";
import { type Seconds, type Steps, settle } from "../../../kernel/index.ts";
import type { Problem } from "../../../options/index.ts";
import { namesOf } from "../../../options/index.ts";
import { pythonLiteral, pythonRepr } from "../../../python/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import { BaseOperator } from "../../index.ts";
import {
  AwsBaseOperator,
  AwsBaseWaiterTrigger,
  type AwsOperatorArguments,
  expectSuccess,
  type WaiterEvent,
  type WaiterTriggerArguments,
} from "../aws-operator.ts";
import { awsBaseSince } from "../connection.ts";
import type { OpenLineageArguments } from "../unused-arguments.ts";
import { EMR, type EmrOperations } from "./api.ts";
import { clusterIdByName, linkCluster } from "./job-flow-hook.ts";

type Settings = Readonly<Record<string, unknown>>;

export interface EmrAddStepsOperatorArguments
  extends AwsOperatorArguments,
    Pick<OpenLineageArguments, "openlineageInjectParentJobInfo"> {
  /** This, or `jobFlowName`. Rendered with Jinja. */
  readonly jobFlowId?: string | null;
  /** Rendered with Jinja. */
  readonly jobFlowName?: string | null;
  /** In which a job flow is looked for by its name. Rendered with Jinja. */
  readonly clusterStates?: readonly string[] | null;
  /** By AWS's names; or a text of them, as Python writes it. Rendered with Jinja. */
  readonly steps?: readonly Settings[] | string | null;
  /** Waits on its worker; a deferrable one does in the triggerer. Default false. */
  readonly waitForCompletion?: boolean;
  /** Seconds between two looks. Default 30. */
  readonly waiterDelay?: Seconds;
  /** Default 60; on a worker for each step. */
  readonly waiterMaxAttempts?: number;
  /** Rendered with Jinja. */
  readonly executionRoleArn?: string | null;
  /** Waits in the triggerer. Default false. */
  readonly deferrable?: boolean;
}

/** Adds steps to a job flow. Its result is their ids. */
export class EmrAddStepsOperator extends AwsBaseOperator<EmrAddStepsOperatorArguments> {
  static override readonly argumentNames = namesOf<Omit<EmrAddStepsOperatorArguments, keyof AwsOperatorArguments>>({
    jobFlowId: true,
    jobFlowName: true,
    clusterStates: true,
    steps: true,
    waitForCompletion: true,
    waiterDelay: true,
    waiterMaxAttempts: true,
    executionRoleArn: true,
    deferrable: true,
    openlineageInjectParentJobInfo: true,
  });
  static override readonly newArguments: NewArguments = {
    ...BaseOperator.newArguments,
    ...awsBaseSince("9.8.0"),
    openlineageInjectParentJobInfo: { amazonProvider: "9.39.0" },
  };
  static override readonly templateFields = ["jobFlowId", "jobFlowName", "clusterStates", "steps", "executionRoleArn"];

  jobFlowId = this.args.jobFlowId ?? null;
  jobFlowName = this.args.jobFlowName ?? null;
  clusterStates = this.args.clusterStates ?? [];
  steps = this.args.steps ?? [];
  executionRoleArn = this.args.executionRoleArn ?? null;

  override get onlyWaits(): boolean {
    return this.args.waitForCompletion === true;
  }

  override problems(): readonly Problem[] {
    const isOne = (this.args.jobFlowId ?? null) === null ? (this.args.jobFlowName ?? null) !== null : true;
    const isBoth = (this.args.jobFlowId ?? null) !== null && (this.args.jobFlowName ?? null) !== null;
    if (isOne && !isBoth) return super.problems();
    const message = "Exactly one of job_flow_id or job_flow_name must be specified.";
    return [...super.problems(), { path: "jobFlowId", message }];
  }

  *execute(context: TaskContext): Steps<TaskDeferred | readonly string[]> {
    const { waiterDelay = 30, waiterMaxAttempts = 60, deferrable = false, waitForCompletion = false } = this.args;
    const { log } = context;
    const client = this.client(context, EMR);
    const jobFlowId = yield* this.#findJobFlow(context, client);
    if (this.settings.doXcomPush) context.ti.xcomPush("job_flow_id", jobFlowId);
    yield* linkCluster(context, this, client, jobFlowId);
    log.at("emr.py:154").info("Adding steps to %s", jobFlowId);
    const steps = (typeof this.steps === "string" ? pythonLiteral(this.steps) : this.steps) as readonly Settings[];
    const role = this.executionRoleArn ? { ExecutionRoleArn: this.executionRoleArn } : {};
    const params = { JobFlowId: jobFlowId, Steps: steps, ...role };
    const { StepIds: stepIds } = yield* settle(client.call("AddJobFlowSteps", params));
    log.at("emr.py:171").info("Steps %s added to JobFlow", stepIds);
    if (deferrable) {
      const attempts = { waiterDelay, waiterMaxAttempts };
      const trigger = new EmrAddStepsTrigger({ jobFlowId, stepIds, ...attempts, ...this.connection });
      return this.defer({ trigger, methodName: "executeComplete" });
    }
    if (waitForCompletion) for (const stepId of stepIds) yield* this.#waitForStep(context, client, jobFlowId, stepId);
    return stepIds;
  }

  *#findJobFlow(context: TaskContext, client: AwsClient<EmrOperations>): Steps<string> {
    const { jobFlowId, jobFlowName, clusterStates } = this;
    const id = jobFlowId || (yield* clusterIdByName(context, client, String(jobFlowName), clusterStates));
    if (!id) throw new AirflowException(`No cluster found for name: ${jobFlowName}`);
    return id;
  }

  /** One step after the other, each with all attempts. Of one that fails, the reason is asked for. */
  *#waitForStep(
    context: TaskContext,
    client: AwsClient<EmrOperations>,
    jobFlowId: string,
    stepId: string,
  ): Steps<void> {
    const params = { ClusterId: jobFlowId, StepId: stepId };
    try {
      yield* waitWithLogging(context, client.waiter("StepComplete", params), {
        delaySeconds: this.args.waiterDelay || 30,
        maxAttempts: this.args.waiterMaxAttempts || 60,
        failureMessage: `EMR Steps failed: ${stepId}`,
        statusMessage: "EMR Step status is",
        status: ["Step.Status.State", "Step.Status.StateChangeReason"],
      });
    } catch (error) {
      if (error instanceof AirflowException && error.message.includes("EMR Steps failed")) {
        const { Step: step } = yield* settle(client.call("DescribeStep", params));
        const details = step.Status.FailureDetails;
        if (details !== undefined) context.log.at("emr.py:190").error("EMR Steps failed: %s", details);
      }
      throw error;
    }
  }

  executeComplete(context: TaskContext, { event }: { readonly event: WaiterEvent }): unknown {
    expectSuccess(event, "Error while running steps: ");
    context.log.at("emr.py:187").info("Steps completed successfully");
    return event["value"];
  }
}

interface EmrAddStepsTriggerArguments extends WaiterTriggerArguments {
  readonly jobFlowId: string;
  readonly stepIds: readonly string[];
}

/** Waits until all steps are completed; fails as soon as one is not going to be. */
export class EmrAddStepsTrigger extends AwsBaseWaiterTrigger<EmrAddStepsTriggerArguments> {
  protected subject() {
    const { jobFlowId, stepIds } = this.kwargs;
    const steps = pythonRepr(stepIds);
    return {
      api: EMR,
      waiter: "steps_wait_for_terminal",
      params: { ClusterId: jobFlowId, StepIds: stepIds },
      failureMessage: `Error while waiting for steps ${steps} to complete`,
      statusMessage: `Step ids: ${steps}, Steps are still in non-terminal state`,
      status: ["Steps[].Status.State", "Steps[].Status.FailureDetails"],
      returns: ["value", stepIds],
    } as const;
  }
}
