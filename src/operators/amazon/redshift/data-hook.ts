/**
 * RedshiftDataHook (hooks/redshift_data.py): statements of the Data API, run and looked at.
 * @module
 */

import { type RuntimeContext, ValueError } from "../../../definition/index.ts";
import type { AwsClient } from "../../../hooks/index.ts";
import { type Seconds, type Steps, settle, sleep } from "../../../kernel/index.ts";
import { pythonRepr } from "../../../python/index.ts";
import type { DescribedStatement, RedshiftDataOperations } from "./data-api.ts";

/** A statement of Redshift has failed. */
export class RedshiftDataQueryFailedError extends Error {
  override readonly name = "RedshiftDataQueryFailedError";
}

/** A statement of Redshift was aborted. */
export class RedshiftDataQueryAbortedError extends Error {
  override readonly name = "RedshiftDataQueryAbortedError";
}

/** Tells if a statement has finished. One that has failed or was aborted raises. */
export function isFinished({ log, rules }: RuntimeContext, described: DescribedStatement): boolean {
  const { Id, Status, ResultRows } = described;
  if (Status === "FAILED" || Status === "ABORTED") {
    const id = rules.redshiftStatementsHaveErrorsOfTheirOwn ? Id : pythonRepr(Id);
    const text = `Statement ${id} terminated with status ${Status}. Response details: ${pformat(described)}`;
    if (!rules.redshiftStatementsHaveErrorsOfTheirOwn) throw new ValueError(text);
    throw new (Status === "FAILED" ? RedshiftDataQueryFailedError : RedshiftDataQueryAbortedError)(text);
  }
  if (Status !== "FINISHED") {
    log.at("redshift_data.py:145").info("Query status: %s", Status);
    return false;
  }
  if (ResultRows !== undefined) log.at("redshift_data.py:137").info("Processed %s rows", ResultRows);
  return true;
}

/** Looks at a statement once. */
export function* describeStatement(client: AwsClient<RedshiftDataOperations>, Id: string): Steps<DescribedStatement> {
  return yield* settle(client.call("DescribeStatement", { Id }));
}

/** `wait_for_results`, on a worker: looks at once, then each `pollInterval`. */
export function* waitForResults(
  context: RuntimeContext,
  client: AwsClient<RedshiftDataOperations>,
  statementId: string,
  pollInterval: Seconds,
): Steps<void> {
  for (;;) {
    context.log.at("redshift_data.py:131").info("Polling statement %s", statementId);
    if (isFinished(context, yield* describeStatement(client, statementId))) return;
    yield sleep(pollInterval);
  }
}

/** Python's `pprint.pformat` of a flat dictionary: its keys in order, a line each where one line is too short. */
function pformat(value: object): string {
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  const line = pythonRepr(Object.fromEntries(sorted));
  if (line.length <= 80) return line;
  return `{${sorted.map(([key, item]) => `${pythonRepr(key)}: ${pythonRepr(item)}`).join(",\n ")}}`;
}
