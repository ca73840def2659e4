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
import { bool, integer, json, listOf, name, oneOf, record, seconds, text } from "../schema-parts.ts";
import { attempts, awsBase } from "./fields.ts";

const wait = (): Shape => ({ wait_for_completion: bool(), check_interval: seconds(), deferrable: bool() });
const made = (): Shape => ({ config: json(), max_ingestion_time: seconds().nullable(), ...wait(), ...awsBase() });
const job = (): Shape => ({
  ...made(),
  max_attempts: attempts(),
  action_if_job_exists: oneOf(["timestamp", "increment", "fail"]),
});
const pipeline = (): Shape => ({ ...wait(), waiter_max_attempts: integer(), verbose: bool(), ...awsBase() });

export const SAGEMAKER_OPERATORS: Readonly<Record<string, OperatorSpec>> = {
  SageMakerTrainingOperator: {
    about: "Runs a training job in SageMaker and waits for it.",
    fields: () => ({ ...job(), print_log: bool(), check_if_job_exists: bool() }),
    required: ["config"],
    operatorClass: SageMakerTrainingOperator,
  },
  SageMakerProcessingOperator: {
    about: "Runs a processing job in SageMaker and waits for it.",
    fields: () => ({
      ...job(),
      print_log: bool(),
      output_files_to_xcom: listOf(record({ output_name: name(), file_name: name(), result_name: name() })).nullable(),
    }),
    required: ["config"],
    operatorClass: SageMakerProcessingOperator,
  },
  SageMakerTransformOperator: {
    about: "Runs a transform job in SageMaker, with its model, and waits for it.",
    fields: () => ({
      ...job(),
      check_if_job_exists: bool(),
      check_if_model_exists: bool(),
      action_if_model_exists: oneOf(["timestamp", "fail"]),
    }),
    required: ["config"],
    operatorClass: SageMakerTransformOperator,
  },
  SageMakerTuningOperator: {
    about: "Runs a hyperparameter tuning job in SageMaker and waits for it.",
    fields: made,
    required: ["config"],
    operatorClass: SageMakerTuningOperator,
  },
  SageMakerEndpointOperator: {
    about: "Makes or updates an endpoint in SageMaker and waits for it.",
    fields: () => ({ ...made(), operation: oneOf(["create", "update"]) }),
    required: ["config"],
    operatorClass: SageMakerEndpointOperator,
  },
  SageMakerStartPipelineOperator: {
    about: "Starts an execution of a pipeline in SageMaker, and may wait for it.",
    fields: () => ({ pipeline_name: name(), display_name: text(), pipeline_params: json().nullable(), ...pipeline() }),
    required: ["pipeline_name"],
    operatorClass: SageMakerStartPipelineOperator,
  },
  SageMakerStopPipelineOperator: {
    about: "Stops an execution of a pipeline in SageMaker, and may wait for that.",
    fields: () => ({ pipeline_exec_arn: name(), fail_if_not_running: bool(), ...pipeline() }),
    required: ["pipeline_exec_arn"],
    operatorClass: SageMakerStopPipelineOperator,
  },
};
