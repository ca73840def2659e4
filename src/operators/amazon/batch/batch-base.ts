import type { RuntimeContext } from "../../../definition/index.ts";
import { AwsClient } from "../../../hooks/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import { BaseOperator } from "../../index.ts";
import { AwsBaseOperator, type AwsOperatorArguments, type TriggerConnection } from "../aws-operator.ts";
import { awsBaseSince, connectionOf } from "../connection.ts";
import { BATCH, type BatchOperations } from "./api.ts";

/** `region_name` was there before the others. */
export const { regionName: _, ...BATCH_BASE_SINCE } = awsBaseSince("9.8.0");

/** An operator of Batch: `Rules.batchHasConnection` says through which connection where none is named. */
export abstract class BatchBaseOperator<Arguments extends AwsOperatorArguments> extends AwsBaseOperator<Arguments> {
  static override readonly argumentNames: readonly string[] = [];
  static override readonly newArguments: NewArguments = { ...BaseOperator.newArguments, ...BATCH_BASE_SINCE };

  readonly #withoutConnection = { ...connectionOf(this.args), awsConnId: null };

  protected batch(context: RuntimeContext): AwsClient<BatchOperations> {
    if (this.#hasConnection(context)) return this.client(context, BATCH);
    return new AwsClient(context, BATCH, this.#withoutConnection);
  }

  protected connectionIn(context: RuntimeContext): TriggerConnection {
    return this.#hasConnection(context) ? this.connection : this.#withoutConnection;
  }

  #hasConnection({ rules }: RuntimeContext): boolean {
    return this.args.awsConnId !== undefined || rules.batchHasConnection;
  }
}
