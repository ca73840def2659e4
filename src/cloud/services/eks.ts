import type { EksOperations } from "../../operators/amazon/eks/index.ts";
import { oneOf, outcomes, seconds, text } from "../entry-fields.ts";
import { Life } from "../life.ts";
import { serviceModel, type World } from "../service-model.ts";

const TIMES = {
  creating: seconds("Seconds that it is CREATING. Default 0."),
  deleting: seconds("Seconds that it is DELETING when told to delete. Default 0."),
};

const CLUSTERS = {
  existing: oneOf("The state of one that is there already.", "ACTIVE"),
  ...TIMES,
  outcomes: outcomes("ACTIVE", "FAILED"),
};

const COMPUTE = {
  cluster: text("The cluster of one that is there already, ACTIVE."),
  ...TIMES,
  outcomes: outcomes("ACTIVE", "CREATE_FAILED"),
};

const LISTS = { clusters: CLUSTERS, nodegroups: COMPUTE, fargateProfiles: COMPUTE };
type EksWorld = World<typeof LISTS>;
type List = keyof typeof LISTS;

const GONE = "gone";

/** Things of one kind, by the cluster's name and their own. */
class Things {
  readonly #world: EksWorld;
  readonly #list: List;
  readonly #what: string;
  readonly #lives = new Map<string, { readonly clusterName: string; readonly name: string; readonly life: Life }>();

  constructor(world: EksWorld, list: List, what: string) {
    this.#world = world;
    this.#list = list;
    this.#what = what;
  }

  put(clusterName: string, name: string, life: Life): void {
    this.#lives.set(`${clusterName}/${name}`, { clusterName, name, life });
  }

  create(clusterName: string, name: string): string {
    const { now } = this.#world;
    if (this.has(clusterName, name))
      throw this.#world.error("ResourceInUseException", `${this.#what} already exists with name ${name}`);
    this.put(clusterName, name, this.#world.start(this.#list, name, now, { CREATING: "creating" }, "ACTIVE").life);
    return this.status(clusterName, name);
  }

  has(clusterName: string, name: string): boolean {
    const state = this.#lives.get(`${clusterName}/${name}`)?.life.state(this.#world.now);
    return state !== undefined && state !== GONE;
  }

  status(clusterName: string, name: string): string {
    const found = this.#lives.get(`${clusterName}/${name}`);
    const state = found?.life.state(this.#world.now);
    if (state === undefined || state === GONE)
      throw this.#world.error("ResourceNotFoundException", `No ${this.#what} found for name: ${name}.`);
    return state;
  }

  delete(clusterName: string, name: string): string {
    const { now } = this.#world;
    const state = this.status(clusterName, name);
    if (state === "DELETING") return state;
    const deleting = this.#world.seconds(this.#world.described(this.#list, name), "deleting");
    this.#lives.get(`${clusterName}/${name}`)?.life.turn(now, [["DELETING", deleting]], GONE);
    return "DELETING";
  }

  /** The names of those of a cluster, in a state or in any. */
  of(clusterName: string, state?: string): string[] {
    return [...this.#lives.values()]
      .filter((one) => one.clusterName === clusterName && this.has(clusterName, one.name))
      .filter(({ name }) => state === undefined || this.status(clusterName, name) === state)
      .map(({ name }) => name);
  }
}

/** EKS: clusters, their managed node groups and Fargate profiles, of which one at a time is deleted. */
export const eks = serviceModel<EksOperations>()({
  service: "eks",
  lists: LISTS,
  open(world) {
    const clusters = new Things(world, "clusters", "cluster");
    const groups = new Things(world, "nodegroups", "node group");
    const profiles = new Things(world, "fargateProfiles", "Fargate profile");
    for (const { name, existing } of world.entries("clusters"))
      if (existing !== undefined) clusters.put(name, name, new Life(0, [], existing));
    for (const [things, list] of [
      [groups, "nodegroups"],
      [profiles, "fargateProfiles"],
    ] as const)
      for (const { name, cluster } of world.entries(list))
        if (cluster !== undefined) things.put(cluster, name, new Life(0, [], "ACTIVE"));
    const isActive = (name: string) => {
      const status = clusters.status(name, name);
      if (status !== "ACTIVE") throw world.error("InvalidRequestException", `Cluster ${name} is ${status}.`);
    };
    const cluster = (name: string, status: string) => ({ cluster: { name, status } });
    return {
      CreateCluster: ({ name }) => cluster(name, clusters.create(name, name)),
      DescribeCluster: ({ name }) => cluster(name, clusters.status(name, name)),
      DeleteCluster({ name }) {
        clusters.status(name, name);
        if (groups.of(name).length + profiles.of(name).length > 0)
          throw world.error("ResourceInUseException", "Cluster has nodegroups or Fargate profiles attached");
        return cluster(name, clusters.delete(name, name));
      },
      CreateNodegroup({ clusterName, nodegroupName }) {
        isActive(clusterName);
        return { nodegroup: { clusterName, nodegroupName, status: groups.create(clusterName, nodegroupName) } };
      },
      DescribeNodegroup: ({ clusterName, nodegroupName }) => ({
        nodegroup: { clusterName, nodegroupName, status: groups.status(clusterName, nodegroupName) },
      }),
      ListNodegroups({ clusterName }) {
        clusters.status(clusterName, clusterName);
        return { nodegroups: groups.of(clusterName) };
      },
      DeleteNodegroup: ({ clusterName, nodegroupName }) => ({
        nodegroup: { clusterName, nodegroupName, status: groups.delete(clusterName, nodegroupName) },
      }),
      CreateFargateProfile({ clusterName, fargateProfileName }) {
        isActive(clusterName);
        const status = profiles.create(clusterName, fargateProfileName);
        return { fargateProfile: { clusterName, fargateProfileName, status } };
      },
      DescribeFargateProfile: ({ clusterName, fargateProfileName }) => ({
        fargateProfile: { clusterName, fargateProfileName, status: profiles.status(clusterName, fargateProfileName) },
      }),
      ListFargateProfiles({ clusterName }) {
        clusters.status(clusterName, clusterName);
        return { fargateProfileNames: profiles.of(clusterName) };
      },
      DeleteFargateProfile({ clusterName, fargateProfileName }) {
        profiles.status(clusterName, fargateProfileName);
        if (profiles.of(clusterName, "DELETING").some((name) => name !== fargateProfileName))
          throw world.error("ResourceInUseException", "Another Fargate profile of the cluster is being deleted");
        const status = profiles.delete(clusterName, fargateProfileName);
        return { fargateProfile: { clusterName, fargateProfileName, status } };
      },
    };
  },
});
