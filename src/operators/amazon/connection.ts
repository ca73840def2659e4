import type { AwsConnection } from "../../hooks/index.ts";
import { namesOf } from "../../options/index.ts";
import type { NewArguments } from "../../rules/index.ts";

/** The connection that operators use which name none. */
export const AWS_DEFAULT = "aws_default";

/** The arguments of every operator for AWS. */
export interface AwsArguments {
  /** Default `aws_default`. */
  readonly awsConnId?: string | null;
}

/** The arguments of operators that derive from the provider's AwsBaseOperator. */
export interface AwsBaseArguments extends AwsArguments {
  readonly regionName?: string | null;
  /** An older name of `regionName` for ECS, EKS and Redshift's data. Others take it without effect: it is there for mapped tasks. */
  readonly region?: string | null;
  /** True if TLS certificates are verified. It changes nothing in a simulation. */
  readonly verify?: boolean | string | null;
  /** Settings of boto's client. They change nothing in a simulation. */
  readonly botocoreConfig?: Readonly<Record<string, unknown>> | null;
}

export const AWS_ARGUMENT_NAMES = namesOf<AwsBaseArguments>({
  awsConnId: true,
  regionName: true,
  region: true,
  verify: true,
  botocoreConfig: true,
});

/** Returns the arguments that came when an operator began to derive from AwsBaseOperator. */
export function awsBaseSince(amazonProvider: string): NewArguments {
  const since = { amazonProvider };
  return { regionName: since, region: since, verify: since, botocoreConfig: since };
}

/** Which connection an operator's hook is made for. */
export function connectionOf({
  awsConnId = AWS_DEFAULT,
  regionName = null,
}: AwsArguments & { readonly regionName?: string | null }): AwsConnection {
  return { awsConnId, regionName };
}
