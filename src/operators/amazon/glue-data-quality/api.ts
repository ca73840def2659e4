import { awsApi, path } from "../../../hooks/index.ts";

interface RunId {
  readonly RunId: string;
}

/** The state of a run, and why it has failed. */
export interface QualityRun {
  readonly Status: string;
  readonly ErrorString?: string;
}

export interface EvaluationRun extends QualityRun {
  readonly ResultIds: readonly string[];
}

export interface RecommendationRun extends QualityRun {
  readonly DataSource: { readonly GlueTable: { readonly DatabaseName: string; readonly TableName: string } };
  readonly RecommendedRuleset?: string;
}

/** The results of the rules of a set. */
export interface QualityResult {
  readonly RulesetName: string;
  readonly RulesetEvaluationRunId: string;
  readonly Score: number;
  readonly RuleResults: readonly { readonly Name: string; readonly Result: string }[];
}

type Settings = Readonly<Record<string, unknown>>;

export type GlueDataQualityOperations = {
  readonly GetDataQualityRuleset: [{ readonly Name: string }, { readonly Name: string }];
  readonly StartDataQualityRulesetEvaluationRun: [Settings & { readonly RulesetNames: readonly string[] }, RunId];
  readonly GetDataQualityRulesetEvaluationRun: [RunId, EvaluationRun];
  readonly BatchGetDataQualityResult: [
    { readonly ResultIds: readonly string[] },
    { readonly Results: readonly QualityResult[]; readonly ResultsNotFound?: readonly string[] },
  ];
  readonly StartDataQualityRuleRecommendationRun: [Settings & { readonly DataSource: Settings }, RunId];
  readonly GetDataQualityRuleRecommendationRun: [RunId, RecommendationRun];
};

const ENDS = path("Status", { failure: ["STOPPING", "STOPPED", "FAILED", "TIMEOUT"], success: ["SUCCEEDED"] });
const RETRIES = path("Status", { retry: ["STARTING", "RUNNING"] });

export const GLUE_DATA_QUALITY = awsApi<GlueDataQualityOperations>()({
  service: "glue",
  params: {
    GetDataQualityRuleset: "{Name!:s1}",
    StartDataQualityRulesetEvaluationRun:
      "{DataSource!:{GlueTable:{DatabaseName!:s1 TableName!:s1 CatalogId:s1 ConnectionName:s1 AdditionalOptions:<s>1} DataQualityGlueTable:{DatabaseName!:s1 TableName!:s1 CatalogId:s1 ConnectionName:s1 AdditionalOptions:<s>1 PreProcessingQuery:s}} Role!:s NumberOfWorkers:i Timeout:i1 ClientToken:s1 AdditionalRunOptions:{CloudWatchMetricsEnabled:b ResultsS3Prefix:s CompositeRuleEvaluationMethod:s CustomLogGroupPrefix:s RowLevelResults:{MaxRowsToWrite:i ResultType:s CatalogTableConfig:{DatabaseName:s1 TableName:s1 S3Location:s CatalogId:s1}} ProfilingResults:{WriteProfilingResultsEnabled:b CatalogTableConfig:{DatabaseName:s1 TableName:s1 S3Location:s CatalogId:s1} DistributionResults:{WriteDistributionResultsEnabled:b CatalogTableConfig:{DatabaseName:s1 TableName:s1 S3Location:s CatalogId:s1}}} ObservationScope:s ObservationMode:s DataQualityRuleResults:{WriteDataQualityRuleResultsEnabled:b CatalogTableConfig:{DatabaseName:s1 TableName:s1 S3Location:s CatalogId:s1}} ObservationResults:{WriteObservationResultsEnabled:b CatalogTableConfig:{DatabaseName:s1 TableName:s1 S3Location:s CatalogId:s1}}} RulesetNames!:[s1]1 AdditionalDataSources:<{GlueTable:{DatabaseName!:s1 TableName!:s1 CatalogId:s1 ConnectionName:s1 AdditionalOptions:<s>1} DataQualityGlueTable:{DatabaseName!:s1 TableName!:s1 CatalogId:s1 ConnectionName:s1 AdditionalOptions:<s>1 PreProcessingQuery:s}}>}",
    GetDataQualityRulesetEvaluationRun: "{RunId!:s1}",
    BatchGetDataQualityResult: "{ResultIds!:[s1]1}",
    StartDataQualityRuleRecommendationRun:
      "{DataSource!:{GlueTable:{DatabaseName!:s1 TableName!:s1 CatalogId:s1 ConnectionName:s1 AdditionalOptions:<s>1} DataQualityGlueTable:{DatabaseName!:s1 TableName!:s1 CatalogId:s1 ConnectionName:s1 AdditionalOptions:<s>1 PreProcessingQuery:s}} Role!:s NumberOfWorkers:i Timeout:i1 CreatedRulesetName:s1 DataQualitySecurityConfiguration:s1 ClientToken:s1 AdditionalRunOptions:{CustomLogGroupPrefix:s} RecommendationMode:s}",
    GetDataQualityRuleRecommendationRun: "{RunId!:s1}",
  },
  waiters: {
    data_quality_ruleset_evaluation_run_complete: {
      operation: "GetDataQualityRulesetEvaluationRun",
      delay: 60,
      maxAttempts: 75,
      acceptors: [...RETRIES, ...ENDS],
    },
    data_quality_rule_recommendation_run_complete: {
      operation: "GetDataQualityRuleRecommendationRun",
      delay: 60,
      maxAttempts: 75,
      acceptors: [...RETRIES, ...ENDS],
    },
  },
});
