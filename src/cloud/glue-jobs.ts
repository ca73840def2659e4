import type { Calendar } from "../definition/index.ts";
import { durationMicros, type Seconds } from "../kernel/index.ts";
import { fnmatch } from "../python/index.ts";
import type { RandomSeconds, RandomStreams } from "../random/index.ts";
import { glueError } from "./glue-crawlers.ts";
import type { Operation } from "./service-model.ts";

type Settings = Readonly<Record<string, unknown>>;

/** The ends of a job run. */
export const JOB_RUN_OUTCOMES = ["SUCCEEDED", "FAILED", "TIMEOUT", "STOPPED"] as const;
export type JobRunOutcome = (typeof JOB_RUN_OUTCOMES)[number];

/** Describes the runs of a job. */
export interface JobSpec {
  /** With `*` it describes every job that is made under a name that matches. */
  readonly name: string;
  /** The configuration of one that is there already. */
  readonly existing?: Settings;
  /** Seconds that a run is STARTING. Default 0. */
  readonly starting?: RandomSeconds;
  /** Seconds that it is RUNNING after that. Default 0. */
  readonly duration?: RandomSeconds;
  /** Ends of its runs, in order; the last repeats. Default SUCCEEDED. */
  readonly outcomes?: readonly JobRunOutcome[];
  /** Runs at once. Default 1000. */
  readonly maxConcurrentRuns?: number;
}

/** When a run was started, and how long it takes. */
interface StartParams {
  readonly JobName: string;
  readonly Arguments?: Settings;
}

interface JobRun {
  readonly args: Settings | undefined;
  readonly startedAt: Seconds;
  readonly starting: Seconds;
  readonly duration: Seconds;
}

interface Job {
  readonly spec: JobSpec;
  config: Settings | undefined;
  readonly runs: JobRun[];
  readonly stopped: Set<number>;
}

interface RunParams {
  readonly JobName: string;
  readonly RunId: string;
}

const DEFAULT_CONCURRENT_RUNS = 1000;

/** True for a name that a pattern stands for. */
function fits({ name: pattern }: JobSpec, name: string): boolean {
  return pattern.includes("*") && fnmatch(name, pattern);
}

/** Glue's jobs and their runs: STARTING, RUNNING, ended. */
export class GlueJobs {
  readonly #specs: readonly JobSpec[];
  readonly #random: RandomStreams;
  readonly #jobs = new Map<string, Job>();

  constructor(specs: readonly JobSpec[], random: RandomStreams) {
    this.#random = random;
    this.#specs = specs;
    for (const spec of specs) this.#jobs.set(spec.name, { spec, config: spec.existing, runs: [], stopped: new Set() });
  }

  operations(): [string, Operation][] {
    return [
      [
        "glue.GetJob",
        ({ JobName }: { JobName: string }) => ({ Job: { ...this.#find(JobName, "GetJob").config, Name: JobName } }),
      ],
      ["glue.CreateJob", (params) => this.#create(params)],
      [
        "glue.UpdateJob",
        ({ JobName, JobUpdate }: { JobName: string; JobUpdate: Settings }) => this.#update(JobName, JobUpdate),
      ],
      ["glue.StartJobRun", ({ JobName, Arguments }: StartParams, now) => this.#start(JobName, Arguments, now)],
      ["glue.GetJobRuns", ({ JobName }: { JobName: string }, now) => this.#runsOf(JobName, now)],
      ["glue.GetJobRun", (params, now, calendar) => this.#getRun(params, now, calendar)],
      ["glue.BatchStopJobRun", (params, now) => this.#stop(params, now)],
    ] as [string, Operation][];
  }

  #find(name: string, operation: string): Job {
    const job = this.#jobs.get(name) ?? this.#existing(name);
    if (job?.config === undefined) throw glueError("EntityNotFoundException", `Entity Not Found: ${name}`, operation);
    return job;
  }

  /** Finds a job among those that are there from the start and share a pattern. */
  #existing(name: string): Job | undefined {
    const spec = this.#specs.find((one) => one.existing !== undefined && fits(one, name));
    if (spec === undefined) return undefined;
    const job: Job = { spec, config: spec.existing, runs: [], stopped: new Set() };
    this.#jobs.set(name, job);
    return job;
  }

  #create({ Name: name, ...config }: Settings & { readonly Name: string }) {
    const known = this.#jobs.get(name);
    if (known !== undefined) known.config = config;
    else {
      const spec = this.#specs.find((one) => fits(one, name)) ?? { name };
      this.#jobs.set(name, { spec, config, runs: [], stopped: new Set() });
    }
    return { Name: name };
  }

  #update(name: string, config: Settings) {
    this.#find(name, "UpdateJob").config = config;
    return { JobName: name };
  }

  /** The newest first, all in one page. */
  #runsOf(name: string, now: number) {
    const job = this.#find(name, "GetJobRuns");
    const described = job.runs.map(({ args }, index) => {
      return { Id: `jr_${name}_${index + 1}`, JobName: name, JobRunState: stateOf(job, index, now), Arguments: args };
    });
    return { JobRuns: described.reverse() };
  }

  #start(name: string, args: Settings | undefined, now: number) {
    const job = this.#find(name, "StartJobRun");
    const limit = job.spec.maxConcurrentRuns ?? DEFAULT_CONCURRENT_RUNS;
    const busy = job.runs.filter((_, index) => isBusy(stateOf(job, index, now))).length;
    if (busy >= limit)
      throw glueError("ConcurrentRunsExceededException", `Concurrent runs exceeded for ${name}`, "StartJobRun");
    const { starting = 0, duration = 0 } = job.spec;
    const draw = (value: RandomSeconds, what: string) =>
      this.#random.draw(value, ["job", name, job.runs.length + 1, what]);
    job.runs.push({ args, startedAt: now, starting: draw(starting, "starting"), duration: draw(duration, "duration") });
    return { JobRunId: `jr_${name}_${job.runs.length}` };
  }

  #getRun({ JobName, RunId }: RunParams, now: number, calendar: Calendar) {
    const job = this.#find(JobName, "GetJobRun");
    const index = runIndex(RunId);
    const run = job.runs[index];
    if (run === undefined) throw glueError("EntityNotFoundException", `Entity Not Found: ${RunId}`, "GetJobRun");
    const StartedOn = calendar.date(durationMicros(run.startedAt)).toJSDate();
    const JobRunState = stateOf(job, index, now);
    return { JobRun: { Id: RunId, JobName, JobRunState, LogGroupName: "/aws-glue/jobs", StartedOn } };
  }

  #stop({ JobName, JobRunIds }: { readonly JobName: string; readonly JobRunIds: readonly string[] }, now: number) {
    const job = this.#find(JobName, "BatchStopJobRun");
    for (const id of JobRunIds) {
      const index = runIndex(id);
      if (job.runs[index] !== undefined && isBusy(stateOf(job, index, now))) job.stopped.add(index);
    }
    return { SuccessfulSubmissions: JobRunIds.map((id) => ({ JobName, JobRunId: id })), Errors: [] };
  }
}

function runIndex(runId: string): number {
  return Number(runId.slice(runId.lastIndexOf("_") + 1)) - 1;
}

function isBusy(state: string): boolean {
  return state === "STARTING" || state === "RUNNING";
}

function stateOf({ spec, runs, stopped }: Job, index: number, now: number): string {
  if (stopped.has(index)) return "STOPPED";
  const { outcomes = ["SUCCEEDED"] } = spec;
  const { startedAt, starting, duration } = runs[index] as JobRun;
  const elapsed = now - startedAt;
  if (elapsed < starting) return "STARTING";
  if (elapsed < starting + duration) return "RUNNING";
  return outcomes[Math.min(index + 1, outcomes.length) - 1] ?? "SUCCEEDED";
}
