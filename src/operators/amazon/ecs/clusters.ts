/**
 * EcsCreateClusterOperator, EcsDeleteClusterOperator and their triggers (operators/ecs.py, triggers/ecs.py;
 * spec/amazon-deferrable.md, section 3).
 * @module
 */

import { PythonException, type TaskContext, type TaskDeferred } from "../../../definition/index.ts";
import { waitUntil } from "../../../hooks/index.ts";
import { type Seconds, type Steps, settle } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import { AwsBaseWaiterTrigger, expectSuccess, type WaiterEvent, type WaiterTriggerArguments } from "../aws-operator.ts";
import { ECS, type EcsCluster } from "./api.ts";
import { type EcsArguments, EcsBaseOperator } from "./ecs-base.ts";

interface EcsClusterArguments extends EcsArguments {
  /** Rendered with Jinja. */
  readonly clusterName: string;
  /** Waits on its worker; a deferrable one waits anyhow. Default true. */
  readonly waitForCompletion?: boolean;
  /** Seconds between two looks. Default 15. */
  readonly waiterDelay?: Seconds;
  /** Default 60. */
  readonly waiterMaxAttempts?: number;
  /** Waits in the triggerer. Default false. */
  readonly deferrable?: boolean;
}

/** An operator that waits for a cluster to be in a state. */
abstract class EcsClusterOperator<Arguments extends EcsClusterArguments> extends EcsBaseOperator<Arguments> {
  static override readonly argumentNames: readonly string[] = namesOf<Omit<EcsClusterArguments, keyof EcsArguments>>({
    clusterName: true,
    waitForCompletion: true,
    waiterDelay: true,
    waiterMaxAttempts: true,
    deferrable: true,
  });

  clusterName = this.args.clusterName;

  override get onlyWaits(): boolean {
    return this.args.waitForCompletion !== false;
  }

  protected abstract trigger(given: ClusterTriggerArguments): AwsBaseWaiterTrigger<ClusterTriggerArguments>;

  /** Waits for a state, unless it is there at once. */
  protected *waitFor(
    context: TaskContext,
    cluster: EcsCluster,
    wanted: string,
    waiter: string,
  ): Steps<TaskDeferred | EcsCluster> {
    const { waiterDelay = 15, waiterMaxAttempts = 60, waitForCompletion = true, deferrable = false } = this.args;
    if (cluster.status === wanted) {
      context.log.at("ecs.py:143").info("Cluster %r in state: %r.", this.clusterName, cluster.status);
    } else if (deferrable) {
      const wait = { waiterDelay, waiterMaxAttempts, ...this.connection };
      const trigger = this.trigger({ clusterArn: cluster.clusterArn, ...wait });
      const timeout = waiterMaxAttempts * waiterDelay + 60;
      return this.defer({ trigger, methodName: "completeWithClusterDescription", timeout });
    } else if (waitForCompletion) {
      const client = this.client(context, ECS);
      yield* waitUntil(client.waiter(waiter, { clusters: [cluster.clusterArn] }), waiterDelay, waiterMaxAttempts);
    }
    return cluster;
  }

  /** `_complete_exec_with_cluster_desc`. The event of a deletion names no `arn`, and AWS's client refuses to ask for none. */
  *completeWithClusterDescription(context: TaskContext, { event }: { readonly event: WaiterEvent }): Steps<EcsCluster> {
    expectSuccess(event, "Error while waiting for operation on cluster to complete: ");
    const clusters = [(event["arn"] as string | undefined) ?? null];
    const [cluster] = (yield* settle(this.client(context, ECS).call("DescribeClusters", { clusters }))).clusters;
    if (cluster === undefined) throw new PythonException("list index out of range");
    return cluster;
  }
}

export interface EcsCreateClusterOperatorArguments extends EcsClusterArguments {
  /** More arguments of the call, by AWS's names. Rendered with Jinja. */
  readonly createClusterKwargs?: Readonly<Record<string, unknown>> | null;
}

/** Makes a cluster. Its result is AWS's description of it. */
export class EcsCreateClusterOperator extends EcsClusterOperator<EcsCreateClusterOperatorArguments> {
  static override readonly argumentNames = namesOf<Omit<EcsCreateClusterOperatorArguments, keyof EcsClusterArguments>>({
    createClusterKwargs: true,
  });
  static override readonly templateFields = ["clusterName", "createClusterKwargs"];

  createClusterKwargs = this.args.createClusterKwargs ?? {};

  *execute(context: TaskContext): Steps<TaskDeferred | EcsCluster> {
    const { clusterName, createClusterKwargs } = this;
    context.log
      .at("ecs.py:131")
      .info("Creating cluster %r using the following values: %s", clusterName, createClusterKwargs);
    const created = this.client(context, ECS).call("CreateCluster", { clusterName, ...createClusterKwargs });
    const { cluster } = yield* settle(created);
    return yield* this.waitFor(context, cluster, "ACTIVE", "cluster_active");
  }

  protected trigger(given: ClusterTriggerArguments): ClusterActiveTrigger {
    return new ClusterActiveTrigger(given);
  }
}

export type EcsDeleteClusterOperatorArguments = EcsClusterArguments;

/** Deletes a cluster. Deferred it fails once the cluster is gone, in all versions. */
export class EcsDeleteClusterOperator extends EcsClusterOperator<EcsDeleteClusterOperatorArguments> {
  static override readonly argumentNames: readonly string[] = [];
  static override readonly templateFields = ["clusterName"];

  *execute(context: TaskContext): Steps<TaskDeferred | EcsCluster> {
    context.log.at("ecs.py:212").info("Deleting cluster %r.", this.clusterName);
    const deleted = this.client(context, ECS).call("DeleteCluster", { cluster: this.clusterName });
    const { cluster } = yield* settle(deleted);
    return yield* this.waitFor(context, cluster, "INACTIVE", "cluster_inactive");
  }

  protected trigger(given: ClusterTriggerArguments): ClusterInactiveTrigger {
    return new ClusterInactiveTrigger(given);
  }
}

interface ClusterTriggerArguments extends WaiterTriggerArguments {
  readonly clusterArn: string;
}

const CLUSTER_STATUS = ["clusters[].status", "failures"] as const;

/** Waits until a cluster is there. */
export class ClusterActiveTrigger extends AwsBaseWaiterTrigger<ClusterTriggerArguments> {
  protected subject() {
    const { clusterArn } = this.kwargs;
    return {
      api: ECS,
      waiter: "cluster_active",
      params: { clusters: [clusterArn] },
      failureMessage: "Failure while waiting for cluster to be available",
      statusMessage: "Cluster is not ready yet",
      status: CLUSTER_STATUS,
      returns: ["arn", clusterArn],
    } as const;
  }
}

/** Waits until a cluster is gone. */
export class ClusterInactiveTrigger extends AwsBaseWaiterTrigger<ClusterTriggerArguments> {
  protected subject() {
    const { clusterArn } = this.kwargs;
    return {
      api: ECS,
      waiter: "cluster_inactive",
      params: { clusters: [clusterArn] },
      failureMessage: "Failure while waiting for cluster to be deactivated",
      statusMessage: "Cluster deactivation is not done yet",
      status: CLUSTER_STATUS,
      returns: ["value", clusterArn],
    } as const;
  }
}
