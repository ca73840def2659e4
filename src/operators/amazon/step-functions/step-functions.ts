/**
 * The operators and the sensor of Step Functions (operators/step_function.py, sensors/step_function.py,
 * triggers/step_function.py; spec/amazon-deferrable.md, section 3).
 * @module
 */

import {
  AirflowException,
  AirflowFailException,
  type TaskContext,
  type TaskDeferred,
} from "../../../definition/index.ts";
import { type Seconds, type Steps, settle } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import { pythonJson, pythonLoads, pythonRepr } from "../../../python/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import { BaseOperator, BaseSensor } from "../../index.ts";
import {
  AwsBaseOperator,
  AwsBaseSensor,
  AwsBaseWaiterTrigger,
  type AwsOperatorArguments,
  type AwsSensorArguments,
  expectSuccess,
  type WaiterEvent,
  type WaiterTriggerArguments,
} from "../aws-operator.ts";
import { awsBaseSince } from "../connection.ts";
import { STEP_FUNCTIONS } from "./api.ts";

/** `region_name` was there before the others. */
const { regionName: _, ...NEWER_ARGUMENTS } = awsBaseSince("9.2.0");

export interface StepFunctionStartExecutionOperatorArguments extends AwsOperatorArguments {
  /** Rendered with Jinja. */
  readonly stateMachineArn: string;
  /** The execution's name. Rendered with Jinja. */
  readonly name?: string | null;
  /** A text, or what is written as JSON. Rendered with Jinja. */
  readonly stateMachineInput?: Readonly<Record<string, unknown>> | string | null;
  /** Default 30. */
  readonly waiterMaxAttempts?: number;
  /** Seconds between two looks. Default 60. */
  readonly waiterDelay?: Seconds;
  /** True if an execution that has failed goes on, by its name. Default false. From provider 9.2.0 on. */
  readonly isRedriveExecution?: boolean;
  /** Waits, in the triggerer; else it does not wait at all. Default false. */
  readonly deferrable?: boolean;
}

/** Starts an execution. Its result is the execution's ARN. */
export class StepFunctionStartExecutionOperator extends AwsBaseOperator<StepFunctionStartExecutionOperatorArguments> {
  static override readonly argumentNames = namesOf<
    Omit<StepFunctionStartExecutionOperatorArguments, keyof AwsOperatorArguments>
  >({
    stateMachineArn: true,
    name: true,
    stateMachineInput: true,
    waiterMaxAttempts: true,
    waiterDelay: true,
    isRedriveExecution: true,
    deferrable: true,
  });
  static override readonly newArguments: NewArguments = {
    ...BaseOperator.newArguments,
    ...NEWER_ARGUMENTS,
    isRedriveExecution: { amazonProvider: "9.2.0" },
  };
  static override readonly templateFields = ["stateMachineArn", "name", "input"];

  stateMachineArn = this.args.stateMachineArn;
  name = this.args.name ?? null;
  input = this.args.stateMachineInput ?? null;

  *execute(context: TaskContext): Steps<TaskDeferred | string> {
    const { waiterMaxAttempts = 30, waiterDelay = 60, deferrable = false, isRedriveExecution = false } = this.args;
    const executionArn = yield* isRedriveExecution ? this.#redrive(context) : this.#start(context);
    context.log
      .at("step_function.py:97")
      .info("Started State Machine execution for %s: %s", this.stateMachineArn, executionArn);
    if (!deferrable) return executionArn;
    const trigger = new StepFunctionsExecutionCompleteTrigger({
      executionArn,
      waiterDelay,
      waiterMaxAttempts,
      ...this.connection,
    });
    return this.defer({ trigger, methodName: "executeComplete", timeout: waiterMaxAttempts * waiterDelay });
  }

  *#start(context: TaskContext): Steps<string> {
    const { stateMachineArn, name, input } = this;
    context.log.at("step_function.py:68").info("Executing Step Function State Machine: %s", stateMachineArn);
    const params = {
      stateMachineArn,
      ...(name === null ? {} : { name }),
      ...(input === null ? {} : { input: typeof input === "string" ? input : pythonJson(input) }),
    };
    return (yield* settle(this.client(context, STEP_FUNCTIONS).call("StartExecution", params))).executionArn;
  }

  *#redrive(context: TaskContext): Steps<string> {
    const { stateMachineArn, name } = this;
    if (!name) throw new AirflowFailException("Execution name is required to start RedriveExecution for %s.");
    const [account = "", machine = ""] = stateMachineArn.split(":stateMachine:");
    const executionArn = `${account}:execution:${machine}:${name}`;
    yield* settle(this.client(context, STEP_FUNCTIONS).call("RedriveExecution", { executionArn }));
    context.log
      .at("step_function.py:75")
      .info("Successfully started RedriveExecution for Step Function State Machine: %s.", stateMachineArn);
    return executionArn;
  }

  executeComplete(context: TaskContext, { event }: { readonly event: WaiterEvent }): unknown {
    expectSuccess(event, "Trigger error: event is ");
    context.log.at("step_function.py:116").info("State Machine execution completed successfully");
    return event["execution_arn"];
  }
}

interface StepFunctionsExecutionCompleteTriggerArguments extends WaiterTriggerArguments {
  readonly executionArn: string;
}

/** Waits for an execution to succeed. One that has timed out is no end to it. */
export class StepFunctionsExecutionCompleteTrigger extends AwsBaseWaiterTrigger<StepFunctionsExecutionCompleteTriggerArguments> {
  protected subject() {
    const { executionArn } = this.kwargs;
    return {
      api: STEP_FUNCTIONS,
      waiter: "step_function_succeeded",
      params: { executionArn },
      failureMessage: "Step function failed",
      statusMessage: "Status of step function execution is",
      status: ["status", "error", "cause"],
      returns: ["execution_arn", executionArn],
    } as const;
  }
}

export interface StepFunctionGetExecutionOutputOperatorArguments extends AwsOperatorArguments {
  /** Rendered with Jinja. */
  readonly executionArn: string;
}

/** Reads what an execution has returned, or its error. */
export class StepFunctionGetExecutionOutputOperator extends AwsBaseOperator<StepFunctionGetExecutionOutputOperatorArguments> {
  static override readonly argumentNames = namesOf<
    Omit<StepFunctionGetExecutionOutputOperatorArguments, keyof AwsOperatorArguments>
  >({ executionArn: true });
  static override readonly newArguments: NewArguments = { ...BaseOperator.newArguments, ...NEWER_ARGUMENTS };
  static override readonly templateFields = ["executionArn"];

  executionArn = this.args.executionArn;

  *execute(context: TaskContext): Steps<unknown> {
    const { executionArn } = this;
    const execution = yield* settle(this.client(context, STEP_FUNCTIONS).call("DescribeExecution", { executionArn }));
    const text = execution.output ?? execution.error;
    const response = text === undefined ? null : pythonLoads(text);
    context.log.at("step_function.py:166").info("Got State Machine Execution output for %s", executionArn);
    return response;
  }
}

export interface StepFunctionExecutionSensorArguments extends AwsSensorArguments {
  /** Rendered with Jinja. */
  readonly executionArn: string;
}

/** Waits for an execution, and pushes what it has returned as `output`. */
export class StepFunctionExecutionSensor extends AwsBaseSensor<StepFunctionExecutionSensorArguments> {
  static override readonly argumentNames = namesOf<
    Omit<StepFunctionExecutionSensorArguments, keyof AwsSensorArguments>
  >({ executionArn: true });
  static override readonly newArguments: NewArguments = { ...BaseSensor.newArguments, ...NEWER_ARGUMENTS };
  static override readonly templateFields = ["executionArn"];

  executionArn = this.args.executionArn;

  *poke(context: TaskContext): Steps<boolean> {
    const { executionArn } = this;
    const execution = yield* settle(this.client(context, STEP_FUNCTIONS).call("DescribeExecution", { executionArn }));
    const output = execution.output === undefined ? null : pythonLoads(execution.output);
    if (["FAILED", "TIMED_OUT", "ABORTED"].includes(execution.status))
      throw new AirflowException(`Step Function sensor failed. State Machine Output: ${pythonRepr(output)}`);
    if (execution.status === "RUNNING") return false;
    context.log.at("step_function.py:82").info("Doing xcom_push of output");
    context.ti.xcomPush("output", output);
    return true;
  }
}
