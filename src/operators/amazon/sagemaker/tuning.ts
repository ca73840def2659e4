import { AirflowException, type TaskContext, type TaskDeferred } from "../../../definition/index.ts";
import { itemOf, textOf } from "../../../hooks/index.ts";
import { type Seconds, type Steps, settle } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import { pythonRepr } from "../../../python/index.ts";
import type { WaiterEvent } from "../aws-operator.ts";
import { CHECK_INTERVAL, SageMakerBaseOperator, type SageMakerOperatorArguments } from "./sagemaker-base.ts";
import { SageMakerTrigger } from "./trigger.ts";

export interface SageMakerTuningOperatorArguments extends SageMakerOperatorArguments {
  /** Waits in the worker. Deferrable it waits in any case. Default true. */
  readonly waitForCompletion?: boolean;
  /** Seconds between two looks. Default 30. */
  readonly checkInterval?: Seconds;
  /** Seconds after which the wait fails. Default none. */
  readonly maxIngestionTime?: Seconds | null;
  /** Waits in the triggerer. Default false. */
  readonly deferrable?: boolean;
}

const NAME = "HyperParameterTuningJobName";

/** Runs a hyperparameter tuning job (operators/sagemaker.py, SageMakerTuningOperator). It has no `on_kill`: nothing stops the job. */
export class SageMakerTuningOperator extends SageMakerBaseOperator<SageMakerTuningOperatorArguments> {
  static override readonly argumentNames = namesOf<
    Omit<SageMakerTuningOperatorArguments, keyof SageMakerOperatorArguments>
  >({ waitForCompletion: true, checkInterval: true, maxIngestionTime: true, deferrable: true });

  override get onlyWaits(): boolean {
    return this.args.waitForCompletion ?? true;
  }

  protected integerFields() {
    return [
      ["HyperParameterTuningJobConfig", "ResourceLimits", "MaxNumberOfTrainingJobs"],
      ["HyperParameterTuningJobConfig", "ResourceLimits", "MaxParallelTrainingJobs"],
      ["TrainingJobDefinition", "ResourceConfig", "InstanceCount"],
      ["TrainingJobDefinition", "ResourceConfig", "VolumeSizeInGB"],
      ["TrainingJobDefinition", "StoppingCondition", "MaxRuntimeInSeconds"],
    ];
  }

  protected roleField() {
    return ["TrainingJobDefinition", "RoleArn"];
  }

  *execute(context: TaskContext): Steps<TaskDeferred | unknown> {
    const { waitForCompletion = true, checkInterval = CHECK_INTERVAL, maxIngestionTime = null, deferrable } = this.args;
    const config = yield* this.preprocessed(context);
    const hook = this.hook(context);
    const name = textOf(config, NAME);
    context.log.at("sagemaker.py:854").info("Creating SageMaker Hyper-Parameter Tuning Job %s", name);
    yield* hook.checkChannels(itemOf(config, "TrainingJobDefinition", "InputDataConfig"));
    yield* settle(hook.client.call("CreateHyperParameterTuningJob", config));
    if (deferrable === true) {
      const { awsConnId } = this.connection;
      const job = { jobName: name, jobType: "tuning", pokeInterval: checkInterval, awsConnId } as const;
      const trigger = new SageMakerTrigger(job);
      return this.defer({ trigger, methodName: "executeComplete", timeout: maxIngestionTime });
    }
    const check = { checkInterval, maxIngestionTime };
    return {
      Tuning: waitForCompletion
        ? yield* hook.checkResource("HyperParameterTuningJob", name, check)
        : yield* hook.describe("HyperParameterTuningJob", name),
    };
  }

  *executeComplete(context: TaskContext, { event }: { readonly event: WaiterEvent }): Steps<unknown> {
    if (event.status !== "success") throw new AirflowException(`Error while running job: ${pythonRepr(event)}`);
    const name = (event["job_name"] as string | undefined) ?? textOf(this.config, NAME);
    return { Tuning: yield* this.hook(context).describe("HyperParameterTuningJob", name) };
  }
}
