import {
  EmrServerlessApplicationSensor,
  EmrServerlessCreateApplicationOperator,
  EmrServerlessDeleteApplicationOperator,
  EmrServerlessJobSensor,
  EmrServerlessStartJobOperator,
  EmrServerlessStopApplicationOperator,
} from "../../operators/amazon/emr-serverless/index.ts";
import type { OperatorSpec, Shape } from "../operator-table.ts";
import { bool, json, listOf, name, text } from "../schema-parts.ts";
import { sensorFields } from "../sensor-fields.ts";
import { awsBase, countdown, openLineage, waiter } from "./fields.ts";

const waits = (): Shape => ({ wait_for_completion: bool(), ...waiter(), ...countdown(), ...awsBase() });
const sensor = (): Shape => ({
  application_id: name(),
  target_states: listOf(text()),
  ...awsBase(),
  ...sensorFields(),
});

export const EMR_SERVERLESS_OPERATORS: Readonly<Record<string, OperatorSpec>> = {
  EmrServerlessCreateApplicationOperator: {
    about: "Makes an application of EMR Serverless and starts it.",
    fields: () => ({
      release_label: name(),
      job_type: name(),
      client_request_token: text(),
      config: json().nullable(),
      ...waits(),
    }),
    required: ["release_label", "job_type"],
    operatorClass: EmrServerlessCreateApplicationOperator,
  },
  EmrServerlessStartJobOperator: {
    about: "Runs a job of EMR Serverless and waits for it.",
    fields: () => ({
      application_id: name(),
      execution_role_arn: text(),
      job_driver: json(),
      ...openLineage(),
      configuration_overrides: json().nullable(),
      client_request_token: text(),
      config: json().nullable(),
      name: text().nullable(),
      enable_application_ui_links: bool(),
      cancel_on_kill: bool(),
      ...waits(),
    }),
    required: ["application_id", "execution_role_arn", "job_driver"],
    operatorClass: EmrServerlessStartJobOperator,
  },
  EmrServerlessStopApplicationOperator: {
    about: "Stops an application of EMR Serverless.",
    fields: () => ({ application_id: name(), force_stop: bool(), ...waits() }),
    required: ["application_id"],
    operatorClass: EmrServerlessStopApplicationOperator,
  },
  EmrServerlessDeleteApplicationOperator: {
    about: "Stops an application of EMR Serverless and deletes it; deferred it only stops it.",
    fields: () => ({ application_id: name(), force_stop: bool(), ...waits() }),
    required: ["application_id"],
    operatorClass: EmrServerlessDeleteApplicationOperator,
  },
  EmrServerlessApplicationSensor: {
    about: "Waits for an application of EMR Serverless.",
    fields: sensor,
    required: ["application_id"],
    operatorClass: EmrServerlessApplicationSensor,
  },
  EmrServerlessJobSensor: {
    about: "Waits for a job of EMR Serverless.",
    fields: () => ({ job_run_id: name(), deferrable: bool(), ...sensor() }),
    required: ["application_id", "job_run_id"],
    operatorClass: EmrServerlessJobSensor,
  },
};
