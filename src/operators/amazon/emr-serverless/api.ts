import { awsApi, path } from "../../../hooks/index.ts";

type Settings = Readonly<Record<string, unknown>>;

interface Application {
  readonly state: string;
  readonly stateDetails: string;
}

interface JobRun {
  readonly state: string;
  readonly stateDetails: string;
}

interface ApplicationId {
  readonly applicationId: string;
}

interface JobRunId extends ApplicationId {
  readonly jobRunId: string;
}

export type EmrServerlessOperations = {
  readonly CreateApplication: [Settings, ApplicationId];
  readonly GetApplication: [ApplicationId, { readonly application: Application }];
  readonly StartApplication: [ApplicationId, object];
  readonly StopApplication: [ApplicationId, object];
  readonly DeleteApplication: [ApplicationId, object];
  readonly StartJobRun: [Settings & ApplicationId, { readonly jobRunId: string }];
  readonly GetJobRun: [JobRunId, { readonly jobRun: JobRun }];
  readonly ListJobRuns: [
    ApplicationId & { readonly states: readonly string[]; readonly maxResults?: number; readonly nextToken?: string },
    { readonly jobRuns: readonly { readonly id: string; readonly state: string }[]; readonly nextToken?: string },
  ];
  readonly CancelJobRun: [JobRunId, object];
};

const APPLICATION = { operation: "GetApplication", delay: 60, maxAttempts: 1500 } as const;
const STATE = "application.state";

export const EMR_SERVERLESS = awsApi<EmrServerlessOperations>()({
  service: "emr-serverless",
  params: {
    CreateApplication:
      "{name:s1 releaseLabel!:s1 type!:s1 clientToken:s1 initialCapacity:<{workerCount!:i1 workerConfiguration:{cpu!:s1 memory!:s1 disk:s1 diskType:s}}> maximumCapacity:{cpu!:s1 memory!:s1 disk:s1} tags:<s> autoStartConfiguration:{enabled:b} autoStopConfiguration:{enabled:b idleTimeoutMinutes:i1} networkConfiguration:{subnetIds:[s1] securityGroupIds:[s1]} architecture:s imageConfiguration:{imageUri:s1} workerTypeSpecifications:<{imageConfiguration:{imageUri:s1}}> runtimeConfiguration:#ConfigurationList[{classification!:s1 properties:<s> configurations:&ConfigurationList}] monitoringConfiguration:{s3MonitoringConfiguration:{logUri:s1 encryptionKeyArn:s20} managedPersistenceMonitoringConfiguration:{enabled:b encryptionKeyArn:s20} cloudWatchLoggingConfiguration:{enabled!:b logGroupName:s1 logStreamNamePrefix:s1 encryptionKeyArn:s20 logTypes:<[s1]1>1} prometheusMonitoringConfiguration:{remoteWriteUrl:s1}} diskEncryptionConfiguration:{encryptionContext:<s1> encryptionKeyArn:s20} interactiveConfiguration:{studioEnabled:b livyEndpointEnabled:b} schedulerConfiguration:{queueTimeoutMinutes:i maxConcurrentRuns:i} identityCenterConfiguration:{identityCenterInstanceArn:s10 userBackgroundSessionsEnabled:b} jobLevelCostAllocationConfiguration:{enabled:b}}",
    GetApplication: "{applicationId!:s1}",
    StartApplication: "{applicationId!:s1}",
    StopApplication: "{applicationId!:s1}",
    DeleteApplication: "{applicationId!:s1}",
    StartJobRun:
      "{applicationId!:s1 clientToken:s1 executionRoleArn!:s20 executionIamPolicy:{policy:s1 policyArns:[s20]} jobDriver:?{sparkSubmit:{entryPoint!:s1 entryPointArguments:[s1] sparkSubmitParameters:s1} hive:{query!:s1 initQueryFile:s1 parameters:s1}} configurationOverrides:{applicationConfiguration:#ConfigurationList[{classification!:s1 properties:<s> configurations:&ConfigurationList}] monitoringConfiguration:{s3MonitoringConfiguration:{logUri:s1 encryptionKeyArn:s20} managedPersistenceMonitoringConfiguration:{enabled:b encryptionKeyArn:s20} cloudWatchLoggingConfiguration:{enabled!:b logGroupName:s1 logStreamNamePrefix:s1 encryptionKeyArn:s20 logTypes:<[s1]1>1} prometheusMonitoringConfiguration:{remoteWriteUrl:s1}} diskEncryptionConfiguration:{encryptionContext:<s1> encryptionKeyArn:s20}} tags:<s> executionTimeoutMinutes:i0 name:s1 mode:s retryPolicy:{maxAttempts:i1 maxFailedAttemptsPerHour:i1}}",
    GetJobRun: "{applicationId!:s1 jobRunId!:s1 attempt:i1}",
    ListJobRuns: "{applicationId!:s1 nextToken:s1 maxResults:i1 createdAtAfter:t createdAtBefore:t states:[s] mode:s}",
    CancelJobRun: "{applicationId!:s1 jobRunId!:s1 shutdownGracePeriodInSeconds:i}",
  },
  waiters: {
    no_job_running: {
      operation: "ListJobRuns",
      delay: 10,
      maxAttempts: 60,
      acceptors: path("length(jobRuns) == `0`", { success: [true] }),
    },
    serverless_app_created: {
      ...APPLICATION,
      acceptors: path(STATE, { success: ["CREATED"], failure: ["TERMINATED"] }),
    },
    serverless_app_started: {
      ...APPLICATION,
      acceptors: path(STATE, { success: ["STARTED"], failure: ["TERMINATED", "STOPPED"] }),
    },
    serverless_app_stopped: {
      ...APPLICATION,
      acceptors: path(STATE, { success: ["STOPPED"], failure: ["TERMINATED"] }),
    },
    serverless_app_terminated: { ...APPLICATION, acceptors: path(STATE, { success: ["TERMINATED"] }) },
    serverless_job_completed: {
      operation: "GetJobRun",
      delay: 60,
      maxAttempts: 1500,
      acceptors: path("jobRun.state", { success: ["SUCCESS"], failure: ["FAILED", "CANCELLED"] }),
    },
  },
});
