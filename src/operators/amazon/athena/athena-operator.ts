/**
 * AthenaOperator and its trigger (operators/athena.py, triggers/athena.py; spec/amazon-deferrable.md, section 3).
 * @module
 */

import { AirflowException, PythonException, type TaskContext, type TaskDeferred } from "../../../definition/index.ts";
import type { AwsClient } from "../../../hooks/index.ts";
import { type Seconds, type Steps, settle } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import { BaseOperator } from "../../index.ts";
import {
  AwsBaseOperator,
  AwsBaseWaiterTrigger,
  type AwsOperatorArguments,
  expectSuccess,
  type WaiterEvent,
  type WaiterTriggerArguments,
} from "../aws-operator.ts";
import { awsBaseSince } from "../connection.ts";
import { ATHENA, type AthenaOperations } from "./api.ts";
import { pollQueryStatus, stateChangeReason } from "./athena-hook.ts";

type Settings = Readonly<Record<string, unknown>>;

export interface AthenaOperatorArguments extends AwsOperatorArguments {
  /** Rendered with Jinja. */
  readonly query: string;
  /** Rendered with Jinja. Optional from provider 9.39.0 on. */
  readonly database?: string | null;
  /** Where in S3 results go. Rendered with Jinja. Optional from provider 9.2.0 on. */
  readonly outputLocation?: string | null;
  readonly clientRequestToken?: string | null;
  /** Default `primary`. Rendered with Jinja. */
  readonly workgroup?: string;
  readonly queryExecutionContext?: Settings | null;
  readonly resultConfiguration?: Settings | null;
  /** Seconds between two looks. Default 30. */
  readonly sleepTime?: Seconds;
  /** Default 999999. */
  readonly maxPollingAttempts?: number | null;
  /** True if the query is written to the log. Default true. */
  readonly logQuery?: boolean;
  /** Waits in the triggerer. Default false. */
  readonly deferrable?: boolean;
  /** Default `AwsDataCatalog`. Rendered with Jinja. From provider 9.2.0 on. */
  readonly catalog?: string;
}

const MOST_ATTEMPTS = 999_999;

/** Runs a query and waits for it. Its result is the query's id. */
export class AthenaOperator extends AwsBaseOperator<AthenaOperatorArguments> {
  static override readonly argumentNames = namesOf<Omit<AthenaOperatorArguments, keyof AwsOperatorArguments>>({
    query: true,
    database: true,
    outputLocation: true,
    clientRequestToken: true,
    workgroup: true,
    queryExecutionContext: true,
    resultConfiguration: true,
    sleepTime: true,
    maxPollingAttempts: true,
    logQuery: true,
    deferrable: true,
    catalog: true,
  });
  static override readonly newArguments: NewArguments = {
    ...BaseOperator.newArguments,
    ...awsBaseSince("9.2.0"),
    catalog: { amazonProvider: "9.2.0" },
    database: { amazonProvider: "9.39.0", isOptional: true },
    outputLocation: { amazonProvider: "9.2.0", isOptional: true },
  };
  static override readonly templateFields = ["query", "database", "outputLocation", "workgroup", "catalog"];

  query = this.args.query;
  database = this.args.database ?? null;
  outputLocation = this.args.outputLocation ?? null;
  workgroup = this.args.workgroup ?? "primary";
  catalog = this.args.catalog ?? "AwsDataCatalog";
  #queryExecutionId: string | undefined;

  override get onlyWaits(): boolean {
    return true;
  }

  *execute(context: TaskContext): Steps<TaskDeferred | string> {
    const { sleepTime = 30, deferrable = false } = this.args;
    const maxAttempts = this.args.maxPollingAttempts || MOST_ATTEMPTS;
    const client = this.client(context, ATHENA);
    const id = yield* this.#runQuery(context, client);
    this.#queryExecutionId = id;
    if (deferrable) {
      const attempts = { waiterDelay: sleepTime, waiterMaxAttempts: maxAttempts };
      const trigger = new AthenaTrigger({ queryExecutionId: id, ...attempts, ...this.connection });
      return this.defer({ trigger, methodName: "executeComplete" });
    }
    const state = yield* pollQueryStatus(context, client, id, { maxAttempts, sleepTime });
    if (state !== "SUCCEEDED") yield* this.#fail(context, client, id, state);
    return id;
  }

  *#runQuery({ log, rules }: TaskContext, client: AwsClient<AthenaOperations>): Steps<string> {
    const { clientRequestToken, logQuery = true } = this.args;
    const { outputLocation, catalog, database } = this;
    const location = rules.athenaNamesCatalog && !outputLocation ? {} : { OutputLocation: outputLocation };
    const params = {
      QueryString: this.query,
      QueryExecutionContext: {
        ...this.args.queryExecutionContext,
        ...(rules.athenaCanDoWithoutDatabase && !database ? {} : { Database: database }),
        ...(rules.athenaNamesCatalog ? { Catalog: catalog } : {}),
      },
      ResultConfiguration: { ...this.args.resultConfiguration, ...location },
      WorkGroup: this.workgroup,
      ...(clientRequestToken ? { ClientRequestToken: clientRequestToken } : {}),
    };
    if (logQuery) log.at("athena.py:117").info("Running Query with params: %s", params);
    const { QueryExecutionId: id } = yield* settle(client.call("StartQueryExecution", params));
    log.at("athena.py:120").info("Query execution id: %s", id);
    return id;
  }

  *#fail({ rules }: TaskContext, client: AwsClient<AthenaOperations>, id: string, state: string): Steps<never> {
    const Failure = rules.athenaRaisesPlainExceptions ? PythonException : AirflowException;
    const final = `Final state of Athena job is ${state}`;
    if (state !== "FAILED" && state !== "CANCELLED")
      throw new Failure(`${final}. Max tries of poll status exceeded, query_execution_id is ${id}.`);
    const reason = yield* stateChangeReason(client, id);
    throw new Failure(`${final}, query_execution_id is ${id}. Error: ${reason}`);
  }

  executeComplete(_context: TaskContext, { event }: { readonly event: WaiterEvent }): unknown {
    expectSuccess(event, "Error while waiting for operation on cluster to complete: ");
    return event["value"];
  }

  /** Stops the query and waits for its end. Not called while the task is deferred: then nothing stops it. */
  override *onKill(context: TaskContext): Steps<void> {
    const id = this.#queryExecutionId;
    if (id === undefined) return;
    const { log } = context;
    const client = this.client(context, ATHENA);
    log.at("athena.py:147").info("Received a kill signal.");
    log.at("athena.py:328").info("Stopping Query with executionId - %s", id);
    yield* settle(client.call("StopQueryExecution", { QueryExecutionId: id }));
    log.at("athena.py:160").info("Polling Athena for query with id %s to reach final state", id);
    yield* pollQueryStatus(context, client, id, { sleepTime: this.args.sleepTime ?? 30 });
  }
}

interface AthenaTriggerArguments extends WaiterTriggerArguments {
  readonly queryExecutionId: string;
}

/** Waits for the end of a query. */
export class AthenaTrigger extends AwsBaseWaiterTrigger<AthenaTriggerArguments> {
  protected subject() {
    const { queryExecutionId: id } = this.kwargs;
    return {
      api: ATHENA,
      waiter: "query_complete",
      params: { QueryExecutionId: id },
      failureMessage: `Error while waiting for query ${id} to complete`,
      statusMessage: `Query execution id: ${id}`,
      status: ["QueryExecution.Status"],
      returns: ["value", id],
    } as const;
  }
}
