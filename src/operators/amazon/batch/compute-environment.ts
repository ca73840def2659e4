import type { TaskContext, TaskDeferred } from "../../../definition/index.ts";
import { type Seconds, type Steps, settle } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import {
  AwsBaseWaiterTrigger,
  type AwsOperatorArguments,
  expectSuccess,
  type WaiterEvent,
  type WaiterTriggerArguments,
} from "../aws-operator.ts";
import { withoutNone } from "../shared.ts";
import { BATCH } from "./api.ts";
import { BatchBaseOperator } from "./batch-base.ts";

type Settings = Readonly<Record<string, unknown>>;

export interface BatchCreateComputeEnvironmentOperatorArguments extends AwsOperatorArguments {
  /** Rendered with Jinja. */
  readonly computeEnvironmentName: string;
  /** `MANAGED` or `UNMANAGED`. */
  readonly environmentType: string;
  /** `ENABLED` or `DISABLED`. */
  readonly state: string;
  /** By AWS's names. Rendered with Jinja. */
  readonly computeResources: Settings;
  readonly unmanagedVCpus?: number | null;
  /** Rendered with Jinja. */
  readonly serviceRole?: string | null;
  readonly tags?: Settings | null;
  /** Seconds between two looks of the trigger. Default 30. */
  readonly pollInterval?: Seconds;
  /** Looks of the trigger. Default 120. */
  readonly maxRetries?: number | null;
  /** Waits, in the triggerer; else it does not wait at all. Default false. */
  readonly deferrable?: boolean;
}

/** Makes a compute environment (operators/batch.py). Its result is the environment's ARN. */
export class BatchCreateComputeEnvironmentOperator extends BatchBaseOperator<BatchCreateComputeEnvironmentOperatorArguments> {
  static override readonly argumentNames = namesOf<
    Omit<BatchCreateComputeEnvironmentOperatorArguments, keyof AwsOperatorArguments>
  >({
    computeEnvironmentName: true,
    environmentType: true,
    state: true,
    computeResources: true,
    unmanagedVCpus: true,
    serviceRole: true,
    tags: true,
    pollInterval: true,
    maxRetries: true,
    deferrable: true,
  });
  static override readonly templateFields = ["computeEnvironmentName", "computeResources", "serviceRole"];

  computeEnvironmentName = this.args.computeEnvironmentName;
  computeResources = this.args.computeResources;
  serviceRole = this.args.serviceRole ?? null;

  *execute(context: TaskContext): Steps<TaskDeferred | string> {
    const { environmentType, state, unmanagedVCpus, tags, pollInterval = 30, maxRetries, deferrable } = this.args;
    const params = {
      computeEnvironmentName: this.computeEnvironmentName,
      type: environmentType,
      state,
      unmanagedvCpus: unmanagedVCpus ?? null,
      computeResources: this.computeResources,
      serviceRole: this.serviceRole,
      tags: tags ?? {},
    };
    const created = settle(this.client(context, BATCH).call("CreateComputeEnvironment", withoutNone(params)));
    const { computeEnvironmentArn: arn } = yield* created;
    if (deferrable === true) {
      const wait = { waiterDelay: pollInterval, waiterMaxAttempts: maxRetries || 120 };
      const connection = this.connectionIn(context);
      const trigger = new BatchCreateComputeEnvironmentTrigger({ computeEnvArn: arn, ...wait, ...connection });
      return this.defer({ trigger, methodName: "executeComplete" });
    }
    context.log.at("batch.py:498").info("AWS Batch compute environment created successfully");
    return arn;
  }

  executeComplete(_context: TaskContext, { event }: { readonly event: WaiterEvent }): unknown {
    expectSuccess(event, "Error while waiting for the compute environment to be ready: ");
    return event["value"];
  }
}

interface ComputeEnvironmentTriggerArguments extends WaiterTriggerArguments {
  readonly computeEnvArn: string;
}

/** Waits until a compute environment is there. */
export class BatchCreateComputeEnvironmentTrigger extends AwsBaseWaiterTrigger<ComputeEnvironmentTriggerArguments> {
  protected subject() {
    const { computeEnvArn } = this.kwargs;
    return {
      api: BATCH,
      waiter: "compute_env_ready",
      params: { computeEnvironments: [computeEnvArn] },
      failureMessage: "Failure while creating Compute Environment",
      statusMessage: "Compute Environment not ready yet",
      status: ["computeEnvironments[].status", "computeEnvironments[].statusReason"],
      returns: ["value", computeEnvArn],
    } as const;
  }
}
