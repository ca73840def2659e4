/**
 * The base of the operators of training, processing and transform jobs (operators/sagemaker.py).
 * @module
 */

import { AirflowException, type TaskContext, type TaskDeferred } from "../../../definition/index.ts";
import { textOf } from "../../../hooks/index.ts";
import type { Seconds, Steps } from "../../../kernel/index.ts";
import { expected, namesOf, type Problem } from "../../../options/index.ts";
import { pythonRepr, pythonStr } from "../../../python/index.ts";
import type { WaiterEvent } from "../aws-operator.ts";
import { executionTimeout } from "../shared.ts";
import type { Settings } from "./api.ts";
import { CHECK_INTERVAL, SageMakerBaseOperator, type SageMakerOperatorArguments } from "./sagemaker-base.ts";
import { RESOURCES, type SageMakerHook } from "./sagemaker-hook.ts";
import { SageMakerTrigger } from "./trigger.ts";

/** The way out where a name is taken: another name, with the time, or none. */
export type ActionIfExists = "timestamp" | "fail";

export interface SageMakerJobOperatorArguments extends SageMakerOperatorArguments {
  /** Waits for the job's end. Default true. */
  readonly waitForCompletion?: boolean;
  /** Seconds between two looks. Default 30. */
  readonly checkInterval?: Seconds;
  /** Looks of its trigger. In the worker it looks without end. Default 60. */
  readonly maxAttempts?: number | null;
  /** Seconds after which the wait fails; deferred from provider 9.2.0 on. Default none. */
  readonly maxIngestionTime?: Seconds | null;
  /** Default `timestamp`. `increment`, of 8.7.1 alone, does the same. */
  readonly actionIfJobExists?: ActionIfExists | "increment";
  /** Waits in the triggerer. Default false. */
  readonly deferrable?: boolean;
}

const DEFAULT_ATTEMPTS = 60;
const ACTIONS = ["timestamp", "increment", "fail"];

export abstract class SageMakerJobOperator<
  Arguments extends SageMakerJobOperatorArguments,
> extends SageMakerBaseOperator<Arguments> {
  static override readonly argumentNames: readonly string[] = namesOf<
    Omit<SageMakerJobOperatorArguments, keyof SageMakerOperatorArguments>
  >({
    waitForCompletion: true,
    checkInterval: true,
    maxAttempts: true,
    maxIngestionTime: true,
    actionIfJobExists: true,
    deferrable: true,
  });

  protected abstract readonly jobType: "Training" | "Transform" | "Processing";

  override get onlyWaits(): boolean {
    return this.args.waitForCompletion ?? true;
  }

  override problems(): readonly Problem[] {
    const { actionIfJobExists: action = "timestamp" } = this.args;
    const problems = super.problems();
    if (ACTIONS.includes(action)) return problems;
    return [...problems, expected("actionIfJobExists", `one of ${ACTIONS.join(", ")}`, action)];
  }

  /** The place where it waits. */
  protected get wait(): "in the worker" | "deferred" | "nowhere" {
    const { waitForCompletion = true, deferrable = false } = this.args;
    if (!waitForCompletion) return "nowhere";
    return deferrable ? "deferred" : "in the worker";
  }

  protected get checkInterval(): Seconds {
    return this.args.checkInterval ?? CHECK_INTERVAL;
  }

  /** The name of the job: that of the configuration, or one that is free. */
  protected *freeJobName(context: TaskContext, hook: SageMakerHook, config: Settings): Steps<string> {
    const { resource } = this.#kind;
    const proposed = textOf(config, `${resource}Name`);
    const given = { kind: "job", proposed, fails: this.args.actionIfJobExists === "fail" } as const;
    return yield* this.uniqueName(context, given, (name) => hook.exists(resource, name));
  }

  protected warnOfDeferrable({ log }: TaskContext): void {
    if (this.args.deferrable === true && this.wait === "nowhere")
      log
        .at("sagemaker.py:267")
        .warning("Setting deferrable to True does not have effect when wait_for_completion is set to False.");
  }

  /** Waits in the worker for the end of a job. */
  protected checkJob(hook: SageMakerHook, name: string): Steps<Settings> {
    const { maxIngestionTime } = this.args;
    return hook.checkResource(this.#kind.resource, name, { checkInterval: this.checkInterval, maxIngestionTime });
  }

  /** Waits in the triggerer for it. */
  protected deferred({ rules }: TaskContext, jobName: string): TaskDeferred {
    const { maxAttempts, maxIngestionTime } = this.args;
    const { awsConnId } = this.connection;
    const trigger = new SageMakerTrigger({
      jobName,
      jobType: this.jobType,
      pokeInterval: this.checkInterval,
      maxAttempts: maxAttempts || DEFAULT_ATTEMPTS,
      awsConnId,
    });
    const timeout =
      rules.sagemakerIngestionTimeEndsDeferral && maxIngestionTime ? maxIngestionTime : executionTimeout(this);
    return this.defer({ trigger, methodName: "executeComplete", timeout });
  }

  *executeComplete(context: TaskContext, { event }: { readonly event: WaiterEvent }): Steps<unknown> {
    if (event.status !== "success") throw this.failure(event);
    context.log.at("sagemaker.py:305").info("%s", pythonStr(event["message"]));
    return yield* this.result(context, event["job_name"] as string | undefined);
  }

  /** The exception of an event that is no success. */
  protected failure(event: WaiterEvent): Error {
    return new AirflowException(`Error while running job: ${pythonRepr(event)}`);
  }

  /** Asks for the job of that name, or where no name is given, of that in the configuration: the task's result. */
  protected abstract result(context: TaskContext, jobName: string | undefined): Steps<unknown>;

  get #kind(): (typeof RESOURCES)["training" | "transform" | "processing"] {
    return RESOURCES[this.jobType.toLowerCase() as "training" | "transform" | "processing"];
  }
}

/** The arguments of a job that may look for its name without being told to. */
export interface NamedJobArguments {
  /** Looks for a job of that name before. Default true. */
  readonly checkIfJobExists?: boolean;
}

/** Fails where a job has failed. */
export function failIfFailed(status: unknown, reason: () => unknown): void {
  if (status === "Failed") throw new AirflowException(`SageMaker job failed because ${pythonStr(reason())}`);
}
