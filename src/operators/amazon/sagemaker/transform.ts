import { RuntimeError, type TaskContext, type TaskDeferred } from "../../../definition/index.ts";
import { itemOf, textOf } from "../../../hooks/index.ts";
import { type Steps, settle } from "../../../kernel/index.ts";
import { isObject, namesOf } from "../../../options/index.ts";
import { pythonRepr } from "../../../python/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import type { WaiterEvent } from "../aws-operator.ts";
import type { Settings } from "./api.ts";
import {
  type ActionIfExists,
  failIfFailed,
  type NamedJobArguments,
  SageMakerJobOperator,
  type SageMakerJobOperatorArguments,
} from "./job-operator.ts";
import { type Config, SAGEMAKER_NEW_ARGUMENTS } from "./sagemaker-base.ts";
import type { SageMakerHook } from "./sagemaker-hook.ts";

export interface SageMakerTransformOperatorArguments extends SageMakerJobOperatorArguments, NamedJobArguments {
  /** Looks for a model of that name before it makes one. Default true. From provider 9.2.0 on. */
  readonly checkIfModelExists?: boolean;
  /** Default `timestamp`. From provider 9.2.0 on. */
  readonly actionIfModelExists?: ActionIfExists;
}

const FIELDS = [["TransformResources", "InstanceCount"], ["MaxConcurrentTransforms"], ["MaxPayloadInMB"]];

/**
 * Runs a transform job, and makes its model before where its configuration has `Model` and `Transform`
 * (operators/sagemaker.py, SageMakerTransformOperator). It has no `on_kill`: nothing stops the job.
 */
export class SageMakerTransformOperator extends SageMakerJobOperator<SageMakerTransformOperatorArguments> {
  static override readonly argumentNames = namesOf<
    Omit<SageMakerTransformOperatorArguments, keyof SageMakerJobOperatorArguments>
  >({ checkIfJobExists: true, checkIfModelExists: true, actionIfModelExists: true });
  static override readonly newArguments: NewArguments = {
    ...SAGEMAKER_NEW_ARGUMENTS,
    checkIfModelExists: { amazonProvider: "9.2.0" },
    actionIfModelExists: { amazonProvider: "9.2.0" },
  };

  protected override failure(event: WaiterEvent): Error {
    return new RuntimeError(`Error while running transform job: ${pythonRepr(event)}`);
  }

  protected readonly jobType = "Transform";

  protected integerFields() {
    return "Transform" in this.config ? FIELDS.map((field) => ["Transform", ...field]) : FIELDS;
  }

  protected roleField() {
    return ["Model", "ExecutionRoleArn"];
  }

  *execute(context: TaskContext): Steps<TaskDeferred | unknown> {
    const config = yield* this.preprocessed(context);
    const hook = this.hook(context);
    const transform = transformOf(config) as Config;
    if (this.args.checkIfJobExists ?? true)
      transform["TransformJobName"] = yield* this.freeJobName(context, hook, transform);
    if (isObject(config["Model"]) && Object.keys(config["Model"]).length > 0)
      yield* this.#createModel(context, hook, config);
    const name = textOf(transform, "TransformJobName");
    context.log.at("sagemaker.py:684").info("Creating SageMaker transform Job %s.", name);
    this.warnOfDeferrable(context);
    yield* hook.checkDataSource(itemOf(transform, "TransformInput"));
    yield* settle(hook.client.call("CreateTransformJob", transform));
    if (this.wait === "in the worker") yield* this.checkJob(hook, name);
    if (this.wait !== "deferred") return yield* this.#describe(context, name, transform);
    if (context.rules.sagemakerLooksBeforeItDefers) {
      const job = yield* hook.describe("TransformJob", name);
      const status = job["TransformJobStatus"];
      failIfFailed(status, () => itemOf(job, "FailureReason"));
      if (status === "Completed") {
        context.log.at("sagemaker.py:806").info("%s completed successfully.", this.taskId);
        return { Model: yield* hook.describe("Model", textOf(transform, "ModelName")), Transform: job };
      }
    }
    return this.deferred(context, name);
  }

  *#createModel(context: TaskContext, hook: SageMakerHook, config: Config): Steps<void> {
    const { checkIfModelExists = true, actionIfModelExists } = this.args;
    const model = config["Model"] as Config;
    if (checkIfModelExists && context.rules.sagemakerModelNamesAreUnique) {
      const proposed = textOf(model, "ModelName");
      const given = { kind: "model", proposed, fails: actionIfModelExists === "fail" } as const;
      model["ModelName"] = yield* this.uniqueName(context, given, (name) => hook.exists("Model", name));
      const transform = itemOf(config, "Transform") as Config;
      if ("ModelName" in transform) transform["ModelName"] = model["ModelName"];
    }
    context.log
      .at("sagemaker.py:681")
      .info("Creating SageMaker Model %s for transform job", textOf(model, "ModelName"));
    yield* settle(hook.client.call("CreateModel", model));
  }

  protected *result(context: TaskContext, jobName: string | undefined): Steps<unknown> {
    const transform = transformOf(this.config);
    return yield* this.#describe(context, jobName ?? textOf(transform, "TransformJobName"), transform);
  }

  *#describe(context: TaskContext, name: string, transform: Settings): Steps<unknown> {
    const hook = this.hook(context);
    if (!context.rules.sagemakerAsksForTransformFirst) {
      const Model = yield* hook.describe("Model", textOf(transform, "ModelName"));
      return { Model, Transform: yield* hook.describe("TransformJob", name) };
    }
    const Transform = yield* hook.describe("TransformJob", name);
    return { Model: yield* hook.describe("Model", textOf(Transform, "ModelName")), Transform };
  }
}

function transformOf(config: Settings): Settings {
  return (config["Transform"] ?? config) as Settings;
}
