import { awsApi, path } from "../../../hooks/index.ts";

type Settings = Readonly<Record<string, unknown>>;

export type EmrContainersOperations = {
  readonly StartJobRun: [
    {
      readonly name: string;
      readonly virtualClusterId: string;
      readonly executionRoleArn: string;
      readonly releaseLabel: string;
      readonly jobDriver: Settings;
      readonly configurationOverrides: Settings;
      readonly tags: Settings;
      readonly clientToken: string;
      readonly retryPolicyConfiguration?: { readonly maxAttempts: number };
    },
    { readonly id: string; readonly name: string; readonly virtualClusterId: string },
  ];
  readonly DescribeJobRun: [
    { readonly id: string; readonly virtualClusterId: string },
    { readonly jobRun: { readonly state: string; readonly failureReason?: string; readonly stateDetails?: string } },
  ];
  readonly CancelJobRun: [{ readonly id: string; readonly virtualClusterId: string }, object];
};

export const EMR_CONTAINERS = awsApi<EmrContainersOperations>()({
  service: "emr-containers",
  params: {
    StartJobRun:
      "{name:s1 virtualClusterId!:s1 clientToken:s1 executionRoleArn:s20 releaseLabel:s1 jobDriver:{sparkSubmitJobDriver:{entryPoint!:s1 entryPointArguments:[s1] sparkSubmitParameters:s1} sparkSqlJobDriver:{entryPoint:s1 sparkSqlParameters:s1}} configurationOverrides:{applicationConfiguration:#ConfigurationList[{classification!:s1 properties:<s1> configurations:&ConfigurationList}] monitoringConfiguration:{managedLogs:{allowAWSToRetainLogs:s encryptionKeyArn:s3} persistentAppUI:s cloudWatchMonitoringConfiguration:{logGroupName!:s1 logStreamNamePrefix:s1} s3MonitoringConfiguration:{logUri!:s1} containerLogRotationConfiguration:{rotationSize!:s3 maxFilesToKeep!:i1}}} tags:<s> jobTemplateId:s1 jobTemplateParameters:<s1> retryPolicyConfiguration:{maxAttempts!:i}}",
    DescribeJobRun: "{id!:s1 virtualClusterId!:s1}",
    CancelJobRun: "{id!:s1 virtualClusterId!:s1}",
  },
  waiters: {
    container_job_complete: {
      operation: "DescribeJobRun",
      delay: 30,
      maxAttempts: 60,
      acceptors: path("jobRun.state", { success: ["COMPLETED"], failure: ["FAILED", "CANCELLED"] }),
    },
  },
});
