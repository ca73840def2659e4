/**
 * ECS: `airlapse/operators/amazon/ecs`.
 * @module
 */
export { ECS, type EcsOperations, type EcsTask } from "./api.ts";
export { EcsOperatorError, EcsTaskFailToStart } from "./check-task.ts";
export {
  ClusterActiveTrigger,
  ClusterInactiveTrigger,
  EcsCreateClusterOperator,
  type EcsCreateClusterOperatorArguments,
  EcsDeleteClusterOperator,
  type EcsDeleteClusterOperatorArguments,
} from "./clusters.ts";
export { type QuotaRetry, RetryError } from "./quota-retry.ts";
export { EcsRunTaskOperator, type EcsRunTaskOperatorArguments } from "./run-task.ts";
export { TaskDoneTrigger } from "./task-done-trigger.ts";
