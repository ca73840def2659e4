import { z } from "zod";
import {
  StepFunctionExecutionSensor,
  StepFunctionGetExecutionOutputOperator,
  StepFunctionStartExecutionOperator,
} from "../../operators/amazon/step-functions/index.ts";
import type { OperatorSpec } from "../operator-table.ts";
import { bool, json, mustBe, name, text } from "../schema-parts.ts";
import { sensorFields } from "../sensor-fields.ts";
import { awsBase, waiter } from "./fields.ts";

export const STEP_FUNCTIONS_OPERATORS: Readonly<Record<string, OperatorSpec>> = {
  StepFunctionStartExecutionOperator: {
    about: "Starts an execution of a state machine; deferred it waits for it.",
    fields: () => ({
      state_machine_arn: name(),
      name: text().nullable(),
      state_machine_input: z.union([json(), z.string()], { error: mustBe("an object or a text") }).nullable(),
      is_redrive_execution: bool(),
      ...waiter(),
      ...awsBase(),
    }),
    required: ["state_machine_arn"],
    operatorClass: StepFunctionStartExecutionOperator,
  },
  StepFunctionGetExecutionOutputOperator: {
    about: "Reads what an execution of a state machine has returned.",
    fields: () => ({ execution_arn: name(), ...awsBase() }),
    required: ["execution_arn"],
    operatorClass: StepFunctionGetExecutionOutputOperator,
  },
  StepFunctionExecutionSensor: {
    about: "Waits for an execution of a state machine.",
    fields: () => ({ execution_arn: name(), ...awsBase(), ...sensorFields() }),
    required: ["execution_arn"],
    operatorClass: StepFunctionExecutionSensor,
  },
};
