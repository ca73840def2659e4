import type { EmrOperations } from "../../operators/amazon/emr/index.ts";
import { instant, oneOf, outcomes, STARTED_BY_OTHERS, seconds, text } from "../entry-fields.ts";
import { Life } from "../life.ts";
import { type Started, serviceModel } from "../service-model.ts";

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

const isEnding = (state: string) => state.startsWith("TERMINAT");

/** EMR: clusters, and steps of a cluster one after another. Ids are j-1 … and s-1 … */
export const emr = serviceModel<EmrOperations>()({
  service: "emr",
  lists: { clusters: CLUSTERS, steps: STEPS },
  open(world) {
    const clusters = new Map<string, Started<typeof CLUSTERS>>();
    const steps = new Map<string, Step>();
    const start = (id: string, name: string, at: number) => {
      const phases = { STARTING: "starting", BOOTSTRAPPING: "bootstrapping", RUNNING: "running" } as const;
      clusters.set(id, world.start("clusters", name, at, phases, "WAITING"));
    };
    const stepsOf = (cluster: string) => [...steps].filter(([, step]) => step.cluster === cluster);
    const add = (id: string, cluster: string, name: string, at: number) => {
      const before = Math.max(at, ...stepsOf(cluster).map(([, { life }]) => life.end(at)));
      const { phases, outcome } = world.begin("steps", name, { PENDING: "pending", RUNNING: "duration" }, "COMPLETED");
      const [[, pending] = ["", 0], ...others] = phases;
      steps.set(id, { life: new Life(at, [["PENDING", before - at + pending], ...others], outcome), name, cluster });
    };
    for (const { id, name, at = 0 } of world.entries("clusters")) if (id !== undefined) start(id, name, at);
    for (const { id, name, cluster, at = 0 } of world.entries("steps"))
      if (id !== undefined) add(id, cluster ?? "", name, at);

    const find = (id: string) => {
      const cluster = clusters.get(id);
      if (cluster !== undefined && cluster.life.startedAt <= world.now) return cluster;
      throw world.error("InvalidRequestException", `Cluster id '${id}' is not valid.`);
    };
    const describeStep = (id: string, cluster: string) => {
      const step = steps.get(id);
      if (step?.cluster !== cluster) throw world.error("InvalidRequestException", `Step id '${id}' is not valid.`);
      const State = step.life.state(world.now);
      const details = { Reason: "Unknown Error.", Message: "step failed", LogFile: "s3://logs/step" };
      return { Id: id, Name: step.name, Status: { State, ...(State === "FAILED" ? { FailureDetails: details } : {}) } };
    };
    const addAll = (cluster: string, given: readonly Readonly<Record<string, unknown>>[]) =>
      given.map(({ Name }) => {
        const id = `s-${world.next("step ids")}`;
        add(id, cluster, String(Name), world.now);
        return id;
      });

    return {
      RunJobFlow({ Name, Steps }) {
        const id = `j-${world.next("ids")}`;
        start(id, String(Name), world.now);
        addAll(id, (Steps ?? []) as readonly Readonly<Record<string, unknown>>[]);
        return { JobFlowId: id };
      },
      DescribeCluster({ ClusterId }) {
        const { life, name } = find(ClusterId);
        const State = life.state(world.now);
        const failed = State === "TERMINATED_WITH_ERRORS";
        const StateChangeReason = failed ? { Code: "BOOTSTRAP_FAILURE", Message: "bootstrap failed" } : {};
        return { Cluster: { Id: ClusterId, Name: name, Status: { State, StateChangeReason } } };
      },
      ListClusters({ ClusterStates: states }) {
        const rows = [...clusters]
          .filter(([, { life }]) => life.startedAt <= world.now)
          .map(([Id, { name, life }]) => ({ Id, Name: name, Status: { State: life.state(world.now) } }));
        return { Clusters: rows.filter(({ Status }) => states.length === 0 || states.includes(Status.State)) };
      },
      AddJobFlowSteps({ JobFlowId, Steps }) {
        const why = "A job flow that is shutting down, terminated, or finished may not be modified.";
        if (isEnding(find(JobFlowId).life.state(world.now))) throw world.plainError("ValidationException", why);
        return { StepIds: addAll(JobFlowId, Steps) };
      },
      DescribeStep({ ClusterId, StepId }) {
        find(ClusterId);
        return { Step: describeStep(StepId, ClusterId) };
      },
      ListSteps({ ClusterId, StepIds = [] }) {
        find(ClusterId);
        const ids = StepIds.length > 0 ? StepIds : stepsOf(ClusterId).map(([id]) => id);
        return { Steps: ids.map((id) => describeStep(id, ClusterId)) };
      },
      TerminateJobFlows({ JobFlowIds }) {
        for (const id of JobFlowIds) {
          const { life, entry } = find(id);
          if (isEnding(life.state(world.now))) continue;
          const { end = "TERMINATED" } = entry;
          life.turn(world.now, [["TERMINATING", world.seconds(entry, "terminating")]], end);
          for (const [, step] of stepsOf(id))
            if (!step.life.hasEnded(world.now)) step.life.turn(world.now, [], "CANCELLED");
        }
        return {};
      },
    };
  },
});
