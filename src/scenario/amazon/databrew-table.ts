import { GlueDataBrewStartJobOperator } from "../../operators/amazon/databrew/index.ts";
import type { OperatorSpec } from "../operator-table.ts";
import { bool, name, seconds } from "../schema-parts.ts";
import { awsBase, waiter } from "./fields.ts";

export const DATABREW_OPERATORS: Readonly<Record<string, OperatorSpec>> = {
  GlueDataBrewStartJobOperator: {
    about: "Runs a job of Glue DataBrew and waits for its end, whatever it is.",
    fields: () => ({
      job_name: name(),
      wait_for_completion: bool(),
      delay: seconds().nullable(),
      ...waiter(),
      ...awsBase(),
    }),
    required: ["job_name"],
    operatorClass: GlueDataBrewStartJobOperator,
  },
};
