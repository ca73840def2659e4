import { AthenaOperator, AthenaSensor } from "../../operators/amazon/athena/index.ts";
import type { OperatorSpec } from "../operator-table.ts";
import { bool, json, name, seconds, text } from "../schema-parts.ts";
import { sensorFields } from "../sensor-fields.ts";
import { attempts, awsBase } from "./fields.ts";

export const ATHENA_OPERATORS: Readonly<Record<string, OperatorSpec>> = {
  AthenaOperator: {
    about: "Runs a query in Athena and waits for it.",
    fields: () => ({
      query: text(),
      database: text().nullable(),
      output_location: text().nullable(),
      client_request_token: text().nullable(),
      workgroup: text(),
      query_execution_context: json().nullable(),
      result_configuration: json().nullable(),
      sleep_time: seconds(),
      max_polling_attempts: attempts(),
      log_query: bool(),
      catalog: text(),
      deferrable: bool(),
      ...awsBase(),
    }),
    required: ["query"],
    operatorClass: AthenaOperator,
  },
  AthenaSensor: {
    about: "Waits for a query in Athena.",
    fields: () => ({
      query_execution_id: name(),
      max_retries: attempts(),
      sleep_time: seconds(),
      ...awsBase(),
      ...sensorFields(),
    }),
    required: ["query_execution_id"],
    operatorClass: AthenaSensor,
  },
};
