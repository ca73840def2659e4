/**
 * Operators, sensors and triggers of Airflow's Amazon provider.
 * @module
 */
export { awsApi, onError, path, pathAll, pathAny } from "../../hooks/index.ts";
export {
  AwsBaseOperator,
  AwsBaseSensor,
  AwsBaseWaiterTrigger,
  type AwsOperatorArguments,
  type AwsSensorArguments,
  expectSuccess,
  type WaiterEvent,
  type WaiterSubject,
  type WaiterTriggerArguments,
} from "./aws-operator.ts";
export {
  GlueCatalogPartitionSensor,
  type GlueCatalogPartitionSensorArguments,
  GlueCatalogPartitionTrigger,
} from "./glue-catalog-partition.ts";
export {
  GlueCrawlerCompleteTrigger,
  GlueCrawlerOperator,
  type GlueCrawlerOperatorArguments,
  GlueCrawlerSensor,
  type GlueCrawlerSensorArguments,
} from "./glue-crawler.ts";
export {
  GlueJobOperator,
  type GlueJobOperatorArguments,
} from "./glue-job.ts";
export { GlueJobSensor, type GlueJobSensorArguments } from "./glue-job-sensor.ts";
export { GlueJobCompleteTrigger } from "./glue-job-trigger.ts";
export { type CheckedObject, S3KeySensor, type S3KeySensorArguments, S3KeyTrigger } from "./s3.ts";
export {
  S3KeysUnchangedSensor,
  type S3KeysUnchangedSensorArguments,
  S3KeysUnchangedTrigger,
} from "./s3-keys-unchanged.ts";

/**
 * The families of operators, each loaded when it is asked for: `const { AthenaOperator } = await families.athena()`. Each is an
 * entry point of its own too, `airlapse/operators/amazon/athena`.
 */
export const families = {
  athena: () => import("./athena/index.ts"),
  databrew: () => import("./databrew/index.ts"),
  ec2: () => import("./ec2/index.ts"),
  batch: () => import("./batch/index.ts"),
  ecs: () => import("./ecs/index.ts"),
  eks: () => import("./eks/index.ts"),
  emr: () => import("./emr/index.ts"),
  emrContainers: () => import("./emr-containers/index.ts"),
  emrServerless: () => import("./emr-serverless/index.ts"),
  glueDataQuality: () => import("./glue-data-quality/index.ts"),
  lambda: () => import("./lambda/index.ts"),
  redshift: () => import("./redshift/index.ts"),
  sqs: () => import("./sqs/index.ts"),
  rds: () => import("./rds/index.ts"),
  sagemaker: () => import("./sagemaker/index.ts"),
  stepFunctions: () => import("./step-functions/index.ts"),
} as const;
