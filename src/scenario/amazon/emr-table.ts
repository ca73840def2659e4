import { z } from "zod";
import {
  EmrAddStepsOperator,
  EmrCreateJobFlowOperator,
  EmrJobFlowSensor,
  EmrStepSensor,
  EmrTerminateJobFlowOperator,
} from "../../operators/amazon/emr/index.ts";
import type { OperatorSpec, Shape } from "../operator-table.ts";
import { bool, integer, json, listOf, mustBe, name, oneOf, seconds, text } from "../schema-parts.ts";
import { sensorFields } from "../sensor-fields.ts";
import { awsBase, countdown, waiter } from "./fields.ts";

const objectOrText = () => z.union([json(), z.string()], { error: mustBe("an object or a text") });
const stepsOrText = () => z.union([z.array(json()), z.string()], { error: mustBe("a list of steps or a text") });

const sensor = (): Shape => ({
  job_flow_id: name(),
  target_states: listOf(text()).nullable(),
  failed_states: listOf(text()).nullable(),
  max_attempts: integer(),
  deferrable: bool(),
  ...awsBase(),
  ...sensorFields(),
});

export const EMR_OPERATORS: Readonly<Record<string, OperatorSpec>> = {
  EmrCreateJobFlowOperator: {
    about: "Makes a job flow in EMR, and may wait for it.",
    fields: () => ({
      job_flow_overrides: objectOrText().nullable(),
      emr_conn_id: text().nullable(),
      wait_for_completion: bool().nullable(),
      terminate_job_flow_on_failure: bool(),
      wait_policy: oneOf(["wait_for_completion", "wait_for_steps_completion"]).nullable(),
      ...waiter(),
      waiter_delay: seconds().nullable(),
      waiter_max_attempts: integer().nullable(),
      ...countdown(),
      ...awsBase(),
    }),
    required: [],
    operatorClass: EmrCreateJobFlowOperator,
  },
  EmrAddStepsOperator: {
    about: "Adds steps to a job flow in EMR, and may wait for them.",
    fields: () => ({
      job_flow_id: name().nullable(),
      job_flow_name: name().nullable(),
      cluster_states: listOf(text()).nullable(),
      steps: stepsOrText().nullable(),
      execution_role_arn: text().nullable(),
      wait_for_completion: bool(),
      openlineage_inject_parent_job_info: bool(),
      ...waiter(),
      ...awsBase(),
    }),
    required: [],
    operatorClass: EmrAddStepsOperator,
  },
  EmrTerminateJobFlowOperator: {
    about: "Terminates a job flow in EMR; deferred it waits for that.",
    fields: () => ({ job_flow_id: name(), ...waiter(), ...awsBase() }),
    required: ["job_flow_id"],
    operatorClass: EmrTerminateJobFlowOperator,
  },
  EmrJobFlowSensor: {
    about: "Waits for a job flow in EMR.",
    fields: sensor,
    required: ["job_flow_id"],
    operatorClass: EmrJobFlowSensor,
  },
  EmrStepSensor: {
    about: "Waits for a step in EMR.",
    fields: () => ({ step_id: name(), ...sensor() }),
    required: ["job_flow_id", "step_id"],
    operatorClass: EmrStepSensor,
  },
};
