import type { TaskContext, TaskDeferred } from "../../../definition/index.ts";
import { itemOf, textOf } from "../../../hooks/index.ts";
import { type Steps, settle } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import { failIfFailed, SageMakerJobOperator, type SageMakerJobOperatorArguments } from "./job-operator.ts";

export interface SageMakerProcessingOperatorArguments extends SageMakerJobOperatorArguments {
  /** Taken, and without effect in every version. */
  readonly printLog?: boolean;
}

/** Runs a processing job (operators/sagemaker.py, SageMakerProcessingOperator). It has no `on_kill`: nothing stops the job. */
export class SageMakerProcessingOperator extends SageMakerJobOperator<SageMakerProcessingOperatorArguments> {
  static override readonly argumentNames = namesOf<
    Omit<SageMakerProcessingOperatorArguments, keyof SageMakerJobOperatorArguments>
  >({ printLog: true });

  protected readonly jobType = "Processing";

  protected integerFields() {
    return [
      ["ProcessingResources", "ClusterConfig", "InstanceCount"],
      ["ProcessingResources", "ClusterConfig", "VolumeSizeInGB"],
      ["StoppingCondition", "MaxRuntimeInSeconds"],
    ];
  }

  protected roleField() {
    return ["RoleArn"];
  }

  *execute(context: TaskContext): Steps<TaskDeferred | unknown> {
    const config = yield* this.preprocessed(context);
    const hook = this.hook(context);
    const name = yield* this.freeJobName(context, hook, config);
    this.warnOfDeferrable(context);
    yield* settle(hook.client.call("CreateProcessingJob", { ...config, ProcessingJobName: name }));
    if (this.wait === "in the worker") yield* this.checkJob(hook, name);
    if (this.wait !== "deferred") return yield* this.result(context, name);
    if (context.rules.sagemakerLooksBeforeItDefers) {
      const job = yield* hook.describe("ProcessingJob", name);
      const status = job["ProcessingJobStatus"];
      failIfFailed(status, () => itemOf(job, "FailureReason"));
      if (status === "Completed") {
        context.log.at("sagemaker.py:326").info("%s completed successfully.", this.taskId);
        return { Processing: job };
      }
    }
    return this.deferred(context, name);
  }

  protected *result(context: TaskContext, jobName: string | undefined): Steps<unknown> {
    const name = jobName ?? textOf(this.config, "ProcessingJobName");
    return { Processing: yield* this.hook(context).describe("ProcessingJob", name) };
  }
}
