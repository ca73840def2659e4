import { namesOf } from "../../../options/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import { BaseOperator } from "../../index.ts";
import { AwsBaseOperator, type AwsOperatorArguments } from "../aws-operator.ts";
import { awsBaseSince } from "../connection.ts";

export interface RedshiftArguments extends AwsOperatorArguments {
  /** Rendered with Jinja. */
  readonly clusterIdentifier: string;
  /** Waits in the triggerer. Default false. */
  readonly deferrable?: boolean;
}

/** The base of operators that do something to a cluster. */
export abstract class RedshiftOperator<Arguments extends RedshiftArguments> extends AwsBaseOperator<Arguments> {
  static override readonly argumentNames: readonly string[] = namesOf<
    Omit<RedshiftArguments, keyof AwsOperatorArguments>
  >({ clusterIdentifier: true, deferrable: true });
  static override readonly newArguments: NewArguments = { ...BaseOperator.newArguments, ...awsBaseSince("9.25.0") };
  static override readonly templateFields: readonly string[] = ["clusterIdentifier"];

  clusterIdentifier = this.args.clusterIdentifier;
}
