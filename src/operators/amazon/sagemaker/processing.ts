import { type TaskContext, type TaskDeferred, ValueError } from "../../../definition/index.ts";
import { itemOf, textOf } from "../../../hooks/index.ts";
import { type Steps, settle } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import { connectionOf } from "../connection.ts";
import { failIfFailed, SageMakerJobOperator, type SageMakerJobOperatorArguments } from "./job-operator.ts";
import { type OutputFile, readOutputFiles } from "./output-files.ts";

const NEEDS_COMPLETION =
  "output_files_to_xcom requires wait_for_completion=True. Output files cannot be read before the job completes.";

export interface SageMakerProcessingOperatorArguments extends SageMakerJobOperatorArguments {
  /** Taken, and without effect in every version. */
  readonly printLog?: boolean;
  /** JSON files of its outputs that are read after the job and returned as `OutputFiles`. Rendered with Jinja. From provider 9.39.0 on. */
  readonly outputFilesToXcom?: readonly OutputFile[] | null;
}

/** Runs a processing job (operators/sagemaker.py, SageMakerProcessingOperator). It has no `on_kill`: nothing stops the job. */
export class SageMakerProcessingOperator extends SageMakerJobOperator<SageMakerProcessingOperatorArguments> {
  static override readonly argumentNames = namesOf<
    Omit<SageMakerProcessingOperatorArguments, keyof SageMakerJobOperatorArguments>
  >({ printLog: true, outputFilesToXcom: true });
  static override readonly newArguments: NewArguments = {
    ...SageMakerJobOperator.newArguments,
    outputFilesToXcom: { amazonProvider: "9.39.0" },
  };
  static override readonly templateFields: readonly string[] = [
    ...SageMakerJobOperator.templateFields,
    "outputFilesToXcom",
  ];

  outputFilesToXcom = this.args.outputFilesToXcom ?? null;

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
    if ((this.outputFilesToXcom ?? []).length > 0 && this.args.waitForCompletion === false)
      throw new ValueError(NEEDS_COMPLETION);
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
        return { Processing: job, ...(yield* this.#outputFiles(context)) };
      }
    }
    return this.deferred(context, name);
  }

  protected *result(context: TaskContext, jobName: string | undefined): Steps<unknown> {
    const name = jobName ?? textOf(this.config, "ProcessingJobName");
    const job = yield* this.hook(context).describe("ProcessingJob", name);
    return { Processing: job, ...(yield* this.#outputFiles(context)) };
  }

  #outputFiles(context: TaskContext): Steps<object> {
    const files = this.outputFilesToXcom ?? [];
    return readOutputFiles(context, connectionOf(this.args), { config: this.config, files });
  }
}
