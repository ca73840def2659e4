/**
 * GlueJobSensor of the Amazon provider (sensors/glue.py; spec/amazon-operators.md, section 4).
 * @module
 */
import { AirflowException, type TaskContext } from "../../definition/index.ts";
import { GlueJobHook, type LogContinuationTokens } from "../../hooks/index.ts";
import type { Steps } from "../../kernel/index.ts";
import { namesOf } from "../../options/index.ts";
import { BaseSensor, type BaseSensorArguments } from "../index.ts";
import { type AwsArguments, connectionOf } from "./connection.ts";

export interface GlueJobSensorArguments extends BaseSensorArguments, AwsArguments {
  /** Rendered with Jinja. */
  readonly jobName: string;
  /** Rendered with Jinja. */
  readonly runId: string;
  /** True if the job's logs are written to the task's. Default false. */
  readonly verbose?: boolean;
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
  static override readonly argumentNames = namesOf<Omit<GlueJobSensorArguments, keyof BaseSensorArguments>>({
    awsConnId: true,
    jobName: true,
    runId: true,
    verbose: true,
  });
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
