import { awsApi, onError, pathAll, pathAny } from "../../../hooks/index.ts";

type Answer = { readonly Cluster?: object };

export type RedshiftOperations = {
  readonly CreateCluster: [{ readonly ClusterIdentifier: string } & Readonly<Record<string, unknown>>, Answer];
  readonly DescribeClusters: [
    { readonly ClusterIdentifier: string },
    { readonly Clusters: readonly { readonly ClusterStatus: string }[] },
  ];
  readonly ResumeCluster: [{ readonly ClusterIdentifier: string }, Answer];
  readonly PauseCluster: [{ readonly ClusterIdentifier: string }, Answer];
  readonly DeleteCluster: [
    {
      readonly ClusterIdentifier: string;
      readonly SkipFinalClusterSnapshot: boolean;
      readonly FinalClusterSnapshotIdentifier: string;
    },
    Answer,
  ];
  readonly CreateClusterSnapshot: [
    { readonly ClusterIdentifier: string; readonly SnapshotIdentifier: string } & Readonly<Record<string, unknown>>,
    object,
  ];
  readonly DescribeClusterSnapshots: [
    { readonly ClusterIdentifier: string },
    { readonly Snapshots: readonly { readonly Status: string }[] },
  ];
};

const STATUS = "Clusters[].ClusterStatus";

export const REDSHIFT = awsApi<RedshiftOperations>()({
  service: "redshift",
  params: {
    CreateCluster:
      "{DBName:s ClusterIdentifier!:s ClusterType:s NodeType!:s MasterUsername!:s MasterUserPassword:s ClusterSecurityGroups:[s] VpcSecurityGroupIds:[s] ClusterSubnetGroupName:s AvailabilityZone:s PreferredMaintenanceWindow:s ClusterParameterGroupName:s AutomatedSnapshotRetentionPeriod:i ManualSnapshotRetentionPeriod:i Port:i ClusterVersion:s AllowVersionUpgrade:b NumberOfNodes:i PubliclyAccessible:b Encrypted:b HsmClientCertificateIdentifier:s HsmConfigurationIdentifier:s ElasticIp:s Tags:[{Key:s Value:s}] KmsKeyId:s EnhancedVpcRouting:b AdditionalInfo:s IamRoles:[s] MaintenanceTrackName:s SnapshotScheduleIdentifier:s AvailabilityZoneRelocation:b AquaConfigurationStatus:s DefaultIamRoleArn:s LoadSampleData:s ManageMasterPassword:b MasterPasswordSecretKmsKeyId:s IpAddressType:s MultiAZ:b RedshiftIdcApplicationArn:s CatalogName:s1 ExtraComputeForAutomaticOptimization:b}",
    DescribeClusters: "{ClusterIdentifier:s MaxRecords:i Marker:s TagKeys:[s] TagValues:[s]}",
    ResumeCluster: "{ClusterIdentifier!:s}",
    PauseCluster: "{ClusterIdentifier!:s}",
    DeleteCluster:
      "{ClusterIdentifier!:s SkipFinalClusterSnapshot:b FinalClusterSnapshotIdentifier:s FinalClusterSnapshotRetentionPeriod:i}",
    CreateClusterSnapshot:
      "{SnapshotIdentifier!:s ClusterIdentifier!:s ManualSnapshotRetentionPeriod:i Tags:[{Key:s Value:s}]}",
    DescribeClusterSnapshots:
      "{ClusterIdentifier:s SnapshotIdentifier:s SnapshotArn:s SnapshotType:s StartTime:t EndTime:t MaxRecords:i Marker:s OwnerAccount:s TagKeys:[s] TagValues:[s] ClusterExists:b SortingEntities:[{Attribute!:s SortOrder:s}]}",
  },
  waiters: {
    ClusterAvailable: {
      operation: "DescribeClusters",
      delay: 60,
      maxAttempts: 30,
      acceptors: [
        ...pathAll(STATUS, { success: ["available"] }),
        ...pathAny(STATUS, { failure: ["deleting"] }),
        ...onError("ClusterNotFound", "retry"),
      ],
    },
    ClusterDeleted: {
      operation: "DescribeClusters",
      delay: 60,
      maxAttempts: 30,
      acceptors: [...onError("ClusterNotFound", "success"), ...pathAny(STATUS, { failure: ["creating", "modifying"] })],
    },
    SnapshotAvailable: {
      operation: "DescribeClusterSnapshots",
      delay: 15,
      maxAttempts: 20,
      acceptors: [
        ...pathAll("Snapshots[].Status", { success: ["available"] }),
        ...pathAny("Snapshots[].Status", { failure: ["failed", "deleted"] }),
      ],
    },
    cluster_paused: {
      operation: "DescribeClusters",
      delay: 30,
      maxAttempts: 60,
      acceptors: [
        ...pathAll(STATUS, { success: ["paused"] }),
        ...onError("ClusterNotFound", "retry"),
        ...pathAny(STATUS, { failure: ["deleting"] }),
      ],
    },
    cluster_deletable: {
      operation: "DescribeClusters",
      delay: 30,
      maxAttempts: 60,
      acceptors: [
        ...pathAll(STATUS, {
          success: [
            "available",
            "paused",
            "incompatible-hsm",
            "incompatible-restore",
            "incompatible-network",
            "incompatible-parameters",
            "hardware-failure",
          ],
        }),
        ...onError("ClusterNotFound", "success"),
      ],
    },
    cluster_resumed: {
      operation: "DescribeClusters",
      delay: 30,
      maxAttempts: 60,
      acceptors: [
        ...pathAll(STATUS, { success: ["available"] }),
        ...onError("ClusterNotFound", "retry"),
        ...pathAny(STATUS, { failure: ["deleting"] }),
      ],
    },
  },
});
