/**
 * SqsSensor and its trigger (sensors/sqs.py, triggers/sqs.py; spec/amazon-deferrable.md, section 3).
 * @module
 */

import {
  type TaskContext,
  type TriggerContext,
  TriggerEvent,
  type TriggerRun,
  type TriggerStep,
} from "../../../definition/index.ts";
import { AwsClient, usingAsyncClient } from "../../../hooks/index.ts";
import { type Body, type Seconds, type Steps, sleep } from "../../../kernel/index.ts";
import { namesOf, type Problem } from "../../../options/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import { BaseSensor, BaseTrigger } from "../../index.ts";
import {
  AwsBaseSensor,
  type AwsSensorArguments,
  expectSuccess,
  type TriggerConnection,
  type WaiterEvent,
} from "../aws-operator.ts";
import { awsBaseSince } from "../connection.ts";
import { SQS } from "./api.ts";
import { type Reception, receive } from "./receive.ts";

export interface SqsSensorArguments extends AwsSensorArguments {
  /** The queue's URL. Rendered with Jinja. */
  readonly sqsQueue: string;
  /** Messages of a batch. Default 5. Rendered with Jinja. */
  readonly maxMessages?: number;
  /** Batches of a poke. Default 1. */
  readonly numBatches?: number;
  /** Seconds that AWS waits for a message; in a simulation it does not. Default 1. */
  readonly waitTimeSeconds?: number;
  /** Seconds for which messages are not seen by others. Default the queue's. */
  readonly visibilityTimeout?: number | null;
  /** Keeps messages whose body, or what a JSONPath finds in it, is among the values. */
  readonly messageFiltering?: Reception["messageFiltering"];
  readonly messageFilteringMatchValues?: readonly unknown[] | null;
  /** A JSONPath of names, indexes and `[*]`. Rendered with Jinja. */
  readonly messageFilteringConfig?: string | null;
  /** Default true. */
  readonly deleteMessageOnReception?: boolean;
  /** Waits in the triggerer, without a look on its worker. Default false. */
  readonly deferrable?: boolean;
}

/** Waits for messages, and pushes them as `messages`. */
export class SqsSensor extends AwsBaseSensor<SqsSensorArguments> {
  static override readonly argumentNames = namesOf<Omit<SqsSensorArguments, keyof AwsSensorArguments>>({
    sqsQueue: true,
    maxMessages: true,
    numBatches: true,
    waitTimeSeconds: true,
    visibilityTimeout: true,
    messageFiltering: true,
    messageFilteringMatchValues: true,
    messageFilteringConfig: true,
    deleteMessageOnReception: true,
    deferrable: true,
  });
  static override readonly newArguments: NewArguments = { ...BaseSensor.newArguments, ...awsBaseSince("9.2.0") };
  static override readonly templateFields = ["sqsQueue", "maxMessages", "messageFilteringConfig"];

  sqsQueue = this.args.sqsQueue;
  maxMessages = this.args.maxMessages ?? 5;
  messageFilteringConfig = this.args.messageFilteringConfig ?? null;

  override problems(): readonly Problem[] {
    const { messageFiltering, messageFilteringMatchValues = null } = this.args;
    const problem = {
      path: "messageFilteringMatchValues",
      message: "message_filtering_match_values must be specified for literal matching: give the texts to look for",
    };
    const isMissing = messageFiltering === "literal" && messageFilteringMatchValues === null;
    return [...super.problems(), ...(isMissing ? [problem] : [])];
  }

  get #reception(): Reception {
    const { numBatches = 1, waitTimeSeconds = 1, visibilityTimeout = null, messageFiltering = null } = this.args;
    const { messageFilteringMatchValues = null, deleteMessageOnReception = true } = this.args;
    const { sqsQueue, maxMessages, messageFilteringConfig } = this;
    return {
      sqsQueue,
      maxMessages,
      numBatches,
      waitTimeSeconds,
      visibilityTimeout,
      messageFiltering,
      messageFilteringMatchValues,
      messageFilteringConfig,
      deleteMessageOnReception,
    };
  }

  *poke(context: TaskContext): Steps<boolean> {
    const messages = yield* receive(context, this.client(context, SQS), this.#reception);
    if (messages.length === 0) return false;
    context.ti.xcomPush("messages", messages);
    return true;
  }

  override execute(context: TaskContext): Body<unknown> {
    if (this.args.deferrable !== true) return this.pokeUntilDone(context);
    const waiterDelay = Math.trunc(this.pokeInterval);
    const trigger = new SqsSensorTrigger({ ...this.#reception, waiterDelay, ...this.connection });
    return this.defer({ trigger, methodName: "executeComplete", timeout: this.timeout });
  }

  executeComplete(context: TaskContext, { event }: { readonly event: WaiterEvent }): null {
    expectSuccess(event, "Trigger error: event is ");
    context.ti.xcomPush("messages", event["message_batch"]);
    return null;
  }
}

interface SqsSensorTriggerArguments extends Reception, TriggerConnection {
  readonly waiterDelay: Seconds;
}

/** Waits for messages, with a client of its own for each round. */
export class SqsSensorTrigger extends BaseTrigger<SqsSensorTriggerArguments> {
  override *run(context: TriggerContext): TriggerRun {
    while ((yield* usingAsyncClient(context, this.#round(context))) === false); // one that is ended has no answer
  }

  /** Looks once. True if there were messages: else it sleeps, its client open. */
  *#round(context: TriggerContext): Generator<TriggerStep, boolean, unknown> {
    const { awsConnId, regionName, waiterDelay } = this.kwargs;
    const client = new AwsClient(context, SQS, { awsConnId, regionName });
    const messages = yield* receive(context, client, this.kwargs);
    if (messages.length > 0) {
      yield new TriggerEvent({ status: "success", message_batch: messages });
      return true;
    }
    yield sleep(waiterDelay);
    return false;
  }
}
