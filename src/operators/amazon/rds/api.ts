import { awsApi, onError, path, pathAll, pathAny } from "../../../hooks/index.ts";
import type { Rules } from "../../../rules/index.ts";

type Settings = Readonly<Record<string, unknown>>;
interface InstanceId {
  readonly DBInstanceIdentifier: string;
}
interface ClusterId {
  readonly DBClusterIdentifier: string;
}

export type RdsOperations = {
  readonly CreateDBInstance: [InstanceId & Settings, Settings];
  readonly DeleteDBInstance: [InstanceId & Settings, Settings];
  readonly StartDBInstance: [InstanceId, Settings];
  readonly StopDBInstance: [InstanceId & { readonly DBSnapshotIdentifier?: string }, Settings];
  readonly DescribeDBInstances: [
    InstanceId,
    { readonly DBInstances: readonly { readonly DBInstanceIdentifier: string; readonly DBInstanceStatus: string }[] },
  ];
  readonly StartDBCluster: [ClusterId, Settings];
  readonly StopDBCluster: [ClusterId, Settings];
  readonly DescribeDBClusters: [
    ClusterId,
    { readonly DBClusters: readonly { readonly DBClusterIdentifier: string; readonly Status: string }[] },
  ];
};

const INSTANCES = { operation: "DescribeDBInstances", delay: 30, maxAttempts: 60 } as const;
const CLUSTERS = { operation: "DescribeDBClusters", delay: 30, maxAttempts: 60 } as const;
const INSTANCE_STATUS = "DBInstances[].DBInstanceStatus";
const CLUSTER_STATUS = "DBClusters[].Status";

const NOT_AVAILABLE = ["deleted", "deleting", "failed", "incompatible-restore", "incompatible-parameters"];
const NOT_DELETED = ["creating", "modifying", "rebooting", "resetting-master-credentials"];

/** The acceptors of `db_instance_stopped`, one state after another. */
const INSTANCE_STOPPED = [
  ...pathAll(INSTANCE_STATUS, { success: ["stopped"], failure: ["available"], retry: ["backing-up", "creating"] }),
  ...pathAll(INSTANCE_STATUS, {
    failure: [
      "delete-precheck",
      "deleting",
      "failed",
      "inaccessible-encryption-credentials",
      "inaccessible-encryption-credentials-recoverable",
      "incompatible-network",
      "incompatible-option-group",
      "incompatible-parameters",
      "incompatible-restore",
      "insufficient-capacity",
    ],
    retry: ["maintenance", "modifying", "rebooting", "renaming"],
  }),
  ...pathAll(INSTANCE_STATUS, { failure: ["restore-error"], retry: ["starting", "stopping"] }),
  ...pathAll(INSTANCE_STATUS, { failure: ["storage-full"], retry: ["upgrading"] }),
];

/** The first acceptor of `db_cluster_stopped`. The others ask for instances, which no answer about clusters has: they accept nothing. */
const CLUSTER_STOPPED = pathAll(CLUSTER_STATUS, { success: ["stopped"] });

/** Waiters that there were not always: see `Rules.rdsKnowsStopped`. */
const sinceStopped =
  <const Model>(model: Model) =>
  ({ rdsKnowsStopped }: Rules): Model | undefined =>
    rdsKnowsStopped ? model : undefined;

export const RDS = awsApi<RdsOperations>()({
  service: "rds",
  params: {
    CreateDBInstance:
      "{DBName:s DBInstanceIdentifier!:s AllocatedStorage:i DBInstanceClass!:s Engine!:s MasterUsername:s MasterUserPassword:s DBSecurityGroups:[s] VpcSecurityGroupIds:[s] AvailabilityZone:s DBSubnetGroupName:s PreferredMaintenanceWindow:s DBParameterGroupName:s BackupRetentionPeriod:i PreferredBackupWindow:s Port:i MultiAZ:b EngineVersion:s AutoMinorVersionUpgrade:b LicenseModel:s Iops:i StorageThroughput:i OptionGroupName:s CharacterSetName:s NcharCharacterSetName:s PubliclyAccessible:b Tags:[{Key:s Value:s}] DBClusterIdentifier:s StorageType:s TdeCredentialArn:s TdeCredentialPassword:s StorageEncrypted:b KmsKeyId:s Domain:s DomainFqdn:s DomainOu:s DomainAuthSecretArn:s DomainDnsIps:[s] CopyTagsToSnapshot:b MonitoringInterval:i MonitoringRoleArn:s DomainIAMRoleName:s PromotionTier:i Timezone:s EnableIAMDatabaseAuthentication:b DatabaseInsightsMode:s EnablePerformanceInsights:b PerformanceInsightsKMSKeyId:s PerformanceInsightsRetentionPeriod:i EnableCloudwatchLogsExports:[s] ProcessorFeatures:[{Name:s Value:s}] DeletionProtection:b MaxAllocatedStorage:i EnableCustomerOwnedIp:b NetworkType:s BackupTarget:s CustomIamInstanceProfile:s DBSystemId:s CACertificateIdentifier:s ManageMasterUserPassword:b MasterUserSecretKmsKeyId:s MultiTenant:b DedicatedLogVolume:b EngineLifecycleSupport:s AdditionalStorageVolumes:[{VolumeName!:s AllocatedStorage:i IOPS:i MaxAllocatedStorage:i StorageThroughput:i StorageType:s}] TagSpecifications:[{ResourceType:s Tags:[{Key:s Value:s}]}] MasterUserAuthenticationType:s}",
    DeleteDBInstance:
      "{DBInstanceIdentifier!:s SkipFinalSnapshot:b FinalDBSnapshotIdentifier:s DeleteAutomatedBackups:b}",
    StartDBInstance: "{DBInstanceIdentifier!:s}",
    StopDBInstance: "{DBInstanceIdentifier!:s DBSnapshotIdentifier:s}",
    DescribeDBInstances: "{DBInstanceIdentifier:s Filters:[{Name!:s Values!:[s]}] MaxRecords:i Marker:s}",
    StartDBCluster: "{DBClusterIdentifier!:s}",
    StopDBCluster: "{DBClusterIdentifier!:s}",
    DescribeDBClusters: "{DBClusterIdentifier:s Filters:[{Name!:s Values!:[s]}] MaxRecords:i Marker:s IncludeShared:b}",
  },
  waiters: {
    db_instance_available: {
      ...INSTANCES,
      acceptors: [
        ...pathAll(INSTANCE_STATUS, { success: ["available"] }),
        ...pathAny(INSTANCE_STATUS, { failure: NOT_AVAILABLE }),
      ],
    },
    db_instance_deleted: {
      ...INSTANCES,
      acceptors: [
        ...path("length(DBInstances) == `0`", { success: [true] }),
        ...onError("DBInstanceNotFound", "success"),
        ...pathAny(INSTANCE_STATUS, { failure: NOT_DELETED }),
      ],
    },
    db_instance_stopped: sinceStopped({ ...INSTANCES, acceptors: INSTANCE_STOPPED }),
    db_cluster_available: {
      ...CLUSTERS,
      acceptors: [
        ...pathAll(CLUSTER_STATUS, { success: ["available"] }),
        ...pathAny(CLUSTER_STATUS, { failure: NOT_AVAILABLE }),
      ],
    },
    db_cluster_stopped: sinceStopped({ ...CLUSTERS, acceptors: CLUSTER_STOPPED }),
  },
});
