import type { EmrOperations } from "../../operators/amazon/emr/index.ts";
import { instant, oneOf, outcomes, STARTED_BY_OTHERS, seconds, text } from "../entry-fields.ts";
import { Life } from "../life.ts";
import { type Started, serviceModel, type World } from "../service-model.ts";

const CLUSTERS = {
  starting: seconds("Seconds that it is STARTING. Default 0."),
  bootstrapping: seconds("Seconds that it is BOOTSTRAPPING after that. Default 0."),
  running: seconds("Seconds that it is RUNNING after that. Default 0."),
  outcomes: outcomes("WAITING", "TERMINATED", "TERMINATED_WITH_ERRORS"),
  terminating: seconds("Seconds that it is TERMINATING when told to terminate. Default 0."),
  end: oneOf("What it is then. Default TERMINATED.", "TERMINATED", "TERMINATED_WITH_ERRORS"),
  ...STARTED_BY_OTHERS,
};

const STEPS = {
  pending: seconds("Seconds that it is PENDING once the one before has ended. Default 0."),
  duration: seconds("Seconds that it is RUNNING after that. Default 0."),
  outcomes: outcomes("COMPLETED", "FAILED", "CANCELLED", "INTERRUPTED"),
  id: text("The id under which somebody else adds it."),
  cluster: text("The id of the cluster that somebody else adds it to."),
  at: instant("When somebody else adds it. Default 0."),
};

interface Step {
  readonly life: Life;
  readonly name: string;
  readonly cluster: string;
}

type Settings = Readonly<Record<string, unknown>>;

const LISTS = { clusters: CLUSTERS, steps: STEPS };

const isEnding = (state: string) => state.startsWith("TERMINAT");

/** The clusters and their steps. */
class JobFlows {
  readonly #world: World<typeof LISTS>;
  readonly #clusters = new Map<string, Started<typeof CLUSTERS>>();
  readonly #steps = new Map<string, Step>();

  constructor(world: World<typeof LISTS>) {
    this.#world = world;
    for (const { id, name, at = 0 } of world.entries("clusters")) if (id !== undefined) this.#start(id, name, at);
    for (const { id, name, cluster = "", at = 0 } of world.entries("steps"))
      if (id !== undefined) this.#add(id, cluster, name, at);
  }

  run({ Name, Steps = [] }: Settings): string {
    const id = `j-${this.#world.next("ids")}`;
    this.#start(id, String(Name), this.#world.now);
    this.addSteps(id, Steps as readonly Settings[]);
    return id;
  }

  #start(id: string, name: string, at: number): void {
    const phases = { STARTING: "starting", BOOTSTRAPPING: "bootstrapping", RUNNING: "running" } as const;
    this.#clusters.set(id, this.#world.start("clusters", name, at, phases, "WAITING"));
  }

  addSteps(cluster: string, steps: readonly Settings[]): string[] {
    return steps.map(({ Name }) => {
      const id = `s-${this.#world.next("step ids")}`;
      this.#add(id, cluster, String(Name), this.#world.now);
      return id;
    });
  }

  /** A step waits for the one before it. */
  #add(id: string, cluster: string, name: string, at: number): void {
    const before = Math.max(at, ...this.#stepsOf(cluster).map(([, { life }]) => life.end(at)));
    const states = { PENDING: "pending", RUNNING: "duration" } as const;
    const { phases, outcome } = this.#world.begin("steps", name, states, "COMPLETED");
    const [[, pending] = ["", 0], ...others] = phases;
    const life = new Life(at, [["PENDING", before - at + pending], ...others], outcome);
    this.#steps.set(id, { life, name, cluster });
  }

  #stepsOf(cluster: string): (readonly [string, Step])[] {
    return [...this.#steps].filter(([, step]) => step.cluster === cluster);
  }

  cluster(id: string): Started<typeof CLUSTERS> {
    const cluster = this.#clusters.get(id);
    if (cluster !== undefined && cluster.life.startedAt <= this.#world.now) return cluster;
    throw this.#world.error("InvalidRequestException", `Cluster id '${id}' is not valid.`);
  }

  inStates(states: readonly string[]) {
    const { now } = this.#world;
    return [...this.#clusters]
      .filter(([, { life }]) => life.startedAt <= now)
      .map(([Id, { name, life }]) => ({ Id, Name: name, Status: { State: life.state(now) } }))
      .filter(({ Status }) => states.length === 0 || states.includes(Status.State));
  }

  describeStep(id: string, cluster: string) {
    const step = this.#steps.get(id);
    if (step?.cluster !== cluster) throw this.#world.error("InvalidRequestException", `Step id '${id}' is not valid.`);
    const State = step.life.state(this.#world.now);
    const details = { Reason: "Unknown Error.", Message: "step failed", LogFile: "s3://logs/step" };
    return { Id: id, Name: step.name, Status: { State, ...(State === "FAILED" ? { FailureDetails: details } : {}) } };
  }

  describeSteps(cluster: string, ids: readonly string[]) {
    this.cluster(cluster);
    const asked = ids.length > 0 ? ids : this.#stepsOf(cluster).map(([id]) => id);
    return asked.map((id) => this.describeStep(id, cluster));
  }

  /** The steps that have not ended are cancelled. */
  terminate(id: string): void {
    const { now } = this.#world;
    const { life, entry } = this.cluster(id);
    if (isEnding(life.state(now))) return;
    life.turn(now, [["TERMINATING", this.#world.seconds(entry, "terminating")]], entry.end ?? "TERMINATED");
    for (const [, step] of this.#stepsOf(id)) if (!step.life.hasEnded(now)) step.life.turn(now, [], "CANCELLED");
  }
}

/** EMR: clusters, and steps of a cluster one after another. Ids are j-1 … and s-1 … */
export const emr = serviceModel<EmrOperations>()({
  service: "emr",
  lists: LISTS,
  open(world) {
    const flows = new JobFlows(world);
    return {
      RunJobFlow: (params) => ({ JobFlowId: flows.run(params) }),
      DescribeCluster({ ClusterId }) {
        const { life, name } = flows.cluster(ClusterId);
        const State = life.state(world.now);
        const failed = State === "TERMINATED_WITH_ERRORS";
        const StateChangeReason = failed ? { Code: "BOOTSTRAP_FAILURE", Message: "bootstrap failed" } : {};
        return { Cluster: { Id: ClusterId, Name: name, Status: { State, StateChangeReason } } };
      },
      ListClusters: ({ ClusterStates }) => ({ Clusters: flows.inStates(ClusterStates) }),
      AddJobFlowSteps({ JobFlowId, Steps }) {
        const why = "A job flow that is shutting down, terminated, or finished may not be modified.";
        if (isEnding(flows.cluster(JobFlowId).life.state(world.now)))
          throw world.plainError("ValidationException", why);
        return { StepIds: flows.addSteps(JobFlowId, Steps) };
      },
      DescribeStep({ ClusterId, StepId }) {
        flows.cluster(ClusterId);
        return { Step: flows.describeStep(StepId, ClusterId) };
      },
      ListSteps: ({ ClusterId, StepIds = [] }) => ({ Steps: flows.describeSteps(ClusterId, StepIds) }),
      TerminateJobFlows({ JobFlowIds }) {
        for (const id of JobFlowIds) flows.terminate(id);
        return {};
      },
    };
  },
});
