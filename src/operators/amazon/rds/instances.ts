/**
 * Instances that are made and deleted (operators/rds.py).
 * @module
 */

import type { TaskContext, TaskDeferred } from "../../../definition/index.ts";
import { waitWithLogging } from "../../../hooks/index.ts";
import { type Steps, settle } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import { pythonJson } from "../../../python/index.ts";
import type { BaseTrigger } from "../../index.ts";
import { RdsBaseOperator, RdsDbAvailableTrigger, RdsDbDeletedTrigger, type RdsOperatorArguments } from "./rds-base.ts";

type Settings = Readonly<Record<string, unknown>>;

interface InstanceArguments extends RdsOperatorArguments {
  /** Rendered with Jinja. */
  readonly dbInstanceIdentifier: string;
  /** More of what AWS is told. Rendered with Jinja. */
  readonly rdsKwargs?: Settings | null;
}

abstract class InstanceOperator<Arguments extends InstanceArguments> extends RdsBaseOperator<Arguments> {
  static override readonly argumentNames: readonly string[] = namesOf<
    Omit<InstanceArguments, keyof RdsOperatorArguments>
  >({ dbInstanceIdentifier: true, rdsKwargs: true });

  protected readonly defaultAttempts = 60;

  dbInstanceIdentifier = this.args.dbInstanceIdentifier;
  rdsKwargs = this.args.rdsKwargs ?? {};

  /** Waits as it is told for what it has asked AWS to do, and returns what AWS has answered. */
  protected *waitFor(
    context: TaskContext,
    response: Settings,
    { waiter, makeTrigger }: { readonly waiter: string; makeTrigger(given: TriggerArguments): BaseTrigger<object> },
  ): Steps<TaskDeferred | string> {
    const { waiterDelay, waiterMaxAttempts } = this.wait;
    const id = this.dbInstanceIdentifier;
    if (this.args.deferrable === true) {
      const trigger = makeTrigger(this.trigger(context, id, "instance", response));
      return this.defer({ trigger, methodName: "executeComplete", timeout: waiterDelay * waiterMaxAttempts });
    }
    if (this.args.waitForCompletion ?? true)
      yield* waitWithLogging(context, this.rds(context).waiter(waiter, { DBInstanceIdentifier: id }), {
        delaySeconds: waiterDelay,
        maxAttempts: waiterMaxAttempts,
        failureMessage: this.failure.slice(0, -2),
        statusMessage: "DB Instance status is",
        status: ["DBInstances[0].DBInstanceStatus"],
      });
    return pythonJson(response);
  }
}

type TriggerArguments = ConstructorParameters<typeof RdsDbAvailableTrigger>[0];

export interface RdsCreateDbInstanceOperatorArguments extends InstanceArguments {
  /** `db.t3.micro`, say. Rendered with Jinja. */
  readonly dbInstanceClass: string;
  /** Rendered with Jinja. */
  readonly engine: string;
}

/** Makes an instance and waits until it is available. Its result is AWS's answer, as JSON. */
export class RdsCreateDbInstanceOperator extends InstanceOperator<RdsCreateDbInstanceOperatorArguments> {
  static override readonly argumentNames = namesOf<Omit<RdsCreateDbInstanceOperatorArguments, keyof InstanceArguments>>(
    { dbInstanceClass: true, engine: true },
  );
  static override readonly templateFields = ["dbInstanceIdentifier", "dbInstanceClass", "engine", "rdsKwargs"];

  dbInstanceClass = this.args.dbInstanceClass;
  engine = this.args.engine;
  protected readonly failure = "DB instance creation failed: ";

  *execute(context: TaskContext): Steps<TaskDeferred | string> {
    context.log.at("rds.py:603").info("Creating new DB instance %s", this.dbInstanceIdentifier);
    const params = {
      DBInstanceIdentifier: this.dbInstanceIdentifier,
      DBInstanceClass: this.dbInstanceClass,
      Engine: this.engine,
      ...this.rdsKwargs,
    };
    const response = yield* settle(this.rds(context).call("CreateDBInstance", params));
    const makeTrigger = (given: TriggerArguments) => new RdsDbAvailableTrigger(given);
    return yield* this.waitFor(context, response, { waiter: "db_instance_available", makeTrigger });
  }
}

export interface RdsDeleteDbInstanceOperatorArguments extends InstanceArguments {}

/** Deletes an instance and waits until it is gone. Its result is AWS's answer, as JSON. */
export class RdsDeleteDbInstanceOperator extends InstanceOperator<RdsDeleteDbInstanceOperatorArguments> {
  static override readonly argumentNames: readonly string[] = [];
  static override readonly templateFields = ["dbInstanceIdentifier", "rdsKwargs"];

  protected readonly failure = "DB instance deletion failed: ";

  *execute(context: TaskContext): Steps<TaskDeferred | string> {
    context.log.at("rds.py:688").info("Deleting DB instance %s", this.dbInstanceIdentifier);
    const params = { DBInstanceIdentifier: this.dbInstanceIdentifier, ...this.rdsKwargs };
    const response = yield* settle(this.rds(context).call("DeleteDBInstance", params));
    const makeTrigger = (given: TriggerArguments) => new RdsDbDeletedTrigger(given);
    return yield* this.waitFor(context, response, { waiter: "db_instance_deleted", makeTrigger });
  }
}
