import { awsApi, path } from "../../../hooks/index.ts";

export type LambdaOperations = {
  readonly CreateFunction: [
    { readonly FunctionName: string } & Readonly<Record<string, unknown>>,
    { readonly FunctionArn: string },
  ];
  readonly GetFunction: [
    { readonly FunctionName: string },
    { readonly Configuration: { readonly State: string; readonly LastUpdateStatus?: string } },
  ];
};

export const LAMBDA = awsApi<LambdaOperations>()({
  service: "lambda",
  params: {
    CreateFunction:
      "{FunctionName!:s1 Runtime:s Role!:s Handler:s Code!:{ZipFile:x S3Bucket:s3 S3Key:s1 S3ObjectVersion:s1 ImageUri:s SourceKMSKeyArn:s} Description:s Timeout:i1 MemorySize:i128 Publish:b VpcConfig:{SubnetIds:[s] SecurityGroupIds:[s] Ipv6AllowedForDualStack:b} PackageType:s DeadLetterConfig:{TargetArn:s} Environment:{Variables:<s>} KMSKeyArn:s TracingConfig:{Mode:s} Tags:<s> Layers:[s1] FileSystemConfigs:[{Arn!:s LocalMountPath!:s}] ImageConfig:{EntryPoint:[s] Command:[s] WorkingDirectory:s} CodeSigningConfigArn:s Architectures:[s]1 EphemeralStorage:{Size!:i512} SnapStart:{ApplyOn:s} LoggingConfig:{LogFormat:s ApplicationLogLevel:s SystemLogLevel:s LogGroup:s1} CapacityProviderConfig:{LambdaManagedInstancesCapacityProviderConfig!:{CapacityProviderArn!:s1 PerExecutionEnvironmentMaxConcurrency:i1 ExecutionEnvironmentMemoryGiBPerVCpu:f2.0}} PublishTo:s DurableConfig:{RetentionPeriodInDays:i1 ExecutionTimeout:i1} TenancyConfig:{TenantIsolationMode!:s}}",
    GetFunction: "{FunctionName!:s1 Qualifier:s1}",
  },
  waiters: {
    FunctionActiveV2: {
      operation: "GetFunction",
      delay: 1,
      maxAttempts: 300,
      acceptors: path("Configuration.State", { success: ["Active"], failure: ["Failed"], retry: ["Pending"] }),
    },
  },
});
