/**
 * GlueCrawlerOperator, its trigger and GlueCrawlerSensor, of the Amazon provider 8.7.1 (operators/glue_crawler.py,
 * triggers/glue_crawler.py, sensors/glue_crawler.py; spec/amazon-operators.md, section 3).
 * @module
 */

import {
  AirflowException,
  KeyError,
  type TaskContext,
  type TaskDeferred,
  type TriggerContext,
  type TriggerRun,
  type TriggerStep,
} from "../../definition/index.ts";
import { ClientError, type CrawlerConfig, GlueCrawlerHook, usingAsyncClient, waiterEvent } from "../../hooks/index.ts";
import type { Seconds, Steps } from "../../kernel/index.ts";
import { namesOf } from "../../options/index.ts";
import { pythonRepr } from "../../python/index.ts";
import type { NewArguments } from "../../rules/index.ts";
import {
  BaseOperator,
  type BaseOperatorArguments,
  BaseSensor,
  type BaseSensorArguments,
  BaseTrigger,
} from "../index.ts";
import { AWS_ARGUMENT_NAMES, AWS_DEFAULT, type AwsBaseArguments, awsBaseSince, connectionOf } from "./connection.ts";

/** `region_name` was there before the others. */
const { regionName: _, ...NEWER_ARGUMENTS } = awsBaseSince("9.2.0");

export interface GlueCrawlerOperatorArguments extends BaseOperatorArguments, AwsBaseArguments {
  /** The settings of the crawler, by AWS's names; `Name` is needed. Rendered with Jinja. */
  readonly config: CrawlerConfig;
  /** Seconds between two looks. Default 5. */
  readonly pollInterval?: Seconds;
  /** Waits for the crawl; a deferrable one does anyhow. Default true. */
  readonly waitForCompletion?: boolean;
  /** Waits in the triggerer. Default false. */
  readonly deferrable?: boolean;
  /** True if a crawler that runs already fails it; else it waits for that crawl. Default true. From provider 9.25.0 on. */
  readonly failOnAlreadyRunning?: boolean;
}

/** The most times that the trigger looks. */
const TRIGGER_MAX_ATTEMPTS = 1500;

/**
 * Makes or updates a crawler, starts it, and waits for it. Its result is the crawler's name.
 *
 * @example
 * const cloud = new AwsModel({ glue: { crawlers: [{ name: "c", duration: 120 }] } });
 * const dag = new DAG("d");
 * new GlueCrawlerOperator({ dag, taskId: "t", config: { Name: "c" } });
 * const result = new Simulation({ dags: [dag], cloud }).trigger("d", { runId: "r" }).run();
 * console.log(result.taskInstance("r", "t").state); // success
 */
export class GlueCrawlerOperator extends BaseOperator<GlueCrawlerOperatorArguments> {
  static override readonly argumentNames: readonly string[] = [
    ...AWS_ARGUMENT_NAMES,
    ...namesOf<Omit<GlueCrawlerOperatorArguments, keyof BaseOperatorArguments | keyof AwsBaseArguments>>({
      config: true,
      pollInterval: true,
      waitForCompletion: true,
      deferrable: true,
      failOnAlreadyRunning: true,
    }),
  ];
  static override readonly newArguments: NewArguments = {
    ...BaseOperator.newArguments,
    ...NEWER_ARGUMENTS,
    failOnAlreadyRunning: { amazonProvider: "9.25.0", isTrueElse: true },
  };
  static override readonly templateFields: readonly string[] = ["config"];

  config: CrawlerConfig;

  constructor(given: GlueCrawlerOperatorArguments) {
    super(given);
    this.config = this.args.config;
  }

  override get onlyWaits(): boolean {
    return this.args.waitForCompletion !== false;
  }

  *execute(context: TaskContext): Steps<TaskDeferred | string> {
    const { pollInterval = 5, waitForCompletion = true, deferrable = false, awsConnId = AWS_DEFAULT } = this.args;
    const hook = new GlueCrawlerHook(context, connectionOf(this.args));
    const { Name: name } = this.config;
    if (name === undefined) throw new KeyError("'Name'");
    if (yield* hook.hasCrawler(name)) {
      const skipped =
        "Crawler '%s' is currently running. Skipping update and waiting for the existing run to complete.";
      yield* this.#unlessItRuns(context, hook.updateCrawler(this.config), skipped);
    } else yield* hook.createCrawler(this.config);
    context.log.at("glue_crawler.py:93").info("Triggering AWS Glue Crawler");
    const joined = "Crawler '%s' is already running. Waiting for the existing run to complete instead of failing.";
    yield* this.#unlessItRuns(context, hook.startCrawler(name), joined);
    if (deferrable) {
      const trigger = new GlueCrawlerCompleteTrigger({
        crawlerName: name,
        waiterDelay: pollInterval,
        waiterMaxAttempts: TRIGGER_MAX_ATTEMPTS,
        awsConnId,
      });
      return this.defer({ trigger, methodName: "executeComplete" });
    }
    if (waitForCompletion) {
      context.log.at("glue_crawler.py:105").info("Waiting for AWS Glue Crawler");
      yield* hook.waitForCrawlerCompletion(name, pollInterval);
    }
    return name;
  }

  /** Does something to the crawler that AWS refuses while it crawls. */
  *#unlessItRuns({ log }: TaskContext, steps: Steps<void>, said: string): Steps<void> {
    try {
      yield* steps;
    } catch (error) {
      const isRunning = error instanceof ClientError && error.code === "CrawlerRunningException";
      if (!isRunning || this.args.failOnAlreadyRunning !== false) throw error;
      log.warning(said, this.config.Name);
    }
  }

  executeComplete(_context: TaskContext, { event }: { readonly event: { readonly status: string } }): string {
    if (event.status !== "success") throw new AirflowException(`Error in glue crawl: ${pythonRepr(event)}`);
    return this.config.Name;
  }
}

interface GlueCrawlerCompleteTriggerArguments {
  readonly crawlerName: string;
  readonly waiterDelay: Seconds;
  readonly waiterMaxAttempts: number;
  readonly awsConnId: string | null;
}

/**
 * Waits for a crawl. `Rules.failedWaiters` says what becomes of a failure.
 *
 * @example
 * const kwargs = { crawlerName: "c", waiterDelay: 5, waiterMaxAttempts: 100, awsConnId: "aws_default" };
 * console.log(new GlueCrawlerCompleteTrigger(kwargs).triggerType); // GlueCrawlerCompleteTrigger
 */
export class GlueCrawlerCompleteTrigger extends BaseTrigger<GlueCrawlerCompleteTriggerArguments> {
  override run(context: TriggerContext): TriggerRun {
    return usingAsyncClient(context, this.#wait(context));
  }

  *#wait(context: TriggerContext): Generator<TriggerStep, void, unknown> {
    const { crawlerName, waiterDelay, waiterMaxAttempts, awsConnId } = this.kwargs;
    const hook = new GlueCrawlerHook(context, { awsConnId, regionName: null });
    const wait = {
      delaySeconds: waiterDelay,
      maxAttempts: waiterMaxAttempts,
      failureMessage: "Error while waiting for glue crawl to complete",
      statusMessage: "Status of glue crawl is",
      status: ["State", "LastCrawl"],
    };
    yield yield* waiterEvent(context, hook.crawlerReady(crawlerName), wait, { value: null });
  }
}

export interface GlueCrawlerSensorArguments extends BaseSensorArguments, AwsBaseArguments {
  /** Rendered with Jinja. */
  readonly crawlerName: string;
}

/**
 * Waits until a crawler is ready; fails where its last crawl did not succeed.
 *
 * @example
 * const cloud = new AwsModel({ glue: { crawlers: [{ name: "c", existing: {}, duration: 60 }] } });
 * const dag = new DAG("d");
 * const crawl = new GlueCrawlerOperator({ dag, taskId: "crawl", config: { Name: "c" }, waitForCompletion: false });
 * chain(crawl, new GlueCrawlerSensor({ dag, taskId: "wait", crawlerName: "c" }));
 * const result = new Simulation({ dags: [dag], cloud }).trigger("d", { runId: "r" }).run();
 * console.log(result.taskInstance("r", "wait").state); // success
 */
export class GlueCrawlerSensor extends BaseSensor<GlueCrawlerSensorArguments> {
  static override readonly argumentNames: readonly string[] = [
    ...AWS_ARGUMENT_NAMES,
    ...namesOf<Omit<GlueCrawlerSensorArguments, keyof BaseSensorArguments | keyof AwsBaseArguments>>({
      crawlerName: true,
    }),
  ];
  static override readonly newArguments: NewArguments = {
    ...BaseSensor.newArguments,
    ...awsBaseSince("9.2.0"),
  };
  static override readonly templateFields: readonly string[] = ["crawlerName"];

  crawlerName: string;
  #hook: GlueCrawlerHook | undefined;

  constructor(given: GlueCrawlerSensorArguments) {
    super(given);
    this.crawlerName = this.args.crawlerName;
  }

  *poke(context: TaskContext): Steps<boolean> {
    this.#hook ??= new GlueCrawlerHook(context, connectionOf(this.args));
    const hook = this.#hook;
    context.log.at("glue_crawler.py:57").info("Poking for AWS Glue crawler: %s", this.crawlerName);
    const { State: state } = yield* hook.getCrawler(this.crawlerName);
    if (state !== "READY") return false;
    context.log.at("glue_crawler.py:60").info("State: %s", state);
    const { LastCrawl: lastCrawl } = yield* hook.getCrawler(this.crawlerName);
    if (lastCrawl === undefined) throw new KeyError("'LastCrawl'");
    if (lastCrawl.Status !== "SUCCEEDED") throw new AirflowException(`Status: ${lastCrawl.Status}`);
    context.log.at("glue_crawler.py:63").info("Status: %s", lastCrawl.Status);
    return true;
  }
}
