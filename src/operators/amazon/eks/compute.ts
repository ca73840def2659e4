/**
 * Node groups and Fargate profiles of a cluster, and the operators that make them (operators/eks.py `_create_compute`).
 * @module
 */

import { isAirflowException, type TaskContext, type TaskDeferred, ValueError } from "../../../definition/index.ts";
import { type AwsClient, ClientError, waitWithLogging } from "../../../hooks/index.ts";
import { type Steps, settle } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import { pythonLiteral } from "../../../python/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import { expectSuccess, type WaiterEvent } from "../aws-operator.ts";
import type { EksOperations } from "./api.ts";
import { deleteNodegroup, type EksArguments, EksOperator, type EksWait, whileInUse } from "./eks-base.ts";
import { EksCreateFargateProfileTrigger, EksCreateNodegroupTrigger } from "./triggers.ts";

type Kwargs = Readonly<Record<string, unknown>>;

/** A node group to be made. */
export interface NodegroupPlan {
  readonly clusterName: string;
  readonly nodegroupName: string;
  readonly nodeRole: string | null;
  readonly subnets: readonly string[];
  readonly kwargs: Kwargs;
  readonly deletesOnFailure: boolean;
}

/** Makes a node group, and may wait for it. From 9.25.0 on one that fails meanwhile is deleted. */
export function* createNodegroup(
  context: TaskContext,
  client: AwsClient<EksOperations>,
  plan: NodegroupPlan,
  wait: EksWait | undefined,
): Steps<void> {
  const { clusterName, nodegroupName, nodeRole, subnets, kwargs, deletesOnFailure } = plan;
  const { log, rules } = context;
  const { tags = {}, ...others } = kwargs as { readonly tags?: Readonly<Record<string, string>> };
  const owned = { [`kubernetes.io/cluster/${clusterName}`]: "owned", ...tags };
  const given = { clusterName, nodegroupName, subnets, nodeRole, tags: owned, ...others };
  yield* settle(client.call("CreateNodegroup", given));
  const words = "Created an Amazon EKS managed node group named %s in Amazon EKS cluster %s";
  log.at("eks.py:167").info(words, nodegroupName, clusterName);
  if (wait === undefined) return;
  log.at("eks.py:102").info("Waiting for nodegroup to provision.  This will take some time.");
  try {
    yield* waitWithLogging(context, client.waiter("NodegroupActive", { clusterName, nodegroupName }), {
      ...waitOf(wait),
      failureMessage: "Nodegroup creation failed",
      statusMessage: "Nodegroup status is",
      status: ["nodegroup.status"],
    });
  } catch (error) {
    if (!isAirflowException(error, rules) || !rules.eksDeletesFailedNodegroups) throw error;
    const [group, cluster] = [nodegroupName, clusterName];
    log.error("Nodegroup '%s' in cluster '%s' failed after creation during wait phase", group, cluster);
    if (deletesOnFailure) yield* tryToDelete(context, client, clusterName, nodegroupName);
    throw error;
  }
}

function* tryToDelete(
  context: TaskContext,
  client: AwsClient<EksOperations>,
  clusterName: string,
  nodegroupName: string,
): Steps<void> {
  try {
    yield* whileInUse(context, () => deleteNodegroup(context, client, clusterName, nodegroupName));
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    const words = "Failed to cleanup nodegroup '%s' in cluster '%s' after failure; manual cleanup may be required.";
    context.log.error(words, nodegroupName, clusterName);
  }
}

/** A Fargate profile to be made. */
export interface FargatePlan {
  readonly clusterName: string;
  readonly fargateProfileName: string;
  readonly podExecutionRoleArn: string | null;
  readonly selectors: readonly unknown[];
  readonly kwargs: Kwargs;
}

/** Makes a Fargate profile, and may wait for it. */
export function* createFargateProfile(
  context: TaskContext,
  client: AwsClient<EksOperations>,
  { kwargs, ...plan }: FargatePlan,
  wait: EksWait | undefined,
): Steps<void> {
  const { clusterName, fargateProfileName } = plan;
  const { log } = context;
  yield* settle(client.call("CreateFargateProfile", { ...plan, ...kwargs }));
  const words = "Created AWS Fargate profile with the name %s for Amazon EKS cluster %s.";
  log.at("eks.py:205").info(words, fargateProfileName, clusterName);
  if (wait === undefined) return;
  log.at("eks.py:125").info("Waiting for Fargate profile to provision.  This will take some time.");
  yield* waitWithLogging(context, client.waiter("FargateProfileActive", { clusterName, fargateProfileName }), {
    ...waitOf(wait),
    failureMessage: "Fargate profile creation failed",
    statusMessage: "Fargate profile status is",
    status: ["fargateProfile.status"],
  });
}

const waitOf = ({ waiterDelay, waiterMaxAttempts }: EksWait) => ({
  delaySeconds: waiterDelay,
  maxAttempts: waiterMaxAttempts,
});

export interface EksCreateNodegroupOperatorArguments extends EksArguments {
  /** A list, or a text that shows one as Python does. Rendered with Jinja. */
  readonly nodegroupSubnets: readonly string[] | string;
  /** Rendered with Jinja. */
  readonly nodegroupRoleArn: string;
  /** Default `nodegroup`. Rendered with Jinja. */
  readonly nodegroupName?: string;
  /** More arguments of the call. Rendered with Jinja. */
  readonly createNodegroupKwargs?: Kwargs | null;
  /** Deletes one that has failed while the worker waits. Default true. */
  readonly deleteNodegroupOnFailure?: boolean;
}

/** Makes a managed node group of a cluster of EKS, and may wait for it. */
export class EksCreateNodegroupOperator extends EksOperator<EksCreateNodegroupOperatorArguments> {
  static override readonly argumentNames = namesOf<Omit<EksCreateNodegroupOperatorArguments, keyof EksArguments>>({
    nodegroupSubnets: true,
    nodegroupRoleArn: true,
    nodegroupName: true,
    createNodegroupKwargs: true,
    deleteNodegroupOnFailure: true,
  });
  static override readonly newArguments: NewArguments = {
    ...EksOperator.newArguments,
    deleteNodegroupOnFailure: { amazonProvider: "9.25.0" },
  };
  static override readonly templateFields = [
    "clusterName",
    "nodegroupSubnets",
    "nodegroupRoleArn",
    "nodegroupName",
    "createNodegroupKwargs",
  ];

  protected readonly defaultWait = { waiterDelay: 30, waiterMaxAttempts: 80 };

  nodegroupSubnets = this.args.nodegroupSubnets;
  nodegroupRoleArn = this.args.nodegroupRoleArn;
  nodegroupName = this.args.nodegroupName ?? "nodegroup";
  createNodegroupKwargs = this.args.createNodegroupKwargs ?? {};

  *execute(context: TaskContext): Steps<TaskDeferred | null> {
    const { clusterName, nodegroupName, nodegroupRoleArn: nodeRole, createNodegroupKwargs: kwargs, wait } = this;
    const {
      waitForCompletion = false,
      deferrable = false,
      deleteNodegroupOnFailure: deletesOnFailure = true,
    } = this.args;
    context.log.at("eks.py:490").info(this.taskId);
    const plan = { clusterName, nodegroupName, nodeRole, subnets: this.#subnets(context), kwargs, deletesOnFailure };
    const waits = waitForCompletion && !deferrable;
    yield* createNodegroup(context, this.eks(context), plan, waits ? wait : undefined);
    if (!deferrable) return null;
    const trigger = new EksCreateNodegroupTrigger({ clusterName, nodegroupName, ...wait, ...this.connection });
    const timeout = this.waitSeconds + 60;
    return this.defer({ trigger, methodName: "executeComplete", timeout });
  }

  #subnets({ log }: TaskContext): readonly string[] {
    const { nodegroupSubnets: given } = this;
    if (typeof given !== "string") return given;
    if (given === "") return [];
    try {
      return pythonLiteral(given) as readonly string[];
    } catch {
      const words =
        "The nodegroup_subnets should be List or string representing Python list and is %s. Defaulting to []";
      log.at("eks.py:497").warning(words, given);
      return [];
    }
  }

  executeComplete(_context: TaskContext, { event }: { readonly event: WaiterEvent }): void {
    expectSuccess(event, "Error creating nodegroup: ");
  }
}

export interface EksCreateFargateProfileOperatorArguments extends EksArguments {
  /** Rendered with Jinja. */
  readonly podExecutionRoleArn: string;
  /** Rendered with Jinja. */
  readonly selectors: readonly unknown[];
  /** Default `profile`. Rendered with Jinja. */
  readonly fargateProfileName?: string;
  /** More arguments of the call. Rendered with Jinja. */
  readonly createFargateProfileKwargs?: Kwargs | null;
}

/** Makes a Fargate profile of a cluster of EKS, and may wait for it. */
export class EksCreateFargateProfileOperator extends EksOperator<EksCreateFargateProfileOperatorArguments> {
  static override readonly argumentNames = namesOf<Omit<EksCreateFargateProfileOperatorArguments, keyof EksArguments>>({
    podExecutionRoleArn: true,
    selectors: true,
    fargateProfileName: true,
    createFargateProfileKwargs: true,
  });
  static override readonly templateFields = [
    "clusterName",
    "podExecutionRoleArn",
    "selectors",
    "fargateProfileName",
    "createFargateProfileKwargs",
  ];

  protected readonly defaultWait = { waiterDelay: 10, waiterMaxAttempts: 60 };

  podExecutionRoleArn = this.args.podExecutionRoleArn;
  selectors = this.args.selectors;
  fargateProfileName = this.args.fargateProfileName ?? "profile";
  createFargateProfileKwargs = this.args.createFargateProfileKwargs ?? {};

  *execute(context: TaskContext): Steps<TaskDeferred | null> {
    const { clusterName, fargateProfileName, podExecutionRoleArn, selectors, wait } = this;
    const { waitForCompletion = false, deferrable = false } = this.args;
    const kwargs = this.createFargateProfileKwargs;
    const plan = { clusterName, fargateProfileName, podExecutionRoleArn, selectors, kwargs };
    const waits = waitForCompletion && !deferrable;
    yield* createFargateProfile(context, this.eks(context), plan, waits ? wait : undefined);
    if (!deferrable) return null;
    const given = { clusterName, fargateProfileName, ...wait, ...this.connection };
    const timeout = this.waitSeconds + 60;
    const trigger = new EksCreateFargateProfileTrigger(given);
    return this.defer({ trigger, methodName: "executeComplete", timeout });
  }

  executeComplete({ log }: TaskContext, { event }: { readonly event: WaiterEvent }): void {
    expectSuccess(event, "Error creating Fargate profile: ");
    log.at("eks.py:647").info("Fargate profile created successfully");
  }
}

const FULL_NAMES = { nodegroup: "Amazon EKS managed node groups", fargate: "AWS Fargate profiles" } as const;

export type Compute = keyof typeof FULL_NAMES;

export const NODEGROUPS = FULL_NAMES.nodegroup;
export const FARGATE_PROFILES = FULL_NAMES.fargate;

/** Checks what is to be made along with a cluster, now that templates are rendered. */
export function checkCompute(compute: string, roles: Readonly<Record<Compute, string | null>>): void {
  if (compute !== "nodegroup" && compute !== "fargate") throw new ValueError("Provided compute type is not supported.");
  const requirement = compute === "nodegroup" ? "nodegroup_role_arn" : "fargate_pod_execution_role_arn";
  if (roles[compute]) return;
  throw new ValueError(`Creating an ${FULL_NAMES[compute]} requires ${requirement} to be passed in.`);
}
