/**
 * RedshiftResumeClusterOperator, RedshiftPauseClusterOperator and RedshiftDeleteClusterOperator (operators/redshift_cluster.py;
 * spec/amazon-deferrable.md, section 3). While the cluster is busy they try again on their worker, before any deferral.
 * @module
 */

import { AirflowException, type TaskContext, type TaskDeferred } from "../../../definition/index.ts";
import { waitUntil } from "../../../hooks/index.ts";
import { type Body, type Seconds, type Steps, settle } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import type { NewArguments, Rules } from "../../../rules/index.ts";
import { type AwsBaseWaiterTrigger, expectSuccess, type WaiterEvent } from "../aws-operator.ts";
import { REDSHIFT } from "./api.ts";
import { type RedshiftArguments, RedshiftOperator } from "./redshift-base.ts";
import { clusterStatus, deleteCluster, isClusterBusy, tryWhileBusy } from "./redshift-hook.ts";
import {
  type ClusterTriggerArguments,
  RedshiftClusterSettledTrigger,
  RedshiftDeleteClusterTrigger,
  RedshiftPauseClusterTrigger,
  RedshiftResumeClusterTrigger,
} from "./triggers.ts";

interface ClusterStateArguments extends RedshiftArguments {
  /** Waits for the state. Default false, and true where a cluster is deleted. */
  readonly waitForCompletion?: boolean;
  /** Seconds between two looks. Default 30; to resume and pause 10 in provider 8.7.1. */
  readonly pollInterval?: Seconds;
  /** Default 30; to resume 10 and to pause 15 in provider 8.7.1. */
  readonly maxAttempts?: number;
}

/** A state that a cluster is brought into. */
interface Target {
  /** The word for the act. */
  readonly verb: string;
  readonly waiter: string;
  /** The state in which it is there. */
  readonly state: string;
  /** States from which it does not come. */
  readonly hopeless: readonly string[];
  readonly done: string;
  readonly failed: string;
}

abstract class ClusterStateOperator<Arguments extends ClusterStateArguments> extends RedshiftOperator<Arguments> {
  static override readonly argumentNames: readonly string[] = namesOf<
    Omit<ClusterStateArguments, keyof RedshiftArguments>
  >({ waitForCompletion: true, pollInterval: true, maxAttempts: true });

  protected abstract readonly target: Target;
  protected abstract act(context: TaskContext): Steps<void>;
  protected abstract trigger(given: ClusterTriggerArguments): AwsBaseWaiterTrigger<ClusterTriggerArguments>;
  /** Attempts and seconds between them where none are told. */
  protected abstract defaults(rules: Rules): readonly [attempts: number, seconds: Seconds];
  /** Tells if it defers, and if it waits where it does not. */
  protected abstract waits(rules: Rules): { readonly defers: boolean; readonly waits: boolean };

  override get onlyWaits(): boolean {
    return this.args.waitForCompletion === true;
  }

  *execute(context: TaskContext): Steps<TaskDeferred | null> {
    yield* tryWhileBusy(
      () => this.act(context),
      (left) => this.onBusy(context, left),
      this.triesWhileBusy(context.rules),
    );
    const { defers, waits } = this.waits(context.rules);
    if (defers) return yield* this.deferUnlessDone(context);
    if (!waits) return null;
    const [maxAttempts, pollInterval] = this.wait(context.rules);
    const params = { ClusterIdentifier: this.clusterIdentifier };
    yield* waitUntil(this.client(context, REDSHIFT).waiter(this.target.waiter, params), pollInterval, maxAttempts);
    return null;
  }

  protected onBusy({ log }: TaskContext, left: number): Body<void> {
    log.at("redshift_cluster.py:502").error(`Unable to ${this.target.verb} cluster. %d attempts remaining.`, left);
  }

  /** Tries, and seconds between them, where they are not those of the hook. */
  protected triesWhileBusy(_rules: Rules): readonly [tries: number, seconds: Seconds] | undefined {
    return undefined;
  }

  protected wait(rules: Rules): readonly [attempts: number, seconds: Seconds] {
    const [attempts, seconds] = this.defaults(rules);
    return [this.args.maxAttempts ?? attempts, this.args.pollInterval ?? seconds];
  }

  protected *deferUnlessDone(context: TaskContext): Steps<TaskDeferred | null> {
    const { clusterIdentifier, target } = this;
    if (context.rules.redshiftLooksBeforeItDefers) {
      const state = yield* clusterStatus(this.client(context, REDSHIFT), clusterIdentifier);
      if (state === target.state) {
        context.log.at("redshift_cluster.py:535").info(target.done);
        return null;
      }
      if (state !== null && this.isHopeless(state, context.rules))
        throw new AirflowException(`Unable to ${target.verb} cluster since cluster is currently in status: ${state}`);
    }
    const [waiterMaxAttempts, waiterDelay] = this.wait(context.rules);
    const trigger = this.trigger({ clusterIdentifier, waiterDelay, waiterMaxAttempts, ...this.connection });
    const timeout = waiterMaxAttempts * waiterDelay + 60;
    return this.defer({ trigger, methodName: "executeComplete", timeout });
  }

  protected isHopeless(state: string, _rules: Rules): boolean {
    return this.target.hopeless.includes(state);
  }

  executeComplete(context: TaskContext, { event }: { readonly event: WaiterEvent }): null {
    expectSuccess(event, `Error ${this.target.failed} cluster: `);
    context.log.at("redshift_cluster.py:535").info(this.target.done);
    return null;
  }
}

export type RedshiftResumeClusterOperatorArguments = ClusterStateArguments;

/** Resumes a cluster that is paused. */
export class RedshiftResumeClusterOperator extends ClusterStateOperator<RedshiftResumeClusterOperatorArguments> {
  static override readonly argumentNames: readonly string[] = [];

  protected readonly target = {
    verb: "resume",
    waiter: "cluster_resumed",
    state: "available",
    hopeless: ["deleting"],
    done: "Resumed cluster successfully",
    failed: "resuming",
  };

  protected *act(context: TaskContext): Steps<void> {
    const params = { ClusterIdentifier: this.clusterIdentifier };
    yield* settle(this.client(context, REDSHIFT).call("ResumeCluster", params));
  }

  protected trigger(given: ClusterTriggerArguments): RedshiftResumeClusterTrigger {
    return new RedshiftResumeClusterTrigger(given);
  }

  protected defaults({ redshiftWaits }: Rules): readonly [attempts: number, seconds: Seconds] {
    return redshiftWaits === "minutes" ? [10, 10] : [30, 30];
  }

  protected waits({ redshiftLooksBeforeItDefers: looks }: Rules) {
    const { deferrable = false, waitForCompletion = false } = this.args;
    return { defers: deferrable && (waitForCompletion || !looks), waits: waitForCompletion };
  }
}

export type RedshiftPauseClusterOperatorArguments = ClusterStateArguments;

/** Pauses a cluster that is available. In provider 8.7.1 it does not wait on its worker. */
export class RedshiftPauseClusterOperator extends ClusterStateOperator<RedshiftPauseClusterOperatorArguments> {
  static override readonly argumentNames: readonly string[] = [];
  static override readonly newArguments: NewArguments = {
    ...RedshiftOperator.newArguments,
    waitForCompletion: { amazonProvider: "9.2.0" },
  };

  protected readonly target = {
    verb: "pause",
    waiter: "cluster_paused",
    state: "paused",
    hopeless: ["deleting"],
    done: "Paused cluster successfully",
    failed: "pausing",
  };

  protected *act(context: TaskContext): Steps<void> {
    const params = { ClusterIdentifier: this.clusterIdentifier };
    yield* settle(this.client(context, REDSHIFT).call("PauseCluster", params));
  }

  protected trigger(given: ClusterTriggerArguments): RedshiftPauseClusterTrigger {
    return new RedshiftPauseClusterTrigger(given);
  }

  protected defaults({ redshiftWaits }: Rules): readonly [attempts: number, seconds: Seconds] {
    return redshiftWaits === "minutes" ? [15, 10] : [30, 30];
  }

  protected waits({ redshiftLooksBeforeItDefers: looks }: Rules) {
    const { deferrable = false, waitForCompletion = false } = this.args;
    return { defers: deferrable && (waitForCompletion || !looks), waits: waitForCompletion };
  }
}

export interface RedshiftDeleteClusterOperatorArguments extends ClusterStateArguments {
  /** Default true. */
  readonly skipFinalClusterSnapshot?: boolean;
  readonly finalClusterSnapshotIdentifier?: string | null;
}

/** Deletes a cluster. */
export class RedshiftDeleteClusterOperator extends ClusterStateOperator<RedshiftDeleteClusterOperatorArguments> {
  static override readonly argumentNames = namesOf<
    Omit<RedshiftDeleteClusterOperatorArguments, keyof ClusterStateArguments>
  >({ skipFinalClusterSnapshot: true, finalClusterSnapshotIdentifier: true });

  protected readonly target = {
    verb: "delete",
    waiter: "ClusterDeleted",
    state: "cluster_not_found",
    hopeless: ["creating", "modifying"],
    done: "Cluster deleted successfully",
    failed: "deleting",
  };

  override get onlyWaits(): boolean {
    return this.args.waitForCompletion !== false;
  }

  override *execute(context: TaskContext): Steps<TaskDeferred | null> {
    const isFromTriggers = this.args.deferrable === true && context.rules.redshiftDeletesFromTriggers;
    return isFromTriggers ? yield* this.#deleteOrDefer(context) : yield* super.execute(context);
  }

  /** Waits in the triggerer, from 9.39.0 on, until the cluster is not busy, and then until it is gone. */
  *#deleteOrDefer(context: TaskContext): Steps<TaskDeferred | null> {
    try {
      yield* this.act(context);
    } catch (error) {
      if (!isClusterBusy(error)) throw error;
      const { clusterIdentifier } = this;
      const words = "Cluster %s is busy; deferring until it settles into a deletable state.";
      context.log.info(words, clusterIdentifier);
      const [waiterMaxAttempts, waiterDelay] = this.wait(context.rules);
      const given = { clusterIdentifier, waiterDelay, waiterMaxAttempts, ...this.connection };
      const timeout = waiterMaxAttempts * waiterDelay + 60;
      const trigger = new RedshiftClusterSettledTrigger(given);
      return this.defer({ trigger, methodName: "retryDeleteWhenSettled", timeout });
    }
    return yield* this.deferUnlessDone(context);
  }

  *retryDeleteWhenSettled(
    context: TaskContext,
    { event }: { readonly event: WaiterEvent },
  ): Steps<TaskDeferred | null> {
    expectSuccess(event, "Error waiting for cluster to become deletable: ");
    return yield* this.#deleteOrDefer(context);
  }

  protected override isHopeless(state: string, rules: Rules): boolean {
    return !rules.redshiftDeletesFromTriggers && super.isHopeless(state, rules);
  }

  protected override triesWhileBusy(rules: Rules) {
    return rules.redshiftDeletesFromTriggers ? this.wait(rules) : undefined;
  }

  protected *act(context: TaskContext): Steps<void> {
    const { skipFinalClusterSnapshot = true, finalClusterSnapshotIdentifier = null } = this.args;
    const snapshot = { skipsSnapshot: skipFinalClusterSnapshot, snapshot: finalClusterSnapshotIdentifier };
    yield* deleteCluster(this.client(context, REDSHIFT), this.clusterIdentifier, snapshot);
  }

  /** Asks for the state between its tries, if only for the log, from provider 9.8.0 on. */
  protected override onBusy(context: TaskContext, left: number): Body<void> {
    return context.rules.redshiftTellsStateOfBusyClusters
      ? this.#tellState(context, left)
      : super.onBusy(context, left);
  }

  *#tellState(context: TaskContext, left: number): Steps<void> {
    const described = this.client(context, REDSHIFT).call("DescribeClusters", {
      ClusterIdentifier: this.clusterIdentifier,
    });
    const [cluster] = (yield* settle(described)).Clusters;
    context.log
      .at("redshift_cluster.py:728")
      .error("Cluster in %s state, unable to delete. %d attempts remaining.", cluster?.ClusterStatus, left);
  }

  protected trigger(given: ClusterTriggerArguments): RedshiftDeleteClusterTrigger {
    return new RedshiftDeleteClusterTrigger(given);
  }

  protected defaults(): readonly [attempts: number, seconds: Seconds] {
    return [30, 30];
  }

  protected waits() {
    const { deferrable = false, waitForCompletion = true } = this.args;
    return { defers: deferrable, waits: waitForCompletion };
  }
}
