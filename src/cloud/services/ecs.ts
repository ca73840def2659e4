import type { EcsOperations, EcsTask } from "../../operators/amazon/ecs/index.ts";
import { oneOf, outcomes, seconds, text } from "../entry-fields.ts";
import { Life } from "../life.ts";
import { serviceModel, type World } from "../service-model.ts";

const TASKS = {
  provisioning: seconds("Seconds that it is PROVISIONING. Default 0."),
  pending: seconds("Seconds that it is PENDING after that. Default 0."),
  duration: seconds("Seconds that it is RUNNING after that. Default 0."),
  outcomes: outcomes("SUCCEEDED", "FAILED", "FAILED_TO_START", "HOST_TERMINATED", "ERROR", "REFUSED"),
  stopping: seconds("Seconds that it is STOPPING when told to stop. Default 0."),
  reason: text("Why it was REFUSED, FAILED_TO_START or an ERROR."),
};

const CLUSTERS = {
  existing: oneOf("The state of one that is there already.", "ACTIVE", "INACTIVE"),
  creating: seconds("Seconds that it is PROVISIONING when created. Default 0."),
  outcomes: outcomes("ACTIVE", "FAILED"),
  deleting: seconds("Seconds that it is DEPROVISIONING when told to delete. Default 0."),
};

const LISTS = { tasks: TASKS, clusters: CLUSTERS };
type EcsWorld = World<typeof LISTS>;

const ARN = "arn:aws:ecs:us-east-1:123456789012";
const STATES = { PROVISIONING: "provisioning", PENDING: "pending", RUNNING: "duration" } as const;

interface Task {
  readonly life: Life;
  readonly entry: ReturnType<EcsWorld["described"]> & { readonly reason?: string };
  readonly startedBy: string | null;
  readonly taskDefinition: string;
  outcome: string;
}

/** The tasks, which end in t-1, t-2 … Each has one container. */
class Tasks {
  readonly #world: EcsWorld;
  readonly #tasks = new Map<string, Task>();

  constructor(world: EcsWorld) {
    this.#world = world;
  }

  run(cluster: string, taskDefinition: string, startedBy: string | null) {
    const { phases, outcome, entry } = this.#world.begin("tasks", taskDefinition, STATES, "SUCCEEDED");
    if (outcome === "REFUSED") {
      const failure = { arn: `${ARN}:container-instance/i`, reason: entry.reason ?? "RESOURCE:MEMORY" };
      return { tasks: [], failures: [failure] };
    }
    const arn = `${ARN}:task/${cluster}/t-${this.#world.next("ids")}`;
    const life = new Life(this.#world.now, phases, "STOPPED");
    const task = { life, entry, startedBy, taskDefinition, outcome };
    this.#tasks.set(arn, task);
    return { tasks: [this.#told(arn, task)], failures: [] };
  }

  describe(arns: readonly string[]) {
    const found = arns.map((arn) => [arn, this.#tasks.get(arn)] as const);
    return {
      tasks: found.flatMap(([arn, task]) => (task === undefined ? [] : this.#told(arn, task))),
      failures: found.flatMap(([arn, task]) => (task === undefined ? { arn, reason: "MISSING" } : [])),
    };
  }

  runningBy(startedBy: string): string[] {
    return [...this.#tasks]
      .filter(([, task]) => task.startedBy === startedBy)
      .filter(([, { life }]) => !["STOPPING", "STOPPED"].includes(life.state(this.#world.now)))
      .map(([arn]) => arn);
  }

  stop(arn: string) {
    const task = this.#tasks.get(arn);
    if (task === undefined) throw this.#world.error("InvalidParameterException", "The referenced task was not found.");
    const { now } = this.#world;
    if (!task.life.hasEnded(now)) {
      task.life.turn(now, [["STOPPING", this.#world.seconds(task.entry, "stopping")]], "STOPPED");
      task.outcome = "KILLED";
    }
    return { task: this.#told(arn, task) };
  }

  #told(taskArn: string, task: Task): EcsTask {
    const lastStatus = task.life.state(this.#world.now);
    const container = { name: "main", lastStatus: CONTAINER_STATES[lastStatus] ?? lastStatus };
    const { taskDefinition, startedBy } = task;
    const isStopped = lastStatus === "STOPPED";
    const { ofContainer = {}, ofTask = {} } = isStopped ? endOf(task) : {};
    const containers = [{ ...container, ...ofContainer }];
    return { taskArn, taskDefinitionArn: taskDefinition, lastStatus, containers, startedBy, ...ofTask } as EcsTask;
  }
}

const CONTAINER_STATES: Readonly<Record<string, string>> = { PROVISIONING: "PENDING", STOPPING: "RUNNING" };

function endOf({ outcome, entry: { reason } }: Task) {
  switch (outcome) {
    case "FAILED_TO_START": {
      const stoppedReason = reason ?? "CannotPullContainerError: no such image";
      return { ofTask: { stopCode: "TaskFailedToStart", stoppedReason } };
    }
    case "HOST_TERMINATED":
      return { ofTask: { stoppedReason: "Host EC2 (instance i-1234567890abcdef) terminated." } };
    case "ERROR":
      return { ofContainer: { exitCode: 0, reason: reason ?? "CannotStartContainerError: something" } };
    case "FAILED":
      return { ofContainer: { exitCode: 1 } };
    case "KILLED":
      return { ofContainer: { exitCode: 137 } };
    default:
      return { ofContainer: { exitCode: 0 } };
  }
}

class Clusters {
  readonly #world: EcsWorld;
  readonly #clusters = new Map<string, Life>();

  constructor(world: EcsWorld) {
    this.#world = world;
    for (const { name, existing } of world.entries("clusters"))
      if (existing !== undefined) this.#clusters.set(arnOf(name), new Life(0, [], existing));
  }

  create(name: string) {
    const arn = arnOf(name);
    const there = this.#clusters.get(arn);
    if (there !== undefined && there.state(this.#world.now) !== "INACTIVE") return this.#told(arn, there);
    const life = this.#world.start("clusters", name, this.#world.now, { PROVISIONING: "creating" }, "ACTIVE").life;
    this.#clusters.set(arn, life);
    return this.#told(arn, life);
  }

  delete(name: string) {
    const arn = arnOf(name);
    const life = this.#clusters.get(arn);
    const { now } = this.#world;
    if (life === undefined) throw this.#world.error("ClusterNotFoundException", "Cluster not found.");
    if (!["DEPROVISIONING", "INACTIVE"].includes(life.state(now))) {
      const deleting = this.#world.seconds(this.#world.described("clusters", name), "deleting");
      life.turn(now, [["DEPROVISIONING", deleting]], "INACTIVE");
    }
    return this.#told(arn, life);
  }

  describe(arns: readonly (string | null)[]) {
    const found = arns.map((arn) => [arn ?? "", this.#clusters.get(arn ?? "")] as const);
    return {
      clusters: found.flatMap(([arn, life]) => (life === undefined ? [] : this.#told(arn, life))),
      failures: found.flatMap(([arn, life]) => (life === undefined ? { arn, reason: "MISSING" } : [])),
    };
  }

  #told(clusterArn: string, life: Life) {
    const clusterName = clusterArn.slice(clusterArn.lastIndexOf("/") + 1);
    return { clusterArn, clusterName, status: life.state(this.#world.now) };
  }
}

function arnOf(cluster: string): string {
  return `${ARN}:cluster/${cluster}`;
}

/** ECS: tasks, by their definition, and clusters. */
export const ecs = serviceModel<EcsOperations>()({
  service: "ecs",
  lists: LISTS,
  open(world) {
    const tasks = new Tasks(world);
    const clusters = new Clusters(world);
    return {
      RunTask: ({ cluster, taskDefinition, startedBy }) => tasks.run(cluster, taskDefinition, startedBy ?? null),
      DescribeTasks: ({ tasks: arns }) => tasks.describe(arns),
      ListTasks: ({ startedBy }) => ({ taskArns: tasks.runningBy(startedBy) }),
      StopTask: ({ task }) => tasks.stop(task),
      CreateCluster: ({ clusterName }) => ({ cluster: clusters.create(clusterName) }),
      DeleteCluster: ({ cluster }) => ({ cluster: clusters.delete(cluster) }),
      DescribeClusters: ({ clusters: arns }) => clusters.describe(arns),
    };
  },
});
