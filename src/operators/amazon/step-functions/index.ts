/**
 * Step Functions: `airlapse/operators/amazon/step-functions`.
 * @module
 */
export { STEP_FUNCTIONS, type StepFunctionsOperations } from "./api.ts";
export {
  StepFunctionExecutionSensor,
  type StepFunctionExecutionSensorArguments,
  StepFunctionGetExecutionOutputOperator,
  type StepFunctionGetExecutionOutputOperatorArguments,
  StepFunctionStartExecutionOperator,
  type StepFunctionStartExecutionOperatorArguments,
  StepFunctionsExecutionCompleteTrigger,
} from "./step-functions.ts";
