/**
 * The base of RDS's operators, and their triggers (operators/rds.py, triggers/rds.py).
 * @module
 */

import { NotImplementedError, type RuntimeContext, type TaskContext } from "../../../definition/index.ts";
import type { AwsClient, AwsConnection } from "../../../hooks/index.ts";
import type { Seconds } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import { pythonJson } from "../../../python/index.ts";
import type { GoneArguments, NewArguments } from "../../../rules/index.ts";
import { BaseOperator } from "../../index.ts";
import {
  AwsBaseOperator,
  AwsBaseWaiterTrigger,
  type AwsOperatorArguments,
  expectSuccess,
  type TriggerConnection,
  type WaiterEvent,
  type WaiterTriggerArguments,
} from "../aws-operator.ts";
import { awsBaseSince, connectionOf } from "../connection.ts";
import { calledSince920 } from "../unused-arguments.ts";
import { RDS, type RdsOperations } from "./api.ts";

/** `region_name` was there before the others. */
const { regionName: _, ...NEWER_ARGUMENTS } = awsBaseSince("9.8.0");

export type DbType = "instance" | "cluster";

export interface RdsOperatorArguments extends AwsOperatorArguments {
  /** Arguments of the hook, of which `region_name` counts where `regionName` is not given. Up to provider 8.7.1. */
  readonly hookParams?: Readonly<Record<string, unknown>> | null;
  /** Waits, in the worker. Deferrable it waits in any case. Default true. */
  readonly waitForCompletion?: boolean;
  /** Seconds between two looks. Default 30. */
  readonly waiterDelay?: Seconds;
  /** Default 60 for what is made and deleted, 40 for what is started and stopped. */
  readonly waiterMaxAttempts?: number;
  /** Waits in the triggerer. Default false. */
  readonly deferrable?: boolean;
}

const DEFAULT_DELAY: Seconds = 30;

/** An operator of RDS. Its `on_kill` is not there: where a task is ended, it fails with a NotImplementedError. */
export abstract class RdsBaseOperator<Arguments extends RdsOperatorArguments> extends AwsBaseOperator<Arguments> {
  static override readonly argumentNames: readonly string[] = namesOf<
    Omit<RdsOperatorArguments, keyof AwsOperatorArguments>
  >({ hookParams: true, waitForCompletion: true, waiterDelay: true, waiterMaxAttempts: true, deferrable: true });
  static override readonly newArguments: NewArguments = { ...BaseOperator.newArguments, ...NEWER_ARGUMENTS };
  static override readonly goneArguments: GoneArguments = {
    ...BaseOperator.goneArguments,
    hookParams: calledSince920("give `region_name` itself, and leave out the rest"),
  };

  #connection: AwsConnection | undefined;
  protected abstract readonly defaultAttempts: number;
  /** The words before an event that is no success. */
  protected abstract readonly failure: string;

  override get onlyWaits(): boolean {
    return this.args.waitForCompletion ?? true;
  }

  protected rds(context: RuntimeContext): AwsClient<RdsOperations> {
    return this.client(context, RDS);
  }

  /** The connection of its one hook, which reads it once: `Rules.rdsConnection` says which it is where none is named. */
  protected override connectionIn({ rules }: RuntimeContext): AwsConnection {
    const awsConnId = this.awsConnId(rules.rdsConnection);
    this.#connection ??= connectionOf({ awsConnId, regionName: this.regionName });
    return this.#connection;
  }

  private get regionName(): string | null {
    const { regionName = null, hookParams } = this.args;
    const told = hookParams?.["region_name"];
    return regionName ?? (typeof told === "string" ? told : null);
  }

  private awsConnId(otherwise: string): string | null {
    const { awsConnId = otherwise } = this.args;
    return awsConnId;
  }

  protected get wait(): { readonly waiterDelay: Seconds; readonly waiterMaxAttempts: number } {
    const { waiterDelay = DEFAULT_DELAY, waiterMaxAttempts = this.defaultAttempts } = this.args;
    return { waiterDelay, waiterMaxAttempts };
  }

  /** The arguments of its trigger. */
  protected trigger({ rules }: RuntimeContext, dbIdentifier: string, dbType: DbType, response: unknown) {
    const connection: TriggerConnection = {
      awsConnId: this.awsConnId(rules.rdsConnection),
      regionName: this.regionName,
    };
    return { dbIdentifier, dbType, response, ...this.wait, ...connection };
  }

  executeComplete(_context: TaskContext, { event }: { readonly event: WaiterEvent }): string {
    expectSuccess(event, this.failure);
    return pythonJson(event["response"]);
  }

  override onKill(): never {
    throw new NotImplementedError("");
  }
}

interface RdsTriggerArguments extends WaiterTriggerArguments {
  readonly dbIdentifier: string;
  readonly dbType: DbType;
  /** AWS's answer to the operator: the task's result. */
  readonly response: unknown;
}

const STATUS: Readonly<Record<DbType, readonly string[]>> = {
  instance: ["DBInstances[].DBInstanceStatus", "DBInstances[].StatusInfos"],
  cluster: ["DBClusters[].Status"],
};

/** Waits for an instance or a cluster to come to a state. */
abstract class RdsTrigger extends AwsBaseWaiterTrigger<RdsTriggerArguments> {
  protected abstract readonly target: "available" | "deleted" | "stopped";
  protected abstract readonly failureMessage: string;
  protected abstract readonly statusMessage: string;

  protected subject() {
    const { dbIdentifier, dbType, response } = this.kwargs;
    const { failureMessage, statusMessage } = this;
    return {
      api: RDS,
      waiter: `db_${dbType}_${this.target}`,
      params: identified(dbType, dbIdentifier),
      failureMessage,
      statusMessage,
      status: STATUS[dbType],
      returns: ["response", response],
    } as const;
  }
}

export class RdsDbAvailableTrigger extends RdsTrigger {
  protected readonly target = "available";
  protected readonly failureMessage = "Error while waiting for DB to be available";
  protected readonly statusMessage = "DB initialization in progress";
}

export class RdsDbDeletedTrigger extends RdsTrigger {
  protected readonly target = "deleted";
  protected readonly failureMessage = "Error while deleting DB";
  protected readonly statusMessage = "DB deletion in progress";
}

export class RdsDbStoppedTrigger extends RdsTrigger {
  protected readonly target = "stopped";
  protected readonly failureMessage = "Error while stopping DB";
  protected readonly statusMessage = "DB is being stopped";
}

/** The parameter that names an instance or a cluster. */
export function identified(dbType: DbType, name: string) {
  return dbType === "cluster" ? { DBClusterIdentifier: name } : { DBInstanceIdentifier: name };
}
