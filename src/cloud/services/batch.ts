import type { BatchOperations } from "../../operators/amazon/batch/index.ts";
import { outcomes, STARTED_BY_OTHERS, seconds } from "../entry-fields.ts";
import { type Started, serviceModel } from "../service-model.ts";

const JOBS = {
  submitted: seconds("Seconds that it is SUBMITTED. Default 0."),
  runnable: seconds("Seconds that it is RUNNABLE after that. Default 0."),
  starting: seconds("Seconds that it is STARTING after that. Default 0."),
  duration: seconds("Seconds that it is RUNNING after that. Default 0."),
  outcomes: outcomes("SUCCEEDED", "FAILED"),
  ...STARTED_BY_OTHERS,
};

const COMPUTE_ENVIRONMENTS = {
  creating: seconds("Seconds that it is CREATING. Default 0."),
  outcomes: outcomes("VALID", "INVALID"),
};

const STATES = { SUBMITTED: "submitted", RUNNABLE: "runnable", STARTING: "starting", RUNNING: "duration" } as const;

const ACCOUNT = "arn:aws:batch:us-east-1:123456789012";

type Job = Started<typeof JOBS> & { readonly given: { readonly jobQueue?: string; readonly jobDefinition?: string } };

/** Batch: jobs, job-1, job-2 …, which have no log, and compute environments. */
export const batch = serviceModel<BatchOperations>()({
  service: "batch",
  lists: { jobs: JOBS, computeEnvironments: COMPUTE_ENVIRONMENTS },
  open(world) {
    const jobs = new Map<string, Job>();
    const environments = new Map<string, Started<typeof COMPUTE_ENVIRONMENTS>>();
    const start = (id: string, name: string, at: number, given: Job["given"]) =>
      jobs.set(id, { ...world.start("jobs", name, at, STATES, "SUCCEEDED"), given });
    for (const { id, name, at = 0 } of world.entries("jobs")) if (id !== undefined) start(id, name, at, {});
    return {
      SubmitJob({ jobName, jobQueue, jobDefinition }) {
        const jobId = `job-${world.next("ids")}`;
        start(jobId, jobName, world.now, {
          jobQueue: `${ACCOUNT}:job-queue/${jobQueue}`,
          jobDefinition: `${ACCOUNT}:job-definition/${jobDefinition}`,
        });
        return { jobId, jobName };
      },
      DescribeJobs: ({ jobs: ids }) => ({
        jobs: ids.flatMap((jobId) => {
          const job = jobs.get(jobId);
          if (job === undefined || job.life.startedAt > world.now) return [];
          const { life, name, given } = job;
          return { jobId, jobName: name, status: life.state(world.now), ...given, container: { image: "image" } };
        }),
      }),
      TerminateJob({ jobId }) {
        const job = jobs.get(jobId ?? "");
        if (job === undefined) throw world.error("ClientException", `Job ${jobId} does not exist`);
        if (!job.life.hasEnded(world.now)) job.life.turn(world.now, [], "FAILED");
        return {};
      },
      CreateComputeEnvironment({ computeEnvironmentName: name }) {
        const arn = `${ACCOUNT}:compute-environment/${name}`;
        const states = { CREATING: "creating" } as const;
        environments.set(arn, world.start("computeEnvironments", name, world.now, states, "VALID"));
        return { computeEnvironmentName: name, computeEnvironmentArn: arn };
      },
      DescribeComputeEnvironments: ({ computeEnvironments: arns }) => ({
        computeEnvironments: arns.flatMap((arn) => {
          const environment = environments.get(arn);
          if (environment === undefined) return [];
          const { name, life } = environment;
          const status = life.state(world.now);
          return { computeEnvironmentArn: arn, computeEnvironmentName: name, status };
        }),
      }),
    };
  },
});
