/**
 * EksCreateClusterOperator (operators/eks.py).
 * @module
 */

import { AirflowException, type TaskContext, type TaskDeferred } from "../../../definition/index.ts";
import { ClientError, WaiterError, waitUntil } from "../../../hooks/index.ts";
import { type Steps, settle } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import { expectSuccess, type WaiterEvent } from "../aws-operator.ts";
import { checkCompute, createFargateProfile, createNodegroup } from "./compute.ts";
import { deleteCluster, type EksArguments, EksOperator } from "./eks-base.ts";
import {
  EksCreateClusterTrigger,
  EksCreateFargateProfileTrigger,
  EksCreateNodegroupTrigger,
  EksDeleteClusterTrigger,
} from "./triggers.ts";

type Kwargs = Readonly<Record<string, unknown>>;

export interface EksCreateClusterOperatorArguments extends EksArguments {
  /** Rendered with Jinja. */
  readonly clusterRoleArn: string;
  /** Rendered with Jinja. */
  readonly resourcesVpcConfig: Kwargs;
  /** Made along with the cluster: `nodegroup`, `fargate`, or null for nothing. Default `nodegroup`. Rendered with Jinja. */
  readonly compute?: string | null;
  /** More arguments of the call. Rendered with Jinja. */
  readonly createClusterKwargs?: Kwargs | null;
  /** Default `nodegroup`. Rendered with Jinja. */
  readonly nodegroupName?: string;
  /** Has to be there for a node group. Rendered with Jinja. */
  readonly nodegroupRoleArn?: string | null;
  /** More arguments of that call. Rendered with Jinja. */
  readonly createNodegroupKwargs?: Kwargs | null;
  /** Default `profile`. Rendered with Jinja. */
  readonly fargateProfileName?: string;
  /** Has to be there for a Fargate profile. Rendered with Jinja. */
  readonly fargatePodExecutionRoleArn?: string | null;
  /** Default the namespace `default`. Rendered with Jinja. */
  readonly fargateSelectors?: readonly unknown[] | null;
  /** More arguments of that call. Rendered with Jinja. */
  readonly createFargateProfileKwargs?: Kwargs | null;
  /** Counts for a node group that the worker waits for when deferred, which it never does. Default true. */
  readonly deleteNodegroupOnFailure?: boolean;
}

/** Makes a cluster of EKS and, once it is active, a node group or a Fargate profile. A cluster that fails is deleted. */
export class EksCreateClusterOperator extends EksOperator<EksCreateClusterOperatorArguments> {
  static override readonly argumentNames = namesOf<Omit<EksCreateClusterOperatorArguments, keyof EksArguments>>({
    clusterRoleArn: true,
    resourcesVpcConfig: true,
    compute: true,
    createClusterKwargs: true,
    nodegroupName: true,
    nodegroupRoleArn: true,
    createNodegroupKwargs: true,
    fargateProfileName: true,
    fargatePodExecutionRoleArn: true,
    fargateSelectors: true,
    createFargateProfileKwargs: true,
    deleteNodegroupOnFailure: true,
  });
  static override readonly newArguments: NewArguments = {
    ...EksOperator.newArguments,
    deleteNodegroupOnFailure: { amazonProvider: "9.25.0" },
  };
  static override readonly templateFields = [
    "clusterName",
    "clusterRoleArn",
    "resourcesVpcConfig",
    "createClusterKwargs",
    "compute",
    "nodegroupName",
    "nodegroupRoleArn",
    "createNodegroupKwargs",
    "fargateProfileName",
    "fargatePodExecutionRoleArn",
    "fargateSelectors",
    "createFargateProfileKwargs",
  ];

  protected readonly defaultWait = { waiterDelay: 30, waiterMaxAttempts: 40 };

  clusterRoleArn = this.args.clusterRoleArn;
  resourcesVpcConfig = this.args.resourcesVpcConfig;
  createClusterKwargs = this.args.createClusterKwargs ?? {};
  compute = this.args.compute === undefined ? "nodegroup" : this.args.compute;
  nodegroupName = this.args.nodegroupName ?? "nodegroup";
  nodegroupRoleArn = this.args.nodegroupRoleArn ?? null;
  createNodegroupKwargs = this.args.createNodegroupKwargs ?? {};
  fargateProfileName = this.args.fargateProfileName ?? "profile";
  fargatePodExecutionRoleArn = this.args.fargatePodExecutionRoleArn ?? null;
  fargateSelectors = this.args.fargateSelectors || [{ namespace: "default" }];
  createFargateProfileKwargs = this.args.createFargateProfileKwargs ?? {};

  override get onlyWaits(): boolean {
    return Boolean(this.compute) || this.args.waitForCompletion === true;
  }

  *execute(context: TaskContext): Steps<TaskDeferred | null> {
    const { clusterName: name, compute, wait } = this;
    const { waitForCompletion = false, deferrable = false } = this.args;
    if (compute) checkCompute(compute, { nodegroup: this.nodegroupRoleArn, fargate: this.fargatePodExecutionRoleArn });
    const client = this.eks(context);
    const { clusterRoleArn: roleArn, resourcesVpcConfig, createClusterKwargs } = this;
    yield* settle(client.call("CreateCluster", { name, roleArn, resourcesVpcConfig, ...createClusterKwargs }));
    context.log.at("eks.py:122").info("Created Amazon EKS cluster with the name %s.", name);
    if (!compute && !waitForCompletion && !deferrable) return null;
    context.log.at("eks.py:287").info("Waiting for EKS Cluster to provision. This will take some time.");
    if (deferrable) {
      const trigger = new EksCreateClusterTrigger({ clusterName: name, ...wait, ...this.connection });
      return this.defer({ trigger, methodName: "deferrableCreateClusterNext", timeout: this.waitSeconds });
    }
    const { waiterDelay, waiterMaxAttempts } = wait;
    try {
      yield* waitUntil(client.waiter("ClusterActive", { name }), waiterDelay, waiterMaxAttempts);
    } catch (error) {
      if (!(error instanceof ClientError || error instanceof WaiterError)) throw error;
      context.log.at("eks.py:309").error("Cluster failed to start and will be torn down.\n %s", error.message);
      yield* deleteCluster(context, client, name);
      yield* waitUntil(client.waiter("ClusterDeleted", { name }), waiterDelay, waiterMaxAttempts);
      throw error;
    }
    yield* this.#createCompute(context, waitForCompletion);
    return null;
  }

  *#createCompute(context: TaskContext, waits: boolean): Steps<void> {
    const { clusterName, nodegroupName, fargateProfileName } = this;
    const wait = waits ? this.wait : undefined;
    const { subnetIds } = this.resourcesVpcConfig as { readonly subnetIds?: readonly string[] };
    if (this.compute === "nodegroup" && nodegroupName) {
      const { nodegroupRoleArn: nodeRole, createNodegroupKwargs: kwargs } = this;
      const plan = { clusterName, nodegroupName, nodeRole, subnets: subnetIds ?? [], kwargs, deletesOnFailure: true };
      yield* createNodegroup(context, this.eks(context), plan, wait);
    } else if (this.compute === "fargate" && fargateProfileName) {
      const { fargatePodExecutionRoleArn: podExecutionRoleArn, fargateSelectors: selectors } = this;
      const kwargs = this.createFargateProfileKwargs;
      const plan = { clusterName, fargateProfileName, podExecutionRoleArn, selectors, kwargs };
      yield* createFargateProfile(context, this.eks(context), plan, wait);
    }
  }

  *deferrableCreateClusterNext(
    context: TaskContext,
    { event }: { readonly event: WaiterEvent },
  ): Steps<TaskDeferred | null> {
    const { clusterName, nodegroupName, fargateProfileName, wait, connection } = this;
    const { log, rules } = context;
    const timeout = this.waitSeconds;
    if (event.status === "failed") {
      log.at("eks.py:339").error("Cluster failed to start and will be torn down.");
      yield* deleteCluster(context, this.eks(context), clusterName);
      const [waiterDelay, waiterMaxAttempts] = [String(wait.waiterDelay), String(wait.waiterMaxAttempts)];
      const given = { clusterName, waiterDelay, waiterMaxAttempts, forceDeleteCompute: false, ...connection };
      return this.defer({ trigger: new EksDeleteClusterTrigger(given), methodName: "executeFailed", timeout });
    }
    log.at("eks.py:354").info("Cluster is ready to provision compute.");
    yield* this.#createCompute(context, false);
    const methodName = "executeComplete";
    if (this.compute === "fargate") {
      const given = { clusterName, fargateProfileName, ...wait, ...connection };
      return this.defer({ trigger: new EksCreateFargateProfileTrigger(given), methodName, timeout });
    }
    if (this.compute !== "nodegroup" && !rules.eksAlwaysAwaitsNodegroup) return null;
    const given = { clusterName, nodegroupName, ...wait, ...connection };
    return this.defer({ trigger: new EksCreateNodegroupTrigger(given), methodName, timeout });
  }

  executeFailed({ log }: TaskContext): never {
    log.at("eks.py:404").info("Cluster deleted");
    throw new AirflowException("Error creating cluster");
  }

  executeComplete({ log }: TaskContext, { event }: { readonly event: WaiterEvent }): void {
    const resource = this.compute === "fargate" ? "fargate profile" : this.compute;
    expectSuccess(event, `Error creating ${resource}: `);
    log.at("eks.py:415").info("%s created successfully", resource);
  }
}
