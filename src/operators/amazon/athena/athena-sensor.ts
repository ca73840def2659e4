import { AirflowException, type TaskContext } from "../../../definition/index.ts";
import type { Seconds, Steps } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import { BaseSensor } from "../../index.ts";
import { AwsBaseSensor, type AwsSensorArguments } from "../aws-operator.ts";
import { awsBaseSince } from "../connection.ts";
import { ATHENA } from "./api.ts";
import { pollQueryStatus } from "./athena-hook.ts";

export interface AthenaSensorArguments extends AwsSensorArguments {
  /** Rendered with Jinja. */
  readonly queryExecutionId: string;
  /** Looks in one poke. Default 120. */
  readonly maxRetries?: number | null;
  /** Seconds between two looks of a poke. Default 10. */
  readonly sleepTime?: Seconds;
}

/** Waits for a query (sensors/athena.py). Each poke waits inside, up to 20 min with its defaults. */
export class AthenaSensor extends AwsBaseSensor<AthenaSensorArguments> {
  static override readonly argumentNames = namesOf<Omit<AthenaSensorArguments, keyof AwsSensorArguments>>({
    queryExecutionId: true,
    maxRetries: true,
    sleepTime: true,
  });
  static override readonly newArguments: NewArguments = { ...BaseSensor.newArguments, ...awsBaseSince("9.2.0") };
  static override readonly templateFields = ["queryExecutionId"];

  queryExecutionId = this.args.queryExecutionId;

  *poke(context: TaskContext): Steps<boolean> {
    const { maxRetries = null, sleepTime = 10 } = this.args;
    const client = this.client(context, ATHENA);
    const wait = { maxAttempts: maxRetries, sleepTime };
    const state = yield* pollQueryStatus(context, client, this.queryExecutionId, wait);
    if (state === "FAILED" || state === "CANCELLED") throw new AirflowException("Athena sensor failed");
    return state !== "QUEUED" && state !== "RUNNING";
  }
}
