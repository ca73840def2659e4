/**
 * The results of runs (hooks/glue.py `GlueDataQualityHook`), and the two triggers (triggers/glue.py).
 * @module
 */

import { AirflowException, type RuntimeContext } from "../../../definition/index.ts";
import { type AwsClient, ClientError } from "../../../hooks/index.ts";
import { type Steps, settle } from "../../../kernel/index.ts";
import { pythonRepr } from "../../../python/index.ts";
import { AwsBaseWaiterTrigger, type WaiterTriggerArguments } from "../aws-operator.ts";
import { GLUE_DATA_QUALITY, type GlueDataQualityOperations } from "./api.ts";

type Client = AwsClient<GlueDataQualityOperations>;

/** `has_data_quality_ruleset`. */
export function* hasRuleset(client: Client, name: string): Steps<boolean> {
  try {
    yield* settle(client.call("GetDataQualityRuleset", { Name: name }));
    return true;
  } catch (error) {
    if (!(error instanceof ClientError) || error.name !== "EntityNotFoundException") throw error;
    return false;
  }
}

/** The use that is made of an evaluation's results. */
export interface Verdict {
  readonly showResults: boolean;
  readonly verifyResultStatus: boolean;
}

/** `validate_evaluation_run_results`. */
export function* validateResults(
  { log }: RuntimeContext,
  client: Client,
  RunId: string,
  { showResults, verifyResultStatus }: Verdict,
): Steps<void> {
  const { ResultIds } = yield* settle(client.call("GetDataQualityRulesetEvaluationRun", { RunId }));
  const { Results, ResultsNotFound = [] } = yield* settle(client.call("BatchGetDataQualityResult", { ResultIds }));
  if (ResultsNotFound.length > 0)
    log.info("AWS Glue data quality ruleset evaluation run, results not found for %s", ResultsNotFound);
  let failed = 0;
  for (const { RuleResults, RulesetName, RulesetEvaluationRunId, Score } of Results) {
    failed += RuleResults.filter(({ Result }) => Result === "FAIL" || Result === "ERROR").length;
    if (!showResults) continue;
    const words =
      "AWS Glue data quality ruleset evaluation result for RulesetName: %s RulesetEvaluationRunId: %s Score: %s";
    log.info(words, RulesetName, RulesetEvaluationRunId, Score);
    log.info(pythonRepr(RuleResults));
  }
  log.info("AWS Glue data quality ruleset evaluation run, total number of rules failed: %s", failed);
  if (verifyResultStatus && failed > 0)
    throw new AirflowException("AWS Glue data quality ruleset evaluation run failed for one or more rules");
}

/** `log_recommendation_results`. */
export function* logRecommendation({ log }: RuntimeContext, client: Client, RunId: string): Steps<void> {
  const { RecommendedRuleset: ruleset, DataSource } = yield* settle(
    client.call("GetDataQualityRuleRecommendationRun", { RunId }),
  );
  if (!ruleset) {
    log.info("AWS Glue data quality, no recommended rules available for RunId: %s", RunId);
    return;
  }
  const { DatabaseName, TableName } = DataSource.GlueTable;
  const words = "AWS Glue data quality recommended rules for DatabaseName: %s TableName: %s";
  log.info(words, DatabaseName, TableName);
  log.info(ruleset);
}

interface EvaluationTriggerArguments extends WaiterTriggerArguments {
  readonly evaluationRunId: string;
}

export class GlueDataQualityRuleSetEvaluationRunCompleteTrigger extends AwsBaseWaiterTrigger<EvaluationTriggerArguments> {
  protected subject() {
    const { evaluationRunId } = this.kwargs;
    return {
      api: GLUE_DATA_QUALITY,
      waiter: "data_quality_ruleset_evaluation_run_complete",
      params: { RunId: evaluationRunId },
      failureMessage: "AWS Glue data quality ruleset evaluation run failed.",
      statusMessage: "Status of AWS Glue data quality ruleset evaluation run is",
      status: ["Status"],
      returns: ["evaluation_run_id", evaluationRunId],
    } as const;
  }
}

interface RecommendationTriggerArguments extends WaiterTriggerArguments {
  readonly recommendationRunId: string;
}

export class GlueDataQualityRuleRecommendationRunCompleteTrigger extends AwsBaseWaiterTrigger<RecommendationTriggerArguments> {
  protected subject() {
    const { recommendationRunId } = this.kwargs;
    return {
      api: GLUE_DATA_QUALITY,
      waiter: "data_quality_rule_recommendation_run_complete",
      params: { RunId: recommendationRunId },
      failureMessage: "AWS Glue data quality recommendation run failed.",
      statusMessage: "Status of AWS Glue data quality recommendation run is",
      status: ["Status"],
      returns: ["recommendation_run_id", recommendationRunId],
    } as const;
  }
}
