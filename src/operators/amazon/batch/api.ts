import { awsApi, pathAll, pathAny } from "../../../hooks/index.ts";

/** A job as AWS describes it, as far as it is read. */
export type BatchJob = {
  readonly jobId: string;
  readonly status: string;
  readonly jobQueue?: string;
  readonly jobDefinition?: string;
  readonly container?: {
    readonly image?: string;
    readonly logConfiguration?: LogConfiguration;
    readonly logStreamName?: string;
  };
  readonly nodeProperties?: {
    readonly nodeRangeProperties?: readonly {
      readonly container?: { readonly image?: string; readonly logConfiguration?: LogConfiguration };
    }[];
  };
  readonly attempts?: readonly {
    readonly container?: { readonly logStreamName?: string };
    readonly taskProperties?: readonly {
      readonly containers?: readonly { readonly logStreamName?: string }[];
    }[];
  }[];
};

/** Where a container's log goes. */
export type LogConfiguration = {
  readonly logDriver?: string;
  readonly options?: Readonly<Record<string, string>>;
};

export type BatchOperations = {
  readonly SubmitJob: [
    {
      readonly jobName: string;
      readonly jobQueue: string;
      readonly jobDefinition: string;
    } & Readonly<Record<string, unknown>>,
    { readonly jobId: string },
  ];
  readonly DescribeJobs: [{ readonly jobs: readonly string[] }, { readonly jobs?: readonly BatchJob[] }];
  readonly TerminateJob: [{ readonly jobId: string | null; readonly reason: string }, object];
  readonly CreateComputeEnvironment: [
    { readonly computeEnvironmentName: string } & Readonly<Record<string, unknown>>,
    { readonly computeEnvironmentArn: string },
  ];
  readonly DescribeComputeEnvironments: [
    { readonly computeEnvironments: readonly string[] },
    { readonly computeEnvironments: readonly { readonly status: string }[] },
  ];
};

export const BATCH = awsApi<BatchOperations>()({
  service: "batch",
  params: {
    SubmitJob:
      "{jobName!:s jobQueue!:s shareIdentifier:s schedulingPriorityOverride:i arrayProperties:{size:i} dependsOn:[{jobId:s type:s}] jobDefinition!:s parameters:<s> containerOverrides:{vcpus:i memory:i command:[s] instanceType:s environment:[{name:s value:s}] resourceRequirements:[{value!:s type!:s}]} nodeOverrides:{numNodes:i nodePropertyOverrides:[{targetNodes!:s containerOverrides:{vcpus:i memory:i command:[s] instanceType:s environment:[{name:s value:s}] resourceRequirements:[{value!:s type!:s}]} ecsPropertiesOverride:{taskProperties:[{containers:[{command:[s] environment:[{name:s value:s}] name:s resourceRequirements:[{value!:s type!:s}]}]}]} instanceTypes:[s] eksPropertiesOverride:{podProperties:{containers:[{name:s image:s command:[s] args:[s] env:[{name!:s value:s}] resources:{limits:<s1> requests:<s1>}}] initContainers:[{name:s image:s command:[s] args:[s] env:[{name!:s value:s}] resources:{limits:<s1> requests:<s1>}}] metadata:{labels:<s> annotations:<s> namespace:s}}} consumableResourcePropertiesOverride:{consumableResourceList:[{consumableResource:s quantity:i}]}}]} retryStrategy:{attempts:i evaluateOnExit:[{onStatusReason:s onReason:s onExitCode:s action!:s}]} propagateTags:b timeout:{attemptDurationSeconds:i} tags:<s>1 eksPropertiesOverride:{podProperties:{containers:[{name:s image:s command:[s] args:[s] env:[{name!:s value:s}] resources:{limits:<s1> requests:<s1>}}] initContainers:[{name:s image:s command:[s] args:[s] env:[{name!:s value:s}] resources:{limits:<s1> requests:<s1>}}] metadata:{labels:<s> annotations:<s> namespace:s}}} ecsPropertiesOverride:{taskProperties:[{containers:[{command:[s] environment:[{name:s value:s}] name:s resourceRequirements:[{value!:s type!:s}]}]}]} consumableResourcePropertiesOverride:{consumableResourceList:[{consumableResource:s quantity:i}]}}",
    DescribeJobs: "{jobs!:[s]}",
    TerminateJob: "{jobId!:s reason!:s}",
    CreateComputeEnvironment:
      "{computeEnvironmentName!:s type!:s state:s unmanagedvCpus:i computeResources:{type!:s allocationStrategy:s minvCpus:i maxvCpus!:i desiredvCpus:i instanceTypes:[s] imageId:s subnets!:[s] securityGroupIds:[s] ec2KeyPair:s instanceRole:s tags:<s> placementGroup:s bidPercentage:i spotIamFleetRole:s launchTemplate:{launchTemplateId:s launchTemplateName:s version:s overrides:[{launchTemplateId:s launchTemplateName:s version:s targetInstanceTypes:[s] userdataType:s}] userdataType:s} ec2Configuration:[{imageType!:s1 imageIdOverride:s1 batchImageStatus:s imageKubernetesVersion:s1}] scalingPolicy:{minScaleDownDelayMinutes:i}} serviceRole:s tags:<s>1 eksConfiguration:{eksClusterArn!:s kubernetesNamespace!:s} context:s}",
    DescribeComputeEnvironments: "{computeEnvironments:[s] maxResults:i nextToken:s}",
  },
  waiters: {
    batch_job_complete: {
      operation: "DescribeJobs",
      delay: 300,
      maxAttempts: 100,
      acceptors: pathAll("jobs[].status", { success: ["SUCCEEDED"], failure: ["FAILED"] }),
    },
    compute_env_ready: {
      operation: "DescribeComputeEnvironments",
      delay: 30,
      maxAttempts: 100,
      acceptors: [
        ...pathAll("computeEnvironments[].status", { success: ["VALID"] }),
        ...pathAny("computeEnvironments[].status", { failure: ["INVALID", "DELETED"] }),
      ],
    },
  },
});
