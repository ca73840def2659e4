import {
  AirflowException,
  KeyError,
  PythonException,
  type TriggerContext,
  TriggerEvent,
  type TriggerRun,
  type TriggerStep,
} from "../../../definition/index.ts";
import {
  AwsClient,
  ClientError,
  LOGS,
  type LogsOperations,
  usingAsyncClient,
  WaiterError,
  waitUntil,
} from "../../../hooks/index.ts";
import { type Seconds, type Steps, settle, sleep } from "../../../kernel/index.ts";
import { BaseTrigger } from "../../index.ts";
import type { TriggerConnection } from "../aws-operator.ts";
import { ECS, type EcsOperations, type EcsTask } from "./api.ts";

export interface TaskDoneTriggerArguments extends TriggerConnection {
  readonly cluster: string;
  readonly taskArn: string;
  /** Seconds between two looks, cut to whole ones. */
  readonly waiterDelay: Seconds;
  readonly waiterMaxAttempts: number;
  readonly logGroup: string | null;
  readonly logStream: string;
}

/**
 * Waits for the end of a task of ECS (triggers/ecs.py), by a loop of its own: it sleeps after every look in vain, the last one too.
 * An error of AWS's ends it with one of Python's, as it looks for the task in that answer.
 */
export class TaskDoneTrigger extends BaseTrigger<TaskDoneTriggerArguments> {
  override run(context: TriggerContext): TriggerRun {
    return usingAsyncClient(context, usingAsyncClient(context, this.#wait(context)));
  }

  *#wait(context: TriggerContext): Generator<TriggerStep, void, unknown> {
    const { cluster, taskArn, waiterDelay, waiterMaxAttempts, awsConnId, regionName } = this.kwargs;
    const client = new AwsClient(context, ECS, { awsConnId, regionName });
    const logs = new AwsClient(context, LOGS, { awsConnId, regionName });
    let token: string | undefined;
    for (let left = waiterMaxAttempts; left !== 0; left -= 1) {
      try {
        if (yield* this.#look(context, client)) {
          const told = context.rules.ecsEventHasCluster ? { cluster } : {};
          yield new TriggerEvent({ status: "success", task_arn: taskArn, ...told });
          return;
        }
        yield sleep(Math.trunc(waiterDelay));
      } finally {
        token = yield* this.#forwardLogs(context, logs, token);
      }
    }
    throw new AirflowException("Waiter error: max attempts reached");
  }

  /** Asks once. True if the task has stopped. */
  *#look({ log }: TriggerContext, client: AwsClient<EcsOperations>): Steps<boolean> {
    const { cluster, taskArn } = this.kwargs;
    try {
      yield* waitUntil(client.waiter("TasksStopped", { cluster, tasks: [taskArn] }), 0, 1);
      return true;
    } catch (error) {
      if (!(error instanceof WaiterError)) throw error;
      const { tasks } = error.lastResponse as { readonly tasks?: readonly EcsTask[] };
      if (tasks === undefined) throw new KeyError("'tasks'");
      const [task] = tasks;
      if (task === undefined) throw new PythonException("list index out of range");
      log.at("ecs.py:183").info("Status of the task is %s", task.lastStatus);
      return false;
    }
  }

  /** `_forward_logs`: reads a log page by page, and returns where to go on. */
  *#forwardLogs(
    { log }: TriggerContext,
    client: AwsClient<LogsOperations>,
    token: string | undefined,
  ): Steps<string | undefined> {
    const { logGroup, logStream } = this.kwargs;
    if (!logGroup) return undefined;
    const stream = { logGroupName: logGroup, logStreamName: logStream, startFromHead: true };
    for (let next = token; ; ) {
      try {
        const page = client.call("GetLogEvents", { ...stream, ...(next === undefined ? {} : { nextToken: next }) });
        const { events, nextForwardToken } = yield* settle(page);
        for (const { message } of events) log.at("ecs.py:221").info("%s", message);
        if (events.length === 0 || next === nextForwardToken) return nextForwardToken;
        next = nextForwardToken;
      } catch (error) {
        if (!(error instanceof ClientError) || error.code !== "ResourceNotFoundException") throw error;
        log
          .at("ecs.py:210")
          .info(
            "Tried to get logs from stream %s in group %s but it didn't exist (yet). Will try again.",
            logStream,
            logGroup,
          );
        return undefined;
      }
    }
  }
}
