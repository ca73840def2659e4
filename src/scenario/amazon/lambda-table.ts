import { LambdaCreateFunctionOperator } from "../../operators/amazon/lambda/index.ts";
import type { OperatorSpec } from "../operator-table.ts";
import { bool, json, name, text, whole } from "../schema-parts.ts";
import { awsBase, waiter } from "./fields.ts";

export const LAMBDA_OPERATORS: Readonly<Record<string, OperatorSpec>> = {
  LambdaCreateFunctionOperator: {
    about: "Makes a function of AWS Lambda, and may wait for it.",
    fields: () => ({
      function_name: name(),
      runtime: text().nullable(),
      role: text(),
      handler: text().nullable(),
      code: json(),
      description: text().nullable(),
      timeout: whole(0).nullable(),
      config: json().nullable(),
      wait_for_completion: bool(),
      ...waiter(),
      ...awsBase(),
    }),
    required: ["function_name", "role", "code"],
    operatorClass: LambdaCreateFunctionOperator,
  },
};
