/**
 * Instances and clusters that are started and stopped (operators/rds.py, hooks/rds.py).
 * @module
 */

import {
  AirflowException,
  AirflowNotFoundException,
  type TaskContext,
  type TaskDeferred,
  ValueError,
} from "../../../definition/index.ts";
import { ClientError, waitUntil, waitWithLogging } from "../../../hooks/index.ts";
import { type Steps, settle, sleep } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import { pythonJson, pythonRepr } from "../../../python/index.ts";
import {
  type DbType,
  identified,
  RdsBaseOperator,
  RdsDbAvailableTrigger,
  RdsDbStoppedTrigger,
  type RdsOperatorArguments,
} from "./rds-base.ts";

interface DbArguments extends RdsOperatorArguments {
  /** Rendered with Jinja. */
  readonly dbIdentifier: string;
  /** Default `instance`. Rendered with Jinja. */
  readonly dbType?: DbType;
}

abstract class DbOperator<Arguments extends DbArguments> extends RdsBaseOperator<Arguments> {
  static override readonly argumentNames: readonly string[] = namesOf<Omit<DbArguments, keyof RdsOperatorArguments>>({
    dbIdentifier: true,
    dbType: true,
  });

  protected readonly defaultAttempts = 40;
  protected readonly failure = "Failed to start DB: ";

  dbIdentifier = this.args.dbIdentifier;
  dbType = this.args.dbType ?? "instance";

  /** The kind, an instance or a cluster, now that the template is rendered. */
  protected checkType(): DbType {
    const { dbType } = this;
    if (dbType !== "instance" && dbType !== "cluster")
      throw new ValueError(`${pythonRepr(dbType)} is not a valid RdsDbType`);
    return dbType;
  }

  /** The kind that its trigger waits for: before 9.2.0 for an instance, also where a cluster was started or stopped. */
  protected deferredType({ rules }: TaskContext): DbType {
    return rules.rdsWaitsForClusters ? this.dbType : "instance";
  }
}

export interface RdsStartDbOperatorArguments extends DbArguments {}

/** Starts an instance or a cluster and waits until it is available. Its result is AWS's answer, as JSON. */
export class RdsStartDbOperator extends DbOperator<RdsStartDbOperatorArguments> {
  static override readonly argumentNames: readonly string[] = [];
  static override readonly templateFields = ["dbIdentifier", "dbType"];

  *execute(context: TaskContext): Steps<TaskDeferred | string> {
    const dbType = this.checkType();
    const { dbIdentifier: id } = this;
    const client = this.rds(context);
    context.log.at("rds.py:796").info("Starting DB %s '%s'", dbType, id);
    const response = yield* settle(
      dbType === "instance"
        ? client.call("StartDBInstance", { DBInstanceIdentifier: id })
        : client.call("StartDBCluster", { DBClusterIdentifier: id }),
    );
    if (this.args.deferrable === true) {
      const trigger = new RdsDbAvailableTrigger(this.trigger(context, id, this.deferredType(context), response));
      return this.defer({ trigger, methodName: "executeComplete" });
    }
    if (this.args.waitForCompletion ?? true) yield* this.#untilAvailable(context, dbType);
    return pythonJson(response);
  }

  *#untilAvailable(context: TaskContext, dbType: DbType): Steps<void> {
    const { waiterDelay, waiterMaxAttempts } = this.wait;
    context.log.at("rds.py:806").info("Waiting for DB %s to reach 'available' state", dbType);
    const waiter = this.rds(context).waiter(`db_${dbType}_available`, identified(dbType, this.dbIdentifier));
    if (dbType === "cluster") yield* waitUntil(waiter, waiterDelay, waiterMaxAttempts);
    else
      yield* waitWithLogging(context, waiter, {
        delaySeconds: waiterDelay,
        maxAttempts: waiterMaxAttempts,
        failureMessage: "Rdb DB instance failed to reach state available",
        statusMessage: "Rds DB instance state is",
        status: ["DBInstances[0].DBInstanceStatus"],
      });
  }
}

export interface RdsStopDbOperatorArguments extends DbArguments {
  /** The snapshot that is made of an instance before. Rendered with Jinja. */
  readonly dbSnapshotIdentifier?: string | null;
}

/**
 * Stops an instance or a cluster and waits until it has stopped. Its result is AWS's answer, as JSON. Deferrable it cannot
 * succeed before provider 9.2.0: see `Rules.rdsKnowsStopped`.
 */
export class RdsStopDbOperator extends DbOperator<RdsStopDbOperatorArguments> {
  static override readonly argumentNames = namesOf<Omit<RdsStopDbOperatorArguments, keyof DbArguments>>({
    dbSnapshotIdentifier: true,
  });
  static override readonly templateFields = ["dbIdentifier", "dbSnapshotIdentifier", "dbType"];

  dbSnapshotIdentifier = this.args.dbSnapshotIdentifier ?? null;

  *execute(context: TaskContext): Steps<TaskDeferred | string> {
    const dbType = this.checkType();
    const { dbIdentifier: id } = this;
    const response = yield* this.#stop(context, dbType);
    if (this.args.deferrable === true) {
      const trigger = new RdsDbStoppedTrigger(this.trigger(context, id, this.deferredType(context), response));
      return this.defer({ trigger, methodName: "executeComplete" });
    }
    if (this.args.waitForCompletion ?? true) yield* this.#untilStopped(context, dbType);
    return pythonJson(response);
  }

  *#stop(context: TaskContext, dbType: DbType): Steps<Readonly<Record<string, unknown>>> {
    const { log } = context;
    const { dbIdentifier: id, dbSnapshotIdentifier: snapshot } = this;
    const client = this.rds(context);
    log.at("rds.py:888").info("Stopping DB %s '%s'", dbType, id);
    if (dbType === "instance") {
      const kept = snapshot ? { DBSnapshotIdentifier: snapshot } : {};
      return yield* settle(client.call("StopDBInstance", { DBInstanceIdentifier: id, ...kept }));
    }
    if (snapshot)
      log
        .at("rds.py:898")
        .warning("'db_snapshot_identifier' does not apply to db clusters. Remove it to silence this warning.");
    return yield* settle(client.call("StopDBCluster", { DBClusterIdentifier: id }));
  }

  *#untilStopped(context: TaskContext, dbType: DbType): Steps<void> {
    const { waiterDelay, waiterMaxAttempts } = this.wait;
    if (context.rules.rdsKnowsStopped) {
      const waiter = this.rds(context).waiter(`db_${dbType}_stopped`, identified(dbType, this.dbIdentifier));
      return yield* waitUntil(waiter, waiterDelay, waiterMaxAttempts);
    }
    const { log } = context;
    log.at("rds.py:906").info("Waiting for DB %s to reach 'stopped' state", dbType);
    for (let tries = 1; ; tries += 1) {
      const state = yield* this.#state(context, dbType);
      if (state === "stopped") break;
      log.at("rds.py:351").info("Current state is %s", state);
      if (tries >= waiterMaxAttempts) throw new AirflowException("Max attempts exceeded");
      yield sleep(waiterDelay);
    }
    log.at("rds.py:280").info("DB cluster snapshot '%s' reached the '%s' state", this.dbIdentifier, "stopped");
  }

  /** `get_db_instance_state` and `get_db_cluster_state`. The former looks for an error's code that RDS never sends. */
  *#state(context: TaskContext, dbType: DbType): Steps<string> {
    const client = this.rds(context);
    const { dbIdentifier: id } = this;
    if (dbType === "instance") {
      const { DBInstances } = yield* settle(client.call("DescribeDBInstances", { DBInstanceIdentifier: id }));
      return (DBInstances[0]?.DBInstanceStatus ?? "").toLowerCase();
    }
    try {
      const { DBClusters } = yield* settle(client.call("DescribeDBClusters", { DBClusterIdentifier: id }));
      return (DBClusters[0]?.Status ?? "").toLowerCase();
    } catch (error) {
      if (!(error instanceof ClientError) || error.code !== "DBClusterNotFoundFault") throw error;
      throw new AirflowNotFoundException(error.message);
    }
  }
}
