import { AirflowException, type TaskContext } from "../../../definition/index.ts";
import type { Body, Seconds, Steps } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import type { NewArguments, Rules } from "../../../rules/index.ts";
import { BaseSensor } from "../../index.ts";
import { AwsBaseSensor, type AwsSensorArguments, expectSuccess, type WaiterEvent } from "../aws-operator.ts";
import { executionTimeout } from "../shared.ts";
import { BATCH } from "./api.ts";
import { BATCH_BASE_SINCE } from "./batch-base.ts";
import { BatchJobs, INTERMEDIATE_STATES } from "./batch-hook.ts";
import { BatchJobTrigger } from "./batch-operator.ts";

export interface BatchSensorArguments extends AwsSensorArguments {
  /** Rendered with Jinja. */
  readonly jobId: string;
  /** Seconds between two pokes, in a trigger cut to whole ones. Default 5, from provider 9.2.0 on 30. */
  readonly pokeInterval?: Seconds;
  /** Looks of the trigger. Default 5, from provider 9.2.0 on 4200. */
  readonly maxRetries?: number;
  /** Waits in the triggerer, where its timeout does not count. Default false. */
  readonly deferrable?: boolean;
}

/** Waits for a job (sensors/batch.py). */
export class BatchSensor extends AwsBaseSensor<BatchSensorArguments> {
  static override readonly argumentNames = namesOf<Omit<BatchSensorArguments, keyof AwsSensorArguments>>({
    jobId: true,
    maxRetries: true,
    deferrable: true,
  });
  static override readonly newArguments: NewArguments = { ...BaseSensor.newArguments, ...BATCH_BASE_SINCE };
  static override readonly templateFields = ["jobId"];

  jobId = this.args.jobId;
  override pokeInterval = this.args.pokeInterval ?? 30;

  *poke(context: TaskContext): Steps<boolean> {
    const { status } = yield* new BatchJobs(context, this.client(context, BATCH)).describe(this.jobId);
    if (status === "SUCCEEDED") return true;
    if (INTERMEDIATE_STATES.includes(status)) return false;
    throw new AirflowException(`Batch sensor failed. AWS Batch job status: ${status}`);
  }

  override execute(context: TaskContext): Body<unknown> {
    const { maxRetries } = this.#defaults(context.rules);
    if (this.args.deferrable !== true) return this.pokeUntilDone(context);
    const wait = { waiterDelay: Math.trunc(this.pokeInterval), waiterMaxAttempts: maxRetries };
    const trigger = new BatchJobTrigger({ jobId: this.jobId, ...wait, ...this.connection });
    const timeout = maxRetries ? maxRetries * this.pokeInterval + 60 : executionTimeout(this);
    return this.defer({ trigger, methodName: "executeComplete", timeout });
  }

  #defaults({ batchSensorWaits }: Rules): { readonly maxRetries: number } {
    const [maxRetries, pokeInterval] = batchSensorWaits === "5 times each 5 s" ? [5, 5] : [4200, 30];
    this.pokeInterval = this.args.pokeInterval ?? pokeInterval;
    return { maxRetries: this.args.maxRetries ?? maxRetries };
  }

  executeComplete(context: TaskContext, { event }: { readonly event: WaiterEvent }): void {
    expectSuccess(event, "Error while running job: ");
    context.log.at("batch.py:125").info("Batch Job %s complete", event["job_id"]);
  }
}
