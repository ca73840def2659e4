/**
 * The trigger of GlueJobOperator (triggers/glue.py of the Amazon provider).
 * @module
 */
import {
  exceptionMessage,
  type TriggerContext,
  TriggerEvent,
  type TriggerRun,
  type TriggerStep,
} from "../../definition/index.ts";
import { ClientError, GlueJobHook, usingAsyncClient, waiterEvent } from "../../hooks/index.ts";
import { type Seconds, sleep } from "../../kernel/index.ts";
import { BaseTrigger } from "../index.ts";

interface GlueJobCompleteTriggerArguments {
  readonly jobName: string;
  readonly runId: string;
  readonly verbose: boolean;
  readonly awsConnId: string | null;
  readonly regionName: string | null;
  /** Seconds between two looks of its own loop. */
  readonly jobPollInterval: Seconds;
  /** Seconds between two attempts of its waiter. */
  readonly waiterDelay: Seconds;
  readonly waiterMaxAttempts: number;
}

/**
 * Waits for a run of a job. `Rules.glueTriggerWaits` says by which means, and so what a failure is.
 *
 * @example
 * const times = { jobPollInterval: 6, waiterDelay: 60, waiterMaxAttempts: 75 };
 * const aws = { awsConnId: null, regionName: null };
 * const trigger = new GlueJobCompleteTrigger({ jobName: "j", runId: "jr_1", verbose: false, ...aws, ...times });
 * console.log(trigger.triggerType); // GlueJobCompleteTrigger
 */
export class GlueJobCompleteTrigger extends BaseTrigger<GlueJobCompleteTriggerArguments> {
  override run(context: TriggerContext): TriggerRun {
    if (context.rules.glueTriggerWaits === "by its own loop") return this.#runByLoop(context);
    return usingAsyncClient(context, this.kwargs.verbose ? this.#runVerbosely(context) : this.#runByWaiter(context));
  }

  /** A failure is thrown. */
  *#runByLoop(context: TriggerContext): Generator<TriggerStep, void, unknown> {
    const { jobName, runId, verbose, awsConnId, jobPollInterval } = this.kwargs;
    const hook = new GlueJobHook(context, { awsConnId, regionName: null });
    yield* hook.asyncJobCompletion(
      jobName,
      runId,
      verbose || context.rules.glueTriggerReadsLogsAlways,
      jobPollInterval,
    );
    yield new TriggerEvent({ status: "success", message: "Job done", value: runId });
  }

  /** A failure is an event. */
  *#runByWaiter(context: TriggerContext): Generator<TriggerStep, void, unknown> {
    const { jobName, runId, awsConnId, regionName, waiterDelay, waiterMaxAttempts } = this.kwargs;
    const hook = new GlueJobHook(context, { awsConnId, regionName });
    const wait = {
      delaySeconds: waiterDelay,
      maxAttempts: waiterMaxAttempts,
      failureMessage: "AWS Glue job failed.",
      statusMessage: "Status of AWS Glue job is",
      status: ["JobRun.JobRunState", "JobRun.ErrorMessage"],
    };
    yield yield* waiterEvent(context, hook.jobComplete(jobName, runId), wait, { run_id: runId });
  }

  /** As by the waiter, with the job's logs at each look. */
  *#runVerbosely(context: TriggerContext): Generator<TriggerStep, void, unknown> {
    const { jobName, runId, awsConnId, regionName, waiterDelay, waiterMaxAttempts } = this.kwargs;
    const { log, rules } = context;
    const hook = new GlueJobHook(context, { awsConnId, regionName });
    const ended = (status: string, message?: string) =>
      new TriggerEvent({ status, ...(message === undefined ? {} : { message }), run_id: runId });
    const group = yield* hook.logGroup(jobName, runId);
    const tokens = {};
    for (let attempt = 0; attempt < waiterMaxAttempts; attempt += 1) {
      const state = yield* hook.getJobState(jobName, runId);
      try {
        yield* hook.forwardJobLogs(group, runId, tokens);
      } catch (error) {
        if (!(error instanceof ClientError)) throw error;
        const message = `Failed to fetch logs for Glue Job ${jobName} Run ${runId}: ${exceptionMessage(error)}`;
        log.error("%s", message);
        yield ended("error", message);
        return;
      }
      if (state === "FAILED" || state === "TIMEOUT" || (state === "STOPPED" && rules.stoppedJobRunsFail)) {
        yield ended("error", `Glue Job ${jobName} Run ${runId} exited with state: ${state}`);
        return;
      }
      if (state === "SUCCEEDED" || state === "STOPPED") {
        log.info("Exiting Job %s Run %s State: %s", jobName, runId, state);
        yield ended("success");
        return;
      }
      log.info("Polling for AWS Glue Job %s current run state: %s", jobName, state);
      yield sleep(waiterDelay);
    }
    yield ended("error", `Glue Job ${jobName} Run ${runId} waiter exceeded max attempts (${waiterMaxAttempts})`);
  }
}
