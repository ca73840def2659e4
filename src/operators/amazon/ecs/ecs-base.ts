import type { RuntimeContext } from "../../../definition/index.ts";
import type { AwsConnection } from "../../../hooks/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import { BaseOperator } from "../../index.ts";
import { AwsBaseOperator, type AwsOperatorArguments, type TriggerConnection } from "../aws-operator.ts";
import { awsBaseSince, connectionOf } from "../connection.ts";

/** `region` was there before the others. */
const { region: _, ...NEWER_ARGUMENTS } = awsBaseSince("9.2.0");

/** The older name of `regionName` is `region` here. */
export type EcsArguments = AwsOperatorArguments;

/** The base of operators of ECS (`EcsBaseOperator`). */
export abstract class EcsBaseOperator<Arguments extends EcsArguments> extends AwsBaseOperator<Arguments> {
  static override readonly newArguments: NewArguments = { ...BaseOperator.newArguments, ...NEWER_ARGUMENTS };

  readonly #connection = connectionOf({ ...this.args, regionName: this.args.regionName ?? this.args.region ?? null });

  protected override connectionIn(_context: RuntimeContext): AwsConnection {
    return this.#connection;
  }

  protected override get connection(): TriggerConnection {
    return this.#connection;
  }
}
