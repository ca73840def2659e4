/**
 * SageMaker: `airlapse/operators/amazon/sagemaker`.
 * @module
 */
export { SAGEMAKER, type SageMakerOperations } from "./api.ts";
export { SageMakerEndpointOperator, type SageMakerEndpointOperatorArguments } from "./endpoint.ts";
export {
  SageMakerStartPipelineOperator,
  type SageMakerStartPipelineOperatorArguments,
  SageMakerStopPipelineOperator,
  type SageMakerStopPipelineOperatorArguments,
} from "./pipelines.ts";
export { SageMakerProcessingOperator, type SageMakerProcessingOperatorArguments } from "./processing.ts";
export { SageMakerTrainingOperator, type SageMakerTrainingOperatorArguments } from "./training.ts";
export { SageMakerTransformOperator, type SageMakerTransformOperatorArguments } from "./transform.ts";
export { SageMakerPipelineTrigger, SageMakerTrigger } from "./trigger.ts";
export { SageMakerTuningOperator, type SageMakerTuningOperatorArguments } from "./tuning.ts";
