/**
 * The base of SageMaker's operators (operators/sagemaker.py).
 * @module
 */

import { AirflowException, type TaskContext } from "../../../definition/index.ts";
import { AwsClient, IAM, pythonInt } from "../../../hooks/index.ts";
import { type Steps, settle, sleep } from "../../../kernel/index.ts";
import { isObject, namesOf, type Problem } from "../../../options/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import { BaseOperator } from "../../index.ts";
import { AwsBaseOperator, type AwsOperatorArguments } from "../aws-operator.ts";
import { awsBaseSince, connectionOf } from "../connection.ts";
import type { Settings } from "./api.ts";
import { SageMakerHook } from "./sagemaker-hook.ts";

/** Seconds between two looks, where nobody says otherwise. */
export const CHECK_INTERVAL = 30;

const MOST_NAME_LENGTH = 63;

/** A configuration that an operator completes. */
export type Config = Record<string, unknown>;

export interface SageMakerOperatorArguments extends AwsOperatorArguments {
  /** The settings of the thing to make, in AWS's names. Rendered with Jinja. */
  readonly config: Settings;
}

/** The arguments that came with AwsBaseOperator. */
export const SAGEMAKER_NEW_ARGUMENTS: NewArguments = { ...BaseOperator.newArguments, ...awsBaseSince("9.8.0") };

/** Makes something out of a configuration. */
export abstract class SageMakerBaseOperator<
  Arguments extends SageMakerOperatorArguments,
> extends AwsBaseOperator<Arguments> {
  static override readonly argumentNames: readonly string[] = namesOf<
    Omit<SageMakerOperatorArguments, keyof AwsOperatorArguments>
  >({ config: true });
  static override readonly newArguments: NewArguments = SAGEMAKER_NEW_ARGUMENTS;
  static override readonly templateFields: readonly string[] = ["config"];

  config: Settings = this.args.config;

  /** Where whole numbers stand in the configuration, which are texts where Jinja has written them. */
  protected abstract integerFields(): readonly (readonly string[])[];

  /** Where a role stands in it, which may be given by its name. */
  protected abstract roleField(): readonly string[];

  /** Other than Airflow, the model does not make buckets and upload files: `S3Operations` are refused. */
  override problems(): readonly Problem[] {
    const { config } = this.args;
    const message = "airlapse does not make buckets or upload files: do that in a task before, and leave it out";
    const hasOperations = isObject(config) && "S3Operations" in config;
    return hasOperations ? [...super.problems(), { path: "config.S3Operations", message }] : super.problems();
  }

  protected hook(context: TaskContext): SageMakerHook {
    return new SageMakerHook(context, this.connectionIn(context));
  }

  /** The configuration as it is sent: `preprocess_config`. */
  protected *preprocessed(context: TaskContext): Steps<Config> {
    const config = structuredClone(this.config) as Config;
    const { log } = context;
    log.at("sagemaker.py:105").info("Preprocessing the config and doing required s3_operations");
    for (const field of this.integerFields()) parseInteger(config, field);
    yield* this.#expandRole(context, config);
    log.at("sagemaker.py:109").info("After preprocessing the config is:\n %s", JSON.stringify(sorted(config), null, 4));
    return config;
  }

  *#expandRole(context: TaskContext, config: Config): Steps<void> {
    const path = [...this.roleField()];
    const key = path.pop() ?? "";
    const owner = path.reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), config);
    if (!isObject(owner) || owner[key] === undefined) return;
    const role = String(owner[key]);
    if (role.includes("/")) return;
    const iam = new AwsClient(context, IAM, connectionOf(this.args));
    (owner as Config)[key] = (yield* settle(iam.call("GetRole", { RoleName: role }))).Role.Arn;
  }

  /** The name itself where it is free, else the name and the time. */
  protected *uniqueName(
    context: TaskContext,
    { kind, proposed, fails }: { readonly kind: "job" | "model"; readonly proposed: string; readonly fails: boolean },
    isTaken: (name: string) => Steps<boolean>,
  ): Steps<string> {
    const { log } = context;
    let name = proposed;
    while (yield* isTaken(name)) {
      log.at("sagemaker.py:149").info(`Found existing ${kind} with name '%s'.`, name);
      if (fails) throw new AirflowException(`A SageMaker ${kind} with name ${name} already exists.`);
      const next = stamped(context, proposed);
      if (next === name) yield sleep(1); // Airflow asks again and again until its clock has gone on
      name = next;
      log.at("sagemaker.py:142").info(`Changed ${kind} name to '%s' to avoid collision.`, name);
    }
    return name;
  }
}

/** A name with the time since 1970. The recorded clock counts in seconds of a float, so that a millisecond may be one less. */
function stamped({ now, calendar, rules }: TaskContext, name: string): string {
  const time = (calendar.startMicros + now) / 1e6;
  if (rules.sagemakerNamesEndIn === "milliseconds") return `${name}-${BigInt(time * 1e9) / 1_000_000n}`;
  const seconds = String(Math.floor(time));
  return `${name.slice(0, MOST_NAME_LENGTH - seconds.length - 1)}-${seconds}`;
}

/** `parse_integer`: along lists it goes to each member. */
function parseInteger(config: unknown, [head = "", ...tail]: readonly string[]): void {
  if (Array.isArray(config)) {
    for (const item of config) parseInteger(item, [head, ...tail]);
    return;
  }
  if (!isObject(config) || !(head in config)) return;
  if (tail.length > 0) parseInteger(config[head], tail);
  else (config as Config)[head] = pythonInt(config[head]);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
