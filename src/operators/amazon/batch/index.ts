/**
 * Batch: `airlapse/operators/amazon/batch`.
 * @module
 */
export { BATCH, type BatchOperations } from "./api.ts";
export { BatchJobTrigger, BatchOperator, type BatchOperatorArguments } from "./batch-operator.ts";
export { BatchSensor, type BatchSensorArguments } from "./batch-sensor.ts";
export type { BatchWaiterConfig } from "./batch-waiters.ts";
export {
  BatchCreateComputeEnvironmentOperator,
  type BatchCreateComputeEnvironmentOperatorArguments,
  BatchCreateComputeEnvironmentTrigger,
} from "./compute-environment.ts";
