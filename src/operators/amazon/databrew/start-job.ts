/**
 * GlueDataBrewStartJobOperator and its trigger (operators/glue_databrew.py, triggers/glue_databrew.py).
 * @module
 */

import { AirflowException, type TaskContext, type TaskDeferred } from "../../../definition/index.ts";
import { waitUntil } from "../../../hooks/index.ts";
import { type Seconds, type Steps, settle } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import { BaseOperator } from "../../index.ts";
import {
  AwsBaseOperator,
  AwsBaseWaiterTrigger,
  type AwsOperatorArguments,
  type WaiterEvent,
  type WaiterTriggerArguments,
} from "../aws-operator.ts";
import { awsBaseSince } from "../connection.ts";
import { DATABREW } from "./api.ts";

export interface GlueDataBrewStartJobOperatorArguments extends AwsOperatorArguments {
  /** Rendered with Jinja. */
  readonly jobName: string;
  /** Waits in the worker. Deferrable it waits in any case. Default true. */
  readonly waitForCompletion?: boolean;
  /** Taken, and without effect: `waiterDelay` has come in its place. */
  readonly delay?: Seconds | null;
  /** Seconds between two looks. Default 30. */
  readonly waiterDelay?: Seconds;
  /** Looks of its trigger. In the worker there are 60 in any case. Default 60. */
  readonly waiterMaxAttempts?: number;
  /** Waits in the triggerer. Default false. */
  readonly deferrable?: boolean;
}

/** Attempts in the worker: the operator hands its own over under a name that boto does not know. */
const WORKER_ATTEMPTS = 60;

/** Starts a run of a job and waits for its end, which is a success whatever it is. Its result is `{ run_id }`. From provider 9.2.0 on. */
export class GlueDataBrewStartJobOperator extends AwsBaseOperator<GlueDataBrewStartJobOperatorArguments> {
  static override readonly argumentNames = namesOf<
    Omit<GlueDataBrewStartJobOperatorArguments, keyof AwsOperatorArguments>
  >({
    jobName: true,
    waitForCompletion: true,
    delay: true,
    waiterDelay: true,
    waiterMaxAttempts: true,
    deferrable: true,
  });
  static override readonly newArguments: NewArguments = {
    ...BaseOperator.newArguments,
    ...awsBaseSince("9.2.0"),
    jobName: { amazonProvider: "9.2.0" },
  };
  static override readonly templateFields = ["jobName"];

  jobName = this.args.jobName;

  override get onlyWaits(): boolean {
    return this.args.waitForCompletion ?? true;
  }

  *execute(context: TaskContext): Steps<TaskDeferred | { readonly run_id: string }> {
    const { waiterDelay = 30, waiterMaxAttempts = 60, deferrable = false, waitForCompletion = true } = this.args;
    const { jobName } = this;
    const { log } = context;
    const client = this.client(context, DATABREW);
    const { RunId: runId } = yield* settle(client.call("StartJobRun", { Name: jobName }));
    log.at("glue_databrew.py:105").info("AWS Glue DataBrew Job: %s. Run Id: %s submitted.", jobName, runId);
    if (deferrable) {
      log.at("glue_databrew.py:108").info("Deferring job %s with run_id %s", jobName, runId);
      const wait = { waiterDelay, waiterMaxAttempts };
      const trigger = new GlueDataBrewJobCompleteTrigger({ jobName, runId, ...wait, ...this.connection });
      return this.defer({ trigger, methodName: "executeComplete" });
    }
    if (waitForCompletion) {
      const run = { Name: jobName, RunId: runId };
      log
        .at("glue_databrew.py:124")
        .info("Waiting for AWS Glue DataBrew Job: %s. Run Id: %s to complete.", jobName, runId);
      yield* waitUntil(client.waiter("job_complete", run), waiterDelay, WORKER_ATTEMPTS);
      const { State: state } = yield* settle(client.call("DescribeJobRun", run));
      log.at("glue_databrew.py:133").info("Glue DataBrew Job: %s status: %s", jobName, state);
    }
    return { run_id: runId };
  }

  executeComplete({ log }: TaskContext, { event }: { readonly event: WaiterEvent }): { readonly run_id: unknown } {
    if (event.status !== "success") throw new AirflowException("Error while running AWS Glue DataBrew job: %s");
    const { run_id: runId = "", status } = event;
    log
      .at("glue_databrew.py:146")
      .info("AWS Glue DataBrew runID: %s completed with status: %s", runId as string, status);
    return { run_id: runId };
  }
}

interface GlueDataBrewJobCompleteTriggerArguments extends WaiterTriggerArguments {
  readonly jobName: string;
  readonly runId: string;
}

/** Waits for the end of a run. */
export class GlueDataBrewJobCompleteTrigger extends AwsBaseWaiterTrigger<GlueDataBrewJobCompleteTriggerArguments> {
  protected subject() {
    const { jobName, runId } = this.kwargs;
    return {
      api: DATABREW,
      waiter: "job_complete",
      params: { Name: jobName, RunId: runId },
      failureMessage: `Error while waiting for job ${jobName} with run id ${runId} to complete`,
      statusMessage: `Run id: ${runId}`,
      status: ["State"],
      returns: ["run_id", runId],
    } as const;
  }
}
