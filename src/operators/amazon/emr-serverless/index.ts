/**
 * EMR Serverless: `airlapse/operators/amazon/emr-serverless`.
 * @module
 */
export { EMR_SERVERLESS, type EmrServerlessOperations } from "./api.ts";
export {
  EmrServerlessCreateApplicationOperator,
  type EmrServerlessCreateApplicationOperatorArguments,
  EmrServerlessDeleteApplicationOperator,
  EmrServerlessStopApplicationOperator,
  type EmrServerlessStopApplicationOperatorArguments,
} from "./applications.ts";
export {
  EmrServerlessApplicationSensor,
  type EmrServerlessApplicationSensorArguments,
  EmrServerlessJobSensor,
  type EmrServerlessJobSensorArguments,
} from "./sensors.ts";
export {
  EmrServerlessCancelJobsTrigger,
  EmrServerlessCreateApplicationTrigger,
  EmrServerlessDeleteApplicationTrigger,
  EmrServerlessStartApplicationTrigger,
  EmrServerlessStartJobTrigger,
  EmrServerlessStopApplicationTrigger,
} from "./serverless.ts";
export { EmrServerlessStartJobOperator, type EmrServerlessStartJobOperatorArguments } from "./start-job.ts";
