/**
 * RedshiftCreateClusterOperator (operators/redshift_cluster.py; spec/amazon-deferrable.md, section 3).
 * @module
 */

import { isException, type TaskContext, type TaskDeferred } from "../../../definition/index.ts";
import { WaiterError, waitUntil } from "../../../hooks/index.ts";
import { type Seconds, type Steps, settle, sleep } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import { isTruthy } from "../../../python/index.ts";
import type { NewArguments, Rules } from "../../../rules/index.ts";
import { expectSuccess, type WaiterEvent } from "../aws-operator.ts";
import { REDSHIFT } from "./api.ts";
import { type RedshiftArguments, RedshiftOperator } from "./redshift-base.ts";
import { deleteCluster, isClusterBusy } from "./redshift-hook.ts";
import { RedshiftCreateClusterTrigger } from "./triggers.ts";

/** The arguments that become parameters of the call under AWS's names, where they are true. */
const PARAMETERS = {
  dbName: "DBName",
  clusterType: "ClusterType",
  clusterSecurityGroups: "ClusterSecurityGroups",
  vpcSecurityGroupIds: "VpcSecurityGroupIds",
  clusterSubnetGroupName: "ClusterSubnetGroupName",
  availabilityZone: "AvailabilityZone",
  preferredMaintenanceWindow: "PreferredMaintenanceWindow",
  clusterParameterGroupName: "ClusterParameterGroupName",
  automatedSnapshotRetentionPeriod: "AutomatedSnapshotRetentionPeriod",
  manualSnapshotRetentionPeriod: "ManualSnapshotRetentionPeriod",
  port: "Port",
  clusterVersion: "ClusterVersion",
  allowVersionUpgrade: "AllowVersionUpgrade",
  encrypted: "Encrypted",
  hsmClientCertificateIdentifier: "HsmClientCertificateIdentifier",
  hsmConfigurationIdentifier: "HsmConfigurationIdentifier",
  elasticIp: "ElasticIp",
  tags: "Tags",
  kmsKeyId: "KmsKeyId",
  enhancedVpcRouting: "EnhancedVpcRouting",
  additionalInfo: "AdditionalInfo",
  iamRoles: "IamRoles",
  maintenanceTrackName: "MaintenanceTrackName",
  snapshotScheduleIdentifier: "SnapshotScheduleIdentifier",
  availabilityZoneRelocation: "AvailabilityZoneRelocation",
  aquaConfigurationStatus: "AquaConfigurationStatus",
  defaultIamRoleArn: "DefaultIamRoleArn",
} as const;

/** The arguments that describe the cluster, by AWS's meaning. Rendered with Jinja, from provider 9.2.0 on. */
export type ClusterParameters = { readonly [Name in keyof typeof PARAMETERS]?: unknown };

const DEFAULTS: ClusterParameters = {
  dbName: "dev",
  clusterType: "multi-node",
  automatedSnapshotRetentionPeriod: 1,
  port: 5439,
  clusterVersion: "1.0",
  allowVersionUpgrade: true,
};

export interface RedshiftCreateClusterOperatorArguments extends RedshiftArguments, ClusterParameters {
  readonly nodeType: string;
  readonly masterUsername: string;
  readonly masterUserPassword: string;
  /** Default 1. */
  readonly numberOfNodes?: number;
  /** Default true. */
  readonly publiclyAccessible?: boolean;
  /** Waits on its worker; a deferrable one waits anyhow. Default false. */
  readonly waitForCompletion?: boolean;
  /** Default 5. */
  readonly maxAttempt?: number;
  /** Seconds between two looks. Default 60. */
  readonly pollInterval?: Seconds;
  /** Deletes the cluster where the wait for it on a worker fails. Default true. From provider 9.25.0 on. */
  readonly deleteClusterOnFailure?: boolean;
  /** Seconds for which it tries to delete a cluster that is busy, each 60 s. Default 300. From provider 9.25.0 on. */
  readonly cleanupTimeoutSeconds?: Seconds;
}

/** Makes a cluster. */
export class RedshiftCreateClusterOperator extends RedshiftOperator<RedshiftCreateClusterOperatorArguments> {
  static override readonly argumentNames: readonly string[] = [
    ...Object.keys(PARAMETERS),
    ...namesOf<Omit<RedshiftCreateClusterOperatorArguments, keyof RedshiftArguments | keyof ClusterParameters>>({
      nodeType: true,
      masterUsername: true,
      masterUserPassword: true,
      numberOfNodes: true,
      publiclyAccessible: true,
      waitForCompletion: true,
      maxAttempt: true,
      pollInterval: true,
      deleteClusterOnFailure: true,
      cleanupTimeoutSeconds: true,
    }),
  ];
  static override readonly newArguments: NewArguments = {
    ...RedshiftOperator.newArguments,
    deleteClusterOnFailure: { amazonProvider: "9.25.0" },
    cleanupTimeoutSeconds: { amazonProvider: "9.25.0" },
  };
  static override readonly templateFields = ["clusterIdentifier", "nodeType", "parameters"];

  nodeType = this.args.nodeType;
  parameters: ClusterParameters = { ...DEFAULTS, ...this.args };

  override get onlyWaits(): boolean {
    return this.args.waitForCompletion === true;
  }

  *execute(context: TaskContext): Steps<TaskDeferred | null> {
    const { clusterIdentifier } = this;
    const { deferrable = false, waitForCompletion = false, maxAttempt = 5, pollInterval = 60 } = this.args;
    const { log } = context;
    log.at("redshift_cluster.py:187").info("Creating Redshift cluster %s", clusterIdentifier);
    const client = this.client(context, REDSHIFT);
    const answer = yield* settle(client.call("CreateCluster", this.#params(context.rules)));
    if (deferrable) {
      const wait = { waiterDelay: pollInterval, waiterMaxAttempts: maxAttempt };
      const trigger = new RedshiftCreateClusterTrigger({ clusterIdentifier, ...wait, ...this.connection });
      return this.defer({ trigger, methodName: "executeComplete" });
    }
    if (waitForCompletion) {
      const waiter = client.waiter("ClusterAvailable", { ClusterIdentifier: clusterIdentifier });
      yield* this.#waitOrDelete(context, waitUntil(waiter, pollInterval, maxAttempt));
    }
    log.at("redshift_cluster.py:279").info("Created Redshift cluster %s", clusterIdentifier);
    log.at("redshift_cluster.py:280").info("%s", answer);
    return null;
  }

  #params({ redshiftTellsPublicAccess }: Rules) {
    const { publiclyAccessible = true, numberOfNodes = 1 } = this.args;
    const values = this.parameters as Readonly<Record<string, unknown>>;
    const told = Object.entries(PARAMETERS).filter(([name]) => isTruthy(values[name]));
    return {
      ClusterIdentifier: this.clusterIdentifier,
      NodeType: this.nodeType,
      MasterUsername: this.args.masterUsername,
      MasterUserPassword: this.args.masterUserPassword,
      ...Object.fromEntries(told.map(([name, parameter]) => [parameter, values[name]])),
      ...(this.parameters.clusterType === "multi-node" ? { NumberOfNodes: numberOfNodes } : {}),
      ...(publiclyAccessible || redshiftTellsPublicAccess ? { PubliclyAccessible: publiclyAccessible } : {}),
    };
  }

  /** Where the wait fails, the cluster may be deleted: whatever comes of that, the failure stays. */
  *#waitOrDelete(context: TaskContext, wait: Steps<void>): Steps<void> {
    try {
      yield* wait;
    } catch (error) {
      if (error instanceof WaiterError && context.rules.redshiftDeletesClusterOnFailure) {
        context.log
          .at("redshift_cluster.py:380")
          .warning(
            "Execution failed after Redshift cluster %s was started by this task instance.",
            this.clusterIdentifier,
          );
        if (this.args.deleteClusterOnFailure !== false) yield* this.#cleanUp(context);
      }
      throw error;
    }
  }

  /** `_attempt_cleanup_with_retry`. */
  *#cleanUp(context: TaskContext): Steps<void> {
    const { cleanupTimeoutSeconds = 300 } = this.args;
    const { log } = context;
    const startedAt = context.monotonic();
    for (let attempt = 1; ; attempt += 1) {
      log
        .at("redshift_cluster.py:260")
        .info("Attempt %s: Deleting Redshift cluster %s.", attempt, this.clusterIdentifier);
      try {
        yield* deleteCluster(this.client(context, REDSHIFT), this.clusterIdentifier);
        log
          .at("redshift_cluster.py:267")
          .info("Successfully initiated deletion of Redshift cluster %s.", this.clusterIdentifier);
        return;
      } catch (error) {
        if (!isException(error, context.rules)) throw error;
        const goesOn = isClusterBusy(error) && context.monotonic() - startedAt < cleanupTimeoutSeconds;
        if (!goesOn) {
          log
            .at("redshift_cluster.py:282")
            .error("Error while trying to delete Redshift cluster %s.", this.clusterIdentifier);
          return;
        }
      }
      yield sleep(60);
    }
  }

  executeComplete(_context: TaskContext, { event }: { readonly event: WaiterEvent }): null {
    expectSuccess(event, "Error creating cluster: ");
    return null;
  }
}
