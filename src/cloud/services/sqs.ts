import type { SqsOperations } from "../../operators/amazon/sqs/index.ts";
import { instant, records, seconds, text } from "../entry-fields.ts";
import { serviceModel } from "../service-model.ts";

const QUEUES = {
  visibility: seconds("Seconds for which a message is not seen that was received. Default 30."),
  messages: records("The messages, each from its time on.", {
    at: instant("When it comes. Default 0."),
    body: text("The text of it."),
    id: text("The id of it. Default m-1, m-2 and so on."),
  }),
};

const VISIBILITY = 30;

interface Message {
  readonly MessageId: string;
  readonly Body: string;
  /** The instant from which on it is seen. */
  from: number;
}

/** SQS: queues, by their URLs, with messages that come at told times. A call takes no time, whatever it is to wait. */
export const sqs = serviceModel<SqsOperations>()({
  service: "sqs",
  lists: { queues: QUEUES },
  open(world) {
    const queues = new Map(
      world.entries("queues").map((entry) => {
        const messages = (entry.messages ?? []).map(
          ({ at = 0, body = "", id }, index): Message => ({ MessageId: id ?? `m-${index + 1}`, Body: body, from: at }),
        );
        return [entry.name, { entry, messages: messages.sort((a, b) => a.from - b.from) }] as const;
      }),
    );
    const find = (url: string) => {
      const queue = queues.get(url);
      if (queue !== undefined) return queue;
      const why = "The specified queue does not exist for this wsdl version.";
      throw world.error("AWS.SimpleQueueService.NonExistentQueue", why, "QueueDoesNotExist");
    };
    return {
      ReceiveMessage({ QueueUrl, MaxNumberOfMessages, VisibilityTimeout }) {
        const { entry, messages } = find(QueueUrl);
        const found = messages.filter(({ from }) => from <= world.now).slice(0, MaxNumberOfMessages);
        const told = entry.visibility === undefined ? VISIBILITY : world.seconds(entry, "visibility");
        for (const message of found) message.from = world.now + (VisibilityTimeout ?? told);
        if (found.length === 0) return {};
        const Messages = found.map(({ MessageId, Body }) => ({ MessageId, ReceiptHandle: `r-${MessageId}`, Body }));
        return { Messages };
      },
      DeleteMessageBatch({ QueueUrl, Entries }) {
        const { messages } = find(QueueUrl);
        const gone = new Set(Entries.map(({ Id }) => Id));
        for (let index = messages.length - 1; index >= 0; index -= 1)
          if (gone.has(messages[index]?.MessageId ?? "")) messages.splice(index, 1);
        return { Successful: Entries.map(({ Id }) => ({ Id })), Failed: [] };
      },
    };
  },
});
