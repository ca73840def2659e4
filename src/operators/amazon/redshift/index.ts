/**
 * Redshift: `airlapse/operators/amazon/redshift`.
 * @module
 */
export { REDSHIFT, type RedshiftOperations } from "./api.ts";
export {
  RedshiftClusterSensor,
  type RedshiftClusterSensorArguments,
  RedshiftClusterTrigger,
} from "./cluster-sensor.ts";
export {
  RedshiftCreateClusterSnapshotOperator,
  type RedshiftCreateClusterSnapshotOperatorArguments,
} from "./cluster-snapshot.ts";
export {
  RedshiftDeleteClusterOperator,
  type RedshiftDeleteClusterOperatorArguments,
  RedshiftPauseClusterOperator,
  type RedshiftPauseClusterOperatorArguments,
  RedshiftResumeClusterOperator,
  type RedshiftResumeClusterOperatorArguments,
} from "./cluster-states.ts";
export {
  type ClusterParameters,
  RedshiftCreateClusterOperator,
  type RedshiftCreateClusterOperatorArguments,
} from "./create-cluster.ts";
export { REDSHIFT_DATA, type RedshiftDataOperations } from "./data-api.ts";
export { RedshiftDataQueryAbortedError, RedshiftDataQueryFailedError } from "./data-hook.ts";
export { RedshiftDataOperator, type RedshiftDataOperatorArguments, RedshiftDataTrigger } from "./data-operator.ts";
export {
  RedshiftCreateClusterSnapshotTrigger,
  RedshiftCreateClusterTrigger,
  RedshiftDeleteClusterTrigger,
  RedshiftPauseClusterTrigger,
  RedshiftResumeClusterTrigger,
} from "./triggers.ts";
