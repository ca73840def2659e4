import { AirflowException, type RuntimeContext } from "../../../definition/index.ts";
import type { AwsClient } from "../../../hooks/index.ts";
import { type Steps, settle } from "../../../kernel/index.ts";
import type { EmrOperations } from "./api.ts";

/** An operator or sensor that persists links: they are XComs, so one that pushes none has none. */
interface Linked {
  readonly settings: { readonly doXcomPush: boolean };
}

/**
 * Links a cluster and its logs, for which it is described (`EmrClusterLink.persist`, `get_log_uri`, `EmrLogsLink.persist`). In
 * Airflow 3 each link is a request to the supervisor.
 */
export function* linkCluster(
  context: RuntimeContext,
  { settings }: Linked,
  client: AwsClient<EmrOperations>,
  jobFlowId: string,
): Steps<void> {
  if (settings.doXcomPush) context.noteLine();
  yield* settle(client.call("DescribeCluster", { ClusterId: jobFlowId }));
  if (settings.doXcomPush) context.noteLine();
}

/** `get_cluster_id_by_name`: the one cluster of that name among those in the states; undefined where there is none. */
export function* clusterIdByName(
  { log }: RuntimeContext,
  client: AwsClient<EmrOperations>,
  name: string,
  states: readonly string[],
): Steps<string | undefined> {
  const ids: string[] = [];
  let marker: string | undefined;
  do {
    const place = marker === undefined ? {} : { Marker: marker };
    const page = yield* settle(client.call("ListClusters", { ClusterStates: states, ...place }));
    for (const { Id, Name } of page.Clusters) if (Name === name) ids.push(Id);
    marker = page.Marker;
  } while (marker !== undefined);
  if (ids.length > 1) throw new AirflowException(`More than one cluster found for name ${name}`);
  if (ids[0] === undefined) log.at("emr.py:87").info("No cluster found for name %s", name);
  else log.at("emr.py:82").info("Found cluster name = %s id = %s", name, ids[0]);
  return ids[0];
}
