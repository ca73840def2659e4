import {
  BatchCreateComputeEnvironmentOperator,
  BatchOperator,
  BatchSensor,
} from "../../operators/amazon/batch/index.ts";
import type { OperatorSpec } from "../operator-table.ts";
import { bool, integer, json, name, seconds, text, whole } from "../schema-parts.ts";
import { sensorFields } from "../sensor-fields.ts";
import { attempts, awsBase } from "./fields.ts";

export const BATCH_OPERATORS: Readonly<Record<string, OperatorSpec>> = {
  BatchOperator: {
    about: "Runs a job in AWS Batch and waits for it.",
    fields: () => ({
      job_name: name(),
      job_definition: name(),
      job_queue: name(),
      container_overrides: json().nullable(),
      overrides: json().nullable(),
      array_properties: json().nullable(),
      ecs_properties_override: json().nullable(),
      eks_properties_override: json().nullable(),
      node_overrides: json().nullable(),
      retry_strategy: json().nullable(),
      share_identifier: text().nullable(),
      scheduling_priority_override: integer().nullable(),
      parameters: json().nullable(),
      tags: json().nullable(),
      job_id: text().nullable(),
      wait_for_completion: bool(),
      max_retries: whole(0),
      status_retries: attempts(),
      poll_interval: seconds(),
      waiters: json().nullable(),
      awslogs_enabled: bool(),
      awslogs_fetch_interval: seconds(),
      submit_job_timeout: whole(0).nullable(),
      deferrable: bool(),
      ...awsBase(),
    }),
    required: ["job_name", "job_definition", "job_queue"],
    operatorClass: BatchOperator,
  },
  BatchSensor: {
    about: "Waits for a job in AWS Batch.",
    fields: () => ({ job_id: name(), max_retries: whole(0), deferrable: bool(), ...awsBase(), ...sensorFields() }),
    required: ["job_id"],
    operatorClass: BatchSensor,
  },
  BatchCreateComputeEnvironmentOperator: {
    about: "Makes a compute environment of AWS Batch; deferred it waits for it.",
    fields: () => ({
      compute_environment_name: name(),
      environment_type: text(),
      state: text(),
      compute_resources: json(),
      unmanaged_v_cpus: integer().nullable(),
      service_role: text().nullable(),
      tags: json().nullable(),
      poll_interval: seconds(),
      max_retries: attempts(),
      deferrable: bool(),
      ...awsBase(),
    }),
    required: ["compute_environment_name", "environment_type", "state", "compute_resources"],
    operatorClass: BatchCreateComputeEnvironmentOperator,
  },
};
