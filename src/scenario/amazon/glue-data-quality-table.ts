import {
  GlueDataQualityRuleRecommendationRunOperator,
  GlueDataQualityRuleRecommendationRunSensor,
  GlueDataQualityRuleSetEvaluationRunOperator,
  GlueDataQualityRuleSetEvaluationRunSensor,
} from "../../operators/amazon/glue-data-quality/index.ts";
import type { OperatorSpec, Shape } from "../operator-table.ts";
import { bool, json, listOf, name, text, whole } from "../schema-parts.ts";
import { sensorFields } from "../sensor-fields.ts";
import { awsBase, waiter } from "./fields.ts";

const run = (): Shape => ({
  datasource: json(),
  role: text(),
  number_of_workers: whole(0),
  timeout: whole(1),
  show_results: bool(),
  wait_for_completion: bool(),
  ...waiter(),
  ...awsBase(),
});
const sensor = (): Shape => ({
  show_results: bool(),
  max_retries: whole(0),
  deferrable: bool(),
  ...awsBase(),
  ...sensorFields(),
});

export const GLUE_DATA_QUALITY_OPERATORS: Readonly<Record<string, OperatorSpec>> = {
  GlueDataQualityRuleSetEvaluationRunOperator: {
    about: "Evaluates rules of Glue Data Quality against a table, and waits for that.",
    fields: () => ({
      rule_set_names: listOf(name()),
      verify_result_status: bool(),
      rule_set_evaluation_run_kwargs: json().nullable(),
      ...run(),
    }),
    required: ["datasource", "role", "rule_set_names"],
    operatorClass: GlueDataQualityRuleSetEvaluationRunOperator,
  },
  GlueDataQualityRuleRecommendationRunOperator: {
    about: "Has Glue Data Quality recommend rules for a table, and waits for that.",
    fields: () => ({ recommendation_run_kwargs: json().nullable(), ...run() }),
    required: ["datasource", "role"],
    operatorClass: GlueDataQualityRuleRecommendationRunOperator,
  },
  GlueDataQualityRuleSetEvaluationRunSensor: {
    about: "Waits for the end of a run of Glue Data Quality that evaluates rules.",
    fields: () => ({ evaluation_run_id: name(), verify_result_status: bool(), ...sensor() }),
    required: ["evaluation_run_id"],
    operatorClass: GlueDataQualityRuleSetEvaluationRunSensor,
  },
  GlueDataQualityRuleRecommendationRunSensor: {
    about: "Waits for the end of a run of Glue Data Quality that recommends rules.",
    fields: () => ({ recommendation_run_id: name(), ...sensor() }),
    required: ["recommendation_run_id"],
    operatorClass: GlueDataQualityRuleRecommendationRunSensor,
  },
};
