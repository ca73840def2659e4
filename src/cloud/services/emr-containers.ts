import type { EmrContainersOperations } from "../../operators/amazon/emr-containers/index.ts";
import { outcomes, STARTED_BY_OTHERS, seconds, text } from "../entry-fields.ts";
import { type Started, serviceModel } from "../service-model.ts";

const JOBS = {
  pending: seconds("Seconds that it is PENDING. Default 0."),
  submitted: seconds("Seconds that it is SUBMITTED after that. Default 0."),
  duration: seconds("Seconds that it is RUNNING after that. Default 0."),
  outcomes: outcomes("COMPLETED", "FAILED", "CANCELLED"),
  cancelling: seconds("Seconds that it is CANCEL_PENDING when cancelled. Default 0."),
  reason: text("Why it FAILED or was CANCELLED. Default USER_ERROR."),
  details: text("What more is said of that."),
  ...STARTED_BY_OTHERS,
};

const STATES = { PENDING: "pending", SUBMITTED: "submitted", RUNNING: "duration" } as const;

/** EMR on EKS: job runs of virtual clusters. Ids are jr-1, jr-2 … */
export const emrContainers = serviceModel<EmrContainersOperations>()({
  service: "emr-containers",
  lists: { jobs: JOBS },
  open(world) {
    const jobs = new Map<string, Started<typeof JOBS>>();
    const start = (id: string, name: string, at: number) =>
      jobs.set(id, world.start("jobs", name, at, STATES, "COMPLETED"));
    for (const { id, name, at = 0 } of world.entries("jobs")) if (id !== undefined) start(id, name, at);
    const find = (id: string) => {
      const job = jobs.get(id);
      if (job !== undefined && job.life.startedAt <= world.now) return job;
      throw world.error("ResourceNotFoundException", `JobRun ${id} doesn't exist.`);
    };
    return {
      StartJobRun({ name, virtualClusterId }) {
        const id = `jr-${world.next("ids")}`;
        start(id, name, world.now);
        return { id, name, virtualClusterId };
      },
      DescribeJobRun({ id, virtualClusterId }) {
        const { life, entry } = find(id);
        const state = life.state(world.now);
        const { reason = "USER_ERROR", details = `job is ${state}` } = entry;
        const failed = state === "FAILED" || state === "CANCELLED";
        const why = failed ? { failureReason: reason, stateDetails: details } : {};
        return { jobRun: { id, virtualClusterId, state, ...why } };
      },
      CancelJobRun({ id, virtualClusterId }) {
        const { life, entry } = find(id);
        if (!life.hasEnded(world.now))
          life.turn(world.now, [["CANCEL_PENDING", world.seconds(entry, "cancelling")]], "CANCELLED");
        return { id, virtualClusterId };
      },
    };
  },
});
