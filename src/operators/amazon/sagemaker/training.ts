import type { TaskContext, TaskDeferred } from "../../../definition/index.ts";
import { itemOf, textOf } from "../../../hooks/index.ts";
import { type Steps, settle } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import { connectionOf } from "../connection.ts";
import type { Settings } from "./api.ts";
import {
  failIfFailed,
  type NamedJobArguments,
  SageMakerJobOperator,
  type SageMakerJobOperatorArguments,
} from "./job-operator.ts";
import type { Config } from "./sagemaker-base.ts";
import type { SageMakerHook } from "./sagemaker-hook.ts";
import { billableSeconds, TrainingLog } from "./training-log.ts";

export interface SageMakerTrainingOperatorArguments extends SageMakerJobOperatorArguments, NamedJobArguments {
  /**
   * Shows the job's log. Deferrable the worker then sleeps one `checkInterval` and reads the log once before it
   * defers. Default true.
   */
  readonly printLog?: boolean;
}

/** Runs a training job (operators/sagemaker.py, SageMakerTrainingOperator). It has no `on_kill`: nothing stops the job. */
export class SageMakerTrainingOperator extends SageMakerJobOperator<SageMakerTrainingOperatorArguments> {
  static override readonly argumentNames = namesOf<
    Omit<SageMakerTrainingOperatorArguments, keyof SageMakerJobOperatorArguments>
  >({ checkIfJobExists: true, printLog: true });

  protected readonly jobType = "Training";

  protected integerFields() {
    return [
      ["ResourceConfig", "InstanceCount"],
      ["ResourceConfig", "VolumeSizeInGB"],
      ["StoppingCondition", "MaxRuntimeInSeconds"],
    ];
  }

  protected roleField() {
    return ["RoleArn"];
  }

  *execute(context: TaskContext): Steps<TaskDeferred | unknown> {
    const config = yield* this.preprocessed(context);
    const hook = this.hook(context);
    if (this.args.checkIfJobExists ?? true) config["TrainingJobName"] = yield* this.freeJobName(context, hook, config);
    const name = textOf(config, "TrainingJobName");
    context.log.at("sagemaker.py:1038").info("Creating SageMaker training job %s.", name);
    this.warnOfDeferrable(context);
    yield* this.#create(context, hook, config, name);
    if (this.wait !== "deferred") return yield* this.result(context, name);
    if (context.rules.sagemakerLooksBeforeItDefers) {
      const done = yield* this.#lookBeforeDeferring(context, hook, name);
      if (done !== undefined) return { Training: done };
    }
    return this.deferred(context, name);
  }

  *#create(context: TaskContext, hook: SageMakerHook, config: Config, name: string): Steps<void> {
    const { printLog = true, maxIngestionTime } = this.args;
    if (config["InputDataConfig"] !== undefined) yield* hook.checkChannels(config["InputDataConfig"]);
    yield* settle(hook.client.call("CreateTrainingJob", config));
    const waits = this.wait === "in the worker";
    if (printLog) {
      const log = yield* this.#log(context, hook, name);
      yield* log.follow(waits, this.checkInterval, maxIngestionTime);
    } else if (waits) {
      const job = yield* this.checkJob(hook, name);
      context.log.at("sagemaker.py:317").info("Billable seconds: %d", billableSeconds(job));
    }
  }

  *#log(context: TaskContext, hook: SageMakerHook, name: string): Steps<TrainingLog> {
    const job = yield* hook.describe("TrainingJob", name);
    return TrainingLog.of(context, hook, connectionOf(this.args), { job, name });
  }

  /** The job, where it has come to a good end already; undefined where it is under way, or was stopped. */
  *#lookBeforeDeferring(context: TaskContext, hook: SageMakerHook, name: string): Steps<Settings | undefined> {
    const { printLog = true } = this.args;
    const job = yield* hook.describe("TrainingJob", name);
    const status = itemOf(job, "TrainingJobStatus");
    if (printLog) {
      const log = TrainingLog.of(context, hook, connectionOf(this.args), { job, name });
      yield* log.look();
      context.log.at("sagemaker.py:1155").info("%s", log.statusMessage(null));
    }
    failIfFailed(status, () => job["FailureReason"] ?? "(No reason provided)");
    if (status !== "Completed") return undefined;
    const billable = printLog ? `Billable seconds: ${billableSeconds(job)}\n` : "";
    context.log.at("sagemaker.py:1170").info("%s", `${billable}${this.taskId} completed successfully.`);
    return job;
  }

  protected *result(context: TaskContext, jobName: string | undefined): Steps<unknown> {
    const name = jobName ?? textOf(this.config, "TrainingJobName");
    return { Training: yield* this.hook(context).describe("TrainingJob", name) };
  }
}
