/**
 * RDS: `airlapse/operators/amazon/rds`.
 * @module
 */
export { RDS, type RdsOperations } from "./api.ts";
export {
  RdsCreateDbInstanceOperator,
  type RdsCreateDbInstanceOperatorArguments,
  RdsDeleteDbInstanceOperator,
  type RdsDeleteDbInstanceOperatorArguments,
} from "./instances.ts";
export { RdsDbAvailableTrigger, RdsDbDeletedTrigger, RdsDbStoppedTrigger } from "./rds-base.ts";
export {
  RdsStartDbOperator,
  type RdsStartDbOperatorArguments,
  RdsStopDbOperator,
  type RdsStopDbOperatorArguments,
} from "./start-stop.ts";
