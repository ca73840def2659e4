/**
 * The sensors of runs of Glue Data Quality (sensors/glue.py). From provider 9.2.0 on.
 * @module
 */

import { AirflowException, type TaskContext } from "../../../definition/index.ts";
import { type Body, type Seconds, type Steps, settle } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import { pythonStr } from "../../../python/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import { BaseSensor } from "../../index.ts";
import { AwsBaseSensor, type AwsSensorArguments, expectSuccess, type WaiterEvent } from "../aws-operator.ts";
import { awsBaseSince } from "../connection.ts";
import { GLUE_DATA_QUALITY, type QualityRun } from "./api.ts";
import {
  GlueDataQualityRuleRecommendationRunCompleteTrigger,
  GlueDataQualityRuleSetEvaluationRunCompleteTrigger,
  logRecommendation,
  validateResults,
} from "./hook.ts";

interface QualitySensorArguments extends AwsSensorArguments {
  /** Logs the results. Default true. */
  readonly showResults?: boolean;
  /** Looks of the trigger, `pokeInterval` apart, cut to whole seconds. Default 60. */
  readonly maxRetries?: number;
  /** Waits in the triggerer, where its timeout does not count. Default false. */
  readonly deferrable?: boolean;
}

const DEFAULT_POKE_INTERVAL: Seconds = 120;

const FAILURES = ["FAILED", "STOPPED", "STOPPING", "TIMEOUT"];

abstract class QualitySensor<Arguments extends QualitySensorArguments> extends AwsBaseSensor<Arguments> {
  static override readonly argumentNames: readonly string[] = namesOf<
    Omit<QualitySensorArguments, keyof AwsSensorArguments>
  >({ showResults: true, maxRetries: true, deferrable: true });
  static override readonly newArguments: NewArguments = {
    ...BaseSensor.newArguments,
    ...awsBaseSince("9.2.0"),
    evaluationRunId: { amazonProvider: "9.2.0" },
    recommendationRunId: { amazonProvider: "9.2.0" },
  };

  override readonly pokeInterval: Seconds = this.args.pokeInterval ?? DEFAULT_POKE_INTERVAL;

  /** The run in its texts, and its id. */
  protected abstract readonly what: string;
  protected abstract readonly runId: string;

  protected get showResults(): boolean {
    return this.args.showResults ?? true;
  }

  protected abstract look(context: TaskContext): Steps<QualityRun>;
  protected abstract results(context: TaskContext, runId: string): Steps<void>;
  protected abstract trigger(wait: {
    readonly waiterDelay: Seconds;
    readonly waiterMaxAttempts: number;
  }): GlueDataQualityRuleSetEvaluationRunCompleteTrigger | GlueDataQualityRuleRecommendationRunCompleteTrigger;

  override execute(context: TaskContext): Body<unknown> {
    if (this.args.deferrable !== true) return this.pokeUntilDone(context);
    const wait = { waiterDelay: Math.trunc(this.pokeInterval), waiterMaxAttempts: this.args.maxRetries ?? 60 };
    return this.defer({ trigger: this.trigger(wait), methodName: "executeComplete" });
  }

  *poke(context: TaskContext): Steps<boolean> {
    const { what, runId } = this;
    const { log } = context;
    log.info("Poking for AWS Glue data quality %s RunId: %s", what, runId);
    const { Status: status, ErrorString: reason = null } = yield* this.look(context);
    if (status === "SUCCEEDED") {
      yield* this.results(context, runId);
      log.info("AWS Glue data quality %s completed RunId: %s Run State: %s", what, runId, status);
      return true;
    }
    if (!FAILURES.includes(status)) return false;
    const message = `Error: AWS Glue data quality ${what} RunId: ${runId} Run Status: ${status}: ${pythonStr(reason)}`;
    log.info(message);
    throw new AirflowException(message);
  }

  *executeComplete(context: TaskContext, { event }: { readonly event: WaiterEvent }): Steps<void> {
    expectSuccess(event, `Error: AWS Glue data quality ${this.what}: `);
    yield* this.results(context, this.runId);
    context.log.info("AWS Glue data quality %s completed.", this.what);
  }
}

export interface GlueDataQualityRuleSetEvaluationRunSensorArguments extends QualitySensorArguments {
  /** Rendered with Jinja. */
  readonly evaluationRunId: string;
  /** Fails where any rule has. Default true. */
  readonly verifyResultStatus?: boolean;
}

/** Waits for the end of a run that evaluates rules. It looks each 120 s by default. */
export class GlueDataQualityRuleSetEvaluationRunSensor extends QualitySensor<GlueDataQualityRuleSetEvaluationRunSensorArguments> {
  static override readonly argumentNames = namesOf<
    Omit<GlueDataQualityRuleSetEvaluationRunSensorArguments, keyof QualitySensorArguments>
  >({ evaluationRunId: true, verifyResultStatus: true });
  static override readonly templateFields = ["evaluationRunId"];

  protected readonly what = "ruleset evaluation run";
  evaluationRunId = this.args.evaluationRunId;

  protected get runId(): string {
    return this.evaluationRunId;
  }

  protected look(context: TaskContext): Steps<QualityRun> {
    const client = this.client(context, GLUE_DATA_QUALITY);
    return settle(client.call("GetDataQualityRulesetEvaluationRun", { RunId: this.runId }));
  }

  protected results(context: TaskContext, runId: string): Steps<void> {
    const verdict = { showResults: this.showResults, verifyResultStatus: this.args.verifyResultStatus ?? true };
    return validateResults(context, this.client(context, GLUE_DATA_QUALITY), runId, verdict);
  }

  protected trigger(wait: { readonly waiterDelay: Seconds; readonly waiterMaxAttempts: number }) {
    const given = { evaluationRunId: this.runId, ...wait, ...this.connection };
    return new GlueDataQualityRuleSetEvaluationRunCompleteTrigger(given);
  }
}

export interface GlueDataQualityRuleRecommendationRunSensorArguments extends QualitySensorArguments {
  /** Rendered with Jinja. */
  readonly recommendationRunId: string;
}

/** Waits for the end of a run that recommends rules. It looks each 120 s by default. */
export class GlueDataQualityRuleRecommendationRunSensor extends QualitySensor<GlueDataQualityRuleRecommendationRunSensorArguments> {
  static override readonly argumentNames = namesOf<
    Omit<GlueDataQualityRuleRecommendationRunSensorArguments, keyof QualitySensorArguments>
  >({ recommendationRunId: true });
  static override readonly templateFields = ["recommendationRunId"];

  protected readonly what = "recommendation run";
  recommendationRunId = this.args.recommendationRunId;

  protected get runId(): string {
    return this.recommendationRunId;
  }

  protected look(context: TaskContext): Steps<QualityRun> {
    const client = this.client(context, GLUE_DATA_QUALITY);
    return settle(client.call("GetDataQualityRuleRecommendationRun", { RunId: this.runId }));
  }

  protected *results(context: TaskContext, runId: string): Steps<void> {
    if (this.showResults) yield* logRecommendation(context, this.client(context, GLUE_DATA_QUALITY), runId);
  }

  protected trigger(wait: { readonly waiterDelay: Seconds; readonly waiterMaxAttempts: number }) {
    const given = { recommendationRunId: this.runId, ...wait, ...this.connection };
    return new GlueDataQualityRuleRecommendationRunCompleteTrigger(given);
  }
}
