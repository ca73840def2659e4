import { z } from "zod";
import {
  EksCreateClusterOperator,
  EksCreateFargateProfileOperator,
  EksCreateNodegroupOperator,
  EksDeleteClusterOperator,
  EksDeleteFargateProfileOperator,
  EksDeleteNodegroupOperator,
} from "../../operators/amazon/eks/index.ts";
import type { OperatorSpec, Shape } from "../operator-table.ts";
import { bool, json, listOf, name, text, textOrTexts } from "../schema-parts.ts";
import { awsBase, waiter } from "./fields.ts";

const eks = (): Shape => ({
  cluster_name: name(),
  wait_for_completion: bool(),
  ...waiter(),
  ...awsBase(),
});
const selectors = () => listOf(z.unknown());

export const EKS_OPERATORS: Readonly<Record<string, OperatorSpec>> = {
  EksCreateClusterOperator: {
    about: "Makes a cluster of Amazon EKS, and a node group or a Fargate profile of it.",
    fields: () => ({
      cluster_role_arn: text(),
      resources_vpc_config: json(),
      compute: text().nullable(),
      create_cluster_kwargs: json().nullable(),
      nodegroup_name: name(),
      nodegroup_role_arn: text().nullable(),
      create_nodegroup_kwargs: json().nullable(),
      fargate_profile_name: name(),
      fargate_pod_execution_role_arn: text().nullable(),
      fargate_selectors: selectors().nullable(),
      create_fargate_profile_kwargs: json().nullable(),
      delete_nodegroup_on_failure: bool(),
      ...eks(),
    }),
    required: ["cluster_name", "cluster_role_arn", "resources_vpc_config"],
    operatorClass: EksCreateClusterOperator,
  },
  EksCreateNodegroupOperator: {
    about: "Makes a managed node group of a cluster of Amazon EKS, and may wait for it.",
    fields: () => ({
      nodegroup_subnets: textOrTexts(),
      nodegroup_role_arn: text(),
      nodegroup_name: name(),
      create_nodegroup_kwargs: json().nullable(),
      delete_nodegroup_on_failure: bool(),
      ...eks(),
    }),
    required: ["cluster_name", "nodegroup_subnets", "nodegroup_role_arn"],
    operatorClass: EksCreateNodegroupOperator,
  },
  EksCreateFargateProfileOperator: {
    about: "Makes a Fargate profile of a cluster of Amazon EKS, and may wait for it.",
    fields: () => ({
      pod_execution_role_arn: text(),
      selectors: selectors(),
      fargate_profile_name: name(),
      create_fargate_profile_kwargs: json().nullable(),
      ...eks(),
    }),
    required: ["cluster_name", "pod_execution_role_arn", "selectors"],
    operatorClass: EksCreateFargateProfileOperator,
  },
  EksDeleteClusterOperator: {
    about: "Deletes a cluster of Amazon EKS, and may wait until it is gone.",
    fields: () => ({ force_delete_compute: bool(), ...eks() }),
    required: ["cluster_name"],
    operatorClass: EksDeleteClusterOperator,
  },
  EksDeleteNodegroupOperator: {
    about: "Deletes a node group of a cluster of Amazon EKS, and may wait until it is gone.",
    fields: () => ({ nodegroup_name: name(), ...eks() }),
    required: ["cluster_name", "nodegroup_name"],
    operatorClass: EksDeleteNodegroupOperator,
  },
  EksDeleteFargateProfileOperator: {
    about: "Deletes a Fargate profile of a cluster of Amazon EKS, and may wait until it is gone.",
    fields: () => ({ fargate_profile_name: name(), ...eks() }),
    required: ["cluster_name", "fargate_profile_name"],
    operatorClass: EksDeleteFargateProfileOperator,
  },
};
