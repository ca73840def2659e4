import type { RuntimeContext } from "../../../definition/index.ts";
import type { AwsConnection } from "../../../hooks/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import { BaseOperator } from "../../index.ts";
import { AwsBaseOperator, type AwsOperatorArguments } from "../aws-operator.ts";
import { awsBaseSince, connectionOf } from "../connection.ts";

/** `region_name` was there before the others. */
export const { regionName: _, ...BATCH_BASE_SINCE } = awsBaseSince("9.8.0");

/** An operator of Batch: `Rules.batchHasConnection` says through which connection where none is named. */
export abstract class BatchBaseOperator<Arguments extends AwsOperatorArguments> extends AwsBaseOperator<Arguments> {
  static override readonly argumentNames: readonly string[] = [];
  static override readonly newArguments: NewArguments = { ...BaseOperator.newArguments, ...BATCH_BASE_SINCE };

  readonly #withoutConnection = { ...connectionOf(this.args), awsConnId: null };

  protected override connectionIn(context: RuntimeContext): AwsConnection {
    const hasConnection = this.args.awsConnId !== undefined || context.rules.batchHasConnection;
    return hasConnection ? super.connectionIn(context) : this.#withoutConnection;
  }
}
