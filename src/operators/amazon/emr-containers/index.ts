/**
 * EMR on EKS: `airlapse/operators/amazon/emr-containers`.
 * @module
 */
export { EMR_CONTAINERS, type EmrContainersOperations } from "./api.ts";
export {
  EmrContainerOperator,
  type EmrContainerOperatorArguments,
  EmrContainerSensor,
  type EmrContainerSensorArguments,
  EmrContainerTrigger,
} from "./emr-containers.ts";
