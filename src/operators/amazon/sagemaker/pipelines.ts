/**
 * The operators of SageMaker's pipelines (operators/sagemaker.py, SageMakerStartPipelineOperator and SageMakerStopPipelineOperator).
 * @module
 */

import { AirflowException, exceptionMessage, type TaskContext, type TaskDeferred } from "../../../definition/index.ts";
import { ClientError } from "../../../hooks/index.ts";
import { type Seconds, type Steps, settle } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import { pythonRepr, pythonStr } from "../../../python/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import { AwsBaseOperator, type AwsOperatorArguments, type WaiterEvent } from "../aws-operator.ts";
import type { Settings } from "./api.ts";
import { CHECK_INTERVAL, SAGEMAKER_NEW_ARGUMENTS } from "./sagemaker-base.ts";
import { RUNNING_PIPELINE, SageMakerHook } from "./sagemaker-hook.ts";
import { SageMakerPipelineTrigger } from "./trigger.ts";

interface PipelineArguments extends AwsOperatorArguments {
  /** Waits in the worker. Deferrable it waits in any case. Default false. */
  readonly waitForCompletion?: boolean;
  /** Seconds between two looks. Default 30. */
  readonly checkInterval?: Seconds;
  /** Default 9999. */
  readonly waiterMaxAttempts?: number;
  /** Asks for the steps too, at each look in the worker. Default true. */
  readonly verbose?: boolean;
  /** Waits in the triggerer. Default false. */
  readonly deferrable?: boolean;
}

const DEFAULT_ATTEMPTS = 9999;

/** The base of operators of a pipeline's execution. */
abstract class PipelineOperator<Arguments extends PipelineArguments> extends AwsBaseOperator<Arguments> {
  static override readonly argumentNames: readonly string[] = namesOf<
    Omit<PipelineArguments, keyof AwsOperatorArguments>
  >({ waitForCompletion: true, checkInterval: true, waiterMaxAttempts: true, verbose: true, deferrable: true });
  static override readonly newArguments: NewArguments = SAGEMAKER_NEW_ARGUMENTS;

  override get onlyWaits(): boolean {
    return this.args.waitForCompletion === true;
  }

  protected hook(context: TaskContext): SageMakerHook {
    return new SageMakerHook(context, this.connectionIn(context));
  }

  protected deferred(waiterType: "complete" | "stopped", pipelineExecutionArn: string): TaskDeferred {
    const { checkInterval = CHECK_INTERVAL, waiterMaxAttempts = DEFAULT_ATTEMPTS } = this.args;
    const { awsConnId } = this.connection;
    const wait = { waiterDelay: checkInterval, waiterMaxAttempts, awsConnId };
    const trigger = new SageMakerPipelineTrigger({ waiterType, pipelineExecutionArn, ...wait });
    return this.defer({ trigger, methodName: "executeComplete" });
  }

  protected wait(hook: SageMakerHook, arn: string): Steps<Settings> {
    const { checkInterval = CHECK_INTERVAL, waiterMaxAttempts = DEFAULT_ATTEMPTS, verbose = true } = this.args;
    return hook.checkStatus("PipelineExecutionStatus", () => hook.describePipeline(arn, verbose), {
      checkInterval,
      maxIngestionTime: waiterMaxAttempts * checkInterval,
      running: RUNNING_PIPELINE,
    });
  }
}

function expectExecution(event: WaiterEvent): void {
  if (event.status !== "success") throw new AirflowException(`Failure during pipeline execution: ${pythonRepr(event)}`);
}

export interface SageMakerStartPipelineOperatorArguments extends PipelineArguments {
  /** Rendered with Jinja. */
  readonly pipelineName: string;
  /** Default `airflow-triggered-execution`. Rendered with Jinja. */
  readonly displayName?: string;
  /** Parameters of the pipeline by name. Rendered with Jinja. */
  readonly pipelineParams?: Settings | null;
}

/** Starts an execution of a pipeline. Its result is the execution's ARN. */
export class SageMakerStartPipelineOperator extends PipelineOperator<SageMakerStartPipelineOperatorArguments> {
  static override readonly argumentNames = namesOf<
    Omit<SageMakerStartPipelineOperatorArguments, keyof PipelineArguments>
  >({ pipelineName: true, displayName: true, pipelineParams: true });
  static override readonly templateFields = ["pipelineName", "displayName", "pipelineParams"];

  pipelineName = this.args.pipelineName;
  displayName = this.args.displayName ?? "airflow-triggered-execution";
  pipelineParams = this.args.pipelineParams ?? null;

  *execute(context: TaskContext): Steps<TaskDeferred | string> {
    const { waitForCompletion = false, deferrable = false } = this.args;
    const hook = this.hook(context);
    const arn = yield* this.#start(context, hook);
    context.log
      .at("sagemaker.py:1187")
      .info("Starting a new execution for pipeline %s, running with ARN %s", this.pipelineName, arn);
    if (deferrable) return this.deferred("complete", arn);
    if (waitForCompletion) yield* this.wait(hook, arn);
    return arn;
  }

  *#start({ log }: TaskContext, hook: SageMakerHook): Steps<string> {
    const params = {
      PipelineName: this.pipelineName,
      PipelineExecutionDisplayName: this.displayName,
      PipelineParameters: Object.entries(this.pipelineParams ?? {}).map(([Name, Value]) => ({ Name, Value })),
    };
    try {
      return (yield* settle(hook.client.call("StartPipelineExecution", params))).PipelineExecutionArn;
    } catch (error) {
      if (error instanceof ClientError)
        log.at("sagemaker.py:1095").error("Failed to start pipeline execution, error: %s", exceptionMessage(error));
      throw error;
    }
  }

  executeComplete(_context: TaskContext, { event }: { readonly event: WaiterEvent }): unknown {
    expectExecution(event);
    return event["value"];
  }
}

export interface SageMakerStopPipelineOperatorArguments extends PipelineArguments {
  /** Rendered with Jinja. */
  readonly pipelineExecArn: string;
  /** Fails where the execution has ended before. Default false. */
  readonly failIfNotRunning?: boolean;
}

/** Stops an execution of a pipeline. Its result is the execution's status. */
export class SageMakerStopPipelineOperator extends PipelineOperator<SageMakerStopPipelineOperatorArguments> {
  static override readonly argumentNames = namesOf<
    Omit<SageMakerStopPipelineOperatorArguments, keyof PipelineArguments>
  >({ pipelineExecArn: true, failIfNotRunning: true });
  static override readonly templateFields = ["pipelineExecArn"];

  pipelineExecArn = this.args.pipelineExecArn;

  *execute(context: TaskContext): Steps<TaskDeferred | string> {
    const { waitForCompletion = false, deferrable = false, failIfNotRunning = false } = this.args;
    const arn = this.pipelineExecArn;
    const hook = this.hook(context);
    const status = pythonStr(yield* hook.stopPipeline(arn, failIfNotRunning));
    context.log
      .at("sagemaker.py:1271")
      .info("Stop requested for pipeline execution with ARN %s. Status is now %s", arn, status);
    if (!RUNNING_PIPELINE.includes(status)) return status;
    if (deferrable) return this.deferred("stopped", arn);
    return waitForCompletion ? pythonStr((yield* this.wait(hook, arn))["PipelineExecutionStatus"]) : status;
  }

  executeComplete(_context: TaskContext, { event }: { readonly event: WaiterEvent }): string {
    expectExecution(event);
    return "Stopped";
  }
}
