/**
 * EksDeleteClusterOperator, EksDeleteNodegroupOperator and EksDeleteFargateProfileOperator (operators/eks.py).
 * @module
 */

import type { TaskContext, TaskDeferred } from "../../../definition/index.ts";
import { waitUntil } from "../../../hooks/index.ts";
import { type Steps, settle } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import { expectSuccess, type WaiterEvent } from "../aws-operator.ts";
import { FARGATE_PROFILES, NODEGROUPS } from "./compute.ts";
import {
  deleteCluster,
  deleteFargateProfile,
  deleteNodegroup,
  type EksArguments,
  EksOperator,
  whileInUse,
} from "./eks-base.ts";
import { EksDeleteClusterTrigger, EksDeleteFargateProfileTrigger, EksDeleteNodegroupTrigger } from "./triggers.ts";

/** An operator that deletes something. */
abstract class EksDeleteOperator<Arguments extends EksArguments> extends EksOperator<Arguments> {
  /** Waits in the worker. From 9.39.0 on its own delay and attempts count, before those of the waiter, 30 s apart. */
  protected *waitInWorker(context: TaskContext, waiter: string, params: object, attempts: number): Steps<void> {
    const isAsTold = context.rules.eksDeletesWaitAsTold;
    const { waiterDelay, waiterMaxAttempts } = isAsTold ? this.wait : { waiterDelay: 30, waiterMaxAttempts: attempts };
    yield* waitUntil(this.eks(context).waiter(waiter, params), waiterDelay, waiterMaxAttempts);
  }
}

export interface EksDeleteClusterOperatorArguments extends EksArguments {
  /** Deletes its node groups and Fargate profiles first. Default false. */
  readonly forceDeleteCompute?: boolean;
}

/** Deletes a cluster of EKS, and may wait until it is gone. Deferred it fails before 9.2.0: its trigger is broken. */
export class EksDeleteClusterOperator extends EksDeleteOperator<EksDeleteClusterOperatorArguments> {
  static override readonly argumentNames = namesOf<Omit<EksDeleteClusterOperatorArguments, keyof EksArguments>>({
    forceDeleteCompute: true,
  });
  static override readonly templateFields = ["clusterName"];

  protected readonly defaultWait = { waiterDelay: 30, waiterMaxAttempts: 40 };

  *execute(context: TaskContext): Steps<TaskDeferred | null> {
    const { clusterName, wait } = this;
    const { forceDeleteCompute = false, deferrable = false, waitForCompletion = false } = this.args;
    if (deferrable) {
      const [waiterDelay, waiterMaxAttempts] = [String(wait.waiterDelay), String(wait.waiterMaxAttempts)];
      const given = { clusterName, waiterDelay, waiterMaxAttempts, forceDeleteCompute, ...this.connection };
      const timeout = this.waitSeconds;
      return this.defer({ trigger: new EksDeleteClusterTrigger(given), methodName: "executeComplete", timeout });
    }
    if (forceDeleteCompute) {
      yield* this.#deleteNodegroups(context);
      yield* this.#deleteFargateProfiles(context);
    }
    yield* whileInUse(context, () => deleteCluster(context, this.eks(context), clusterName));
    if (!waitForCompletion) return null;
    context.log.at("eks.py:733").info("Waiting for cluster to delete.  This will take some time.");
    yield* this.waitInWorker(context, "ClusterDeleted", { name: clusterName }, 40);
    return null;
  }

  *#deleteNodegroups(context: TaskContext): Steps<void> {
    const { clusterName } = this;
    const { log } = context;
    const client = this.eks(context);
    const names: string[] = [];
    for (let nextToken: string | undefined = ""; nextToken !== undefined; ) {
      const page: { readonly nodegroups: readonly string[]; readonly nextToken?: string } = yield* settle(
        client.call("ListNodegroups", { clusterName, nextToken }),
      );
      names.push(...page.nodegroups);
      nextToken = page.nextToken;
    }
    this.#tell(context, 745, names, "nodegroups", NODEGROUPS);
    if (names.length > 0) {
      for (const name of names) yield* whileInUse(context, () => deleteNodegroup(context, client, clusterName, name));
      log.at("eks.py:749").info("Waiting for all nodegroups to delete.  This will take some time.");
      yield* this.waitInWorker(context, "all_nodegroups_deleted", { clusterName }, 60);
    }
    log.at("eks.py:751").info("No %s remain, deleting cluster.", NODEGROUPS);
  }

  *#deleteFargateProfiles(context: TaskContext): Steps<void> {
    const { clusterName } = this;
    const { log } = context;
    const client = this.eks(context);
    const names: string[] = [];
    for (let nextToken: string | undefined = ""; nextToken !== undefined; ) {
      const page: { readonly fargateProfileNames: readonly string[]; readonly nextToken?: string } = yield* settle(
        client.call("ListFargateProfiles", { clusterName, nextToken }),
      );
      names.push(...page.fargateProfileNames);
      nextToken = page.nextToken;
    }
    this.#tell(context, 762, names, "fargateProfileNames", FARGATE_PROFILES);
    if (names.length > 0)
      log.at("eks.py:763").info("Waiting for Fargate profiles to delete.  This will take some time.");
    for (const fargateProfileName of names) {
      yield* whileInUse(context, () => deleteFargateProfile(context, client, clusterName, fargateProfileName));
      yield* this.waitInWorker(context, "FargateProfileDeleted", { clusterName, fargateProfileName }, 60);
    }
    log.at("eks.py:772").info("No %s remain, deleting cluster.", FARGATE_PROFILES);
  }

  #tell({ log }: TaskContext, line: number, names: readonly string[], key: string, compute: string): void {
    log.at("eks.py:506").info("Retrieved list of %s %s.", names.length, key);
    if (names.length === 0) return;
    const words = "A cluster can not be deleted with attached %s.  Deleting %s %s.";
    log.at(`eks.py:${line}`).info(words, compute, names.length, compute);
  }

  executeComplete({ log, rules }: TaskContext): void {
    if (rules.eksDeletesWaitAsTold) log.at("eks.py:779").info("Cluster deleted successfully.");
  }
}

export interface EksDeleteNodegroupOperatorArguments extends EksArguments {
  /** Rendered with Jinja. */
  readonly nodegroupName: string;
}

/** Deletes a node group of a cluster of EKS, and may wait until it is gone. */
export class EksDeleteNodegroupOperator extends EksDeleteOperator<EksDeleteNodegroupOperatorArguments> {
  static override readonly argumentNames = namesOf<Omit<EksDeleteNodegroupOperatorArguments, keyof EksArguments>>({
    nodegroupName: true,
  });
  static override readonly templateFields = ["clusterName", "nodegroupName"];

  protected readonly defaultWait = { waiterDelay: 30, waiterMaxAttempts: 40 };

  nodegroupName = this.args.nodegroupName;

  *execute(context: TaskContext): Steps<TaskDeferred | null> {
    const { clusterName, nodegroupName, wait } = this;
    const { deferrable = false, waitForCompletion = false } = this.args;
    const client = this.eks(context);
    yield* whileInUse(context, () => deleteNodegroup(context, client, clusterName, nodegroupName));
    if (deferrable) {
      const trigger = new EksDeleteNodegroupTrigger({ clusterName, nodegroupName, ...wait, ...this.connection });
      const timeout = this.waitSeconds + 60;
      return this.defer({ trigger, methodName: "executeComplete", timeout });
    }
    if (!waitForCompletion) return null;
    context.log.at("eks.py:861").info("Waiting for nodegroup to delete.  This will take some time.");
    yield* this.waitInWorker(context, "NodegroupDeleted", { clusterName, nodegroupName }, 40);
    return null;
  }

  executeComplete(_context: TaskContext, { event }: { readonly event: WaiterEvent }): void {
    expectSuccess(event, "Error deleting nodegroup: ");
  }
}

export interface EksDeleteFargateProfileOperatorArguments extends EksArguments {
  /** Rendered with Jinja. */
  readonly fargateProfileName: string;
}

/** Deletes a Fargate profile of a cluster of EKS, and may wait until it is gone. */
export class EksDeleteFargateProfileOperator extends EksDeleteOperator<EksDeleteFargateProfileOperatorArguments> {
  static override readonly argumentNames = namesOf<Omit<EksDeleteFargateProfileOperatorArguments, keyof EksArguments>>({
    fargateProfileName: true,
  });
  static override readonly templateFields = ["clusterName", "fargateProfileName"];

  protected readonly defaultWait = { waiterDelay: 30, waiterMaxAttempts: 60 };

  fargateProfileName = this.args.fargateProfileName;

  *execute(context: TaskContext): Steps<TaskDeferred | null> {
    const { clusterName, fargateProfileName, wait } = this;
    const { deferrable = false, waitForCompletion = false } = this.args;
    const client = this.eks(context);
    yield* whileInUse(context, () => deleteFargateProfile(context, client, clusterName, fargateProfileName));
    if (deferrable) {
      const given = { clusterName, fargateProfileName, ...wait, ...this.connection };
      const timeout = this.waitSeconds + 60;
      const trigger = new EksDeleteFargateProfileTrigger(given);
      return this.defer({ trigger, methodName: "executeComplete", timeout });
    }
    if (!waitForCompletion) return null;
    context.log.at("eks.py:952").info("Waiting for Fargate profile to delete.  This will take some time.");
    const waiter = this.eks(context).waiter("FargateProfileDeleted", { clusterName, fargateProfileName });
    yield* waitUntil(waiter, wait.waiterDelay, wait.waiterMaxAttempts);
    return null;
  }

  executeComplete({ log }: TaskContext, { event }: { readonly event: WaiterEvent }): void {
    expectSuccess(event, "Error deleting Fargate profile: ");
    log.at("eks.py:963").info("Fargate profile deleted successfully");
  }
}
