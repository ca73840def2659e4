/**
 * SQS: `airlapse/operators/amazon/sqs`.
 * @module
 */
export { SQS, type SqsMessage, type SqsOperations } from "./api.ts";
export { SqsSensor, type SqsSensorArguments, SqsSensorTrigger } from "./sqs-sensor.ts";
