/**
 * GlueJobOperator of the Amazon provider (operators/glue.py; spec/amazon-operators.md, section 4).
 * @module
 */

import { AirflowException, type TaskContext, type TaskDeferred } from "../../definition/index.ts";
import { checkJob, type GlueJobDescription, GlueJobHook, partitionOf, S3Hook } from "../../hooks/index.ts";

import { type Seconds, type Steps, settle, sleep } from "../../kernel/index.ts";
import { namesOf } from "../../options/index.ts";

import { pythonRepr } from "../../python/index.ts";
import type { NewArguments, Rules } from "../../rules/index.ts";
import { BaseOperator, type BaseOperatorArguments } from "../index.ts";
import { AWS_ARGUMENT_NAMES, AWS_DEFAULT, type AwsBaseArguments, awsBaseSince, connectionOf } from "./connection.ts";
import {
  foundJobRun,
  GlueJobRunStoppedError,
  type RunsAreFound,
  rememberedJobRun,
  rememberJobRun,
  runsAreFound,
  withTaskUuid,
} from "./durable-job-run.ts";
import { GlueJobCompleteTrigger } from "./glue-job-trigger.ts";
import { type OpenLineageArguments, openLineageSince } from "./unused-arguments.ts";

/** `region_name` was there before the others. */
const { regionName: _, ...NEWER_ARGUMENTS } = awsBaseSince("9.8.0");

type Settings = Readonly<Record<string, unknown>>;

export interface GlueJobOperatorArguments extends BaseOperatorArguments, AwsBaseArguments, OpenLineageArguments {
  /** Default `aws_glue_default_job`. Rendered with Jinja. */
  readonly jobName?: string;
  /** Default `AWS Glue Job with Airflow`. */
  readonly jobDesc?: string;
  /** `s3://...`, or a local file, which is uploaded. Rendered with Jinja. */
  readonly scriptLocation?: string | null;
  /** Default 1. */
  readonly concurrentRunLimit?: number | null;
  /** Rendered with Jinja. */
  readonly scriptArgs?: Settings | null;
  /** Default 0. */
  readonly retryLimit?: number;
  readonly numOfDpus?: number | null;
  /** Where logs and uploaded scripts go. Rendered with Jinja. */
  readonly s3Bucket?: string | null;
  /** Rendered with Jinja. Not together with `iamRoleArn`. */
  readonly iamRoleName?: string | null;
  /** Rendered with Jinja. */
  readonly iamRoleArn?: string | null;
  /** True if a script that is there already is replaced. Default false. From provider 9.2.0 on. */
  readonly replaceScriptFile?: boolean;
  /** More of what the job is made with, by AWS's names. Rendered with Jinja. */
  readonly createJobKwargs?: Settings | null;
  /** More of what the run is started with. Rendered with Jinja from provider 9.8.0 on. */
  readonly runJobKwargs?: Settings | null;
  /** Waits for the run; a deferrable one does anyhow. Default true. */
  readonly waitForCompletion?: boolean;
  /** Waits in the triggerer. Default false. */
  readonly deferrable?: boolean;
  /** True if the job's logs are written to the task's. Default false. */
  readonly verbose?: boolean;
  /** True if a job that exists is updated. Default false. */
  readonly updateConfig?: boolean;
  /** Seconds between two looks. Default 6. */
  readonly jobPollInterval?: Seconds;
  /** True if the run is stopped where the task is killed. Default false. */
  readonly stopJobRunOnKill?: boolean;
  /** Seconds that it waits on once the run has ended, where it waits in its slot. Default 0. From provider 9.2.0 on. */
  readonly sleepBeforeReturn?: Seconds;
  /** Seconds between two looks of its trigger, in place of `jobPollInterval`. Default 60. From provider 9.25.0 on. */
  readonly waiterDelay?: Seconds;
  /** Looks of its trigger until it gives up. Default 75. From provider 9.25.0 on. */
  readonly waiterMaxAttempts?: number;
  /** True if a retry goes on with the run that an earlier try has started. Default true. From provider 9.39.0 on; below Airflow 3.3 it has no effect. */
  readonly durable?: boolean;
  /** The same where `durable` is not given or has no effect. Default false. From provider 9.25.0 on. */
  readonly resumeGlueJobOnRetry?: boolean;
}

const ARTIFACTS_PREFIX = "artifacts/glue-scripts/";

/**
 * Makes a Glue job where there is none, starts a run of it, and waits for that. Its result is the id of the run.
 *
 * @example
 * const cloud = new AwsModel({ glue: { jobs: [{ name: "j", duration: 120 }] } });
 * const dag = new DAG("d");
 * new GlueJobOperator({ dag, taskId: "t", jobName: "j", scriptLocation: "s3://b/s.py", iamRoleName: "glue" });
 * const result = new Simulation({ dags: [dag], cloud }).trigger("d", { runId: "r" }).run();
 * console.log(result.taskInstance("r", "t").state); // success
 */
export class GlueJobOperator extends BaseOperator<GlueJobOperatorArguments> {
  static override readonly argumentNames: readonly string[] = [
    ...AWS_ARGUMENT_NAMES,
    ...namesOf<Omit<GlueJobOperatorArguments, keyof BaseOperatorArguments | keyof AwsBaseArguments>>({
      jobName: true,
      jobDesc: true,
      scriptLocation: true,
      concurrentRunLimit: true,
      scriptArgs: true,
      retryLimit: true,
      numOfDpus: true,
      replaceScriptFile: true,
      s3Bucket: true,
      iamRoleName: true,
      iamRoleArn: true,
      createJobKwargs: true,
      runJobKwargs: true,
      waitForCompletion: true,
      deferrable: true,
      verbose: true,
      updateConfig: true,
      jobPollInterval: true,
      stopJobRunOnKill: true,
      sleepBeforeReturn: true,
      waiterDelay: true,
      waiterMaxAttempts: true,
      durable: true,
      resumeGlueJobOnRetry: true,
      openlineageInjectParentJobInfo: true,
      openlineageInjectTransportInfo: true,
    }),
  ];
  static override readonly newArguments: NewArguments = {
    ...BaseOperator.newArguments,
    ...NEWER_ARGUMENTS,
    ...openLineageSince("9.25.0"),
    replaceScriptFile: { amazonProvider: "9.2.0" },
    sleepBeforeReturn: { amazonProvider: "9.2.0" },
    waiterDelay: { amazonProvider: "9.25.0" },
    waiterMaxAttempts: { amazonProvider: "9.25.0" },
    durable: { amazonProvider: "9.39.0" },
    resumeGlueJobOnRetry: { amazonProvider: "9.25.0" },
  };
  static override readonly templateFields: readonly string[] = [
    "jobName",
    "scriptLocation",
    "scriptArgs",
    "createJobKwargs",
    "s3Bucket",
    "iamRoleName",
    "iamRoleArn",
  ];

  jobName: string;
  scriptLocation: string | null;
  scriptArgs: Settings;
  createJobKwargs: Settings;
  runJobKwargs: Settings;
  s3Bucket: string | null;
  iamRoleName: string | null;
  iamRoleArn: string | null;
  #jobRunId: string | undefined;
  #hook: GlueJobHook | undefined;

  constructor(given: GlueJobOperatorArguments) {
    super(given);
    const { args } = this;
    this.jobName = args.jobName ?? "aws_glue_default_job";
    this.scriptLocation = args.scriptLocation ?? null;
    this.scriptArgs = args.scriptArgs ?? {};
    this.createJobKwargs = args.createJobKwargs ?? {};
    this.runJobKwargs = args.runJobKwargs ?? {};
    this.s3Bucket = args.s3Bucket ?? null;
    this.iamRoleName = args.iamRoleName ?? null;
    this.iamRoleArn = args.iamRoleArn ?? null;
  }

  override get onlyWaits(): boolean {
    return this.args.waitForCompletion !== false;
  }

  protected override templateFieldsBy(rules: Rules): readonly string[] {
    const fields = super.templateFieldsBy(rules);
    return rules.runJobKwargsAreRendered ? [...fields, "runJobKwargs"] : fields;
  }

  *execute(context: TaskContext): Steps<TaskDeferred | string> {
    const {
      waitForCompletion = true,
      deferrable = false,
      verbose = false,
      jobPollInterval = 6,
      sleepBeforeReturn = 0,
      awsConnId = AWS_DEFAULT,
      regionName = null,
      waiterDelay = 60,
      waiterMaxAttempts = 75,
    } = this.args;
    const { log } = context;
    const found = runsAreFound(this.args, context.rules);
    if (found === "never") this.#announce(context);
    const job = yield* this.#describe(context);
    checkJob(job);
    const hook = new GlueJobHook(context, connectionOf(this.args));
    this.#hook = hook;
    const remembers = found === "in the task's store";
    const earlier = remembers ? yield* rememberedJobRun(context, hook, this.jobName) : undefined;
    const runId = earlier?.runId ?? (yield* this.#findOrSubmit(context, hook, job, found));
    this.#jobRunId = runId;
    this.#publish(context, yield* hook.region(), runId);
    if (deferrable) {
      const waits = { jobPollInterval, waiterDelay, waiterMaxAttempts };
      const trigger = new GlueJobCompleteTrigger({
        jobName: this.jobName,
        runId,
        verbose,
        awsConnId,
        regionName,
        ...waits,
      });
      return this.defer({ trigger, methodName: "executeComplete" });
    }
    if (remembers) rememberJobRun(context, runId);
    if (earlier?.isDone === true) return runId;
    if (waitForCompletion) {
      const state = yield* hook.jobCompletion(this.jobName, runId, verbose, jobPollInterval);
      if (sleepBeforeReturn > 0) yield sleep(sleepBeforeReturn);
      log.at("glue.py:208").info("AWS Glue Job: %s status: %s. Run Id: %s", this.jobName, state, runId);
      if (state !== "SUCCEEDED" && context.rules.stoppedJobRunsFail)
        throw new GlueJobRunStoppedError(
          `Glue job run ${runId} for job ${this.jobName} ended in state '${state}' instead of succeeding.`,
        );
    } else log.at("glue.py:215").info("AWS Glue Job: %s. Run Id: %s", this.jobName, runId);
    return runId;
  }

  *#findOrSubmit(context: TaskContext, hook: GlueJobHook, job: GlueJobDescription, found: RunsAreFound): Steps<string> {
    const isScanned = found === "by their argument";
    const asked = { name: this.jobName, args: this.scriptArgs };
    const existing = isScanned ? yield* foundJobRun(context, hook, asked) : undefined;
    if (existing !== undefined) return existing;
    if (found !== "never") this.#announce(context);
    const args = isScanned ? withTaskUuid(context, this.scriptArgs) : this.scriptArgs;
    return yield* hook.initializeJob(job, args, this.runJobKwargs);
  }

  #announce({ log }: TaskContext): void {
    const { waitForCompletion = true } = this.args;
    log
      .at("glue.py:172")
      .info("Initializing AWS Glue Job: %s. Wait for completion: %s", this.jobName, waitForCompletion);
  }

  *#describe(context: TaskContext): Steps<GlueJobDescription> {
    return {
      jobName: this.jobName,
      desc: this.args.jobDesc ?? "AWS Glue Job with Airflow",
      concurrentRunLimit: this.args.concurrentRunLimit ?? 1,
      scriptLocation: yield* this.#uploadScript(context),
      retryLimit: this.args.retryLimit ?? 0,
      numOfDpus: this.args.numOfDpus ?? null,
      s3Bucket: this.s3Bucket,
      iamRoleName: this.iamRoleName,
      iamRoleArn: this.iamRoleArn,
      createJobKwargs: this.createJobKwargs,
      updateConfig: this.args.updateConfig ?? false,
    };
  }

  /** A local script is uploaded first; where one of that name is there already the task fails, also on a retry. */
  *#uploadScript(context: TaskContext): Steps<string | null> {
    const { scriptLocation, s3Bucket } = this;
    if (scriptLocation === null || scriptLocation.startsWith("s3://")) return scriptLocation;
    if (s3Bucket === null) throw new TypeError("expected string or bytes-like object, got 'NoneType'");
    const key = `${ARTIFACTS_PREFIX}${scriptLocation.slice(scriptLocation.lastIndexOf("/") + 1)}`;
    yield* new S3Hook(context, connectionOf({ awsConnId: this.args.awsConnId ?? AWS_DEFAULT })).loadFile(
      scriptLocation,
      { key, bucketName: s3Bucket, replaces: this.args.replaceScriptFile ?? false },
    );
    return `s3://${s3Bucket}/${key}`;
  }

  /** `GlueJobRunDetailsLink.persist`. */
  #publish(context: TaskContext, region: string, runId: string): void {
    const domain =
      { "aws-cn": "amazonaws.cn", "aws-us-gov": "amazonaws-us-gov.com" }[partitionOf(region)] ?? "aws.amazon.com";
    const quoted = encodeURIComponent(this.jobName);
    if (context.rules.glueRunIsPublished) context.ti.xcomPush("glue_job_run_id", runId);
    context.ti.xcomPush("glue_job_run_details", {
      region_name: region,
      aws_domain: domain,
      job_name: quoted,
      job_run_id: runId,
    });
    context.log
      .at("glue.py:193")
      .info(
        "You can monitor this Glue Job run at: %s",
        `https://console.${domain}/gluestudio/home?region=${region}#/job/${quoted}/run/${runId}`,
      );
  }

  executeComplete(
    _context: TaskContext,
    { event }: { readonly event: { readonly status: string; readonly value?: string; readonly run_id?: string } },
  ): string | undefined {
    if (event.status !== "success") throw new AirflowException(`Error in glue job: ${pythonRepr(event)}`);
    return event.run_id ?? event.value;
  }

  /**
   * Not called while the task is deferred: then nothing stops the run. Where it is called after that, the operator has
   * forgotten which run it is, and boto refuses to stop none.
   */
  override *onKill(context: TaskContext): Steps<void> {
    if (this.args.stopJobRunOnKill !== true) return;
    if (this.#jobRunId === undefined && !context.rules.unknownGlueRunIsStopped) return;
    const hook = this.#hook ?? new GlueJobHook(context, connectionOf(this.args));
    const runId = this.#jobRunId ?? null;
    context.log.at("glue.py:226").info("Stopping AWS Glue Job: %s. Run Id: %s", this.jobName, runId);
    const { SuccessfulSubmissions: stopped } = yield* settle(hook.stopJobRun(this.jobName, runId));
    if (stopped.length === 0)
      context.log.at("glue.py:232").error("Failed to stop AWS Glue Job: %s. Run Id: %s", this.jobName, runId);
  }
}
