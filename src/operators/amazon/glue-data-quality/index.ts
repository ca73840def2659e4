/**
 * Glue Data Quality: `airlapse/operators/amazon/glue-data-quality`.
 * @module
 */
export { GLUE_DATA_QUALITY, type GlueDataQualityOperations, type QualityResult } from "./api.ts";
export {
  GlueDataQualityRuleRecommendationRunCompleteTrigger,
  GlueDataQualityRuleSetEvaluationRunCompleteTrigger,
} from "./hook.ts";
export {
  GlueDataQualityRuleRecommendationRunOperator,
  type GlueDataQualityRuleRecommendationRunOperatorArguments,
  GlueDataQualityRuleSetEvaluationRunOperator,
  type GlueDataQualityRuleSetEvaluationRunOperatorArguments,
} from "./operators.ts";
export {
  GlueDataQualityRuleRecommendationRunSensor,
  type GlueDataQualityRuleRecommendationRunSensorArguments,
  GlueDataQualityRuleSetEvaluationRunSensor,
  type GlueDataQualityRuleSetEvaluationRunSensorArguments,
} from "./sensors.ts";
