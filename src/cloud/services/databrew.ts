import type { DataBrewOperations } from "../../operators/amazon/databrew/index.ts";
import { outcomes, seconds } from "../entry-fields.ts";
import { type Started, serviceModel } from "../service-model.ts";

const JOBS = {
  starting: seconds("Seconds that a run is STARTING. Default 0."),
  duration: seconds("Seconds that it is RUNNING after that. Default 0."),
  outcomes: outcomes("SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT"),
};

/** Glue DataBrew: runs of jobs. Ids are db-1, db-2 … */
export const databrew = serviceModel<DataBrewOperations>()({
  service: "databrew",
  lists: { jobs: JOBS },
  open(world) {
    const runs = new Map<string, Started<typeof JOBS>>();
    return {
      StartJobRun({ Name }) {
        const RunId = `db-${world.next("ids")}`;
        const states = { STARTING: "starting", RUNNING: "duration" } as const;
        runs.set(RunId, world.start("jobs", Name, world.now, states, "SUCCEEDED"));
        return { RunId };
      },
      DescribeJobRun({ Name, RunId }) {
        const run = runs.get(RunId);
        if (run === undefined) throw world.error("ResourceNotFoundException", `Run ${RunId} not found`);
        return { JobName: Name, RunId, State: run.life.state(world.now) };
      },
    };
  },
});
