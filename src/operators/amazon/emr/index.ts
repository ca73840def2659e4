/**
 * EMR: `airlapse/operators/amazon/emr`.
 * @module
 */
export { EmrAddStepsOperator, type EmrAddStepsOperatorArguments, EmrAddStepsTrigger } from "./add-steps.ts";
export { EMR, type EmrOperations } from "./api.ts";
export {
  EmrCreateJobFlowOperator,
  type EmrCreateJobFlowOperatorArguments,
  EmrCreateJobFlowTrigger,
  type WaitPolicy,
} from "./create-job-flow.ts";
export {
  EmrJobFlowSensor,
  type EmrJobFlowSensorArguments,
  EmrStepSensor,
  type EmrStepSensorArguments,
  EmrStepSensorTrigger,
} from "./sensors.ts";
export {
  EmrTerminateJobFlowOperator,
  type EmrTerminateJobFlowOperatorArguments,
  EmrTerminateJobFlowTrigger,
} from "./terminate-job-flow.ts";
