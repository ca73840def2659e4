/**
 * The triggers of EKS's operators (triggers/eks.py).
 * @module
 */

import { AirflowException, AttributeError, type TriggerContext, type TriggerStep } from "../../../definition/index.ts";
import { AwsClient, asyncWaitWithLogging, ClientError, pythonInt, usingAsyncClient } from "../../../hooks/index.ts";
import { type Steps, settle } from "../../../kernel/index.ts";
import { BaseTrigger, TriggerEvent } from "../../index.ts";
import { AwsBaseWaiterTrigger, type TriggerConnection, type WaiterTriggerArguments } from "../aws-operator.ts";
import { EKS, type EksOperations } from "./api.ts";
import { whileInUse } from "./eks-base.ts";

interface ClusterTriggerArguments extends WaiterTriggerArguments {
  readonly clusterName: string;
}

const NOTHING = ["value", null] as const;

/** Waits until a cluster is active. From 9.2.0 on it tells of a failure by an event. */
export class EksCreateClusterTrigger extends AwsBaseWaiterTrigger<ClusterTriggerArguments> {
  protected subject() {
    return {
      api: EKS,
      waiter: "ClusterActive",
      params: { name: this.kwargs.clusterName },
      failureMessage: "Error checking Eks cluster",
      statusMessage: "Eks cluster status is",
      status: ["cluster.status"],
      returns: NOTHING,
    } as const;
  }

  override run(context: TriggerContext): Generator<TriggerStep, void, unknown> {
    return context.rules.eksCreationTellsFailure ? usingAsyncClient(context, this.#run(context)) : super.run(context);
  }

  *#run(context: TriggerContext): Generator<TriggerStep, void, unknown> {
    const { api, waiter, params, returns: _, ...words } = this.subject();
    const { waiterDelay: delaySeconds, waiterMaxAttempts: maxAttempts, awsConnId, regionName } = this.kwargs;
    const client = new AwsClient(context, api, { awsConnId, regionName });
    let status = "success";
    try {
      yield* asyncWaitWithLogging(context, client.waiter(waiter, params), { ...words, delaySeconds, maxAttempts });
    } catch (error) {
      if (!(error instanceof AirflowException)) throw error;
      context.log.error("Error creating cluster: %s", error.message);
      status = "failed";
    }
    yield new TriggerEvent({ status });
  }
}

interface NodegroupTriggerArguments extends ClusterTriggerArguments {
  readonly nodegroupName: string;
}

const NODEGROUP_STATUS = ["nodegroup.status", "nodegroup.health.issues"];

export class EksCreateNodegroupTrigger extends AwsBaseWaiterTrigger<NodegroupTriggerArguments> {
  protected subject() {
    const { clusterName, nodegroupName } = this.kwargs;
    return {
      api: EKS,
      waiter: "NodegroupActive",
      params: { clusterName, nodegroupName },
      failureMessage: "Error creating nodegroup",
      statusMessage: "Nodegroup status is",
      status: NODEGROUP_STATUS,
      returns: NOTHING,
    } as const;
  }
}

export class EksDeleteNodegroupTrigger extends AwsBaseWaiterTrigger<NodegroupTriggerArguments> {
  protected subject() {
    const { clusterName, nodegroupName } = this.kwargs;
    return {
      api: EKS,
      waiter: "NodegroupDeleted",
      params: { clusterName, nodegroupName },
      failureMessage: "Error deleting nodegroup",
      statusMessage: "Nodegroup status is",
      status: NODEGROUP_STATUS,
      returns: NOTHING,
    } as const;
  }
}

interface FargateTriggerArguments extends ClusterTriggerArguments {
  readonly fargateProfileName: string;
}

const PROFILE_STATUS = ["fargateProfile.status"];

export class EksCreateFargateProfileTrigger extends AwsBaseWaiterTrigger<FargateTriggerArguments> {
  protected subject() {
    const { clusterName, fargateProfileName } = this.kwargs;
    return {
      api: EKS,
      waiter: "FargateProfileActive",
      params: { clusterName, fargateProfileName },
      failureMessage: "Failure while creating Fargate profile",
      statusMessage: "Fargate profile not created yet",
      status: PROFILE_STATUS,
      returns: NOTHING,
    } as const;
  }
}

export class EksDeleteFargateProfileTrigger extends AwsBaseWaiterTrigger<FargateTriggerArguments> {
  protected subject() {
    const { clusterName, fargateProfileName } = this.kwargs;
    return {
      api: EKS,
      waiter: "FargateProfileDeleted",
      params: { clusterName, fargateProfileName },
      failureMessage: "Failure while deleting Fargate profile",
      statusMessage: "Fargate profile not deleted yet",
      status: PROFILE_STATUS,
      returns: NOTHING,
    } as const;
  }
}

interface DeleteClusterTriggerArguments extends TriggerConnection {
  readonly clusterName: string;
  /** Texts, of which it takes whole numbers. */
  readonly waiterDelay: string;
  readonly waiterMaxAttempts: string;
  readonly forceDeleteCompute: boolean;
}

/** Deletes what a cluster has, and the cluster, and waits until it is gone. Before 9.2.0 it fails at once. */
export class EksDeleteClusterTrigger extends BaseTrigger<DeleteClusterTriggerArguments> {
  override *run(context: TriggerContext): Generator<TriggerStep, void, unknown> {
    if (!context.rules.eksClusterTriggerDeletes)
      throw new AttributeError("'function' object has no attribute 'async_conn'");
    yield* usingAsyncClient(context, this.#run(context));
  }

  *#run(context: TriggerContext): Generator<TriggerStep, void, unknown> {
    const { clusterName, forceDeleteCompute, awsConnId, regionName } = this.kwargs;
    const client = new AwsClient(context, EKS, { awsConnId, regionName });
    if (forceDeleteCompute) {
      yield* this.#deleteNodegroups(context, client);
      yield* this.#deleteFargateProfiles(context, client);
    }
    try {
      yield* whileInUse(context, () => settle(client.call("DeleteCluster", { name: clusterName })));
    } catch (error) {
      if (!(error instanceof ClientError) || error.code !== "ResourceNotFoundException") throw error;
    }
    yield* this.#wait(context, client, "ClusterDeleted", { name: clusterName }, [
      "Error deleting cluster",
      "Status of cluster is",
      "cluster.status",
    ]);
    yield new TriggerEvent({ status: "deleted" });
  }

  /** All of them at once. */
  *#deleteNodegroups(context: TriggerContext, client: AwsClient<EksOperations>): Steps<void> {
    const { clusterName } = this.kwargs;
    const { log } = context;
    const { nodegroups } = yield* settle(client.call("ListNodegroups", { clusterName }));
    if (nodegroups.length === 0) {
      log.at("eks.py:168").info("No nodegroups associated with cluster %s", clusterName);
      return;
    }
    log.at("eks.py:150").info("Deleting nodegroups");
    for (const nodegroupName of nodegroups)
      yield* whileInUse(context, () => settle(client.call("DeleteNodegroup", { clusterName, nodegroupName })));
    yield* this.#wait(context, client, "all_nodegroups_deleted", { clusterName }, [
      `Error deleting nodegroup for cluster ${clusterName}`,
      "Deleting nodegroups associated with the cluster",
      "nodegroups",
    ]);
    log.at("eks.py:166").info("All nodegroups deleted");
  }

  /** One after another. */
  *#deleteFargateProfiles(context: TriggerContext, client: AwsClient<EksOperations>): Steps<void> {
    const { clusterName } = this.kwargs;
    const { log } = context;
    const { fargateProfileNames: names } = yield* settle(client.call("ListFargateProfiles", { clusterName }));
    if (names.length === 0) {
      log.at("eks.py:193").info("No Fargate profiles associated with cluster %s", clusterName);
      return;
    }
    log.at("eks.py:179").info("Waiting for Fargate profiles to delete.  This will take some time.");
    for (const fargateProfileName of names) {
      const profile = { clusterName, fargateProfileName };
      yield* whileInUse(context, () => settle(client.call("DeleteFargateProfile", profile)));
      yield* this.#wait(context, client, "FargateProfileDeleted", profile, [
        `Error deleting fargate profile for cluster ${clusterName}`,
        "Status of fargate profile is",
        "fargateProfile.status",
      ]);
    }
    log.at("eks.py:191").info("All Fargate profiles deleted");
  }

  #wait(
    context: TriggerContext,
    client: AwsClient<EksOperations>,
    waiter: string,
    params: object,
    [failureMessage, statusMessage, status]: readonly [string, string, string],
  ): Steps<void> {
    return asyncWaitWithLogging(context, client.waiter(waiter, params), {
      delaySeconds: pythonInt(this.kwargs.waiterDelay),
      maxAttempts: pythonInt(this.kwargs.waiterMaxAttempts),
      failureMessage,
      statusMessage,
      status: [status],
    });
  }
}
