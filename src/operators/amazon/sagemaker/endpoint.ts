import { AirflowException, type TaskContext, type TaskDeferred } from "../../../definition/index.ts";
import { ClientError, textOf, waitUntil } from "../../../hooks/index.ts";
import { type Seconds, type Steps, settle } from "../../../kernel/index.ts";
import { expected, isObject, namesOf, type Problem } from "../../../options/index.ts";
import { pythonRepr } from "../../../python/index.ts";
import type { WaiterEvent } from "../aws-operator.ts";
import type { Settings } from "./api.ts";
import {
  CHECK_INTERVAL,
  type Config,
  SageMakerBaseOperator,
  type SageMakerOperatorArguments,
} from "./sagemaker-base.ts";
import type { SageMakerHook } from "./sagemaker-hook.ts";
import { SageMakerTrigger } from "./trigger.ts";

export interface SageMakerEndpointOperatorArguments extends SageMakerOperatorArguments {
  /** Waits in the worker. Deferrable it waits in any case. Default true. */
  readonly waitForCompletion?: boolean;
  /** Seconds between two looks. Default 30. */
  readonly checkInterval?: Seconds;
  /** Deferred, the seconds after which the wait fails; in the worker, the number of looks. Default 36000. */
  readonly maxIngestionTime?: Seconds | null;
  /** The call, which makes the endpoint or updates it. One that is there is updated in any case. Default `create`. */
  readonly operation?: "create" | "update";
  /** Waits in the triggerer. Default false. */
  readonly deferrable?: boolean;
}

const TEN_HOURS = 36_000;

/** Makes or updates an endpoint, with its model and configuration where they are given (SageMakerEndpointOperator). */
export class SageMakerEndpointOperator extends SageMakerBaseOperator<SageMakerEndpointOperatorArguments> {
  static override readonly argumentNames = namesOf<
    Omit<SageMakerEndpointOperatorArguments, keyof SageMakerOperatorArguments>
  >({ waitForCompletion: true, checkInterval: true, maxIngestionTime: true, operation: true, deferrable: true });

  override get onlyWaits(): boolean {
    return this.args.waitForCompletion ?? true;
  }

  override problems(): readonly Problem[] {
    const { operation = "create" } = this.args;
    const problems = super.problems();
    if (["create", "update"].includes(String(operation).toLowerCase())) return problems;
    return [...problems, expected("operation", "create or update", operation)];
  }

  protected integerFields() {
    return [["EndpointConfig", "ProductionVariants", "InitialInstanceCount"]];
  }

  protected roleField() {
    return ["Model", "ExecutionRoleArn"];
  }

  *execute(context: TaskContext): Steps<TaskDeferred | unknown> {
    const { waitForCompletion = true, checkInterval = CHECK_INTERVAL, deferrable = false } = this.args;
    const mostSeconds = this.args.maxIngestionTime || TEN_HOURS;
    const config = yield* this.preprocessed(context);
    const hook = this.hook(context);
    const endpoint = endpointOf(config) as Config;
    yield* this.#createParts(context, hook, config);
    yield* this.#createOrUpdate(context, hook, endpoint);
    const name = textOf(endpoint, "EndpointName");
    if (deferrable) {
      const { awsConnId } = this.connection;
      const job = { jobName: name, jobType: "endpoint", pokeInterval: checkInterval, awsConnId } as const;
      const trigger = new SageMakerTrigger(job);
      return this.defer({ trigger, methodName: "executeComplete", timeout: mostSeconds });
    }
    if (waitForCompletion)
      yield* waitUntil(hook.client.waiter("endpoint_in_service", { EndpointName: name }), checkInterval, mostSeconds);
    return yield* described(hook, endpoint);
  }

  *#createParts({ log }: TaskContext, hook: SageMakerHook, { Model, EndpointConfig }: Config): Steps<void> {
    if (isObject(Model)) {
      log.at("sagemaker.py:480").info("Creating SageMaker model %s.", textOf(Model, "ModelName"));
      yield* settle(hook.client.call("CreateModel", Model));
    }
    if (isObject(EndpointConfig)) {
      log.at("sagemaker.py:483").info("Creating endpoint config %s.", textOf(EndpointConfig, "EndpointConfigName"));
      yield* settle(hook.client.call("CreateEndpointConfig", EndpointConfig));
    }
  }

  *#createOrUpdate({ log }: TaskContext, hook: SageMakerHook, endpoint: Config): Steps<void> {
    const isUpdate = String(this.args.operation ?? "create").toLowerCase() === "update";
    const name = textOf(endpoint, "EndpointName");
    log.at("sagemaker.py:493").info("%s SageMaker endpoint %s.", isUpdate ? "Updating" : "Creating", name);
    try {
      yield* settle(hook.client.call(isUpdate ? "UpdateEndpoint" : "CreateEndpoint", endpoint));
    } catch (error) {
      const isThere =
        error instanceof ClientError && error.message.includes(": Cannot create already existing endpoint");
      if (isUpdate || !isThere) throw error;
      log
        .at("sagemaker.py:506")
        .warning("cannot create already existing endpoint %s, updating it with the given config instead", name);
      const { Tags, ...rest } = endpoint;
      if (Tags !== undefined)
        log
          .at("sagemaker.py:512")
          .warning(
            "Provided tags will be ignored in the update operation (tags on the existing endpoint will be unchanged)",
          );
      yield* settle(hook.client.call("UpdateEndpoint", rest));
    }
  }

  *executeComplete(context: TaskContext, { event }: { readonly event: WaiterEvent }): Steps<unknown> {
    if (event.status !== "success") throw new AirflowException(`Error while running job: ${pythonRepr(event)}`);
    const hook = this.hook(context);
    const name = event["job_name"] as string | undefined;
    return yield* described(
      hook,
      name === undefined ? endpointOf(this.config) : yield* hook.describe("Endpoint", name),
    );
  }
}

function endpointOf(config: Settings): Settings {
  return (config["Endpoint"] ?? config) as Settings;
}

function* described(hook: SageMakerHook, endpoint: Settings): Steps<unknown> {
  const EndpointConfig = yield* hook.describe("EndpointConfig", textOf(endpoint, "EndpointConfigName"));
  return { EndpointConfig, Endpoint: yield* hook.describe("Endpoint", textOf(endpoint, "EndpointName")) };
}
