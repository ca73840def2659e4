import { awsApi, path, pathAll, pathAny } from "../../../hooks/index.ts";

/** A step of a job flow. */
export interface Step {
  readonly Id: string;
  readonly Name: string;
  readonly Status: {
    readonly State: string;
    readonly StateChangeReason?: Readonly<Record<string, unknown>>;
    readonly FailureDetails?: { readonly Reason?: string; readonly Message?: string; readonly LogFile?: string };
  };
}

/** A job flow, which is a cluster. */
export interface Cluster {
  readonly Id: string;
  readonly Name: string;
  readonly Status: {
    readonly State: string;
    readonly StateChangeReason?: { readonly Code?: string; readonly Message?: string };
  };
}

type Settings = Readonly<Record<string, unknown>>;

export type EmrOperations = {
  readonly RunJobFlow: [Settings, { readonly JobFlowId: string }];
  readonly DescribeCluster: [{ readonly ClusterId: string }, { readonly Cluster: Cluster }];
  readonly ListClusters: [
    { readonly ClusterStates: readonly string[]; readonly Marker?: string },
    { readonly Clusters: readonly Cluster[]; readonly Marker?: string },
  ];
  readonly AddJobFlowSteps: [
    { readonly JobFlowId: string; readonly Steps: readonly Settings[]; readonly ExecutionRoleArn?: string },
    { readonly StepIds: readonly string[] },
  ];
  readonly DescribeStep: [{ readonly ClusterId: string; readonly StepId: string }, { readonly Step: Step }];
  readonly ListSteps: [
    { readonly ClusterId: string; readonly StepIds?: readonly string[] },
    { readonly Steps: readonly Step[] },
  ];
  readonly TerminateJobFlows: [{ readonly JobFlowIds: readonly string[] }, object];
};

const CLUSTER = { operation: "DescribeCluster", delay: 30, maxAttempts: 60 } as const;

const JOB_FLOW_WAITING = {
  ...CLUSTER,
  acceptors: path("Cluster.Status.State", {
    success: ["WAITING", "TERMINATED"],
    failure: ["TERMINATED_WITH_ERRORS"],
  }),
};

const JOB_FLOW_RUNNING_OR_WAITING = {
  ...CLUSTER,
  acceptors: path("Cluster.Status.State", {
    success: ["WAITING", "RUNNING", "TERMINATED"],
    failure: ["TERMINATED_WITH_ERRORS"],
  }),
};

const STEPS = "Steps[].Status.State";

export const EMR = awsApi<EmrOperations>()({
  service: "emr",
  params: {
    RunJobFlow:
      "{Name!:s LogUri:s LogEncryptionKmsKeyId:s AdditionalInfo:s AmiVersion:s ReleaseLabel:s Instances!:{MasterInstanceType:s1 SlaveInstanceType:s1 InstanceCount:i InstanceGroups:[{Name:s Market:s InstanceRole!:s BidPrice:s InstanceType!:s1 InstanceCount!:i Configurations:#ConfigurationList[{Classification:s Configurations:&ConfigurationList Properties:<s>}] EbsConfiguration:{EbsBlockDeviceConfigs:[{VolumeSpecification!:{VolumeType!:s Iops:i SizeInGB!:i Throughput:i0} VolumesPerInstance:i}] EbsOptimized:b} AutoScalingPolicy:{Constraints!:{MinCapacity!:i MaxCapacity!:i} Rules!:[{Name!:s Description:s Action!:{Market:s SimpleScalingPolicyConfiguration!:{AdjustmentType:s ScalingAdjustment!:i CoolDown:i}} Trigger!:{CloudWatchAlarmDefinition!:{ComparisonOperator!:s EvaluationPeriods:i MetricName!:s Namespace:s Period!:i Statistic:s Threshold!:f0.0 Unit:s Dimensions:[{Key:s Value:s}]}}}]} CustomAmiId:s}] InstanceFleets:[{Name:s InstanceFleetType!:s TargetOnDemandCapacity:i0 TargetSpotCapacity:i0 InstanceTypeConfigs:[{InstanceType!:s1 WeightedCapacity:i0 BidPrice:s BidPriceAsPercentageOfOnDemandPrice:f0.0 EbsConfiguration:{EbsBlockDeviceConfigs:[{VolumeSpecification!:{VolumeType!:s Iops:i SizeInGB!:i Throughput:i0} VolumesPerInstance:i}] EbsOptimized:b} Configurations:#ConfigurationList[{Classification:s Configurations:&ConfigurationList Properties:<s>}] CustomAmiId:s Priority:f0.0}] LaunchSpecifications:{SpotSpecification:{TimeoutDurationMinutes!:i0 TimeoutAction!:s BlockDurationMinutes:i0 AllocationStrategy:s} OnDemandSpecification:{AllocationStrategy!:s CapacityReservationOptions:{UsageStrategy:s CapacityReservationPreference:s CapacityReservationResourceGroupArn:s}}} ResizeSpecifications:{SpotResizeSpecification:{TimeoutDurationMinutes:i0 AllocationStrategy:s} OnDemandResizeSpecification:{TimeoutDurationMinutes:i0 AllocationStrategy:s CapacityReservationOptions:{UsageStrategy:s CapacityReservationPreference:s CapacityReservationResourceGroupArn:s}}} Context:s}] Ec2KeyName:s Placement:{AvailabilityZone:s AvailabilityZones:[s]} KeepJobFlowAliveWhenNoSteps:b TerminationProtected:b UnhealthyNodeReplacement:b HadoopVersion:s Ec2SubnetId:s Ec2SubnetIds:[s] EmrManagedMasterSecurityGroup:s EmrManagedSlaveSecurityGroup:s ServiceAccessSecurityGroup:s AdditionalMasterSecurityGroups:[s] AdditionalSlaveSecurityGroups:[s]} Steps:[{Name!:s ActionOnFailure:s HadoopJarStep!:{Properties:[{Key:s Value:s}] Jar!:s MainClass:s Args:[s]} StepMonitoringConfiguration:{S3MonitoringConfiguration:{LogUri:s EncryptionKeyArn:s}}}] StepExecutionRoleArn:s20 BootstrapActions:[{Name!:s ScriptBootstrapAction!:{Path!:s Args:[s]}}] SupportedProducts:[s] NewSupportedProducts:[{Name:s Args:[s]}] Applications:[{Name:s Version:s Args:[s] AdditionalInfo:<s>}] Configurations:#ConfigurationList[{Classification:s Configurations:&ConfigurationList Properties:<s>}] VisibleToAllUsers:b JobFlowRole:s ServiceRole:s Tags:[{Key:s Value:s}] SecurityConfiguration:s AutoScalingRole:s ScaleDownBehavior:s CustomAmiId:s EbsRootVolumeSize:i RepoUpgradeOnBoot:s KerberosAttributes:{Realm!:s KdcAdminPassword!:s CrossRealmTrustPrincipalPassword:s ADDomainJoinUser:s ADDomainJoinPassword:s} StepConcurrencyLevel:i ManagedScalingPolicy:{ComputeLimits:{UnitType!:s MinimumCapacityUnits!:i MaximumCapacityUnits!:i MaximumOnDemandCapacityUnits:i MaximumCoreCapacityUnits:i} UtilizationPerformanceIndex:i1 ScalingStrategy:s} PlacementGroupConfigs:[{InstanceRole!:s PlacementStrategy:s}] AutoTerminationPolicy:{IdleTimeout:i} OSReleaseLabel:s EbsRootVolumeIops:i EbsRootVolumeThroughput:i ExtendedSupport:b MonitoringConfiguration:{CloudWatchLogConfiguration:{Enabled!:b LogGroupName:s LogStreamNamePrefix:s EncryptionKeyArn:s LogTypes:<[s]>} S3LoggingConfiguration:{LogTypeUploadPolicy:<s>}}}",
    DescribeCluster: "{ClusterId!:s}",
    ListClusters: "{CreatedAfter:t CreatedBefore:t ClusterStates:[s] Marker:s}",
    AddJobFlowSteps:
      "{JobFlowId!:s Steps!:[{Name!:s ActionOnFailure:s HadoopJarStep!:{Properties:[{Key:s Value:s}] Jar!:s MainClass:s Args:[s]} StepMonitoringConfiguration:{S3MonitoringConfiguration:{LogUri:s EncryptionKeyArn:s}}}] ExecutionRoleArn:s20}",
    DescribeStep: "{ClusterId!:s StepId!:s}",
    ListSteps: "{ClusterId!:s StepStates:[s] StepIds:[s] Marker:s}",
    TerminateJobFlows: "{JobFlowIds!:[s]}",
  },
  waiters: {
    job_flow_waiting: ({ runningJobFlowIsCreated }) =>
      runningJobFlowIsCreated ? JOB_FLOW_RUNNING_OR_WAITING : JOB_FLOW_WAITING,
    job_flow_terminated: {
      ...CLUSTER,
      acceptors: path("Cluster.Status.State", { success: ["TERMINATED"], failure: ["TERMINATED_WITH_ERRORS"] }),
    },
    step_wait_for_terminal: {
      operation: "DescribeStep",
      delay: 30,
      maxAttempts: 60,
      acceptors: path("Step.Status.State", {
        success: ["COMPLETED"],
        failure: ["CANCELLED", "FAILED", "INTERRUPTED"],
      }),
    },
    steps_wait_for_terminal: {
      operation: "ListSteps",
      delay: 30,
      maxAttempts: 60,
      acceptors: [
        ...pathAll(STEPS, { success: ["COMPLETED"] }),
        ...pathAny(STEPS, { failure: ["CANCELLED", "FAILED", "INTERRUPTED"] }),
      ],
    },
    /** Botocore's own: INTERRUPTED is no end to it. */
    StepComplete: {
      operation: "DescribeStep",
      delay: 30,
      maxAttempts: 60,
      acceptors: path("Step.Status.State", { success: ["COMPLETED"], failure: ["FAILED", "CANCELLED"] }),
    },
  },
});
