import { AirflowException, type TaskContext, type TaskDeferred } from "../../../definition/index.ts";
import { waitUntil } from "../../../hooks/index.ts";
import { type Seconds, type Steps, settle } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import { expectSuccess, type WaiterEvent } from "../aws-operator.ts";
import { REDSHIFT } from "./api.ts";
import { type RedshiftArguments, RedshiftOperator } from "./redshift-base.ts";
import { clusterStatus } from "./redshift-hook.ts";
import { RedshiftCreateClusterSnapshotTrigger } from "./triggers.ts";

export interface RedshiftCreateClusterSnapshotOperatorArguments extends RedshiftArguments {
  /** Rendered with Jinja. */
  readonly snapshotIdentifier: string;
  /** Days that it is kept, or -1 for ever. Default -1. */
  readonly retentionPeriod?: number;
  readonly tags?: readonly unknown[] | null;
  /** Waits on its worker; a deferrable one waits anyhow. Default false. */
  readonly waitForCompletion?: boolean;
  /** Seconds between two looks. Default 15. */
  readonly pollInterval?: Seconds;
  /** Default 20. */
  readonly maxAttempt?: number;
}

/** Makes a snapshot of a cluster that is available, and waits until all snapshots of it are there (operators/redshift_cluster.py). */
export class RedshiftCreateClusterSnapshotOperator extends RedshiftOperator<RedshiftCreateClusterSnapshotOperatorArguments> {
  static override readonly argumentNames = namesOf<
    Omit<RedshiftCreateClusterSnapshotOperatorArguments, keyof RedshiftArguments>
  >({
    snapshotIdentifier: true,
    retentionPeriod: true,
    tags: true,
    waitForCompletion: true,
    pollInterval: true,
    maxAttempt: true,
  });
  static override readonly templateFields = ["clusterIdentifier", "snapshotIdentifier"];

  snapshotIdentifier = this.args.snapshotIdentifier;

  override get onlyWaits(): boolean {
    return this.args.waitForCompletion === true;
  }

  *execute(context: TaskContext): Steps<TaskDeferred | null> {
    const { retentionPeriod = -1, tags, waitForCompletion = false, pollInterval = 15, maxAttempt = 20 } = this.args;
    const { clusterIdentifier } = this;
    const client = this.client(context, REDSHIFT);
    const state = yield* clusterStatus(client, clusterIdentifier);
    if (state !== "available")
      throw new AirflowException(
        `Redshift cluster must be in available state. Redshift cluster current state is ${state ?? "None"}`,
      );
    const params = {
      SnapshotIdentifier: this.snapshotIdentifier,
      ClusterIdentifier: clusterIdentifier,
      ManualSnapshotRetentionPeriod: retentionPeriod,
      Tags: tags ?? [],
    };
    yield* settle(client.call("CreateClusterSnapshot", params));
    if (this.args.deferrable === true) {
      const wait = { waiterDelay: pollInterval, waiterMaxAttempts: maxAttempt };
      const trigger = new RedshiftCreateClusterSnapshotTrigger({ clusterIdentifier, ...wait, ...this.connection });
      return this.defer({ trigger, methodName: "executeComplete", timeout: maxAttempt * pollInterval + 60 });
    }
    if (waitForCompletion) {
      const waiter = client.waiter("SnapshotAvailable", { ClusterIdentifier: clusterIdentifier });
      yield* waitUntil(waiter, pollInterval, maxAttempt);
    }
    return null;
  }

  executeComplete(context: TaskContext, { event }: { readonly event: WaiterEvent }): null {
    expectSuccess(event, "Error creating snapshot: ");
    context.log.at("redshift_cluster.py:385").info("Cluster snapshot created.");
    return null;
  }
}
