import type { AwsConnection } from "../../hooks/index.ts";

/** The connection that operators use which name none. */
export const AWS_DEFAULT = "aws_default";

/** What every operator for AWS takes. */
export interface AwsArguments {
  /** Default `aws_default`. */
  readonly awsConnId?: string | null;
}

/** Which connection an operator's hook is made for. */
export function connectionOf({
  awsConnId = AWS_DEFAULT,
  regionName = null,
}: AwsArguments & { readonly regionName?: string | null }): AwsConnection {
  return { awsConnId, regionName };
}
