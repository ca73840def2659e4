import { EmrContainerOperator, EmrContainerSensor } from "../../operators/amazon/emr-containers/index.ts";
import type { OperatorSpec } from "../operator-table.ts";
import { bool, json, name, seconds, text } from "../schema-parts.ts";
import { sensorFields } from "../sensor-fields.ts";
import { attempts, awsBase, openLineage } from "./fields.ts";

export const EMR_CONTAINERS_OPERATORS: Readonly<Record<string, OperatorSpec>> = {
  EmrContainerOperator: {
    about: "Runs a job of EMR on EKS and waits for it.",
    fields: () => ({
      name: name(),
      virtual_cluster_id: name(),
      execution_role_arn: text(),
      release_label: text(),
      job_driver: json(),
      configuration_overrides: json().nullable(),
      client_request_token: text().nullable(),
      wait_for_completion: bool(),
      poll_interval: seconds(),
      tags: json().nullable(),
      max_polling_attempts: attempts(),
      max_tries: attempts(),
      job_retry_max_attempts: attempts(),
      deferrable: bool(),
      cancel_on_kill: bool(),
      ...openLineage(),
      ...awsBase(),
    }),
    required: ["name", "virtual_cluster_id", "execution_role_arn", "release_label", "job_driver"],
    operatorClass: EmrContainerOperator,
  },
  EmrContainerSensor: {
    about: "Waits for a job of EMR on EKS.",
    fields: () => ({
      virtual_cluster_id: name(),
      job_id: name(),
      max_retries: attempts(),
      poll_interval: seconds(),
      deferrable: bool(),
      ...awsBase(),
      ...sensorFields(),
    }),
    required: ["virtual_cluster_id", "job_id"],
    operatorClass: EmrContainerSensor,
  },
};
