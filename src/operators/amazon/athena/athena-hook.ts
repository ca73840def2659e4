import { AirflowException, exceptionMessage, isException, type RuntimeContext } from "../../../definition/index.ts";
import { type AwsClient, waitWithLogging } from "../../../hooks/index.ts";
import { type Seconds, type Steps, settle } from "../../../kernel/index.ts";
import type { AthenaOperations } from "./api.ts";

/** The attempts of a wait that is not told them. */
const DEFAULT_ATTEMPTS = 120;

/** A query's state, asked for once. */
export function* checkQueryStatus(client: AwsClient<AthenaOperations>, queryExecutionId: string): Steps<string> {
  const { QueryExecution } = yield* settle(client.call("GetQueryExecution", { QueryExecutionId: queryExecutionId }));
  return QueryExecution.Status.State;
}

/** The reason of a query's failure. */
export function* stateChangeReason(
  client: AwsClient<AthenaOperations>,
  queryExecutionId: string,
): Steps<string | undefined> {
  const { QueryExecution } = yield* settle(client.call("GetQueryExecution", { QueryExecutionId: queryExecutionId }));
  return QueryExecution.Status.StateChangeReason;
}

/**
 * `poll_query_status`: waits for a query to end, or until attempts are used up, and asks for its state once more. What goes
 * wrong while it waits is logged alone; how much of it, `Rules.athenaWaitSwallows` says.
 */
export function* pollQueryStatus(
  context: RuntimeContext,
  client: AwsClient<AthenaOperations>,
  id: string,
  { maxAttempts, sleepTime }: { readonly maxAttempts?: number | null; readonly sleepTime: Seconds },
): Steps<string> {
  try {
    yield* waitWithLogging(context, client.waiter("query_complete", { QueryExecutionId: id }), {
      delaySeconds: sleepTime,
      maxAttempts: maxAttempts || DEFAULT_ATTEMPTS,
      failureMessage: `Error while waiting for query ${id} to complete`,
      statusMessage: `Query execution id: ${id}, Query is still in non-terminal state`,
      status: ["QueryExecution.Status.State"],
    });
  } catch (error) {
    swallow(context, id, error);
  }
  return yield* checkQueryStatus(client, id);
}

function swallow({ log, rules }: RuntimeContext, id: string, error: unknown): void {
  const isAirflows = error instanceof AirflowException;
  if (rules.athenaWaitSwallows === "anything") {
    if (isAirflows) log.at("athena.py:290").warning("%s", error.message);
    return;
  }
  if (!isException(error, rules)) throw error;
  const what = isAirflows ? "AirflowException" : "Unexpected exception";
  log
    .at(isAirflows ? "athena.py:291" : "athena.py:297")
    .warning(`${what} while polling query status. Query execution id: %s, Exception: %s`, id, exceptionMessage(error));
}
