/**
 * EmrCreateJobFlowOperator and its trigger (operators/emr.py, triggers/emr.py; spec/amazon-deferrable.md, section 3).
 * @module
 */

import { AttributeError, isException, type TaskContext, type TaskDeferred } from "../../../definition/index.ts";
import { WaiterError, waitUntil } from "../../../hooks/index.ts";
import { type Seconds, type Steps, settle } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import { pythonLiteral } from "../../../python/index.ts";
import type { GoneArguments, NewArguments, Rules } from "../../../rules/index.ts";
import { BaseOperator } from "../../index.ts";
import {
  AwsBaseOperator,
  AwsBaseWaiterTrigger,
  type AwsOperatorArguments,
  expectSuccess,
  type WaiterEvent,
  type WaiterTriggerArguments,
} from "../aws-operator.ts";
import { awsBaseSince } from "../connection.ts";
import { type CountdownArguments, GONE_COUNTDOWN } from "../unused-arguments.ts";
import { EMR } from "./api.ts";
import { EMR_DEFAULT } from "./emr-default.ts";
import { linkCluster } from "./job-flow-hook.ts";

type Settings = Readonly<Record<string, unknown>>;

/** The end that EmrCreateJobFlowOperator waits for on its worker. */
export type WaitPolicy = "wait_for_completion" | "wait_for_steps_completion";

const WAITERS: Readonly<Record<WaitPolicy, string>> = {
  wait_for_completion: "job_flow_waiting",
  wait_for_steps_completion: "job_flow_terminated",
};

export interface EmrCreateJobFlowOperatorArguments extends AwsOperatorArguments, CountdownArguments {
  /** The settings of the job flow, by AWS's names; or a text of it, as Python writes it. Rendered with Jinja. */
  readonly jobFlowOverrides?: Settings | string | null;
  /** The connection whose extra comes under the overrides: only `emr_default`, as Airflow makes it, has one here. Default `emr_default`. */
  readonly emrConnId?: string | null;
  /** Waits on its worker. Default false. */
  readonly waitForCompletion?: boolean | null;
  /** The end that it waits for there. Default nothing. From provider 9.2.0 on. */
  readonly waitPolicy?: WaitPolicy | null;
  /** Default 16, from provider 9.2.0 on 60. Rendered with Jinja. */
  readonly waiterMaxAttempts?: number | null;
  /** Seconds between two looks. Default 60. Rendered with Jinja. */
  readonly waiterDelay?: Seconds | null;
  /** True if the job flow is terminated where waiting for it on a worker fails. Default true. From provider 9.25.0 on. */
  readonly terminateJobFlowOnFailure?: boolean;
  /** Waits in the triggerer. Default false. */
  readonly deferrable?: boolean;
}

/** Seconds that provider 8.7.1 waits where no countdown is given. */
const A_LONG_TIME = 999;

/** `region_name` was there before the others. */
const { regionName: _, ...NEWER_ARGUMENTS } = awsBaseSince("9.8.0");

/** Makes a job flow. Its result is the job flow's id. */
export class EmrCreateJobFlowOperator extends AwsBaseOperator<EmrCreateJobFlowOperatorArguments> {
  static override readonly argumentNames = namesOf<Omit<EmrCreateJobFlowOperatorArguments, keyof AwsOperatorArguments>>(
    {
      jobFlowOverrides: true,
      emrConnId: true,
      waitForCompletion: true,
      waitPolicy: true,
      waiterMaxAttempts: true,
      waiterDelay: true,
      waiterCountdown: true,
      waiterCheckIntervalSeconds: true,
      terminateJobFlowOnFailure: true,
      deferrable: true,
    },
  );
  static override readonly newArguments: NewArguments = {
    ...BaseOperator.newArguments,
    ...NEWER_ARGUMENTS,
    waitPolicy: { amazonProvider: "9.2.0" },
    terminateJobFlowOnFailure: { amazonProvider: "9.25.0" },
  };
  static override readonly goneArguments: GoneArguments = { ...BaseOperator.goneArguments, ...GONE_COUNTDOWN };
  static override readonly templateFields = ["jobFlowOverrides", "waiterDelay", "waiterMaxAttempts"];

  jobFlowOverrides = this.args.jobFlowOverrides ?? {};
  waiterDelay = this.args.waiterDelay ?? null;
  waiterMaxAttempts = this.args.waiterMaxAttempts ?? null;
  #jobFlowId: string | undefined;

  override get onlyWaits(): boolean {
    return this.args.waitForCompletion === true || typeof this.args.waitPolicy === "string";
  }

  *execute(context: TaskContext): Steps<TaskDeferred | string> {
    const { awsConnId = "aws_default", emrConnId = "emr_default", deferrable = false } = this.args;
    const { log } = context;
    log.at("emr.py:742").info("Creating job flow using aws_conn_id: %s, emr_conn_id: %s", awsConnId, emrConnId);
    const overrides = this.jobFlowOverrides;
    const told = (typeof overrides === "string" ? pythonLiteral(overrides) : overrides) as Settings;
    const params = emrConnId === "emr_default" ? { ...EMR_DEFAULT, ...told } : told;
    const client = this.client(context, EMR);
    const { JobFlowId: jobFlowId } = yield* settle(client.call("RunJobFlow", params));
    this.#jobFlowId = jobFlowId;
    log.at("emr.py:756").info("Job flow with id %s created", jobFlowId);
    yield* linkCluster(context, this, client, jobFlowId);
    const { waiterDelay, waiterMaxAttempts } = this.#wait(context.rules);
    const policy = this.#waitPolicy(context.rules);
    const { jobFlowDefersAlways } = context.rules;
    if (deferrable && (policy !== null || jobFlowDefersAlways)) {
      const wait = { waiterDelay, waiterMaxAttempts };
      const trigger = new EmrCreateJobFlowTrigger({ jobFlowId, ...wait, ...this.connection });
      const timeout = waiterMaxAttempts * waiterDelay + 60;
      return this.defer({ trigger, methodName: "executeComplete", timeout });
    }
    if (policy !== null) {
      const waiter = client.waiter(WAITERS[policy], { ClusterId: jobFlowId });
      yield* this.#waitOrTerminate(context, waitUntil(waiter, waiterDelay, waiterMaxAttempts), jobFlowId);
    }
    return jobFlowId;
  }

  /** Where the wait fails, the job flow may be terminated: whatever comes of that, the failure stays. */
  *#waitOrTerminate(context: TaskContext, wait: Steps<void>, jobFlowId: string): Steps<void> {
    try {
      yield* wait;
    } catch (error) {
      const { terminateJobFlowOnFailure = true } = this.args;
      const terminates = error instanceof WaiterError && !context.rules.jobFlowDefersAlways;
      if (terminates && terminateJobFlowOnFailure) {
        context.log.at("emr.py:858").info("Attempting termination of EMR job flow %s.", jobFlowId);
        yield* this.#tryToTerminate(context, jobFlowId);
      }
      throw error;
    }
  }

  *#tryToTerminate(context: TaskContext, jobFlowId: string): Steps<void> {
    try {
      yield* settle(this.client(context, EMR).call("TerminateJobFlows", { JobFlowIds: [jobFlowId] }));
    } catch (error) {
      if (!isException(error, context.rules)) throw error;
      context.log.at("emr.py:864").error("Failed to terminate EMR job flow %s after task failure.", jobFlowId);
    }
  }

  /** Of the older and the newer argument, the older goes first; from 9.25.0 the newer. */
  #waitPolicy({ jobFlowDefersAlways }: Rules): WaitPolicy | null {
    const { waitForCompletion = null, waitPolicy = null } = this.args;
    if (waitPolicy !== null && (waitForCompletion === null || !jobFlowDefersAlways)) return waitPolicy;
    return waitForCompletion === true ? "wait_for_completion" : null;
  }

  #wait({ jobFlowDefaults }: Rules): { readonly waiterDelay: Seconds; readonly waiterMaxAttempts: number } {
    const { waiterDelay, waiterMaxAttempts } = this;
    if (jobFlowDefaults === "60 attempts each 60 s")
      return { waiterDelay: Number(waiterDelay) || 60, waiterMaxAttempts: Number(waiterMaxAttempts) || 60 };
    const { waiterCountdown, waiterCheckIntervalSeconds: interval = 60 } = this.args;
    const attempts = Math.floor((waiterCountdown || A_LONG_TIME) / interval);
    return {
      waiterDelay: Math.trunc(waiterDelay ?? interval),
      waiterMaxAttempts: Math.trunc(waiterMaxAttempts ?? attempts),
    };
  }

  executeComplete(context: TaskContext, { event }: { readonly event: WaiterEvent }): unknown {
    expectSuccess(event, "Error creating jobFlow: ");
    context.log.at("emr.py:802").info("JobFlow created successfully");
    return event["job_flow_id"];
  }

  /** Terminates the job flow. An operator that has made none, as after a deferral, stumbles over what was never set. */
  override *onKill(context: TaskContext): Steps<void> {
    if (this.#jobFlowId === undefined)
      throw new AttributeError("'EmrCreateJobFlowOperator' object has no attribute '_job_flow_id'");
    context.log.at("emr.py:808").info("Terminating job flow %s", this.#jobFlowId);
    yield* settle(this.client(context, EMR).call("TerminateJobFlows", { JobFlowIds: [this.#jobFlowId] }));
  }
}

/** The arguments of triggers that wait for a job flow. */
export interface JobFlowTriggerArguments extends WaiterTriggerArguments {
  readonly jobFlowId: string;
}

/** The paths that are logged of a job flow. */
export const JOB_FLOW_STATUS = [
  "Cluster.Status.State",
  "Cluster.Status.StateChangeReason",
  "Cluster.Status.ErrorDetails",
] as const;

/** Waits until a job flow has been made, whatever policy its operator has: the waiter's name does not come through to the triggerer. */
export class EmrCreateJobFlowTrigger extends AwsBaseWaiterTrigger<JobFlowTriggerArguments> {
  protected subject() {
    const { jobFlowId } = this.kwargs;
    return {
      api: EMR,
      waiter: WAITERS.wait_for_completion,
      params: { ClusterId: jobFlowId },
      failureMessage: "JobFlow creation failed",
      statusMessage: "JobFlow creation in progress",
      status: JOB_FLOW_STATUS,
      returns: ["job_flow_id", jobFlowId],
    } as const;
  }
}
