import { awsApi, onError, path } from "../../../hooks/index.ts";

interface Status {
  readonly status: string;
}

interface ClusterName {
  readonly clusterName: string;
}

interface NodegroupName extends ClusterName {
  readonly nodegroupName: string;
}

interface FargateProfileName extends ClusterName {
  readonly fargateProfileName: string;
}

export type Nodegroup = { readonly nodegroup: NodegroupName & Status };
export type FargateProfile = { readonly fargateProfile: FargateProfileName & Status };
export type EksCluster = { readonly cluster: Status & { readonly name: string } };
type Settings = Readonly<Record<string, unknown>>;

export type EksOperations = {
  readonly CreateCluster: [Settings & { readonly name: string }, EksCluster];
  readonly DescribeCluster: [{ readonly name: string }, EksCluster];
  readonly DeleteCluster: [{ readonly name: string }, EksCluster];
  readonly CreateNodegroup: [Settings & NodegroupName, Nodegroup];
  readonly DescribeNodegroup: [NodegroupName, Nodegroup];
  readonly ListNodegroups: [
    ClusterName & { readonly nextToken?: string },
    { readonly nodegroups: readonly string[]; readonly nextToken?: string },
  ];
  readonly DeleteNodegroup: [NodegroupName, Nodegroup];
  readonly CreateFargateProfile: [Settings & FargateProfileName, FargateProfile];
  readonly DescribeFargateProfile: [FargateProfileName, FargateProfile];
  readonly ListFargateProfiles: [
    ClusterName & { readonly nextToken?: string },
    { readonly fargateProfileNames: readonly string[]; readonly nextToken?: string },
  ];
  readonly DeleteFargateProfile: [FargateProfileName, FargateProfile];
};

const GONE = onError("ResourceNotFoundException", "success");

export const EKS = awsApi<EksOperations>()({
  service: "eks",
  params: {
    CreateCluster:
      "{name!:s1 version:s roleArn!:s resourcesVpcConfig!:{subnetIds:[s] securityGroupIds:[s] endpointPublicAccess:b endpointPrivateAccess:b publicAccessCidrs:[s] controlPlaneEgressMode:s} kubernetesNetworkConfig:{serviceIpv4Cidr:s ipFamily:s elasticLoadBalancing:{enabled:b}} logging:{clusterLogging:[{types:[s] enabled:b}]} clientRequestToken:s tags:<s>1 encryptionConfig:[{resources:[s] provider:{keyArn:s}}] outpostConfig:{outpostArns!:[s] controlPlaneInstanceType!:s controlPlanePlacement:{groupName:s spreadLevel:s} etcdInstanceType:s etcdPlacement:{spreadLevel:s}} accessConfig:{bootstrapClusterCreatorAdminPermissions:b authenticationMode:s} bootstrapSelfManagedAddons:b upgradePolicy:{supportType:s} zonalShiftConfig:{enabled:b} remoteNetworkConfig:{remoteNodeNetworks:[{cidrs:[s]}] remotePodNetworks:[{cidrs:[s]}]} computeConfig:{enabled:b nodePools:[s] nodeRoleArn:s} storageConfig:{blockStorage:{enabled:b}} deletionProtection:b controlPlaneScalingConfig:{tier:s} kubeApiServerConfig:{eventTtl:s serviceNodePortRange:{minPort:i maxPort:i}} kubeSchedulerConfig:{nodeResourcesFit:{scoringStrategy:{type:s resources:[{name:s1 weight:i1}]}}} kubeControllerManagerConfig:{podGcControllerConfig:{terminatedPodGcThreshold:i1} horizontalPodAutoscalerControllerConfig:{horizontalPodAutoscalerSyncPeriod:s}}}",
    DescribeCluster: "{name!:s}",
    DeleteCluster: "{name!:s}",
    CreateNodegroup:
      "{clusterName!:s nodegroupName!:s scalingConfig:{minSize:i0 maxSize:i1 desiredSize:i0} diskSize:i subnets!:[s] instanceTypes:[s] amiType:s remoteAccess:{ec2SshKey:s sourceSecurityGroups:[s]} nodeRole!:s labels:<s1> taints:[{key:s1 value:s effect:s}] tags:<s>1 clientRequestToken:s launchTemplate:{name:s version:s id:s} updateConfig:{maxUnavailable:i1 maxUnavailablePercentage:i1 updateStrategy:s} nodeRepairConfig:{enabled:b maxUnhealthyNodeThresholdCount:i1 maxUnhealthyNodeThresholdPercentage:i1 maxParallelNodesRepairedCount:i1 maxParallelNodesRepairedPercentage:i1 nodeRepairConfigOverrides:[{nodeMonitoringCondition:s nodeUnhealthyReason:s minRepairWaitTimeMins:i1 repairAction:s}]} capacityType:s version:s releaseVersion:s warmPoolConfig:{enabled:b minSize:i0 maxGroupPreparedCapacity:i poolState:s reuseOnScaleIn:b}}",
    DescribeNodegroup: "{clusterName!:s nodegroupName!:s}",
    ListNodegroups: "{clusterName!:s maxResults:i1 nextToken:s}",
    DeleteNodegroup: "{clusterName!:s nodegroupName!:s}",
    CreateFargateProfile:
      "{fargateProfileName!:s clusterName!:s podExecutionRoleArn!:s subnets:[s] selectors:[{namespace:s labels:<s>}] clientRequestToken:s tags:<s>1}",
    DescribeFargateProfile: "{clusterName!:s fargateProfileName!:s}",
    ListFargateProfiles: "{clusterName!:s maxResults:i1 nextToken:s}",
    DeleteFargateProfile: "{clusterName!:s fargateProfileName!:s}",
  },
  waiters: {
    ClusterActive: {
      operation: "DescribeCluster",
      delay: 30,
      maxAttempts: 40,
      acceptors: path("cluster.status", { failure: ["DELETING", "FAILED"], success: ["ACTIVE"] }),
    },
    ClusterDeleted: {
      operation: "DescribeCluster",
      delay: 30,
      maxAttempts: 40,
      acceptors: [...path("cluster.status", { failure: ["ACTIVE", "CREATING", "PENDING"] }), ...GONE],
    },
    NodegroupActive: {
      operation: "DescribeNodegroup",
      delay: 30,
      maxAttempts: 80,
      acceptors: path("nodegroup.status", { failure: ["CREATE_FAILED"], success: ["ACTIVE"] }),
    },
    NodegroupDeleted: {
      operation: "DescribeNodegroup",
      delay: 30,
      maxAttempts: 40,
      acceptors: [...path("nodegroup.status", { failure: ["DELETE_FAILED"] }), ...GONE],
    },
    FargateProfileActive: {
      operation: "DescribeFargateProfile",
      delay: 10,
      maxAttempts: 60,
      acceptors: path("fargateProfile.status", { failure: ["CREATE_FAILED"], success: ["ACTIVE"] }),
    },
    FargateProfileDeleted: {
      operation: "DescribeFargateProfile",
      delay: 30,
      maxAttempts: 60,
      acceptors: [...path("fargateProfile.status", { failure: ["DELETE_FAILED"] }), ...GONE],
    },
    all_nodegroups_deleted: {
      operation: "ListNodegroups",
      delay: 30,
      maxAttempts: 60,
      acceptors: [
        ...path("length(nodegroups[]) == `0`", { success: [true] }),
        ...path("length(nodegroups[]) > `0`", { retry: [true] }),
      ],
    },
  },
});
