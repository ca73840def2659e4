import {
  SageMakerEndpointOperator,
  SageMakerProcessingOperator,
  SageMakerStartPipelineOperator,
  SageMakerStopPipelineOperator,
  SageMakerTrainingOperator,
  SageMakerTransformOperator,
  SageMakerTuningOperator,
} from "../../operators/amazon/sagemaker/index.ts";
import type { OperatorSpec, Shape } from "../operator-table.ts";
import { bool, integer, json, name, oneOf, seconds, text } from "../schema-parts.ts";
import { AWS_BASE, attempts } from "./fields.ts";

const WAIT: Shape = { wait_for_completion: bool(), check_interval: seconds(), deferrable: bool() };
const MADE: Shape = { config: json(), max_ingestion_time: seconds().nullable(), ...WAIT, ...AWS_BASE };
const JOB: Shape = {
  ...MADE,
  max_attempts: attempts(),
  action_if_job_exists: oneOf(["timestamp", "increment", "fail"]),
};
const PIPELINE: Shape = { ...WAIT, waiter_max_attempts: integer(), verbose: bool(), ...AWS_BASE };

export const SAGEMAKER_OPERATORS: Readonly<Record<string, OperatorSpec>> = {
  SageMakerTrainingOperator: {
    about: "Runs a training job in SageMaker and waits for it.",
    fields: { ...JOB, print_log: bool(), check_if_job_exists: bool() },
    required: ["config"],
    operatorClass: SageMakerTrainingOperator,
  },
  SageMakerProcessingOperator: {
    about: "Runs a processing job in SageMaker and waits for it.",
    fields: { ...JOB, print_log: bool() },
    required: ["config"],
    operatorClass: SageMakerProcessingOperator,
  },
  SageMakerTransformOperator: {
    about: "Runs a transform job in SageMaker, with its model, and waits for it.",
    fields: {
      ...JOB,
      check_if_job_exists: bool(),
      check_if_model_exists: bool(),
      action_if_model_exists: oneOf(["timestamp", "fail"]),
    },
    required: ["config"],
    operatorClass: SageMakerTransformOperator,
  },
  SageMakerTuningOperator: {
    about: "Runs a hyperparameter tuning job in SageMaker and waits for it.",
    fields: MADE,
    required: ["config"],
    operatorClass: SageMakerTuningOperator,
  },
  SageMakerEndpointOperator: {
    about: "Makes or updates an endpoint in SageMaker and waits for it.",
    fields: { ...MADE, operation: oneOf(["create", "update"]) },
    required: ["config"],
    operatorClass: SageMakerEndpointOperator,
  },
  SageMakerStartPipelineOperator: {
    about: "Starts an execution of a pipeline in SageMaker, and may wait for it.",
    fields: { pipeline_name: name(), display_name: text(), pipeline_params: json().nullable(), ...PIPELINE },
    required: ["pipeline_name"],
    operatorClass: SageMakerStartPipelineOperator,
  },
  SageMakerStopPipelineOperator: {
    about: "Stops an execution of a pipeline in SageMaker, and may wait for that.",
    fields: { pipeline_exec_arn: name(), fail_if_not_running: bool(), ...PIPELINE },
    required: ["pipeline_exec_arn"],
    operatorClass: SageMakerStopPipelineOperator,
  },
};
