/**
 * The sensor of partitions in Glue's catalog and its trigger (sensors/glue_catalog_partition.py, triggers/glue.py).
 * @module
 */

import {
  type RuntimeContext,
  type TaskContext,
  type TriggerContext,
  type TriggerRun,
  type TriggerStep,
  ValueError,
} from "../../definition/index.ts";
import { AwsClient, type AwsConnection, GLUE, usingAsyncClient } from "../../hooks/index.ts";
import { type Body, type Seconds, type Steps, settle, sleep } from "../../kernel/index.ts";
import { namesOf } from "../../options/index.ts";
import type { NewArguments } from "../../rules/index.ts";
import { BaseSensor, BaseTrigger, TriggerEvent } from "../index.ts";
import { AwsBaseSensor, type AwsSensorArguments, expectSuccess, type WaiterEvent } from "./aws-operator.ts";
import { awsBaseSince, connectionOf } from "./connection.ts";

/** `region_name` was there before the others. */
const { regionName: _, ...NEWER_ARGUMENTS } = awsBaseSince("9.2.0");

const DEFAULT_POKE_INTERVAL: Seconds = 180;

export interface GlueCatalogPartitionSensorArguments extends AwsSensorArguments {
  /** A name with a point tells the database too. Rendered with Jinja. */
  readonly tableName: string;
  /** Default `ds='{{ ds }}'`. Rendered with Jinja. */
  readonly expression?: string;
  /** Default `default`. Rendered with Jinja. */
  readonly databaseName?: string;
  /** Waits in the triggerer. Default false. */
  readonly deferrable?: boolean;
}

/**
 * Waits for a partition of a table. It looks each 180 s by default.
 *
 * @example
 * ```ts
 * const cloud = new AwsModel({ glue: { partitions: [{ database: "default", table: "orders", at: 60 }] } });
 * const dag = new DAG("d");
 * new GlueCatalogPartitionSensor({ dag, taskId: "wait", tableName: "orders" });
 * const result = new Simulation({ dags: [dag], cloud, airflow: "2.10.5" }).trigger("d", { runId: "r" }).run();
 * console.log(result.taskInstance("r", "wait").state); // success
 * ```
 */
export class GlueCatalogPartitionSensor extends AwsBaseSensor<GlueCatalogPartitionSensorArguments> {
  static override readonly argumentNames: readonly string[] = namesOf<
    Omit<GlueCatalogPartitionSensorArguments, keyof AwsSensorArguments>
  >({ tableName: true, expression: true, databaseName: true, deferrable: true });
  static override readonly newArguments: NewArguments = { ...BaseSensor.newArguments, ...NEWER_ARGUMENTS };
  static override readonly templateFields = ["databaseName", "tableName", "expression"];

  override readonly pokeInterval: Seconds = this.args.pokeInterval ?? DEFAULT_POKE_INTERVAL;
  tableName = this.args.tableName;
  expression = this.args.expression ?? "ds='{{ ds }}'";
  databaseName = this.args.databaseName ?? "default";
  /** Of its one hook, which reads it once. */
  readonly #connection = connectionOf(this.args);

  override execute(context: TaskContext): Body<unknown> {
    if (this.args.deferrable !== true) return this.pokeUntilDone(context);
    const { awsConnId, regionName } = this.connection;
    const trigger = new GlueCatalogPartitionTrigger({
      ...this.#partition,
      awsConnId,
      regionName: context.rules.partitionTriggerKnowsRegion ? regionName : null,
      waiterDelay: Math.trunc(this.pokeInterval),
    });
    return this.defer({ trigger, methodName: "executeComplete", timeout: this.timeout });
  }

  *poke(context: TaskContext): Steps<boolean> {
    return yield* hasPartition(context, this.#connection, this.#partition, {
      place: "glue_catalog_partition.py:124",
      isEnough: () => false,
    });
  }

  get #partition(): Partition {
    const { databaseName, tableName, expression } = this;
    return { databaseName, tableName, expression };
  }

  executeComplete(context: TaskContext, { event }: { readonly event: WaiterEvent }): void {
    expectSuccess(event, "Trigger error: event is ");
    context.log.at("glue_catalog_partition.py:133").info("Partition exists in the Glue Catalog");
  }
}

interface Partition {
  readonly databaseName: string;
  readonly tableName: string;
  readonly expression: string;
}

interface GlueCatalogPartitionTriggerArguments extends Partition {
  readonly awsConnId: string | null;
  readonly regionName: string | null;
  /** Whole seconds between two looks. */
  readonly waiterDelay: Seconds;
}

/**
 * Waits for a partition of a table, without end: the deferral has the sensor's timeout.
 *
 * @example
 * ```ts
 * const partition = { databaseName: "default", tableName: "orders", expression: "ds='2024-01-01'" };
 * const trigger = new GlueCatalogPartitionTrigger({ ...partition, awsConnId: null, regionName: null, waiterDelay: 60 });
 * console.log(trigger instanceof BaseTrigger); // true
 * ```
 */
export class GlueCatalogPartitionTrigger extends BaseTrigger<GlueCatalogPartitionTriggerArguments> {
  override run(context: TriggerContext): TriggerRun {
    return usingAsyncClient(context, this.#look(context));
  }

  *#look(context: TriggerContext): Generator<TriggerStep, void, unknown> {
    const { awsConnId, regionName, waiterDelay, ...partition } = this.kwargs;
    const connection = { awsConnId, regionName };
    const look = { place: "glue.py:141", isEnough: (found: boolean) => found };
    while (!(yield* hasPartition(context, connection, partition, look))) yield sleep(waiterDelay);
    yield new TriggerEvent({ status: "success" });
  }
}

/** Tells if a table has a partition. A worker reads all pages, a trigger those up to the first partition. */
function* hasPartition(
  context: RuntimeContext,
  connection: AwsConnection,
  { databaseName, tableName, expression }: Partition,
  { place, isEnough }: { readonly place: string; isEnough(found: boolean): boolean },
): Steps<boolean> {
  const [database, table] = tableName.includes(".") ? splitName(tableName) : [databaseName, tableName];
  context.log.at(place).info("Poking for table %s. %s, expression %s", database, table, expression);
  const client = new AwsClient(context, GLUE, connection);
  const params = { DatabaseName: database, TableName: table, Expression: expression };
  let found = false;
  let token: string | undefined;
  do {
    const page = yield* settle(
      client.call("GetPartitions", { ...params, ...(token === undefined ? {} : { NextToken: token }) }),
    );
    found ||= page.Partitions.length > 0;
    token = page.NextToken;
  } while (token !== undefined && !isEnough(found));
  return found;
}

function splitName(name: string): readonly [database: string, table: string] {
  const [database = "", table = "", ...more] = name.split(".");
  if (more.length > 0) throw new ValueError("too many values to unpack (expected 2)");
  return [database, table];
}
