import { awsApi, onError, path } from "../../../hooks/index.ts";

/** Settings, or a description of AWS's. */
export type Settings = Readonly<Record<string, unknown>>;

/** The name of a thing, under a key that tells its kind: `{ TrainingJobName: "j" }`. */
type Named = Readonly<Record<string, string>>;

interface Execution {
  readonly PipelineExecutionArn: string;
}

export type SageMakerOperations = {
  readonly CreateTrainingJob: [Settings, Settings];
  readonly DescribeTrainingJob: [Named, Settings];
  readonly CreateProcessingJob: [Settings, Settings];
  readonly DescribeProcessingJob: [Named, Settings];
  readonly CreateTransformJob: [Settings, Settings];
  readonly DescribeTransformJob: [Named, Settings];
  readonly CreateHyperParameterTuningJob: [Settings, Settings];
  readonly DescribeHyperParameterTuningJob: [Named, Settings];
  readonly CreateModel: [Settings, Settings];
  readonly DescribeModel: [Named, Settings];
  readonly CreateEndpointConfig: [Settings, Settings];
  readonly DescribeEndpointConfig: [Named, Settings];
  readonly CreateEndpoint: [Settings, Settings];
  readonly UpdateEndpoint: [Settings, Settings];
  readonly DescribeEndpoint: [Named, Settings];
  readonly StartPipelineExecution: [
    {
      readonly PipelineName: string;
      readonly PipelineExecutionDisplayName: string;
      readonly PipelineParameters: readonly unknown[];
    },
    Execution,
  ];
  readonly StopPipelineExecution: [Execution, Execution];
  readonly DescribePipelineExecution: [Execution, Settings];
  readonly ListPipelineExecutionSteps: [
    Execution,
    { readonly PipelineExecutionSteps: readonly { readonly StepName: string; readonly StepStatus: string }[] },
  ];
};

function jobComplete<Resource extends string>(resource: Resource) {
  return {
    operation: `Describe${resource}`,
    delay: 30,
    maxAttempts: 60,
    acceptors: path(`${resource}Status`, { success: ["Completed"], failure: ["Failed", "Stopped"] }),
  } as const;
}

export const SAGEMAKER = awsApi<SageMakerOperations>()({
  service: "sagemaker",
  params: {
    CreateTrainingJob:
      "{TrainingJobName!:s1 HyperParameters:<s> AlgorithmSpecification:{TrainingImage:s AlgorithmName:s1 TrainingInputMode!:s MetricDefinitions:[{Name!:s1 Regex!:s1}] EnableSageMakerMetricsTimeSeries:b ContainerEntrypoint:[s]1 ContainerArguments:[s]1 TrainingImageConfig:{TrainingRepositoryAccessMode!:s TrainingRepositoryAuthConfig:{TrainingRepositoryCredentialsProviderArn!:s1}}} RoleArn!:s20 InputDataConfig:[{ChannelName!:s1 DataSource!:{S3DataSource:{S3DataType!:s S3Uri!:s S3DataDistributionType:s AttributeNames:[s1] InstanceGroupNames:[s1] ModelAccessConfig:{AcceptEula!:b} HubAccessConfig:{HubContentArn!:s}} FileSystemDataSource:{FileSystemId!:s11 FileSystemAccessMode!:s FileSystemType!:s DirectoryPath!:s} DatasetSource:{DatasetArn!:s}} ContentType:s CompressionType:s RecordWrapperType:s InputMode:s ShuffleConfig:{Seed!:i}}]1 OutputDataConfig!:{KmsKeyId:s S3OutputPath!:s CompressionType:s} ResourceConfig:{InstanceType:s InstanceCount:i0 VolumeSizeInGB:i0 VolumeKmsKeyId:s KeepAlivePeriodInSeconds:i0 InstanceGroups:[{InstanceType!:s InstanceCount!:i0 InstanceGroupName!:s1}] TrainingPlanArn:s50 InstancePlacementConfig:{EnableMultipleJobs:b PlacementSpecifications:[{UltraServerId:s InstanceCount!:i0}]}} VpcConfig:{SecurityGroupIds!:[s]1 Subnets!:[s]1} StoppingCondition:{MaxRuntimeInSeconds:i1 MaxWaitTimeInSeconds:i1 MaxPendingTimeInSeconds:i7200} Tags:[{Key!:s1 Value!:s}] EnableNetworkIsolation:b EnableInterContainerTrafficEncryption:b EnableManagedSpotTraining:b CheckpointConfig:{S3Uri!:s LocalPath:s} DebugHookConfig:{LocalPath:s S3OutputPath!:s HookParameters:<s> CollectionConfigurations:[{CollectionName:s1 CollectionParameters:<s>}]} DebugRuleConfigurations:[{RuleConfigurationName!:s1 LocalPath:s S3OutputPath:s RuleEvaluatorImage!:s InstanceType:s VolumeSizeInGB:i0 RuleParameters:<s>}] TensorBoardOutputConfig:{LocalPath:s S3OutputPath!:s} ExperimentConfig:{ExperimentName:s1 TrialName:s1 TrialComponentDisplayName:s1 RunName:s1} ProfilerConfig:{S3OutputPath:s ProfilingIntervalInMilliseconds:i ProfilingParameters:<s> DisableProfiler:b} ProfilerRuleConfigurations:[{RuleConfigurationName!:s1 LocalPath:s S3OutputPath:s RuleEvaluatorImage!:s InstanceType:s VolumeSizeInGB:i0 RuleParameters:<s>}] Environment:<s> RetryStrategy:{MaximumRetryAttempts!:i1} RemoteDebugConfig:{EnableRemoteDebug:b} InfraCheckConfig:{EnableInfraCheck:b} SessionChainingConfig:{EnableSessionTagChaining:b} ServerlessJobConfig:{BaseModelArn!:s1 AcceptEula:b JobType!:s CustomizationTechnique:s Peft:s EvaluationType:s EvaluatorArn:s} MlflowConfig:{MlflowResourceArn!:s MlflowExperimentName:s1 MlflowRunName:s1} ModelPackageConfig:{ModelPackageGroupArn!:s1 SourceModelPackageArn:s1}}",
    DescribeTrainingJob: "{TrainingJobName!:s1}",
    CreateProcessingJob:
      "{ProcessingInputs:[{InputName!:s AppManaged:b S3Input:{S3Uri!:s LocalPath:s S3DataType!:s S3InputMode:s S3DataDistributionType:s S3CompressionType:s} DatasetDefinition:{AthenaDatasetDefinition:{Catalog!:s1 Database!:s1 QueryString!:s1 WorkGroup:s1 OutputS3Uri!:s KmsKeyId:s OutputFormat!:s OutputCompression:s} RedshiftDatasetDefinition:{ClusterId!:s1 Database!:s1 DbUser!:s1 QueryString!:s1 ClusterRoleArn!:s20 OutputS3Uri!:s KmsKeyId:s OutputFormat!:s OutputCompression:s} LocalPath:s DataDistributionType:s InputMode:s}}] ProcessingOutputConfig:{Outputs!:[{OutputName!:s S3Output:{S3Uri!:s LocalPath:s S3UploadMode!:s} FeatureStoreOutput:{FeatureGroupName!:s1} AppManaged:b}] KmsKeyId:s} ProcessingJobName!:s1 ProcessingResources!:{ClusterConfig!:{InstanceCount!:i1 InstanceType!:s VolumeSizeInGB!:i1 VolumeKmsKeyId:s}} StoppingCondition:{MaxRuntimeInSeconds!:i1} AppSpecification!:{ImageUri!:s ContainerEntrypoint:[s]1 ContainerArguments:[s]1} Environment:<s> NetworkConfig:{EnableInterContainerTrafficEncryption:b EnableNetworkIsolation:b VpcConfig:{SecurityGroupIds!:[s]1 Subnets!:[s]1}} RoleArn!:s20 Tags:[{Key!:s1 Value!:s}] ExperimentConfig:{ExperimentName:s1 TrialName:s1 TrialComponentDisplayName:s1 RunName:s1}}",
    DescribeProcessingJob: "{ProcessingJobName!:s1}",
    CreateTransformJob:
      "{TransformJobName!:s1 ModelName!:s MaxConcurrentTransforms:i0 ModelClientConfig:{InvocationsTimeoutInSeconds:i1 InvocationsMaxRetries:i0} MaxPayloadInMB:i0 BatchStrategy:s Environment:<s> TransformInput!:{DataSource!:{S3DataSource!:{S3DataType!:s S3Uri!:s}} ContentType:s CompressionType:s SplitType:s} TransformOutput!:{S3OutputPath!:s Accept:s AssembleWith:s KmsKeyId:s} DataCaptureConfig:{DestinationS3Uri!:s KmsKeyId:s GenerateInferenceId:b} TransformResources!:{InstanceType!:s InstanceCount!:i1 VolumeKmsKeyId:s TransformAmiVersion:s1} DataProcessing:{InputFilter:s OutputFilter:s JoinSource:s} Tags:[{Key!:s1 Value!:s}] ExperimentConfig:{ExperimentName:s1 TrialName:s1 TrialComponentDisplayName:s1 RunName:s1}}",
    DescribeTransformJob: "{TransformJobName!:s1}",
    CreateHyperParameterTuningJob:
      "{HyperParameterTuningJobName!:s1 HyperParameterTuningJobConfig!:{Strategy!:s StrategyConfig:{HyperbandStrategyConfig:{MinResource:i1 MaxResource:i1}} HyperParameterTuningJobObjective:{Type!:s MetricName!:s1} ResourceLimits!:{MaxNumberOfTrainingJobs:i1 MaxParallelTrainingJobs!:i1 MaxRuntimeInSeconds:i120} ParameterRanges:{IntegerParameterRanges:[{Name!:s MinValue!:s MaxValue!:s ScalingType:s}] ContinuousParameterRanges:[{Name!:s MinValue!:s MaxValue!:s ScalingType:s}] CategoricalParameterRanges:[{Name!:s Values!:[s]1}] AutoParameters:[{Name!:s ValueHint!:s}]} TrainingJobEarlyStoppingType:s TuningJobCompletionCriteria:{TargetObjectiveMetricValue:f BestObjectiveNotImproving:{MaxNumberOfTrainingJobsNotImproving:i3} ConvergenceDetected:{CompleteOnConvergence:s}} RandomSeed:i0} TrainingJobDefinition:{DefinitionName:s1 TuningObjective:{Type!:s MetricName!:s1} HyperParameterRanges:{IntegerParameterRanges:[{Name!:s MinValue!:s MaxValue!:s ScalingType:s}] ContinuousParameterRanges:[{Name!:s MinValue!:s MaxValue!:s ScalingType:s}] CategoricalParameterRanges:[{Name!:s Values!:[s]1}] AutoParameters:[{Name!:s ValueHint!:s}]} StaticHyperParameters:<s> AlgorithmSpecification!:{TrainingImage:s TrainingInputMode!:s AlgorithmName:s1 MetricDefinitions:[{Name!:s1 Regex!:s1}]} RoleArn!:s20 InputDataConfig:[{ChannelName!:s1 DataSource!:{S3DataSource:{S3DataType!:s S3Uri!:s S3DataDistributionType:s AttributeNames:[s1] InstanceGroupNames:[s1] ModelAccessConfig:{AcceptEula!:b} HubAccessConfig:{HubContentArn!:s}} FileSystemDataSource:{FileSystemId!:s11 FileSystemAccessMode!:s FileSystemType!:s DirectoryPath!:s} DatasetSource:{DatasetArn!:s}} ContentType:s CompressionType:s RecordWrapperType:s InputMode:s ShuffleConfig:{Seed!:i}}]1 VpcConfig:{SecurityGroupIds!:[s]1 Subnets!:[s]1} OutputDataConfig!:{KmsKeyId:s S3OutputPath!:s CompressionType:s} ResourceConfig:{InstanceType:s InstanceCount:i0 VolumeSizeInGB:i0 VolumeKmsKeyId:s KeepAlivePeriodInSeconds:i0 InstanceGroups:[{InstanceType!:s InstanceCount!:i0 InstanceGroupName!:s1}] TrainingPlanArn:s50 InstancePlacementConfig:{EnableMultipleJobs:b PlacementSpecifications:[{UltraServerId:s InstanceCount!:i0}]}} HyperParameterTuningResourceConfig:{InstanceType:s InstanceCount:i0 VolumeSizeInGB:i0 VolumeKmsKeyId:s AllocationStrategy:s InstanceConfigs:[{InstanceType!:s InstanceCount!:i0 VolumeSizeInGB!:i1}]1} StoppingCondition!:{MaxRuntimeInSeconds:i1 MaxWaitTimeInSeconds:i1 MaxPendingTimeInSeconds:i7200} EnableNetworkIsolation:b EnableInterContainerTrafficEncryption:b EnableManagedSpotTraining:b CheckpointConfig:{S3Uri!:s LocalPath:s} RetryStrategy:{MaximumRetryAttempts!:i1} Environment:<s>} TrainingJobDefinitions:[{DefinitionName:s1 TuningObjective:{Type!:s MetricName!:s1} HyperParameterRanges:{IntegerParameterRanges:[{Name!:s MinValue!:s MaxValue!:s ScalingType:s}] ContinuousParameterRanges:[{Name!:s MinValue!:s MaxValue!:s ScalingType:s}] CategoricalParameterRanges:[{Name!:s Values!:[s]1}] AutoParameters:[{Name!:s ValueHint!:s}]} StaticHyperParameters:<s> AlgorithmSpecification!:{TrainingImage:s TrainingInputMode!:s AlgorithmName:s1 MetricDefinitions:[{Name!:s1 Regex!:s1}]} RoleArn!:s20 InputDataConfig:[{ChannelName!:s1 DataSource!:{S3DataSource:{S3DataType!:s S3Uri!:s S3DataDistributionType:s AttributeNames:[s1] InstanceGroupNames:[s1] ModelAccessConfig:{AcceptEula!:b} HubAccessConfig:{HubContentArn!:s}} FileSystemDataSource:{FileSystemId!:s11 FileSystemAccessMode!:s FileSystemType!:s DirectoryPath!:s} DatasetSource:{DatasetArn!:s}} ContentType:s CompressionType:s RecordWrapperType:s InputMode:s ShuffleConfig:{Seed!:i}}]1 VpcConfig:{SecurityGroupIds!:[s]1 Subnets!:[s]1} OutputDataConfig!:{KmsKeyId:s S3OutputPath!:s CompressionType:s} ResourceConfig:{InstanceType:s InstanceCount:i0 VolumeSizeInGB:i0 VolumeKmsKeyId:s KeepAlivePeriodInSeconds:i0 InstanceGroups:[{InstanceType!:s InstanceCount!:i0 InstanceGroupName!:s1}] TrainingPlanArn:s50 InstancePlacementConfig:{EnableMultipleJobs:b PlacementSpecifications:[{UltraServerId:s InstanceCount!:i0}]}} HyperParameterTuningResourceConfig:{InstanceType:s InstanceCount:i0 VolumeSizeInGB:i0 VolumeKmsKeyId:s AllocationStrategy:s InstanceConfigs:[{InstanceType!:s InstanceCount!:i0 VolumeSizeInGB!:i1}]1} StoppingCondition!:{MaxRuntimeInSeconds:i1 MaxWaitTimeInSeconds:i1 MaxPendingTimeInSeconds:i7200} EnableNetworkIsolation:b EnableInterContainerTrafficEncryption:b EnableManagedSpotTraining:b CheckpointConfig:{S3Uri!:s LocalPath:s} RetryStrategy:{MaximumRetryAttempts!:i1} Environment:<s>}]1 WarmStartConfig:{ParentHyperParameterTuningJobs!:[{HyperParameterTuningJobName:s1}]1 WarmStartType!:s} Tags:[{Key!:s1 Value!:s}] Autotune:{Mode!:s}}",
    DescribeHyperParameterTuningJob: "{HyperParameterTuningJobName!:s1}",
    CreateModel:
      "{ModelName!:s PrimaryContainer:{ContainerHostname:s Image:s ImageConfig:{RepositoryAccessMode!:s RepositoryAuthConfig:{RepositoryCredentialsProviderArn!:s1}} Mode:s ModelDataUrl:s ModelDataSource:{S3DataSource:{S3Uri!:s S3DataType!:s CompressionType!:s ModelAccessConfig:{AcceptEula!:b} HubAccessConfig:{HubContentArn!:s} ManifestS3Uri:s ETag:s ManifestEtag:s}} AdditionalModelDataSources:[{ChannelName!:s1 S3DataSource!:{S3Uri!:s S3DataType!:s CompressionType!:s ModelAccessConfig:{AcceptEula!:b} HubAccessConfig:{HubContentArn!:s} ManifestS3Uri:s ETag:s ManifestEtag:s}}] Environment:<s> ModelPackageName:s1 InferenceSpecificationName:s1 MultiModelConfig:{ModelCacheSetting:s}} Containers:[{ContainerHostname:s Image:s ImageConfig:{RepositoryAccessMode!:s RepositoryAuthConfig:{RepositoryCredentialsProviderArn!:s1}} Mode:s ModelDataUrl:s ModelDataSource:{S3DataSource:{S3Uri!:s S3DataType!:s CompressionType!:s ModelAccessConfig:{AcceptEula!:b} HubAccessConfig:{HubContentArn!:s} ManifestS3Uri:s ETag:s ManifestEtag:s}} AdditionalModelDataSources:[{ChannelName!:s1 S3DataSource!:{S3Uri!:s S3DataType!:s CompressionType!:s ModelAccessConfig:{AcceptEula!:b} HubAccessConfig:{HubContentArn!:s} ManifestS3Uri:s ETag:s ManifestEtag:s}}] Environment:<s> ModelPackageName:s1 InferenceSpecificationName:s1 MultiModelConfig:{ModelCacheSetting:s}}] InferenceExecutionConfig:{Mode!:s} ExecutionRoleArn:s20 Tags:[{Key!:s1 Value!:s}] VpcConfig:{SecurityGroupIds!:[s]1 Subnets!:[s]1} EnableNetworkIsolation:b}",
    DescribeModel: "{ModelName!:s}",
    CreateEndpointConfig:
      "{EndpointConfigName!:s ProductionVariants!:[{VariantName!:s ModelName:s InitialInstanceCount:i1 InstanceType:s InitialVariantWeight:f0 AcceleratorType:s CoreDumpConfig:{DestinationS3Uri!:s KmsKeyId:s} ServerlessConfig:{MemorySizeInMB!:i1024 MaxConcurrency!:i1 ProvisionedConcurrency:i1} VolumeSizeInGB:i1 ModelDataDownloadTimeoutInSeconds:i60 ContainerStartupHealthCheckTimeoutInSeconds:i60 EnableSSMAccess:b ManagedInstanceScaling:{Status:s MinInstanceCount:i0 MaxInstanceCount:i1 ScaleInPolicy:{Strategy!:s MaximumStepSize:i1 CooldownInMinutes:i5}} RoutingConfig:{RoutingStrategy!:s} InferenceAmiVersion:s CapacityReservationConfig:{CapacityReservationPreference:s MlReservationArn:s20}}]1 DataCaptureConfig:{EnableCapture:b InitialSamplingPercentage!:i0 DestinationS3Uri!:s KmsKeyId:s CaptureOptions!:[{CaptureMode!:s}]1 CaptureContentTypeHeader:{CsvContentTypes:[s1]1 JsonContentTypes:[s1]1}} Tags:[{Key!:s1 Value!:s}] KmsKeyId:s AsyncInferenceConfig:{ClientConfig:{MaxConcurrentInvocationsPerInstance:i1} OutputConfig!:{KmsKeyId:s S3OutputPath:s NotificationConfig:{SuccessTopic:s ErrorTopic:s IncludeInferenceResponseIn:[s]} S3FailurePath:s}} ExplainerConfig:{ClarifyExplainerConfig:{EnableExplanations:s1 InferenceConfig:{FeaturesAttribute:s1 ContentTemplate:s1 MaxRecordCount:i1 MaxPayloadInMB:i1 ProbabilityIndex:i0 LabelIndex:i0 ProbabilityAttribute:s1 LabelAttribute:s1 LabelHeaders:[s1]1 FeatureHeaders:[s1]1 FeatureTypes:[s]1} ShapConfig!:{ShapBaselineConfig!:{MimeType:s ShapBaseline:s1 ShapBaselineUri:s} NumberOfSamples:i1 UseLogit:b Seed:i TextConfig:{Language!:s Granularity!:s}}}} ShadowProductionVariants:[{VariantName!:s ModelName:s InitialInstanceCount:i1 InstanceType:s InitialVariantWeight:f0 AcceleratorType:s CoreDumpConfig:{DestinationS3Uri!:s KmsKeyId:s} ServerlessConfig:{MemorySizeInMB!:i1024 MaxConcurrency!:i1 ProvisionedConcurrency:i1} VolumeSizeInGB:i1 ModelDataDownloadTimeoutInSeconds:i60 ContainerStartupHealthCheckTimeoutInSeconds:i60 EnableSSMAccess:b ManagedInstanceScaling:{Status:s MinInstanceCount:i0 MaxInstanceCount:i1 ScaleInPolicy:{Strategy!:s MaximumStepSize:i1 CooldownInMinutes:i5}} RoutingConfig:{RoutingStrategy!:s} InferenceAmiVersion:s CapacityReservationConfig:{CapacityReservationPreference:s MlReservationArn:s20}}]1 ExecutionRoleArn:s20 VpcConfig:{SecurityGroupIds!:[s]1 Subnets!:[s]1} EnableNetworkIsolation:b MetricsConfig:{EnableEnhancedMetrics:b MetricPublishFrequencyInSeconds:i}}",
    DescribeEndpointConfig: "{EndpointConfigName!:s}",
    CreateEndpoint:
      "{EndpointName!:s EndpointConfigName!:s DeploymentConfig:{BlueGreenUpdatePolicy:{TrafficRoutingConfiguration!:{Type!:s WaitIntervalInSeconds!:i0 CanarySize:{Type!:s Value!:i1} LinearStepSize:{Type!:s Value!:i1}} TerminationWaitInSeconds:i0 MaximumExecutionTimeoutInSeconds:i600} RollingUpdatePolicy:{MaximumBatchSize!:{Type!:s Value!:i1} WaitIntervalInSeconds!:i0 MaximumExecutionTimeoutInSeconds:i600 RollbackMaximumBatchSize:{Type!:s Value!:i1}} AutoRollbackConfiguration:{Alarms:[{AlarmName:s1}]1}} Tags:[{Key!:s1 Value!:s}]}",
    UpdateEndpoint:
      "{EndpointName!:s EndpointConfigName!:s RetainAllVariantProperties:b ExcludeRetainedVariantProperties:[{VariantPropertyType!:s}] DeploymentConfig:{BlueGreenUpdatePolicy:{TrafficRoutingConfiguration!:{Type!:s WaitIntervalInSeconds!:i0 CanarySize:{Type!:s Value!:i1} LinearStepSize:{Type!:s Value!:i1}} TerminationWaitInSeconds:i0 MaximumExecutionTimeoutInSeconds:i600} RollingUpdatePolicy:{MaximumBatchSize!:{Type!:s Value!:i1} WaitIntervalInSeconds!:i0 MaximumExecutionTimeoutInSeconds:i600 RollbackMaximumBatchSize:{Type!:s Value!:i1}} AutoRollbackConfiguration:{Alarms:[{AlarmName:s1}]1}} RetainDeploymentConfig:b}",
    DescribeEndpoint: "{EndpointName!:s}",
    StartPipelineExecution:
      "{PipelineName!:s1 PipelineExecutionDisplayName:s1 PipelineParameters:[{Name!:s1 Value!:s}] PipelineExecutionDescription:s ClientRequestToken:s32 ParallelismConfiguration:{MaxParallelExecutionSteps!:i1} SelectiveExecutionConfig:{SourcePipelineExecutionArn:s SelectedSteps!:[{StepName!:s}]1} PipelineVersionId:i1 MlflowExperimentName:s1}",
    StopPipelineExecution: "{PipelineExecutionArn!:s ClientRequestToken:s32}",
    DescribePipelineExecution: "{PipelineExecutionArn!:s}",
    ListPipelineExecutionSteps: "{PipelineExecutionArn:s NextToken:s MaxResults:i1 SortOrder:s}",
  },
  waiters: {
    TrainingJobComplete: jobComplete("TrainingJob"),
    ProcessingJobComplete: jobComplete("ProcessingJob"),
    TransformJobComplete: jobComplete("TransformJob"),
    TuningJobComplete: jobComplete("HyperParameterTuningJob"),
    PipelineExecutionComplete: {
      operation: "DescribePipelineExecution",
      delay: 30,
      maxAttempts: 60,
      acceptors: path("PipelineExecutionStatus", { success: ["Succeeded"], failure: ["Failed", "Stopped"] }),
    },
    /** An execution that has succeeded in the meantime matches none of them. */
    PipelineExecutionStopped: {
      operation: "DescribePipelineExecution",
      delay: 10,
      maxAttempts: 120,
      acceptors: path("PipelineExecutionStatus", { success: ["Stopped"], failure: ["Failed"] }),
    },
    /** Botocore's own. */
    endpoint_in_service: {
      operation: "DescribeEndpoint",
      delay: 30,
      maxAttempts: 120,
      acceptors: [
        ...path("EndpointStatus", { success: ["InService"], failure: ["Failed"] }),
        ...onError("ValidationException", "failure"),
      ],
    },
  },
});
