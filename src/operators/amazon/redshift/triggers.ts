/**
 * The waiter triggers of Redshift (triggers/redshift_cluster.py).
 * @module
 */
import { AwsBaseWaiterTrigger, type WaiterTriggerArguments } from "../aws-operator.ts";
import { REDSHIFT } from "./api.ts";

export interface ClusterTriggerArguments extends WaiterTriggerArguments {
  readonly clusterIdentifier: string;
}

interface ClusterWait {
  readonly waiter: string;
  readonly failureMessage: string;
  readonly statusMessage: string;
}

abstract class ClusterTrigger extends AwsBaseWaiterTrigger<ClusterTriggerArguments> {
  protected abstract readonly wait: ClusterWait;

  protected subject() {
    return {
      api: REDSHIFT,
      ...this.wait,
      params: { ClusterIdentifier: this.kwargs.clusterIdentifier },
      status: ["Clusters[].ClusterStatus"],
      returns: ["value", null],
    } as const;
  }
}

/** Waits until a cluster is available that was made. */
export class RedshiftCreateClusterTrigger extends ClusterTrigger {
  protected readonly wait = {
    waiter: "ClusterAvailable",
    failureMessage: "Error while creating the redshift cluster",
    statusMessage: "Redshift cluster creation in progress",
  };
}

/** Waits until a cluster is paused. */
export class RedshiftPauseClusterTrigger extends ClusterTrigger {
  protected readonly wait = {
    waiter: "cluster_paused",
    failureMessage: "Error while pausing the redshift cluster",
    statusMessage: "Redshift cluster pausing in progress",
  };
}

/** Waits until all snapshots of a cluster are available. */
export class RedshiftCreateClusterSnapshotTrigger extends ClusterTrigger {
  protected readonly wait = {
    waiter: "SnapshotAvailable",
    failureMessage: "Create Cluster Snapshot Failed",
    statusMessage: "Redshift Cluster Snapshot in progress",
  };
}

/** Waits until a cluster is available that was resumed. */
export class RedshiftResumeClusterTrigger extends ClusterTrigger {
  protected readonly wait = {
    waiter: "cluster_resumed",
    failureMessage: "Resume Cluster Snapshot Failed",
    statusMessage: "Redshift Cluster resuming in progress",
  };
}

/** Waits until a cluster is gone. */
export class RedshiftDeleteClusterTrigger extends ClusterTrigger {
  protected readonly wait = {
    waiter: "ClusterDeleted",
    failureMessage: "Delete Cluster Failed",
    statusMessage: "Redshift Cluster deletion in progress",
  };
}

/** Waits until a cluster is in a state from which it can be deleted. From 9.39.0 on. */
export class RedshiftClusterSettledTrigger extends AwsBaseWaiterTrigger<ClusterTriggerArguments> {
  protected subject() {
    const { clusterIdentifier } = this.kwargs;
    return {
      api: REDSHIFT,
      waiter: "cluster_deletable",
      params: { ClusterIdentifier: clusterIdentifier },
      failureMessage: "Error while waiting for the redshift cluster to become deletable",
      statusMessage: "Waiting for redshift cluster to settle into a deletable state",
      status: ["Clusters[].ClusterStatus"],
      returns: ["cluster_identifier", clusterIdentifier],
    } as const;
  }
}
