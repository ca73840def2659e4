/**
 * Operators, sensors and triggers of Airflow's Amazon provider.
 * @module
 */
export {
  GlueCrawlerCompleteTrigger,
  GlueCrawlerOperator,
  type GlueCrawlerOperatorArguments,
  GlueCrawlerSensor,
  type GlueCrawlerSensorArguments,
} from "./glue-crawler.ts";
export {
  GlueJobCompleteTrigger,
  GlueJobOperator,
  type GlueJobOperatorArguments,
  GlueJobSensor,
  type GlueJobSensorArguments,
} from "./glue-job.ts";
export { type CheckedObject, S3KeySensor, type S3KeySensorArguments, S3KeyTrigger } from "./s3.ts";
export {
  S3KeysUnchangedSensor,
  type S3KeysUnchangedSensorArguments,
  S3KeysUnchangedTrigger,
} from "./s3-keys-unchanged.ts";
