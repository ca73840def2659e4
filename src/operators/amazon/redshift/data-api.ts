import { awsApi } from "../../../hooks/index.ts";

type Statement = Readonly<Record<string, unknown>>;
type Started = { readonly Id: string; readonly SessionId?: string };

/** A statement as AWS describes it, as far as it is read. */
export type DescribedStatement = {
  readonly Id: string;
  readonly Status: string;
  readonly ResultRows?: number;
  readonly SubStatements?: readonly { readonly Id: string }[];
};

export type RedshiftDataOperations = {
  readonly ExecuteStatement: [Statement & { readonly Sql: string }, Started];
  readonly BatchExecuteStatement: [Statement & { readonly Sqls: readonly string[] }, Started];
  readonly DescribeStatement: [{ readonly Id: string }, DescribedStatement];
  readonly CancelStatement: [{ readonly Id: string }, object];
  readonly GetStatementResult: [{ readonly Id: string }, object];
};

export const REDSHIFT_DATA = awsApi<RedshiftDataOperations>()({
  service: "redshift-data",
  params: {
    ExecuteStatement:
      "{Sql!:s ClusterIdentifier:s1 SecretArn:s DbUser:s Database:s WithEvent:b StatementName:s Parameters:[{name!:s value!:s1}]1 WorkgroupName:s3 ClientToken:s1 ResultFormat:s SessionKeepAliveSeconds:i0 SessionId:s}",
    BatchExecuteStatement:
      "{Sqls!:[s]1 ClusterIdentifier:s1 SecretArn:s DbUser:s Database:s WithEvent:b StatementName:s WorkgroupName:s3 ClientToken:s1 ResultFormat:s SessionKeepAliveSeconds:i0 SessionId:s}",
    DescribeStatement: "{Id!:s}",
    CancelStatement: "{Id!:s}",
    GetStatementResult: "{Id!:s NextToken:s}",
  },
});
