import { z } from "zod";
import { SqsSensor } from "../../operators/amazon/sqs/index.ts";
import type { OperatorSpec } from "../operator-table.ts";
import { bool, listOf, name, oneOf, text, whole } from "../schema-parts.ts";
import { sensorFields } from "../sensor-fields.ts";
import { awsBase } from "./fields.ts";

export const SQS_OPERATORS: Readonly<Record<string, OperatorSpec>> = {
  SqsSensor: {
    about: "Waits for messages in Amazon SQS.",
    fields: () => ({
      sqs_queue: name(),
      max_messages: whole(1),
      num_batches: whole(0),
      wait_time_seconds: whole(0),
      visibility_timeout: whole(0).nullable(),
      message_filtering: oneOf(["literal", "jsonpath", "jsonpath-ext"]).nullable(),
      message_filtering_match_values: listOf(z.unknown()).nullable(),
      message_filtering_config: text().nullable(),
      delete_message_on_reception: bool(),
      deferrable: bool(),
      ...awsBase(),
      ...sensorFields(),
    }),
    required: ["sqs_queue"],
    operatorClass: SqsSensor,
  },
};
