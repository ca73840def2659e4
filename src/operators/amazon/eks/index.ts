/**
 * Amazon EKS: `airlapse/operators/amazon/eks`.
 * @module
 */
export { EKS, type EksOperations, type FargateProfile, type Nodegroup } from "./api.ts";
export {
  EksCreateFargateProfileOperator,
  type EksCreateFargateProfileOperatorArguments,
  EksCreateNodegroupOperator,
  type EksCreateNodegroupOperatorArguments,
} from "./compute.ts";
export { EksCreateClusterOperator, type EksCreateClusterOperatorArguments } from "./create-cluster.ts";
export {
  EksDeleteClusterOperator,
  type EksDeleteClusterOperatorArguments,
  EksDeleteFargateProfileOperator,
  type EksDeleteFargateProfileOperatorArguments,
  EksDeleteNodegroupOperator,
  type EksDeleteNodegroupOperatorArguments,
} from "./delete.ts";
export {
  EksCreateClusterTrigger,
  EksCreateFargateProfileTrigger,
  EksCreateNodegroupTrigger,
  EksDeleteClusterTrigger,
  EksDeleteFargateProfileTrigger,
  EksDeleteNodegroupTrigger,
} from "./triggers.ts";
