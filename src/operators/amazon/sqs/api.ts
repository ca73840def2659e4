import { awsApi } from "../../../hooks/index.ts";

/** A message of a queue. */
export type SqsMessage = { readonly MessageId: string; readonly ReceiptHandle: string; readonly Body: string };

export type SqsOperations = {
  readonly ReceiveMessage: [
    {
      readonly QueueUrl: string;
      readonly MaxNumberOfMessages: number;
      readonly WaitTimeSeconds: number;
      readonly VisibilityTimeout?: number;
    },
    { readonly Messages?: readonly SqsMessage[] },
  ];
  readonly DeleteMessageBatch: [
    { readonly QueueUrl: string; readonly Entries: readonly { readonly Id: string; readonly ReceiptHandle: string }[] },
    { readonly Successful?: readonly object[] },
  ];
};

export const SQS = awsApi<SqsOperations>()({
  service: "sqs",
  params: {
    ReceiveMessage:
      "{QueueUrl!:s AttributeNames:[s] MessageSystemAttributeNames:[s] MessageAttributeNames:[s] MaxNumberOfMessages:i VisibilityTimeout:i WaitTimeSeconds:i ReceiveRequestAttemptId:s}",
    DeleteMessageBatch: "{QueueUrl!:s Entries!:[{Id!:s ReceiptHandle!:s}]}",
  },
});
