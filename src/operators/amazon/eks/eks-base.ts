/**
 * The base of EKS's operators, and the calls that they share (operators/eks.py, hooks/eks.py).
 * @module
 */

import type { RuntimeContext, TaskContext } from "../../../definition/index.ts";
import { type AwsClient, ClientError } from "../../../hooks/index.ts";
import { type Seconds, type Steps, settle, sleep } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import { BaseOperator } from "../../index.ts";
import { AwsBaseOperator, type AwsOperatorArguments, type TriggerConnection } from "../aws-operator.ts";
import { awsBaseSince, connectionOf } from "../connection.ts";
import { EKS, type EksOperations } from "./api.ts";

/** `region` was there before the others. */
const { region: _, ...NEWER_ARGUMENTS } = awsBaseSince("9.8.0");

export interface EksArguments extends AwsOperatorArguments {
  /** Rendered with Jinja. */
  readonly clusterName: string;
  /** Waits in the worker. Deferrable it waits in the triggerer in any case. Default false. */
  readonly waitForCompletion?: boolean;
  /** Seconds between two looks. */
  readonly waiterDelay?: Seconds;
  readonly waiterMaxAttempts?: number;
  /** Waits in the triggerer. Default false. */
  readonly deferrable?: boolean;
}

/** Delay and attempts of a wait. */
export interface EksWait {
  readonly waiterDelay: Seconds;
  readonly waiterMaxAttempts: number;
}

/** An operator of EKS. */
export abstract class EksOperator<Arguments extends EksArguments> extends AwsBaseOperator<Arguments> {
  static override readonly argumentNames: readonly string[] = namesOf<Omit<EksArguments, keyof AwsOperatorArguments>>({
    clusterName: true,
    waitForCompletion: true,
    waiterDelay: true,
    waiterMaxAttempts: true,
    deferrable: true,
  });
  static override readonly newArguments: NewArguments = { ...BaseOperator.newArguments, ...NEWER_ARGUMENTS };

  readonly #connection = connectionOf({ ...this.args, regionName: this.args.regionName ?? this.args.region ?? null });

  clusterName = this.args.clusterName;

  override get onlyWaits(): boolean {
    return this.args.waitForCompletion === true;
  }

  /** The defaults of its waits. */
  protected abstract readonly defaultWait: EksWait;

  protected get wait(): EksWait {
    const { waiterDelay = this.defaultWait.waiterDelay, waiterMaxAttempts = this.defaultWait.waiterMaxAttempts } =
      this.args;
    return { waiterDelay, waiterMaxAttempts };
  }

  /** The time that all attempts of a wait take. */
  protected get waitSeconds(): Seconds {
    const { waiterDelay, waiterMaxAttempts } = this.wait;
    return waiterMaxAttempts * waiterDelay;
  }

  protected override connectionIn(_context: RuntimeContext): TriggerConnection {
    return this.#connection;
  }

  protected override get connection(): TriggerConnection {
    return this.#connection;
  }

  protected eks(context: TaskContext): AwsClient<EksOperations> {
    return this.client(context, EKS);
  }
}

/** The most seconds between two tries to delete what is in use, and the time after which there is none. */
const MOST_PAUSE: Seconds = 60;
const TRIES_FOR: Seconds = 900;

/** Deletes something: again and again while it is in use, from 9.39.0 on. */
export function* whileInUse<T>(context: RuntimeContext, call: () => Steps<T>): Steps<T> {
  const startedAt = context.now;
  for (let pause = 1; ; pause *= 2) {
    try {
      return yield* call();
    } catch (error) {
      const isInUse = error instanceof ClientError && error.code === "ResourceInUseException";
      if (!isInUse || !context.rules.eksRetriesInUse || (context.now - startedAt) / 1e6 >= TRIES_FOR) throw error;
    }
    yield sleep(Math.min(pause, MOST_PAUSE));
  }
}

/** `EksHook.delete_cluster`. */
export function* deleteCluster(context: RuntimeContext, client: AwsClient<EksOperations>, name: string): Steps<void> {
  const { cluster } = yield* settle(client.call("DeleteCluster", { name }));
  context.log.at("eks.py:226").info("Deleted Amazon EKS cluster with the name %s.", cluster.name);
}

/** `EksHook.delete_nodegroup`. */
export function* deleteNodegroup(
  context: RuntimeContext,
  client: AwsClient<EksOperations>,
  clusterName: string,
  nodegroupName: string,
): Steps<void> {
  yield* settle(client.call("DeleteNodegroup", { clusterName, nodegroupName }));
  const words = "Deleted Amazon EKS managed node group named %s from Amazon EKS cluster %s.";
  context.log.at("eks.py:244").info(words, nodegroupName, clusterName);
}

/** `EksHook.delete_fargate_profile`. */
export function* deleteFargateProfile(
  context: RuntimeContext,
  client: AwsClient<EksOperations>,
  clusterName: string,
  fargateProfileName: string,
): Steps<void> {
  yield* settle(client.call("DeleteFargateProfile", { clusterName, fargateProfileName }));
  const words = "Deleted AWS Fargate profile with the name %s from Amazon EKS cluster %s.";
  context.log.at("eks.py:268").info(words, fargateProfileName, clusterName);
}
