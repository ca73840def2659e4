import { awsApi, pathAll, pathAny } from "../../../hooks/index.ts";

/** A task as AWS describes it, as far as it is read. */
export type EcsTask = {
  readonly taskArn: string;
  readonly lastStatus: string;
  readonly stopCode?: string;
  readonly stoppedReason?: string;
  readonly containers: readonly {
    readonly name?: string;
    readonly lastStatus?: string;
    readonly exitCode?: number;
    readonly reason?: string;
  }[];
};

export type EcsCluster = { readonly clusterArn: string; readonly status: string };

/** A failure that is part of an answer. */
export type EcsFailure = { readonly arn?: string; readonly reason: string };

export type EcsOperations = {
  readonly RunTask: [
    {
      readonly cluster: string;
      readonly taskDefinition: string;
      readonly startedBy?: string;
    } & Readonly<Record<string, unknown>>,
    { readonly tasks: readonly EcsTask[]; readonly failures: readonly EcsFailure[] },
  ];
  readonly DescribeTasks: [
    { readonly cluster: string; readonly tasks: readonly string[] },
    { readonly tasks: readonly EcsTask[]; readonly failures?: readonly EcsFailure[] },
  ];
  readonly ListTasks: [
    { readonly cluster: string; readonly desiredStatus: string; readonly startedBy: string },
    { readonly taskArns: readonly string[] },
  ];
  readonly StopTask: [{ readonly cluster: string; readonly task: string; readonly reason: string }, object];
  readonly CreateCluster: [
    { readonly clusterName: string } & Readonly<Record<string, unknown>>,
    { readonly cluster: EcsCluster },
  ];
  readonly DeleteCluster: [{ readonly cluster: string }, { readonly cluster: EcsCluster }];
  readonly DescribeClusters: [
    { readonly clusters: readonly (string | null)[] },
    { readonly clusters: readonly EcsCluster[]; readonly failures?: readonly EcsFailure[] },
  ];
};

export const ECS = awsApi<EcsOperations>()({
  service: "ecs",
  params: {
    RunTask:
      "{capacityProviderStrategy:[{capacityProvider!:s weight:i0 base:i0}] cluster:s count:i enableECSManagedTags:b enableExecuteCommand:b group:s launchType:s networkConfiguration:{awsvpcConfiguration:{subnets!:[s] securityGroups:[s] assignPublicIp:s}} overrides:{containerOverrides:[{name:s command:[s] environment:[{name:s value:s}] environmentFiles:[{value!:s type!:s}] cpu:i memory:i memoryReservation:i resourceRequirements:[{value!:s type!:s}]}] cpu:s inferenceAcceleratorOverrides:[{deviceName:s deviceType:s}] executionRoleArn:s memory:s taskRoleArn:s ephemeralStorage:{sizeInGiB!:i}} placementConstraints:[{type:s expression:s}] placementStrategy:[{type:s field:s}] platformVersion:s propagateTags:s referenceId:s startedBy:s tags:[{key:s1 value:s}] taskDefinition!:s clientToken:s volumeConfigurations:[{name!:s managedEBSVolume:{encrypted:b kmsKeyId:s volumeType:s sizeInGiB:i snapshotId:s volumeInitializationRate:i iops:i throughput:i tagSpecifications:[{resourceType!:s tags:[{key:s1 value:s}] propagateTags:s}] roleArn!:s terminationPolicy:{deleteOnTermination!:b} filesystemType:s}}]}",
    DescribeTasks: "{cluster:s tasks!:[s] include:[s]}",
    ListTasks:
      "{cluster:s containerInstance:s family:s nextToken:s maxResults:i startedBy:s serviceName:s desiredStatus:s launchType:s daemonName:s}",
    StopTask: "{cluster:s task!:s reason:s}",
    CreateCluster:
      "{clusterName:s tags:[{key:s1 value:s}] settings:[{name:s value:s}] configuration:{executeCommandConfiguration:{kmsKeyId:s logging:s logConfiguration:{cloudWatchLogGroupName:s cloudWatchEncryptionEnabled:b s3BucketName:s s3EncryptionEnabled:b s3KeyPrefix:s}} managedStorageConfiguration:{kmsKeyId:s fargateEphemeralStorageKmsKeyId:s}} capacityProviders:[s] defaultCapacityProviderStrategy:[{capacityProvider!:s weight:i0 base:i0}] serviceConnectDefaults:{namespace!:s}}",
    DeleteCluster: "{cluster!:s}",
    DescribeClusters: "{clusters:[s] include:[s]}",
  },
  waiters: {
    TasksStopped: {
      operation: "DescribeTasks",
      delay: 6,
      maxAttempts: 100,
      acceptors: pathAll("tasks[].lastStatus", { success: ["STOPPED"] }),
    },
    cluster_active: {
      operation: "DescribeClusters",
      delay: 15,
      maxAttempts: 60,
      acceptors: [
        ...pathAny("clusters[].status", { success: ["ACTIVE"], failure: ["FAILED", "INACTIVE"] }),
        ...pathAny("failures[].reason", { failure: ["MISSING"] }),
      ],
    },
    cluster_inactive: {
      operation: "DescribeClusters",
      delay: 15,
      maxAttempts: 60,
      acceptors: [
        ...pathAny("clusters[].status", { success: ["INACTIVE"] }),
        ...pathAny("failures[].reason", { success: ["MISSING"] }),
      ],
    },
  },
});
