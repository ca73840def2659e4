/**
 * The operators that start runs of Glue Data Quality (operators/glue.py). From provider 9.2.0 on.
 * @module
 */

import { AirflowException, AttributeError, type TaskContext, type TaskDeferred } from "../../../definition/index.ts";
import { ClientError, waitUntil } from "../../../hooks/index.ts";
import { type Seconds, type Steps, settle } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import { pythonRepr } from "../../../python/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import { BaseOperator } from "../../index.ts";
import { AwsBaseOperator, type AwsOperatorArguments, expectSuccess, type WaiterEvent } from "../aws-operator.ts";
import { awsBaseSince } from "../connection.ts";
import { GLUE_DATA_QUALITY } from "./api.ts";
import {
  GlueDataQualityRuleRecommendationRunCompleteTrigger,
  GlueDataQualityRuleSetEvaluationRunCompleteTrigger,
  hasRuleset,
  logRecommendation,
  validateResults,
} from "./hook.ts";

type Settings = Readonly<Record<string, unknown>>;

interface QualityRunArguments extends AwsOperatorArguments {
  /** `{ GlueTable: { DatabaseName, TableName } }`. Rendered with Jinja. */
  readonly datasource: Settings;
  /** Rendered with Jinja. */
  readonly role: string;
  /** Default 5. */
  readonly numberOfWorkers?: number;
  /** Minutes after which AWS ends the run. Default 2,880. */
  readonly timeout?: number;
  /** Logs the results. Default true. */
  readonly showResults?: boolean;
  /** Waits in the worker. Deferrable it waits in any case. Default true. */
  readonly waitForCompletion?: boolean;
  /** Seconds between two looks. Default 60. */
  readonly waiterDelay?: Seconds;
  /** Default 20. */
  readonly waiterMaxAttempts?: number;
  /** Waits in the triggerer. Default false. */
  readonly deferrable?: boolean;
}

abstract class QualityRunOperator<Arguments extends QualityRunArguments> extends AwsBaseOperator<Arguments> {
  static override readonly argumentNames: readonly string[] = namesOf<
    Omit<QualityRunArguments, keyof AwsOperatorArguments>
  >({
    datasource: true,
    role: true,
    numberOfWorkers: true,
    timeout: true,
    showResults: true,
    waitForCompletion: true,
    waiterDelay: true,
    waiterMaxAttempts: true,
    deferrable: true,
  });
  static override readonly newArguments: NewArguments = {
    ...BaseOperator.newArguments,
    ...awsBaseSince("9.2.0"),
    datasource: { amazonProvider: "9.2.0" },
  };

  datasource = this.args.datasource;
  role = this.args.role;

  override get onlyWaits(): boolean {
    return this.args.waitForCompletion ?? true;
  }

  protected get showResults(): boolean {
    return this.args.showResults ?? true;
  }

  protected get wait() {
    const { waiterDelay = 60, waiterMaxAttempts = 20 } = this.args;
    return { waiterDelay, waiterMaxAttempts };
  }

  protected checkTable(): void {
    const { DatabaseName, TableName } = (this.datasource["GlueTable"] ?? {}) as Settings;
    if (!DatabaseName || !TableName)
      throw new AttributeError("DataSource glue table must have DatabaseName and TableName");
  }

  protected get run() {
    const { numberOfWorkers = 5, timeout = 2880 } = this.args;
    return { DataSource: this.datasource, Role: this.role, NumberOfWorkers: numberOfWorkers, Timeout: timeout };
  }
}

export interface GlueDataQualityRuleSetEvaluationRunOperatorArguments extends QualityRunArguments {
  /** Rendered with Jinja. */
  readonly ruleSetNames: readonly string[];
  /** Fails where any rule has. Default true. */
  readonly verifyResultStatus?: boolean;
  /** More arguments of the call. Rendered with Jinja. */
  readonly ruleSetEvaluationRunKwargs?: Settings | null;
}

/** Evaluates sets of rules against a table. Its result is the run's id. */
export class GlueDataQualityRuleSetEvaluationRunOperator extends QualityRunOperator<GlueDataQualityRuleSetEvaluationRunOperatorArguments> {
  static override readonly argumentNames = namesOf<
    Omit<GlueDataQualityRuleSetEvaluationRunOperatorArguments, keyof QualityRunArguments>
  >({ ruleSetNames: true, verifyResultStatus: true, ruleSetEvaluationRunKwargs: true });
  static override readonly templateFields = ["datasource", "role", "ruleSetNames", "ruleSetEvaluationRunKwargs"];

  ruleSetNames = this.args.ruleSetNames;
  ruleSetEvaluationRunKwargs = this.args.ruleSetEvaluationRunKwargs ?? {};

  get #verdict() {
    return { showResults: this.showResults, verifyResultStatus: this.args.verifyResultStatus ?? true };
  }

  *execute(context: TaskContext): Steps<TaskDeferred | string> {
    const { waitForCompletion = true, deferrable = false } = this.args;
    const { ruleSetNames: RulesetNames, wait } = this;
    const { log } = context;
    this.checkTable();
    const client = this.client(context, GLUE_DATA_QUALITY);
    const missing: string[] = [];
    for (const name of RulesetNames) if (!(yield* hasRuleset(client, name))) missing.push(name);
    if (missing.length > 0) throw new AirflowException(`Following RulesetNames are not found ${pythonRepr(missing)}`);
    log.info("Submitting AWS Glue data quality ruleset evaluation run for RulesetNames %s", RulesetNames);
    const given = { ...this.run, RulesetNames, ...this.ruleSetEvaluationRunKwargs };
    const { RunId } = yield* settle(client.call("StartDataQualityRulesetEvaluationRun", given));
    const description = `AWS Glue data quality ruleset evaluation run RunId: ${RunId} to complete.`;
    if (deferrable) {
      log.info("Deferring %s", description);
      const evaluation = { evaluationRunId: RunId, ...wait, ...this.connection };
      const trigger = new GlueDataQualityRuleSetEvaluationRunCompleteTrigger(evaluation);
      return this.defer({ trigger, methodName: "executeComplete" });
    }
    if (!waitForCompletion) {
      log.info("AWS Glue data quality ruleset evaluation run runId: %s.", RunId);
      return RunId;
    }
    log.info("Waiting for %s", description);
    const waiter = client.waiter("data_quality_ruleset_evaluation_run_complete", { RunId });
    yield* waitUntil(waiter, wait.waiterDelay, wait.waiterMaxAttempts);
    log.info("AWS Glue data quality ruleset evaluation run completed RunId: %s", RunId);
    yield* validateResults(context, client, RunId, this.#verdict);
    return RunId;
  }

  *executeComplete(context: TaskContext, { event }: { readonly event: WaiterEvent }): Steps<string> {
    expectSuccess(event, "Error: AWS Glue data quality ruleset evaluation run: ");
    const id = event["evaluation_run_id"] as string;
    yield* validateResults(context, this.client(context, GLUE_DATA_QUALITY), id, this.#verdict);
    return id;
  }
}

export interface GlueDataQualityRuleRecommendationRunOperatorArguments extends QualityRunArguments {
  /** More arguments of the call. Rendered with Jinja. */
  readonly recommendationRunKwargs?: Settings | null;
}

/** Has rules recommended for a table. Its result is the run's id. */
export class GlueDataQualityRuleRecommendationRunOperator extends QualityRunOperator<GlueDataQualityRuleRecommendationRunOperatorArguments> {
  static override readonly argumentNames = namesOf<
    Omit<GlueDataQualityRuleRecommendationRunOperatorArguments, keyof QualityRunArguments>
  >({ recommendationRunKwargs: true });
  static override readonly templateFields = ["datasource", "role", "recommendationRunKwargs"];

  recommendationRunKwargs = this.args.recommendationRunKwargs ?? {};

  *execute(context: TaskContext): Steps<TaskDeferred | string> {
    const { waitForCompletion = true, deferrable = false } = this.args;
    const { wait } = this;
    const { log } = context;
    this.checkTable();
    log.info("Submitting AWS Glue data quality recommendation run with %s", this.datasource);
    const RunId = yield* this.#start(context);
    const description = `AWS Glue data quality recommendation run RunId: ${RunId} to complete.`;
    if (deferrable) {
      log.info("Deferring %s", description);
      const recommendation = { recommendationRunId: RunId, ...wait, ...this.connection };
      const trigger = new GlueDataQualityRuleRecommendationRunCompleteTrigger(recommendation);
      return this.defer({ trigger, methodName: "executeComplete" });
    }
    if (!waitForCompletion) {
      log.info(description);
      return RunId;
    }
    log.info("Waiting for %s", description);
    const client = this.client(context, GLUE_DATA_QUALITY);
    const waiter = client.waiter("data_quality_rule_recommendation_run_complete", { RunId });
    yield* waitUntil(waiter, wait.waiterDelay, wait.waiterMaxAttempts);
    log.info("AWS Glue data quality recommendation run completed RunId: %s", RunId);
    if (this.showResults) yield* logRecommendation(context, client, RunId);
    return RunId;
  }

  *#start(context: TaskContext): Steps<string> {
    const given = { ...this.run, ...this.recommendationRunKwargs };
    try {
      const client = this.client(context, GLUE_DATA_QUALITY);
      return (yield* settle(client.call("StartDataQualityRuleRecommendationRun", given))).RunId;
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      const reason = error.message.slice(error.message.indexOf(": ") + 2);
      throw new AirflowException(`AWS Glue data quality recommendation run failed: ${reason}`);
    }
  }

  *executeComplete(context: TaskContext, { event }: { readonly event: WaiterEvent }): Steps<string> {
    expectSuccess(event, "Error: AWS Glue data quality rule recommendation run: ");
    const id = event["recommendation_run_id"] as string;
    if (this.showResults) yield* logRecommendation(context, this.client(context, GLUE_DATA_QUALITY), id);
    return id;
  }
}
