import { awsApi, path } from "../../../hooks/index.ts";

export type AthenaOperations = {
  readonly StartQueryExecution: [
    {
      readonly QueryString: string;
      readonly QueryExecutionContext: Readonly<Record<string, unknown>>;
      readonly ResultConfiguration: Readonly<Record<string, unknown>>;
      readonly WorkGroup: string;
      readonly ClientRequestToken?: string;
    },
    { readonly QueryExecutionId: string },
  ];
  readonly GetQueryExecution: [
    { readonly QueryExecutionId: string },
    {
      readonly QueryExecution: {
        readonly QueryExecutionId: string;
        readonly Query: string;
        readonly Status: { readonly State: string; readonly StateChangeReason?: string };
      };
    },
  ];
  readonly StopQueryExecution: [{ readonly QueryExecutionId: string }, object];
};

export const ATHENA = awsApi<AthenaOperations>()({
  service: "athena",
  params: {
    StartQueryExecution:
      "{QueryString!:s1 ClientRequestToken:s32 QueryExecutionContext:{Database:s1 Catalog:s1} ResultConfiguration:{OutputLocation:s EncryptionConfiguration:{EncryptionOption!:s KmsKey:s} ExpectedBucketOwner:s12 AclConfiguration:{S3AclOption!:s}} WorkGroup:s ExecutionParameters:[s1]1 ResultReuseConfiguration:{ResultReuseByAgeConfiguration:{Enabled!:b MaxAgeInMinutes:i0}} EngineConfiguration:{CoordinatorDpuSize:i1 MaxConcurrentDpus:i2 DefaultExecutorDpuSize:i1 AdditionalConfigs:<s> SparkProperties:<s> Classifications:[{Name:s1 Properties:<s>}]}}",
    GetQueryExecution: "{QueryExecutionId!:s1}",
    StopQueryExecution: "{QueryExecutionId:s1}",
  },
  waiters: {
    query_complete: {
      operation: "GetQueryExecution",
      delay: 30,
      maxAttempts: 120,
      acceptors: path("QueryExecution.Status.State", { success: ["SUCCEEDED"], failure: ["FAILED", "CANCELLED"] }),
    },
  },
});
