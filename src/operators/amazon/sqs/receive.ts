/**
 * One poke of SqsSensor, on a worker or in its trigger: batches of messages, filtered, and deleted (sensors/sqs.py, utils/sqs.py).
 * @module
 */

import { AirflowException, type RuntimeContext } from "../../../definition/index.ts";
import { type AwsClient, pathReader } from "../../../hooks/index.ts";
import { type Steps, settle } from "../../../kernel/index.ts";
import { isEqual, pythonLoads, pythonRepr } from "../../../python/index.ts";
import type { SqsMessage, SqsOperations } from "./api.ts";

/** The messages that are received, and those of them that count. */
export interface Reception {
  readonly sqsQueue: string;
  readonly maxMessages: number;
  readonly numBatches: number;
  readonly waitTimeSeconds: number;
  readonly visibilityTimeout: number | null;
  readonly messageFiltering: "literal" | "jsonpath" | "jsonpath-ext" | null;
  readonly messageFilteringMatchValues: readonly unknown[] | null;
  readonly messageFilteringConfig: string | null;
  readonly deleteMessageOnReception: boolean;
}

/** Receives batches of messages. Those that the filter leaves out are not deleted: they come back. */
export function* receive(
  context: RuntimeContext,
  client: AwsClient<SqsOperations>,
  reception: Reception,
): Steps<readonly SqsMessage[]> {
  const { log } = context;
  const { sqsQueue: QueueUrl, visibilityTimeout } = reception;
  const params = {
    QueueUrl,
    MaxNumberOfMessages: reception.maxMessages,
    WaitTimeSeconds: reception.waitTimeSeconds,
    ...(visibilityTimeout === null ? {} : { VisibilityTimeout: visibilityTimeout }),
  };
  const batch: SqsMessage[] = [];
  for (let number = 0; number < reception.numBatches; number += 1) {
    log.at("sqs.py:155").info("SqsSensor checking for message on queue: %s", QueueUrl);
    const { Messages } = yield* settle(client.call("ReceiveMessage", params));
    if (Messages !== undefined) log.at("sqs.py:40").info("Received %d messages", Messages.length);
    const messages = filtered(Messages ?? [], reception);
    if (messages.length === 0) continue;
    batch.push(...messages);
    if (reception.deleteMessageOnReception) {
      log.at("sqs.py:198").info("Deleting %d messages", messages.length);
      yield* deleteAll(client, QueueUrl, messages);
    }
  }
  return batch;
}

function* deleteAll(client: AwsClient<SqsOperations>, QueueUrl: string, messages: readonly SqsMessage[]): Steps<void> {
  const Entries = messages.map(({ MessageId, ReceiptHandle }) => ({ Id: MessageId, ReceiptHandle }));
  const response = yield* settle(client.call("DeleteMessageBatch", { QueueUrl, Entries }));
  if (response.Successful === undefined)
    throw new AirflowException(
      `Delete SQS Messages failed ${pythonRepr(response)} for messages ${pythonRepr(messages)}`,
    );
}

function filtered(messages: readonly SqsMessage[], reception: Reception): readonly SqsMessage[] {
  const { messageFiltering, messageFilteringMatchValues: wanted, messageFilteringConfig: path } = reception;
  const isWanted = (value: unknown) => wanted?.some((one) => isEqual(one, value)) ?? true;
  if (messageFiltering === null) return messages;
  if (messageFiltering === "literal") return messages.filter(({ Body }) => isWanted(Body));
  return messages.filter(({ Body }) => valuesAt(path ?? "", pythonLoads(Body)).some(isWanted));
}

/** The values at a JSONPath of names, indexes and `[*]`: `$.order.items[*].id`. */
function valuesAt(path: string, body: unknown): readonly unknown[] {
  const value = pathReader(path.replace(/^\$\.?/, ""))(body);
  if (path.includes("[*]")) return Array.isArray(value) ? value : [];
  return value === null ? [] : [value];
}
