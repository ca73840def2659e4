/**
 * GlueJobSensor of the Amazon provider (sensors/glue.py; spec/amazon-operators.md, section 4).
 * @module
 */
import { AirflowException, type TaskContext } from "../../definition/index.ts";
import { GlueJobHook, type LogContinuationTokens } from "../../hooks/index.ts";
import type { Body, Seconds, Steps } from "../../kernel/index.ts";
import { namesOf } from "../../options/index.ts";
import { pythonRepr } from "../../python/index.ts";
import type { NewArguments, Rules } from "../../rules/index.ts";
import { BaseSensor, type BaseSensorArguments } from "../index.ts";
import { AWS_ARGUMENT_NAMES, AWS_DEFAULT, type AwsBaseArguments, awsBaseSince, connectionOf } from "./connection.ts";
import { GlueJobCompleteTrigger } from "./glue-job-trigger.ts";

export interface GlueJobSensorArguments extends BaseSensorArguments, AwsBaseArguments {
  /** Rendered with Jinja. */
  readonly jobName: string;
  /** Rendered with Jinja. */
  readonly runId: string;
  /** True if the job's logs are written to the task's. Default false. */
  readonly verbose?: boolean;
  /** True if it waits in the triggerer, `pokeInterval` apart, cut to whole seconds. Default false. From provider 9.25.0 on. */
  readonly deferrable?: boolean;
  /** Looks of its trigger until it gives up. Default 60. From provider 9.25.0 on. */
  readonly maxRetries?: number;
}

/**
 * Waits until a run of a job has succeeded; a stopped one counts as failed here.
 *
 * @example
 * const cloud = new AwsModel({ glue: { jobs: [{ name: "j", existing: {}, duration: 60 }] } });
 * const dag = new DAG("d");
 * const runId = "{{ ti.xcom_pull(task_ids='start') }}";
 * const start = new GlueJobOperator({ dag, taskId: "start", jobName: "j", waitForCompletion: false });
 * chain(start, new GlueJobSensor({ dag, taskId: "wait", jobName: "j", runId }));
 * const result = new Simulation({ dags: [dag], cloud }).trigger("d", { runId: "r" }).run();
 * console.log(result.taskInstance("r", "wait").state); // success
 */
export class GlueJobSensor extends BaseSensor<GlueJobSensorArguments> {
  static override readonly argumentNames: readonly string[] = [
    ...AWS_ARGUMENT_NAMES,
    ...namesOf<Omit<GlueJobSensorArguments, keyof BaseSensorArguments | keyof AwsBaseArguments>>({
      jobName: true,
      runId: true,
      verbose: true,
      deferrable: true,
      maxRetries: true,
    }),
  ];
  static override readonly newArguments: NewArguments = {
    ...BaseSensor.newArguments,
    ...awsBaseSince("9.25.0"),
    deferrable: { amazonProvider: "9.25.0" },
    maxRetries: { amazonProvider: "9.25.0" },
  };
  static override readonly templateFields: readonly string[] = ["jobName", "runId"];

  jobName: string;
  runId: string;
  readonly #tokens: LogContinuationTokens = {};
  #hook: GlueJobHook | undefined;

  constructor(given: GlueJobSensorArguments) {
    super(given);
    this.jobName = this.args.jobName;
    this.runId = this.args.runId;
  }

  protected override pokeIntervalBy(rules: Rules): Seconds {
    return this.args.pokeInterval ?? (rules.glueSensorWaits === "two minutes" ? 120 : 60);
  }

  override execute(context: TaskContext): Body<unknown> {
    if (this.args.deferrable !== true) return this.pokeUntilDone(context);
    const waiterDelay = Math.trunc(this.pokeIntervalBy(context.rules));
    const {
      verbose = false,
      maxRetries: waiterMaxAttempts = 60,
      awsConnId = AWS_DEFAULT,
      regionName = null,
    } = this.args;
    const trigger = new GlueJobCompleteTrigger({
      jobName: this.jobName,
      runId: this.runId,
      verbose,
      awsConnId,
      regionName,
      jobPollInterval: waiterDelay,
      waiterDelay,
      waiterMaxAttempts,
    });
    return this.defer({ trigger, methodName: "executeComplete" });
  }

  executeComplete({ log }: TaskContext, { event }: { readonly event: { readonly status: string } }): void {
    if (event.status !== "success") throw new AirflowException(`Error: AWS Glue Job: ${pythonRepr(event)}`);
    log.info("AWS Glue Job completed.");
  }

  *poke(context: TaskContext): Steps<boolean> {
    const { log } = context;
    this.#hook ??= new GlueJobHook(context, connectionOf(this.args));
    const hook = this.#hook;
    log.at("glue.py:71").info("Poking for job run status :for Glue Job %s and ID %s", this.jobName, this.runId);
    const state = yield* hook.getJobState(this.jobName, this.runId);
    if (this.args.verbose === true) yield* hook.printJobLogs(this.jobName, this.runId, this.#tokens);
    if (state === "SUCCEEDED") {
      log.at("glue.py:76").info("Exiting Job %s Run State: %s", this.runId, state);
      return true;
    }
    if (state !== "FAILED" && state !== "STOPPED" && state !== "TIMEOUT") return false;
    const message = `('Exiting Job %s Run State: %s', '${this.runId}', '${state}')`; // a tuple by mistake
    log.at("glue.py:80").info("%s", message);
    throw new AirflowException(message);
  }
}
