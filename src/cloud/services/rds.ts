import type { RdsOperations } from "../../operators/amazon/rds/index.ts";
import { oneOf, seconds } from "../entry-fields.ts";
import { Life } from "../life.ts";
import { serviceModel } from "../service-model.ts";

const INSTANCES = {
  existing: oneOf("The state of one that is there already.", "available", "stopped"),
  creating: seconds("Seconds that it is creating. Default 0."),
  created: oneOf("The state in which that ends. Default available.", "available", "failed"),
  starting: seconds("Seconds that it is starting. Default 0."),
  stopping: seconds("Seconds that it is stopping. Default 0."),
  deleting: seconds("Seconds that it is deleting. Default 0."),
};
const { existing, starting, stopping } = INSTANCES;
const CLUSTERS = { existing, starting, stopping };

const GONE = "gone";

/** RDS: instances, and clusters that are started and stopped. Starting needs one that is stopped, stopping one that is available. */
export const rds = serviceModel<RdsOperations>()({
  service: "rds",
  lists: { instances: INSTANCES, clusters: CLUSTERS },
  open(world) {
    const instances = new Map<string, Life>();
    const clusters = new Map<string, Life>();
    for (const { name, existing } of world.entries("instances"))
      if (existing !== undefined) instances.set(name, new Life(0, [], existing));
    for (const { name, existing } of world.entries("clusters"))
      if (existing !== undefined) clusters.set(name, new Life(0, [], existing));

    const instance = (name: string) => {
      const found = instances.get(name);
      if (found !== undefined && found.state(world.now) !== GONE) return found;
      throw world.error("DBInstanceNotFound", `DBInstance ${name} not found.`, "DBInstanceNotFoundFault");
    };
    const row = (name: string) => ({
      DBInstanceIdentifier: name,
      DBInstanceStatus: instance(name).state(world.now),
    });
    const turn = (name: string, phase: "starting" | "stopping" | "deleting", then: string, needs?: string) => {
      const life = instance(name);
      if (needs !== undefined && life.state(world.now) !== needs)
        throw world.error(
          "InvalidDBInstanceState",
          `Instance ${name} is not in ${needs} state.`,
          "InvalidDBInstanceStateFault",
        );
      life.turn(world.now, [[phase, world.seconds(world.described("instances", name), phase)]], then);
      return { DBInstance: row(name) }; // one that is gone at once is not found
    };

    const cluster = (name: string) => {
      const found = clusters.get(name);
      if (found !== undefined) return found;
      throw world.error("DBClusterNotFoundFault", `DBCluster ${name} not found.`);
    };
    const clusterRow = (name: string) => ({ DBClusterIdentifier: name, Status: cluster(name).state(world.now) });
    const turnCluster = (name: string, phase: "starting" | "stopping", then: string, needs: string) => {
      const life = cluster(name);
      if (life.state(world.now) !== needs)
        throw world.error("InvalidDBClusterStateFault", `Cluster ${name} is not in ${needs} state.`);
      life.turn(world.now, [[phase, world.seconds(world.described("clusters", name), phase)]], then);
      return { DBCluster: clusterRow(name) };
    };

    return {
      CreateDBInstance({ DBInstanceIdentifier: name }) {
        const entry = world.described("instances", name);
        const creating = world.seconds(entry, "creating");
        instances.set(name, new Life(world.now, [["creating", creating]], entry.created ?? "available"));
        return { DBInstance: row(name) };
      },
      DeleteDBInstance: ({ DBInstanceIdentifier: name }) => turn(name, "deleting", GONE),
      StartDBInstance: ({ DBInstanceIdentifier: name }) => turn(name, "starting", "available", "stopped"),
      StopDBInstance: ({ DBInstanceIdentifier: name }) => turn(name, "stopping", "stopped", "available"),
      DescribeDBInstances: ({ DBInstanceIdentifier: name }) => ({ DBInstances: [row(name)] }),
      StartDBCluster: ({ DBClusterIdentifier: name }) => turnCluster(name, "starting", "available", "stopped"),
      StopDBCluster: ({ DBClusterIdentifier: name }) => turnCluster(name, "stopping", "stopped", "available"),
      DescribeDBClusters: ({ DBClusterIdentifier: name }) => ({ DBClusters: [clusterRow(name)] }),
    };
  },
});
