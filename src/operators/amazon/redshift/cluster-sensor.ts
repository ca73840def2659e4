/**
 * RedshiftClusterSensor and its trigger (sensors/redshift_cluster.py, triggers/redshift_cluster.py).
 * @module
 */

import {
  AirflowException,
  CancelledError,
  exceptionMessage,
  type TaskContext,
  type TaskDeferred,
  type TriggerContext,
  TriggerEvent,
  type TriggerRun,
  type TriggerStep,
} from "../../../definition/index.ts";
import { AwsClient, usingAsyncClient } from "../../../hooks/index.ts";
import { type Body, type Seconds, type Steps, settle, sleep } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import { BaseSensor, BaseTrigger } from "../../index.ts";
import { AwsBaseSensor, type AwsSensorArguments, type TriggerConnection, type WaiterEvent } from "../aws-operator.ts";
import { awsBaseSince } from "../connection.ts";
import { REDSHIFT } from "./api.ts";
import { clusterStatus } from "./redshift-hook.ts";

export interface RedshiftClusterSensorArguments extends AwsSensorArguments {
  /** Rendered with Jinja. */
  readonly clusterIdentifier: string;
  /** `cluster_not_found` is one too, but not in the triggerer. Default `available`. Rendered with Jinja. */
  readonly targetStatus?: string;
  /** Waits in the triggerer. Default false. From provider 9.2.0 on. */
  readonly deferrable?: boolean;
}

/** Waits for a cluster to be in a state. Deferrable it looks once before it defers. */
export class RedshiftClusterSensor extends AwsBaseSensor<RedshiftClusterSensorArguments> {
  static override readonly argumentNames = namesOf<Omit<RedshiftClusterSensorArguments, keyof AwsSensorArguments>>({
    clusterIdentifier: true,
    targetStatus: true,
    deferrable: true,
  });
  static override readonly newArguments: NewArguments = {
    ...BaseSensor.newArguments,
    ...awsBaseSince("9.25.0"),
    deferrable: { amazonProvider: "9.2.0" },
  };
  static override readonly templateFields = ["clusterIdentifier", "targetStatus"];

  clusterIdentifier = this.args.clusterIdentifier;
  targetStatus = this.args.targetStatus ?? "available";

  *poke(context: TaskContext): Steps<boolean> {
    const { clusterIdentifier, targetStatus } = this;
    const status = yield* clusterStatus(this.client(context, REDSHIFT), clusterIdentifier);
    context.log
      .at("redshift_cluster.py:63")
      .info("Poked cluster %s for status '%s', found status '%s'", clusterIdentifier, targetStatus, status);
    return status === targetStatus;
  }

  override execute(context: TaskContext): Body<unknown> {
    return this.args.deferrable === true ? this.#pokeOrDefer(context) : this.pokeUntilDone(context);
  }

  *#pokeOrDefer(context: TaskContext): Steps<TaskDeferred | null> {
    context.recordPoke();
    if (yield* this.poke(context)) return null;
    const { clusterIdentifier, targetStatus, pokeInterval } = this;
    const trigger = new RedshiftClusterTrigger({ clusterIdentifier, targetStatus, pokeInterval, ...this.connection });
    return this.defer({ trigger, methodName: "executeComplete", timeout: this.timeout });
  }

  executeComplete({ log }: TaskContext, { event }: { readonly event: WaiterEvent }): null {
    if (event.status === "error") throw new AirflowException(`${event.status}: ${event["message"]}`);
    log.at("redshift_cluster.py:100").info("%s completed successfully.", this.taskId);
    const { clusterIdentifier, targetStatus } = this;
    log.at("redshift_cluster.py:101").info("Cluster Identifier %s is in %s state", clusterIdentifier, targetStatus);
    return null;
  }
}

interface RedshiftClusterTriggerArguments extends TriggerConnection {
  readonly clusterIdentifier: string;
  readonly targetStatus: string;
  readonly pokeInterval: Seconds;
}

/** Waits for a cluster to be in a state, by a loop of its own. An error is an event. */
export class RedshiftClusterTrigger extends BaseTrigger<RedshiftClusterTriggerArguments> {
  override *run(context: TriggerContext): TriggerRun {
    try {
      while ((yield* usingAsyncClient(context, this.#look(context))) !== this.kwargs.targetStatus)
        yield sleep(this.kwargs.pokeInterval);
      yield new TriggerEvent({ status: "success", message: "target state met" });
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      yield new TriggerEvent({ status: "error", message: exceptionMessage(error) });
    }
  }

  *#look(context: TriggerContext): Generator<TriggerStep, string | null, unknown> {
    const { clusterIdentifier, awsConnId, regionName } = this.kwargs;
    const client = new AwsClient(context, REDSHIFT, { awsConnId, regionName });
    const described = client.call("DescribeClusters", { ClusterIdentifier: clusterIdentifier });
    return (yield* settle(described)).Clusters[0]?.ClusterStatus ?? null;
  }
}
