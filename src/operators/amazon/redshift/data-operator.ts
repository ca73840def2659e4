/**
 * RedshiftDataOperator and its trigger (operators/redshift_data.py, triggers/redshift_data.py; spec/amazon-deferrable.md, section 3).
 * @module
 */

import {
  AirflowException,
  AttributeError,
  CancelledError,
  exceptionMessage,
  isException,
  type RuntimeContext,
  type TaskContext,
  type TaskDeferred,
  type TriggerContext,
  TriggerEvent,
  type TriggerRun,
  ValueError,
} from "../../../definition/index.ts";
import { AwsClient, type AwsConnection, usingAsyncClient } from "../../../hooks/index.ts";
import { type Seconds, type Steps, settle, sleep } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import { BaseOperator, BaseTrigger } from "../../index.ts";
import {
  AwsBaseOperator,
  type AwsOperatorArguments,
  type TriggerConnection,
  type WaiterEvent,
} from "../aws-operator.ts";
import { awsBaseSince, connectionOf } from "../connection.ts";
import { executionTimeout, withoutNone } from "../shared.ts";
import { REDSHIFT_DATA, type RedshiftDataOperations } from "./data-api.ts";
import {
  describeStatement,
  isFinished,
  RedshiftDataQueryAbortedError,
  RedshiftDataQueryFailedError,
  waitForResults,
} from "./data-hook.ts";

/** The key under which a task remembers its statement. */
const STATEMENT_KEY = "redshift_statement_id";

/** `region` was there before the others. */
const { region: _, ...NEWER_ARGUMENTS } = awsBaseSince("9.2.0");

export interface RedshiftDataOperatorArguments extends AwsOperatorArguments {
  /** A statement, or a list of them, which run as a batch. Rendered with Jinja, as are the six below. */
  readonly sql: string | readonly string[];
  readonly database?: string | null;
  /** One of it, the workgroup and the session has to be given. */
  readonly clusterIdentifier?: string | null;
  readonly workgroupName?: string | null;
  readonly dbUser?: string | null;
  readonly parameters?: readonly unknown[] | null;
  readonly statementName?: string | null;
  readonly secretArn?: string | null;
  /** Tells EventBridge when the statement has ended. Default false. */
  readonly withEvent?: boolean;
  /** Default true. */
  readonly waitForCompletion?: boolean;
  /** Seconds between two looks. Default 10. */
  readonly pollInterval?: Seconds;
  /** Cancels the statement of a task that is ended. Default true. From provider 9.39.0 on. */
  readonly cancelOnKill?: boolean;
  /** A retry waits for the statement of an earlier try; from Airflow 3.3 on. Default true. From provider 9.39.0 on. */
  readonly durable?: boolean;
  /** Returns the result in place of the ids. Default false. */
  readonly returnSqlResult?: boolean;
  /** A UUID. From provider 9.2.0 on. Rendered with Jinja. */
  readonly sessionId?: string | null;
  /** From provider 9.2.0 on. */
  readonly sessionKeepAliveSeconds?: number | null;
  /** Waits in the triggerer, if it waits. Default false. From provider 9.2.0 on. */
  readonly deferrable?: boolean;
}

const LONGEST_SESSION = 24 * 60 * 60;

/** Runs a statement by Redshift's Data API. Its result is the ids of its parts; in provider 8.7.1 the statement's id. */
export class RedshiftDataOperator extends AwsBaseOperator<RedshiftDataOperatorArguments> {
  static override readonly argumentNames = namesOf<Omit<RedshiftDataOperatorArguments, keyof AwsOperatorArguments>>({
    sql: true,
    database: true,
    clusterIdentifier: true,
    workgroupName: true,
    dbUser: true,
    parameters: true,
    statementName: true,
    secretArn: true,
    withEvent: true,
    waitForCompletion: true,
    pollInterval: true,
    returnSqlResult: true,
    sessionId: true,
    sessionKeepAliveSeconds: true,
    deferrable: true,
    cancelOnKill: true,
    durable: true,
  });
  static override readonly newArguments: NewArguments = {
    ...BaseOperator.newArguments,
    ...NEWER_ARGUMENTS,
    sessionId: { amazonProvider: "9.2.0" },
    sessionKeepAliveSeconds: { amazonProvider: "9.2.0" },
    deferrable: { amazonProvider: "9.2.0" },
    cancelOnKill: { amazonProvider: "9.39.0", isTrueElse: true },
    durable: { amazonProvider: "9.39.0", isTrueElse: true },
  };
  static override readonly templateFields = [
    "clusterIdentifier",
    "database",
    "sql",
    "dbUser",
    "parameters",
    "statementName",
    "workgroupName",
    "sessionId",
  ];

  readonly #connection = connectionOf({ ...this.args, regionName: this.args.regionName ?? this.args.region ?? null });

  sql = this.args.sql;
  database = this.args.database ?? null;
  clusterIdentifier = this.args.clusterIdentifier ?? null;
  workgroupName = this.args.workgroupName ?? null;
  dbUser = this.args.dbUser ?? null;
  parameters = this.args.parameters ?? null;
  statementName = this.args.statementName ?? null;
  sessionId = this.args.sessionId ?? null;
  #statementId: string | undefined;

  override get onlyWaits(): boolean {
    return this.args.waitForCompletion !== false;
  }

  protected override connectionIn(_context: RuntimeContext): AwsConnection {
    return this.#connection;
  }

  protected override get connection(): TriggerConnection {
    return this.#connection;
  }

  *execute(context: TaskContext): Steps<unknown> {
    const { waitForCompletion = true, deferrable = false, pollInterval = 10 } = this.args;
    const client = this.client(context, REDSHIFT_DATA);
    context.log.at("redshift_data.py:116").info("Executing statement: %s", this.sql);
    if (pollInterval <= 0) throw new AttributeError("'RedshiftDataOperator' object has no attribute 'poll_interval'");
    const isRemembered = context.rules.redshiftStatementIsKnownAtOnce && !deferrable;
    const earlier = isRemembered ? yield* this.#earlierStatement(context, client) : undefined;
    const statementId = earlier ?? (yield* this.#executeQuery(context));
    if (isRemembered) {
      this.#statementId = statementId;
      if (this.#isDurable(context)) context.ti.setTaskState(STATEMENT_KEY, statementId);
    }
    if (waitForCompletion && !deferrable) yield* waitForResults(context, client, statementId, pollInterval);
    this.#statementId = statementId;
    if (waitForCompletion && deferrable) {
      const described = yield* describeStatement(client, statementId);
      if (!isFinished(context, described)) return this.#defer(statementId, pollInterval);
    }
    return yield* this.#results(context, statementId);
  }

  #isDurable({ rules }: TaskContext): boolean {
    return rules.tasksHaveStore && (this.args.durable ?? true);
  }

  /** The statement of an earlier try, where it has not failed: a retry waits for that, from Airflow 3.3 on. */
  *#earlierStatement(context: TaskContext, client: AwsClient<RedshiftDataOperations>): Steps<string | undefined> {
    const id = this.#isDurable(context) ? context.ti.taskState(STATEMENT_KEY) : undefined;
    if (typeof id !== "string") return undefined;
    const { Status: status } = yield* describeStatement(client, id);
    const isOver = status === "FAILED" || status === "ABORTED";
    if (isOver)
      context.log.warning("Prior job in terminal state, resubmitting fresh external_id=%s status=%s", id, status);
    else context.log.info("Reconnecting to existing job external_id=%s status=%s", id, status);
    return isOver ? undefined : id;
  }

  /** `execute_query`. */
  *#executeQuery(context: TaskContext): Steps<string> {
    const { secretArn = null, withEvent = false, sessionKeepAliveSeconds = null } = this.args;
    const checksFirst = context.rules.redshiftIdentifiersAreChecked === "before it";
    if (checksFirst) this.#checkIdentifiers();
    const params = withoutNone({
      ClusterIdentifier: this.clusterIdentifier,
      Database: this.database,
      DbUser: this.dbUser,
      Parameters: this.parameters,
      WithEvent: withEvent,
      SecretArn: secretArn,
      StatementName: this.statementName,
      WorkgroupName: this.workgroupName,
      SessionId: this.sessionId,
      SessionKeepAliveSeconds: sessionKeepAliveSeconds,
    });
    const client = this.client(context, REDSHIFT_DATA);
    const { Id, SessionId } = yield* typeof this.sql === "string"
      ? settle(client.call("ExecuteStatement", { ...params, Sql: this.sql }))
      : settle(client.call("BatchExecuteStatement", { ...params, Sqls: this.sql }));
    if (!checksFirst && Boolean(this.clusterIdentifier) === Boolean(this.workgroupName))
      throw new ValueError("Either 'cluster_identifier' or 'workgroup_name' must be specified.");
    if (checksFirst && SessionId) context.ti.xcomPush("session_id", SessionId);
    return Id;
  }

  #checkIdentifiers(): void {
    const { sessionKeepAliveSeconds: keepAlive } = this.args;
    const targets = [this.clusterIdentifier, this.workgroupName, this.sessionId].filter((target) => target !== null);
    if (targets.length !== 1)
      throw new ValueError("Exactly one of cluster_identifier, workgroup_name, or session_id must be provided");
    const isUuid4 = /^[{]?[\da-f]{8}-?[\da-f]{4}-?4[\da-f]{3}-?[89ab][\da-f]{3}-?[\da-f]{12}[}]?$/i;
    if (this.sessionId !== null && !isUuid4.test(this.sessionId))
      throw new ValueError("session_id must be a valid UUID4");
    if (keepAlive !== undefined && keepAlive !== null && (keepAlive < 0 || keepAlive > LONGEST_SESSION))
      throw new ValueError("Session keep alive duration must be between 0 and 86400 seconds.");
  }

  #defer(statementId: string, pollInterval: Seconds): TaskDeferred {
    const { taskId, connection } = this;
    const cancelOnKill = this.args.cancelOnKill ?? true;
    const trigger = new RedshiftDataTrigger({ statementId, taskId, pollInterval, cancelOnKill, ...connection });
    return this.defer({ trigger, methodName: "executeComplete", timeout: executionTimeout(this) });
  }

  /** `get_sql_results`: from provider 9.2.0 on by one look more. */
  *#results(context: TaskContext, statementId: string): Steps<unknown> {
    const { returnSqlResult = false } = this.args;
    const client = this.client(context, REDSHIFT_DATA);
    if (!context.rules.redshiftStatementsHaveParts)
      return returnSqlResult ? yield* settle(client.call("GetStatementResult", { Id: statementId })) : statementId;
    const { SubStatements: parts = [] } = yield* describeStatement(client, statementId);
    const ids = parts.length > 0 ? parts.map(({ Id }) => Id) : [statementId];
    if (!returnSqlResult) return ids;
    const results: unknown[] = [];
    for (const Id of ids) results.push(yield* settle(client.call("GetStatementResult", { Id })));
    return results;
  }

  *executeComplete(context: TaskContext, { event }: { readonly event: WaiterEvent }): Steps<unknown> {
    if (event.status === "error")
      throw new AirflowException(`context: {...}, error message: ${String(event["message"])}`);
    context.log.at("redshift_data.py:178").info("%s completed successfully.", this.taskId);
    return yield* this.#results(context, event["statement_id"] as string);
  }

  /** Cancels the statement, once it has waited for it on its worker: a wait that times out cancels nothing. */
  override *onKill(context: TaskContext): Steps<void> {
    const { log, rules } = context;
    if (this.#statementId === undefined || this.args.cancelOnKill === false) return;
    log.at("redshift_data.py:141").info("Received a kill signal.");
    log.at("redshift_data.py:142").info("Stopping Query with statementId - %s", this.#statementId);
    try {
      yield* settle(this.client(context, REDSHIFT_DATA).call("CancelStatement", { Id: this.#statementId }));
    } catch (error) {
      if (!isException(error, rules)) throw error;
      log.at("redshift_data.py:147").error("Unable to cancel query. Exiting. %s", exceptionMessage(error));
    }
  }
}

interface RedshiftDataTriggerArguments extends TriggerConnection {
  readonly statementId: string;
  readonly taskId: string;
  readonly pollInterval: Seconds;
  readonly cancelOnKill: boolean;
}

/** Waits for the end of a statement, and looks once more. An error is an event. */
export class RedshiftDataTrigger extends BaseTrigger<RedshiftDataTriggerArguments> {
  /** Cancels the statement where a person acts on the task, from 9.39.0 on. */
  *onKill(context: TriggerContext): Steps<void> {
    const { statementId, cancelOnKill, awsConnId, regionName } = this.kwargs;
    if (!cancelOnKill || !context.rules.redshiftStatementIsKnownAtOnce) return;
    const client = new AwsClient(context, REDSHIFT_DATA, { awsConnId, regionName });
    try {
      yield* usingAsyncClient(context, settle(client.call("CancelStatement", { Id: statementId })));
    } catch (error) {
      if (!isException(error, context.rules)) throw error;
      context.log.error("Failed to cancel Redshift statement %s. The query may still be running.", statementId);
    }
  }

  override *run(context: TriggerContext): TriggerRun {
    const { statementId, pollInterval, awsConnId, regionName } = this.kwargs;
    const client = new AwsClient(context, REDSHIFT_DATA, { awsConnId, regionName });
    const look = () => usingAsyncClient(context, describeStatement(client, statementId));
    try {
      while (["PICKED", "STARTED", "SUBMITTED"].includes((yield* look()).Status)) yield sleep(pollInterval);
      isFinished(context, yield* look());
      yield new TriggerEvent({ status: "success", statement_id: statementId });
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      const type = typeOf(error);
      const told = type === undefined ? {} : { type };
      const message = exceptionMessage(error);
      yield new TriggerEvent({ status: "error", statement_id: statementId, message, ...told });
    }
  }
}

function typeOf(error: unknown): string | undefined {
  if (error instanceof RedshiftDataQueryFailedError) return "FAILED";
  return error instanceof RedshiftDataQueryAbortedError ? "ABORTED" : undefined;
}
