/**
 * EmrJobFlowSensor, EmrStepSensor and its trigger (sensors/emr.py, triggers/emr.py; spec/amazon-deferrable.md, section 3).
 * @module
 */

import { AirflowException, type TaskContext, type TaskDeferred } from "../../../definition/index.ts";
import { type Body, type Steps, settle } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import { pythonStr } from "../../../python/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import { BaseSensor } from "../../index.ts";
import {
  AwsBaseSensor,
  AwsBaseWaiterTrigger,
  type AwsSensorArguments,
  expectSuccess,
  type WaiterEvent,
  type WaiterTriggerArguments,
} from "../aws-operator.ts";
import { awsBaseSince } from "../connection.ts";
import { EMR } from "./api.ts";
import { linkCluster } from "./job-flow-hook.ts";
import { EmrTerminateJobFlowTrigger } from "./terminate-job-flow.ts";

interface EmrSensorArguments extends AwsSensorArguments {
  /** Rendered with Jinja. */
  readonly jobFlowId: string;
  /** Rendered with Jinja. */
  readonly targetStates?: readonly string[] | null;
  /** Rendered with Jinja. */
  readonly failedStates?: readonly string[] | null;
  /** Looks of the trigger, `pokeInterval` apart, cut to whole seconds. Default 60. */
  readonly maxAttempts?: number;
  /** Waits in the triggerer, where neither its states nor its timeout count. Default false. */
  readonly deferrable?: boolean;
}

/** The finding of one look, in a state. */
interface Look {
  readonly state: string;
  readonly failure: string | null;
}

/** EmrBaseSensor: looks at the state of something, which is among the target states, the failed ones, or neither. */
abstract class EmrBaseSensor<Arguments extends EmrSensorArguments> extends AwsBaseSensor<Arguments> {
  static override readonly argumentNames: readonly string[] = namesOf<
    Omit<EmrSensorArguments, keyof AwsSensorArguments>
  >({ jobFlowId: true, targetStates: true, failedStates: true, maxAttempts: true, deferrable: true });
  static override readonly newArguments: NewArguments = { ...BaseSensor.newArguments, ...awsBaseSince("9.8.0") };

  jobFlowId = this.args.jobFlowId;
  abstract targetStates: readonly string[];
  abstract failedStates: readonly string[];

  protected abstract look(context: TaskContext): Steps<Look>;
  protected abstract trigger(waiter: WaiterTriggerArguments): EmrTerminateJobFlowTrigger | EmrStepSensorTrigger;

  *poke(context: TaskContext): Steps<boolean> {
    const { state, failure } = yield* this.look(context);
    context.log.at("emr.py:79").info("Job flow currently %s", state);
    if (this.targetStates.includes(state)) return true;
    if (this.failedStates.includes(state)) throw new AirflowException(`EMR job failed: ${pythonStr(failure)}`);
    return false;
  }

  override execute(context: TaskContext): Body<unknown> {
    return this.args.deferrable === true ? this.#pokeOrDefer(context) : this.pokeUntilDone(context);
  }

  *#pokeOrDefer(context: TaskContext): Steps<TaskDeferred | null> {
    context.recordPoke();
    if (yield* this.poke(context)) return null;
    const waiterMaxAttempts = this.args.maxAttempts ?? 60;
    const waiterDelay = Math.trunc(this.pokeInterval);
    const trigger = this.trigger({ waiterDelay, waiterMaxAttempts, ...this.connection });
    return this.defer({ trigger, methodName: "executeComplete", timeout: this.pokeInterval * waiterMaxAttempts });
  }

  executeComplete(context: TaskContext, { event }: { readonly event: WaiterEvent }): void {
    expectSuccess(event, "Error while running job: ");
    context.log.at("emr.py:514").info("Job completed.");
  }
}

export type EmrJobFlowSensorArguments = EmrSensorArguments;

/** Waits for a job flow to be in a state, TERMINATED by default. */
export class EmrJobFlowSensor extends EmrBaseSensor<EmrJobFlowSensorArguments> {
  static override readonly argumentNames: readonly string[] = [];
  static override readonly templateFields = ["jobFlowId", "targetStates", "failedStates"];

  targetStates = states(this.args.targetStates, ["TERMINATED"]);
  failedStates = states(this.args.failedStates, ["TERMINATED_WITH_ERRORS"]);

  protected *look(context: TaskContext): Steps<Look> {
    const { jobFlowId } = this;
    context.log.at("emr.py:449").info("Poking cluster %s", jobFlowId);
    const client = this.client(context, EMR);
    const { Status: status } = (yield* settle(client.call("DescribeCluster", { ClusterId: jobFlowId }))).Cluster;
    const { Code, Message } = status.StateChangeReason ?? {};
    if (Code === undefined && Message === undefined) return { state: status.State, failure: null };
    const failure = `for code: ${Code ?? "No code"} with message ${Message ?? "Unknown"}`;
    return { state: status.State, failure };
  }

  protected trigger(waiter: WaiterTriggerArguments): EmrTerminateJobFlowTrigger {
    return new EmrTerminateJobFlowTrigger({ jobFlowId: this.jobFlowId, ...waiter });
  }
}

export interface EmrStepSensorArguments extends EmrSensorArguments {
  /** Rendered with Jinja. */
  readonly stepId: string;
}

/** Waits for a step to be in a state, COMPLETED by default. */
export class EmrStepSensor extends EmrBaseSensor<EmrStepSensorArguments> {
  static override readonly argumentNames = namesOf<Omit<EmrStepSensorArguments, keyof EmrSensorArguments>>({
    stepId: true,
  });
  static override readonly templateFields = ["jobFlowId", "stepId", "targetStates", "failedStates"];

  stepId = this.args.stepId;
  targetStates = states(this.args.targetStates, ["COMPLETED"]);
  failedStates = states(this.args.failedStates, ["CANCELLED", "FAILED", "INTERRUPTED"]);

  protected *look(context: TaskContext): Steps<Look> {
    const { jobFlowId, stepId } = this;
    context.log.at("emr.py:575").info("Poking step %s on cluster %s", stepId, jobFlowId);
    const client = this.client(context, EMR);
    const { Step: step } = yield* settle(client.call("DescribeStep", { ClusterId: jobFlowId, StepId: stepId }));
    yield* linkCluster(context, this, client, jobFlowId);
    const { State: state, FailureDetails: details } = step.Status;
    if (details === undefined) return { state, failure: null };
    const [reason, message, file] = [details.Reason, details.Message, details.LogFile].map(pythonStr);
    return { state, failure: `for reason ${reason} with message ${message} and log file ${file}` };
  }

  protected trigger(waiter: WaiterTriggerArguments): EmrStepSensorTrigger {
    return new EmrStepSensorTrigger({ jobFlowId: this.jobFlowId, stepId: this.stepId, ...waiter });
  }
}

/** States that were given, or by default; none are as good as not given. */
function states(given: readonly string[] | null | undefined, standard: readonly string[]): readonly string[] {
  return given === null || given === undefined || given.length === 0 ? standard : given;
}

interface EmrStepSensorTriggerArguments extends WaiterTriggerArguments {
  readonly jobFlowId: string;
  readonly stepId: string;
}

/** Waits until a step is completed. */
export class EmrStepSensorTrigger extends AwsBaseWaiterTrigger<EmrStepSensorTriggerArguments> {
  protected subject() {
    const { jobFlowId, stepId } = this.kwargs;
    return {
      api: EMR,
      waiter: "step_wait_for_terminal",
      params: { ClusterId: jobFlowId, StepId: stepId },
      failureMessage: `Error while waiting for step ${stepId} to complete`,
      statusMessage: `Step id: ${stepId}, Step is still in non-terminal state`,
      status: ["Step.Status.State", "Step.Status.FailureDetails", "Step.Status.StateChangeReason"],
      returns: ["value", null],
    } as const;
  }
}
