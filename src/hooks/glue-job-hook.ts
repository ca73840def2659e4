import { AirflowException, exceptionMessage, type RuntimeContext, ValueError } from "../definition/index.ts";
import { blocking, type Steps, settle, sleep } from "../kernel/index.ts";
import { isEqual } from "../python/index.ts";
import {
  AWS,
  AwsClient,
  type AwsConnection,
  closeAsyncClient,
  GLUE,
  type GlueOperations,
  IAM,
  type JobRunSummary,
  LOGS,
  openAsyncClient,
} from "./aws-clients.ts";
import { ClientError } from "./client-error.ts";
import type { Acceptance, Waiter } from "./waiter.ts";

type Settings = Readonly<Record<string, unknown>>;

/** The description that a Glue job is made from. */
export interface GlueJobDescription {
  readonly jobName: string;
  readonly desc: string;
  readonly concurrentRunLimit: number;
  readonly scriptLocation: string | null;
  readonly retryLimit: number;
  readonly numOfDpus: number | null;
  readonly s3Bucket: string | null;
  readonly iamRoleName: string | null;
  readonly iamRoleArn: string | null;
  readonly createJobKwargs: Settings;
  readonly updateConfig: boolean;
}

/** Where reading of the two logs of a job run goes on. */
export interface LogContinuationTokens {
  output?: string | undefined;
  error?: string | undefined;
}

const SCANNED = {
  "50 a page": { size: 50, pages: Number.POSITIVE_INFINITY },
  "200 a page, 10 pages": { size: 200, pages: 10 },
} as const;
const LOG_PREFIX = "logs/glue-logs/";
const DEFAULT_DPUS = 10;

/** Glue's jobs (providers/amazon/aws/hooks/glue.py). */
export class GlueJobHook {
  readonly #context: RuntimeContext;
  readonly #connection: AwsConnection;
  readonly #client: AwsClient<GlueOperations>;

  constructor(context: RuntimeContext, connection: AwsConnection) {
    this.#context = context;
    this.#connection = connection;
    this.#client = new AwsClient(context, GLUE, connection);
  }

  *region(): Steps<string> {
    return yield* settle(this.#context.service(AWS).region(this.#context, this.#connection));
  }

  /** Makes or updates the job, and starts a run of it. */
  *initializeJob(job: GlueJobDescription, scriptArgs: Settings, runJobKwargs: Settings): Steps<string> {
    try {
      if (job.updateConfig) yield* this.#createOrUpdate(job);
      else yield* this.#getOrCreate(job);
      const params = {
        JobName: job.jobName,
        Arguments: scriptArgs as Readonly<Record<string, string>>,
        ...runJobKwargs,
      };
      return (yield* settle(this.#client.call("StartJobRun", params))).JobRunId;
    } catch (error) {
      this.#context.log.at("glue.py:189").error("Failed to run aws glue job, error: %s", exceptionMessage(error));
      throw error;
    }
  }

  *#getOrCreate(job: GlueJobDescription): Steps<void> {
    if (!(yield* this.#hasJob(job.jobName))) yield* this.#create(yield* this.#config(job), "glue.py:401");
  }

  *#createOrUpdate(job: GlueJobDescription): Steps<void> {
    const config = yield* this.#config(job);
    if (yield* this.#hasJob(job.jobName)) yield* this.#update(config);
    else yield* this.#create(config, "glue.py:421");
  }

  *#hasJob(jobName: string): Steps<boolean> {
    this.#context.log.at("glue.py:356").info("Checking if job already exists: %s", jobName);
    try {
      yield* settle(this.#client.call("GetJob", { JobName: jobName }));
      return true;
    } catch (error) {
      if (error instanceof ClientError && error.code === "EntityNotFoundException") return false;
      throw error;
    }
  }

  /** `place` is from where Airflow's hook says so. */
  *#create(config: Settings & { readonly Name: string }, place: string): Steps<void> {
    this.#context.log.at(place).info("Creating job: %s", config.Name);
    yield* settle(this.#client.call("CreateJob", config));
  }

  *#update({ Name: jobName, ...settings }: Settings & { readonly Name: string }): Steps<void> {
    const { log } = this.#context;
    const { Job: current } = yield* settle(this.#client.call("GetJob", { JobName: jobName }));
    const different = Object.fromEntries(
      Object.entries(settings).filter(([key, value]) => !isEqual(current[key] ?? null, value)),
    );
    if (Object.keys(different).length === 0) return;
    log.at("glue.py:381").info("Updating job: %s", jobName);
    yield* settle(this.#client.call("UpdateJob", { JobName: jobName, JobUpdate: settings }));
    log.at("glue.py:383").info("Updated configurations: %s", different);
  }

  /** `create_glue_job_config`. A role that is given by name is looked up. */
  *#config(job: GlueJobDescription): Steps<Settings & { readonly Name: string }> {
    const { Command = { Name: "glueetl", ScriptLocation: job.scriptLocation }, ...more } = job.createJobKwargs;
    const role = job.iamRoleArn ?? (yield* this.#roleArn(job.iamRoleName));
    const capacity = capacityOf(job);
    return {
      Name: job.jobName,
      Description: job.desc,
      Role: role,
      ExecutionProperty: { MaxConcurrentRuns: job.concurrentRunLimit },
      Command,
      MaxRetries: job.retryLimit,
      ...more,
      ...(capacity === null ? {} : { MaxCapacity: capacity }),
      ...(job.s3Bucket === null ? {} : { LogUri: `s3://${job.s3Bucket}/${LOG_PREFIX}${job.jobName}` }),
    };
  }

  *#roleArn(roleName: string | null): Steps<string> {
    const { log } = this.#context;
    try {
      const { Role } = yield* settle(
        new AwsClient(this.#context, IAM, this.#connection).call("GetRole", { RoleName: roleName as string }),
      );
      log.at("glue.py:161").info("Iam Role Name: %s", roleName);
      return Role.Arn;
    } catch (error) {
      log.at("glue.py:164").error("Failed to create aws glue job, error: %s", exceptionMessage(error));
      throw error;
    }
  }

  /** The state of a run, as workers and sensors ask for it. */
  *getJobState(jobName: string, runId: string): Steps<string> {
    const { JobRun } = yield* settle(
      this.#client.call("GetJobRun", { JobName: jobName, RunId: runId, PredecessorsIncluded: true }),
    );
    return JobRun.JobRunState;
  }

  /** Waits on the worker until a run has ended. There is no limit to that. */
  *jobCompletion(jobName: string, runId: string, verbose: boolean, pollIntervalSeconds: number): Steps<string> {
    const tokens: LogContinuationTokens = {};
    for (;;) {
      const state = yield* this.getJobState(jobName, runId);
      if (yield* this.#hasEnded(state, jobName, runId, verbose, tokens)) return state;
      yield sleep(pollIntervalSeconds);
    }
  }

  /** The same in the triggerer, which makes a client for every look and closes it after. */
  *asyncJobCompletion(jobName: string, runId: string, verbose: boolean, pollIntervalSeconds: number): Steps<string> {
    const tokens: LogContinuationTokens = {};
    for (;;) {
      openAsyncClient(this.#context);
      const { JobRun } = yield* settle(this.#client.call("GetJobRun", { JobName: jobName, RunId: runId }));
      yield* closeAsyncClient(this.#context);
      if (yield* this.#hasEnded(JobRun.JobRunState, jobName, runId, verbose, tokens)) return JobRun.JobRunState;
      yield sleep(pollIntervalSeconds);
    }
  }

  /** The provider's waiter `job_complete` (waiters/glue.json). */
  jobComplete(jobName: string, runId: string): Waiter<{ readonly JobRun: { readonly JobRunState: string } }> {
    const ask = () => settle(this.#client.call("GetJobRun", { JobName: jobName, RunId: runId }));
    return { name: "job_complete", ask, accept: acceptJobRun };
  }

  /** The newest run with an argument, as far as is looked (`_find_job_run_id_by_task_uuid`). */
  *findJobRun(jobName: string, argument: string, value: string): Steps<JobRunSummary | undefined> {
    let token: string | undefined;
    const { size, pages } = SCANNED[this.#context.rules.glueRunsAreScanned];
    for (let page = 0; page < pages; page += 1) {
      const more = token === undefined ? {} : { NextToken: token };
      const asked = { JobName: jobName, MaxResults: size, ...more };
      const { JobRuns, NextToken } = yield* settle(this.#client.call("GetJobRuns", asked));
      const found = JobRuns.find(({ Arguments }) => Arguments?.[argument] === value);
      if (found !== undefined || NextToken === undefined) return found;
      token = NextToken;
    }
    return undefined;
  }

  /** The prefix of a run's log groups. */
  *logGroup(jobName: string, runId: string): Steps<string> {
    return (yield* settle(this.#client.call("GetJobRun", { JobName: jobName, RunId: runId }))).JobRun.LogGroupName;
  }

  /** Writes what is new in both logs of a run, event by event (`_forward_logs`, triggers/glue.py). */
  *forwardJobLogs(group: string, runId: string, tokens: LogContinuationTokens): Steps<void> {
    tokens.output = yield* this.#forwardLogs(`${group}/output`, runId, tokens.output);
    tokens.error = yield* this.#forwardLogs(`${group}/error`, runId, tokens.error);
  }

  *#forwardLogs(group: string, runId: string, from: string | undefined): Steps<string | undefined> {
    const logs = new AwsClient(this.#context, LOGS, this.#connection);
    const messages: string[] = [];
    for (let token = from; ; ) {
      const more = token === undefined ? {} : { nextToken: token };
      const stream = { logGroupName: group, logStreamName: runId, startFromHead: true, ...more };
      const page = yield* settle(logs.call("GetLogEvents", stream));
      for (const { message } of page.events) messages.push(message);
      const isLast = page.events.length === 0 || token === page.nextForwardToken;
      token = page.nextForwardToken;
      if (!isLast) continue;
      this.#context.log.info("Glue Job Run %s Logs:\n\t%s", group, messages.join("\t"));
      return token;
    }
  }

  /** `_handle_state`. STOPPED counts as an end like any other; states that it does not know are waited through. */
  *#hasEnded(
    state: string,
    jobName: string,
    runId: string,
    verbose: boolean,
    tokens: LogContinuationTokens,
  ): Steps<boolean> {
    const { log } = this.#context;
    if (verbose) yield* blocking(this.printJobLogs(jobName, runId, tokens)); // by boto3, in a trigger too
    switch (state) {
      case "SUCCEEDED":
      case "STOPPED":
        log.at("glue.py:332").info("Exiting Job %s Run State: %s", runId, state);
        return true;
      case "FAILED":
      case "TIMEOUT": {
        const message = `Exiting Job ${runId} Run State: ${state}`;
        log.at("glue.py:336").info(message);
        throw new AirflowException(message);
      }
      default:
        log.at("glue.py:339").info("Polling for AWS Glue Job %s current run state with status %s", jobName, state);
        return false;
    }
  }

  /** Writes what is new in both logs of a run. */
  *printJobLogs(jobName: string, runId: string, tokens: LogContinuationTokens): Steps<void> {
    const { JobRun } = yield* settle(this.#client.call("GetJobRun", { JobName: jobName, RunId: runId }));
    const { LogGroupName: group, StartedOn: startedOn } = JobRun;
    const isLimited = this.#context.rules.jobLogsBeginAt === "the run's start" && startedOn !== undefined;
    const from = isLimited ? { startTime: startedOn.getTime() } : {};
    tokens.output = yield* this.#displayLogs({ group: `${group}/output`, runId, ...from }, tokens.output);
    tokens.error = yield* this.#displayLogs({ group: `${group}/error`, runId, ...from }, tokens.error);
  }

  get #logConnection(): AwsConnection {
    const isOwn = this.#context.rules.jobLogsAreReadBy === "the hook's connection";
    return isOwn ? this.#connection : { awsConnId: null, regionName: null };
  }

  *#displayLogs(
    { group, runId, ...more }: { readonly group: string; readonly runId: string; readonly startTime?: number },
    from: string | undefined,
  ): Steps<string | undefined> {
    const { log } = this.#context;
    const logs = new AwsClient(this.#context, LOGS, this.#logConnection);
    const messages: string[] = [];
    let token = from;
    try {
      for (;;) {
        const page = yield* settle(
          logs.call("FilterLogEvents", {
            logGroupName: group,
            logStreamNames: [runId],
            ...more,
            ...(token === undefined ? {} : { nextToken: token }),
          }),
        );
        for (const { message } of page.events) messages.push(message);
        if (page.nextToken === undefined) break;
        token = page.nextToken;
      }
    } catch (error) {
      if (!(error instanceof ClientError) || error.code !== "ResourceNotFoundException") throw error;
      log
        .at("glue.py:247")
        .warning(
          `No new Glue driver logs so far.\nIf this persists, check the CloudWatch dashboard at: https://${yield* this.region()}.console.aws.amazon.com/cloudwatch/home`,
        );
    }
    if (messages.length > 0) log.at("glue.py:258").info("Glue Job Run %s Logs:\n\t%s", group, messages.join("\t"));
    else log.at("glue.py:260").info("No new log from the Glue Job in %s", group);
    return token;
  }

  /** Tells Glue to stop a run; an answer is given whether it could. */
  stopJobRun(jobName: string, runId: string | null) {
    return this.#client.call("BatchStopJobRun", { JobName: jobName, JobRunIds: [runId as string] }); // botocore refuses none
  }
}

function acceptJobRun({
  JobRun: { JobRunState: state },
}: {
  readonly JobRun: { readonly JobRunState: string };
}): Acceptance {
  if (state === "SUCCEEDED") return "success";
  if (!["STOPPED", "FAILED", "ERROR", "TIMEOUT"].includes(state)) return "retry";
  return { failure: `For expression "JobRun.JobRunState" we matched expected path: "${state}"` };
}

/** Refuses a description that no job can be made of; the hook's constructor looks at it, so only when the task runs. */
export function checkJob({ iamRoleArn, iamRoleName, createJobKwargs, numOfDpus }: GlueJobDescription): void {
  const hasType = "WorkerType" in createJobKwargs;
  const hasNumber = "NumberOfWorkers" in createJobKwargs;
  if (iamRoleArn !== null && iamRoleName !== null)
    throw new ValueError("Cannot set iam_role_arn and iam_role_name simultaneously");
  if (hasType && hasNumber && numOfDpus !== null)
    throw new ValueError("Cannot specify num_of_dpus with custom WorkerType");
  if (hasNumber && !hasType) throw new ValueError("Need to specify custom WorkerType when specifying NumberOfWorkers");
  if (hasType && !hasNumber) throw new ValueError("Need to specify NumberOfWorkers when specifying custom WorkerType");
}

/** Workers of a type have no capacity in DPUs. */
function capacityOf({ createJobKwargs, numOfDpus }: GlueJobDescription): number | null {
  return "WorkerType" in createJobKwargs ? null : (numOfDpus ?? DEFAULT_DPUS);
}
