/**
 * RedshiftHook (hooks/redshift_cluster.py), and the tries of operators whose cluster is busy.
 * @module
 */

import { type AwsClient, ClientError } from "../../../hooks/index.ts";
import { type Body, type Seconds, type Steps, settle, sleep, takesTime } from "../../../kernel/index.ts";
import type { RedshiftOperations } from "./api.ts";

/** Returns a cluster's state, or `cluster_not_found`. */
export function* clusterStatus(client: AwsClient<RedshiftOperations>, clusterIdentifier: string): Steps<string | null> {
  try {
    const described = client.call("DescribeClusters", { ClusterIdentifier: clusterIdentifier });
    return (yield* settle(described)).Clusters[0]?.ClusterStatus ?? null;
  } catch (error) {
    if (hasCode(error, "ClusterNotFound")) return "cluster_not_found";
    throw error;
  }
}

/** Deletes a cluster, without a last snapshot unless told otherwise. */
export function* deleteCluster(
  client: AwsClient<RedshiftOperations>,
  clusterIdentifier: string,
  { skipsSnapshot = true, snapshot }: { readonly skipsSnapshot?: boolean; readonly snapshot?: string | null } = {},
): Steps<void> {
  const params = {
    ClusterIdentifier: clusterIdentifier,
    SkipFinalClusterSnapshot: skipsSnapshot,
    FinalClusterSnapshotIdentifier: snapshot || "",
  };
  yield* settle(client.call("DeleteCluster", params));
}

/** Tells if a cluster was in no state for what it was told. */
export function isClusterBusy(error: unknown): boolean {
  return hasCode(error, "InvalidClusterState");
}

/** Tells if AWS answered with an error code, by which name ever the SDK has it. */
function hasCode(error: unknown, code: string): boolean {
  return error instanceof ClientError && (error.code === code || error.code === `${code}Fault`);
}

const TRIES = 10;
const SECONDS_BETWEEN = 15;

/** Tries while the cluster is busy, ten times, 15 s apart by default; `onBusy` is told the tries that are left. */
export function* tryWhileBusy(
  act: () => Steps<unknown>,
  onBusy: (left: number) => Body<void>,
  [tries, seconds]: readonly [tries: number, seconds: Seconds] = [TRIES, SECONDS_BETWEEN],
): Steps<void> {
  for (let left = tries - 1; ; left -= 1) {
    try {
      yield* act();
      return;
    } catch (error) {
      if (!isClusterBusy(error) || left === 0) throw error;
    }
    const told = onBusy(left);
    if (takesTime(told)) yield* settle(told);
    yield sleep(seconds);
  }
}
