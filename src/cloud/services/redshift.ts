import type { RedshiftOperations } from "../../operators/amazon/redshift/index.ts";
import { instant, rows, seconds, text } from "../entry-fields.ts";
import { Life } from "../life.ts";
import { serviceModel, type World } from "../service-model.ts";

const CLUSTERS = {
  existing: text("The state of one that is there already: available or paused, say."),
  busy: rows<readonly [from: number, until: number, state: string]>(
    "When it is in another state, in which it refuses everything.",
    {
      from: instant("When it begins."),
      until: instant("When it ends."),
      state: text("The state."),
    },
  ),
  creating: seconds("Seconds that it is creating when created. Default 0."),
  resuming: seconds("Seconds that it is resuming when resumed. Default 0."),
  pausing: seconds("Seconds that it is pausing when paused. Default 0."),
  deleting: seconds("Seconds that it is deleting when deleted. Default 0."),
  snapshot: seconds("Seconds that a snapshot of it is creating. Default 0."),
};

const LISTS = { clusters: CLUSTERS };
type Phase = "resuming" | "pausing" | "deleting";

/** The clusters and their snapshots. */
class Clusters {
  readonly #world: World<typeof LISTS>;
  readonly #clusters = new Map<string, Life>();
  readonly #snapshots = new Map<string, { readonly life: Life; readonly cluster: string }>();

  constructor(world: World<typeof LISTS>) {
    this.#world = world;
    for (const { name, existing } of world.entries("clusters"))
      if (existing !== undefined) this.#clusters.set(name, new Life(0, [], existing));
  }

  state(name: string): string {
    const { now } = this.#world;
    const state = this.#clusters.get(name)?.state(now) ?? "gone";
    if (state === "gone")
      throw this.#world.error("ClusterNotFound", `Cluster ${name} not found.`, "ClusterNotFoundFault");
    const { busy = [] } = this.#world.described("clusters", name);
    return busy.find(([from, until]) => from <= now && now < until)?.[2] ?? state;
  }

  describe(name: string) {
    return { Clusters: [this.#told(name, this.state(name))] };
  }

  #told(ClusterIdentifier: string, ClusterStatus: string) {
    return { ClusterIdentifier, ClusterStatus };
  }

  create(name: string) {
    const { now } = this.#world;
    if ((this.#clusters.get(name)?.state(now) ?? "gone") !== "gone")
      throw this.#world.error("ClusterAlreadyExists", "Cluster already exists", "ClusterAlreadyExistsFault");
    const creating = this.#world.seconds(this.#world.described("clusters", name), "creating");
    this.#clusters.set(name, new Life(now, [["creating", creating]], "available"));
    return { Cluster: this.#told(name, "creating") };
  }

  turn(name: string, needs: readonly string[], phase: Phase, then: string) {
    if (!needs.includes(this.state(name)))
      throw this.#world.error(
        "InvalidClusterState",
        `Cluster ${name} is not in a state that allows this`,
        "InvalidClusterStateFault",
      );
    const length = this.#world.seconds(this.#world.described("clusters", name), phase);
    this.#clusters.get(name)?.turn(this.#world.now, [[phase, length]], then);
    return { Cluster: this.#told(name, phase) };
  }

  snapshot(id: string, cluster: string) {
    const creating = this.#world.seconds(this.#world.described("clusters", cluster), "snapshot");
    this.#snapshots.set(id, { life: new Life(this.#world.now, [["creating", creating]], "available"), cluster });
    return { Snapshot: { SnapshotIdentifier: id, Status: "creating" } };
  }

  snapshots(wanted: string) {
    const told = [...this.#snapshots]
      .filter(([, { cluster }]) => cluster === wanted)
      .map(([SnapshotIdentifier, { life, cluster: ClusterIdentifier }]) => {
        return { SnapshotIdentifier, ClusterIdentifier, Status: life.state(this.#world.now) };
      });
    return { Snapshots: told };
  }
}

/** Redshift: clusters, by their identifiers, and snapshots of them. */
export const redshift = serviceModel<RedshiftOperations>()({
  service: "redshift",
  lists: LISTS,
  open(world) {
    const all = new Clusters(world);
    return {
      DescribeClusters: ({ ClusterIdentifier: name }) => all.describe(name),
      CreateCluster: ({ ClusterIdentifier: name }) => all.create(name),
      ResumeCluster: ({ ClusterIdentifier: name }) => all.turn(name, ["paused"], "resuming", "available"),
      PauseCluster: ({ ClusterIdentifier: name }) => all.turn(name, ["available"], "pausing", "paused"),
      DeleteCluster: ({ ClusterIdentifier: name }) => all.turn(name, ["available", "paused"], "deleting", "gone"),
      CreateClusterSnapshot: ({ SnapshotIdentifier, ClusterIdentifier }) =>
        all.snapshot(SnapshotIdentifier, ClusterIdentifier),
      DescribeClusterSnapshots: ({ ClusterIdentifier }) => all.snapshots(ClusterIdentifier),
    };
  },
});
