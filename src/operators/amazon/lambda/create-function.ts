/**
 * LambdaCreateFunctionOperator and its trigger (operators/lambda_function.py, triggers/lambda_function.py;
 * spec/amazon-deferrable.md, section 3).
 * @module
 */

import type { TaskContext, TaskDeferred } from "../../../definition/index.ts";
import { waitUntil } from "../../../hooks/index.ts";
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
  type WaiterTriggerArguments,
} from "../aws-operator.ts";
import { awsBaseSince } from "../connection.ts";
import { withoutNone } from "../shared.ts";
import { LAMBDA } from "./api.ts";

type Settings = Readonly<Record<string, unknown>>;

/** The keys of `config` that the hook takes, and AWS's names for them. */
const CONFIG: Readonly<Record<string, string>> = {
  memory_size: "MemorySize",
  publish: "Publish",
  vpc_config: "VpcConfig",
  package_type: "PackageType",
  dead_letter_config: "DeadLetterConfig",
  environment: "Environment",
  kms_key_arn: "KMSKeyArn",
  tracing_config: "TracingConfig",
  tags: "Tags",
  layers: "Layers",
  file_system_configs: "FileSystemConfigs",
  image_config: "ImageConfig",
  code_signing_config_arn: "CodeSigningConfigArn",
  architectures: "Architectures",
};

/** The keys that came with provider 9.2.0. */
const NEWER_CONFIG: Readonly<Record<string, string>> = {
  ephemeral_storage: "EphemeralStorage",
  snap_start: "SnapStart",
};

export interface LambdaCreateFunctionOperatorArguments extends AwsOperatorArguments {
  /** Rendered with Jinja, as are the four below. */
  readonly functionName: string;
  readonly runtime?: string | null;
  readonly role: string;
  readonly handler?: string | null;
  /** By AWS's names. */
  readonly code: Settings;
  readonly description?: string | null;
  /** Seconds that a call of the function may take. */
  readonly timeout?: number | null;
  /** More of it, by the hook's names: `memory_size` and so on. Rendered with Jinja. */
  readonly config?: Settings | null;
  /** Waits on its worker, each second and 300 times, whatever is told; a deferrable one waits anyhow. Default false. */
  readonly waitForCompletion?: boolean;
  /** Looks of the trigger. Default 60. */
  readonly waiterMaxAttempts?: number;
  /** Seconds between two looks of the trigger. Default 15. */
  readonly waiterDelay?: Seconds;
  /** Waits in the triggerer. Default false. */
  readonly deferrable?: boolean;
}

/** Makes a function. Its result is the function's ARN. */
export class LambdaCreateFunctionOperator extends AwsBaseOperator<LambdaCreateFunctionOperatorArguments> {
  static override readonly argumentNames = namesOf<
    Omit<LambdaCreateFunctionOperatorArguments, keyof AwsOperatorArguments>
  >({
    functionName: true,
    runtime: true,
    role: true,
    handler: true,
    code: true,
    description: true,
    timeout: true,
    config: true,
    waitForCompletion: true,
    waiterMaxAttempts: true,
    waiterDelay: true,
    deferrable: true,
  });
  static override readonly newArguments: NewArguments = { ...BaseOperator.newArguments, ...awsBaseSince("9.2.0") };
  static override readonly templateFields = ["functionName", "runtime", "role", "handler", "code", "config"];

  functionName = this.args.functionName;
  runtime = this.args.runtime ?? null;
  role = this.args.role;
  handler = this.args.handler ?? null;
  code = this.args.code;
  config = this.args.config ?? {};

  override get onlyWaits(): boolean {
    return this.args.waitForCompletion === true;
  }

  *execute(context: TaskContext): Steps<TaskDeferred | string> {
    const { deferrable = false, waitForCompletion = false, waiterDelay = 15, waiterMaxAttempts = 60 } = this.args;
    const { functionName } = this;
    const { log } = context;
    log.at("lambda_function.py:120").info("Creating AWS Lambda function: %s", functionName);
    const client = this.client(context, LAMBDA);
    const response = yield* settle(client.call("CreateFunction", this.#params(context)));
    log.at("lambda_function.py:131").info("Lambda response: %r", response);
    const { FunctionArn: functionArn } = response;
    if (deferrable) {
      const wait = { waiterDelay, waiterMaxAttempts, ...this.connection };
      const trigger = new LambdaCreateFunctionCompleteTrigger({ functionName, functionArn, ...wait });
      return this.defer({ trigger, methodName: "executeComplete", timeout: waiterMaxAttempts * waiterDelay });
    }
    if (waitForCompletion) {
      log.at("lambda_function.py:146").info("Wait for Lambda function to be active");
      yield* waitUntil(client.waiter("FunctionActiveV2", { FunctionName: functionName }), 1, 300);
    }
    return functionArn;
  }

  /** `create_lambda`. */
  #params({ rules }: TaskContext) {
    const { handler, runtime } = this;
    const known = rules.lambdaHasStorage ? { ...CONFIG, ...NEWER_CONFIG } : CONFIG;
    const unknown = Object.keys(this.config).find((key) => known[key] === undefined);
    if (unknown !== undefined)
      throw new TypeError(`LambdaHook.create_lambda() got an unexpected keyword argument '${unknown}'`);
    const isZip = this.config["package_type"] === "Zip";
    if (isZip && handler === null) throw new TypeError("Parameter 'handler' is required if 'package_type' is 'Zip'");
    if (isZip && runtime === null) throw new TypeError("Parameter 'runtime' is required if 'package_type' is 'Zip'");
    return withoutNone({
      FunctionName: this.functionName,
      Runtime: runtime,
      Role: this.role,
      Handler: handler,
      Code: this.code,
      Description: this.args.description ?? null,
      Timeout: this.args.timeout ?? null,
      ...Object.fromEntries(Object.entries(this.config).map(([key, value]) => [known[key] ?? key, value])),
    });
  }

  executeComplete(context: TaskContext, { event }: { readonly event: WaiterEvent }): unknown {
    expectSuccess(event, "Trigger error: event is ");
    context.log.at("lambda_function.py:156").info("Lambda function created successfully");
    return event["function_arn"];
  }
}

interface CreateFunctionTriggerArguments extends WaiterTriggerArguments {
  readonly functionName: string;
  readonly functionArn: string;
}

/** Waits until a function is active. */
export class LambdaCreateFunctionCompleteTrigger extends AwsBaseWaiterTrigger<CreateFunctionTriggerArguments> {
  protected subject() {
    const { functionName, functionArn } = this.kwargs;
    return {
      api: LAMBDA,
      waiter: "FunctionActiveV2",
      params: { FunctionName: functionName },
      failureMessage: "Lambda function creation failed",
      statusMessage: "Status of Lambda function creation is",
      status: [
        "Configuration.LastUpdateStatus",
        "Configuration.LastUpdateStatusReason",
        "Configuration.LastUpdateStatusReasonCode",
      ],
      returns: ["function_arn", functionArn],
    } as const;
  }
}
