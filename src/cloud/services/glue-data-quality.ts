import type { GlueDataQualityOperations, QualityResult } from "../../operators/amazon/glue-data-quality/index.ts";
import { outcomes, STARTED_BY_OTHERS, seconds, text } from "../entry-fields.ts";
import { type Started, serviceModel } from "../service-model.ts";

const RUN = {
  starting: seconds("Seconds that a run is STARTING. Default 0."),
  duration: seconds("Seconds that it is RUNNING after that. Default 0."),
  outcomes: outcomes("SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT"),
  ...STARTED_BY_OTHERS,
};

const RULESETS = {
  ...RUN,
  results: text("The results of its rules, with commas between: PASS, FAIL, ERROR. Default PASS."),
};

const TABLES = { ...RUN, ruleset: text("The rules that are recommended. Default none.") };

const STATES = { STARTING: "starting", RUNNING: "duration" } as const;

/** Runs of Glue Data Quality, dqrun-1, dqrun-2 …: evaluations by their first set of rules, recommendations by their table. */
export const glueDataQuality = serviceModel<GlueDataQualityOperations>()({
  service: "glue",
  lists: { rulesets: RULESETS, tables: TABLES },
  open(world) {
    const evaluations = new Map<string, Started<typeof RULESETS>>();
    const recommendations = new Map<string, Started<typeof TABLES>>();
    const evaluate = (id: string, name: string, at: number) =>
      evaluations.set(id, world.start("rulesets", name, at, STATES, "SUCCEEDED"));
    const recommend = (id: string, name: string, at: number) =>
      recommendations.set(id, world.start("tables", name, at, STATES, "SUCCEEDED"));
    for (const { id, name, at = 0 } of world.entries("rulesets")) if (id !== undefined) evaluate(id, name, at);
    for (const { id, name, at = 0 } of world.entries("tables")) if (id !== undefined) recommend(id, name, at);
    const found = <Run extends { readonly life: { readonly startedAt: number } }>(
      runs: Map<string, Run>,
      id: string,
    ) => {
      const run = runs.get(id);
      if (run === undefined || run.life.startedAt > world.now)
        throw world.error("EntityNotFoundException", `Run ${id} not found`);
      return run;
    };
    const resultOf = (id: string, { name, entry }: Started<typeof RULESETS>): QualityResult => ({
      RulesetName: name,
      RulesetEvaluationRunId: id,
      Score: 1,
      RuleResults: (entry.results ?? "PASS").split(",").map((result, index) => ({
        Name: `Rule_${index + 1}`,
        Result: result.trim(),
      })),
    });
    return {
      GetDataQualityRuleset({ Name }) {
        const isThere = world.entries("rulesets").includes(world.described("rulesets", Name));
        if (!isThere) throw world.error("EntityNotFoundException", `Ruleset ${Name} not found`);
        return { Name };
      },
      StartDataQualityRulesetEvaluationRun({ RulesetNames: [name = ""] }) {
        const RunId = `dqrun-${world.next("ids")}`;
        evaluate(RunId, name, world.now);
        return { RunId };
      },
      GetDataQualityRulesetEvaluationRun({ RunId }) {
        const Status = found(evaluations, RunId).life.state(world.now);
        const failed = Status === "FAILED" ? { ErrorString: "a run failed" } : {};
        return { RunId, Status, ...failed, ResultIds: [`result-${RunId}`] };
      },
      BatchGetDataQualityResult: ({ ResultIds }) => ({
        Results: ResultIds.map((id) => id.replace("result-", "")).map((id) => resultOf(id, found(evaluations, id))),
      }),
      StartDataQualityRuleRecommendationRun({ DataSource }) {
        const { GlueTable } = DataSource as { readonly GlueTable: { readonly TableName: string } };
        const RunId = `dqrun-${world.next("ids")}`;
        recommend(RunId, GlueTable.TableName, world.now);
        return { RunId };
      },
      GetDataQualityRuleRecommendationRun({ RunId }) {
        const { life, name, entry } = found(recommendations, RunId);
        const Status = life.state(world.now);
        const failed = Status === "FAILED" ? { ErrorString: "a run failed" } : {};
        const DataSource = { GlueTable: { DatabaseName: "db", TableName: name } };
        const RecommendedRuleset = entry.ruleset ?? "";
        return { RunId, Status, ...failed, DataSource, RecommendedRuleset };
      },
    };
  },
});
