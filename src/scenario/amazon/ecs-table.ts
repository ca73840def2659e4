import { z } from "zod";
import {
  EcsCreateClusterOperator,
  EcsDeleteClusterOperator,
  EcsRunTaskOperator,
} from "../../operators/amazon/ecs/index.ts";
import type { OperatorSpec } from "../operator-table.ts";
import { bool, json, listOf, mustBe, name, seconds, text, whole } from "../schema-parts.ts";
import { awsBase, waiter } from "./fields.ts";

const ecsBase = awsBase;

export const ECS_OPERATORS: Readonly<Record<string, OperatorSpec>> = {
  EcsRunTaskOperator: {
    about: "Runs a task in Amazon ECS and waits for it.",
    fields: () => ({
      task_definition: name(),
      cluster: name(),
      overrides: json(),
      launch_type: text().nullable(),
      capacity_provider_strategy: listOf(json()).nullable(),
      volume_configurations: listOf(json()).nullable(),
      group: text().nullable(),
      placement_constraints: listOf(json()).nullable(),
      placement_strategy: listOf(json()).nullable(),
      platform_version: text().nullable(),
      network_configuration: json().nullable(),
      tags: json().nullable(),
      awslogs_group: text().nullable(),
      awslogs_region: text().nullable(),
      awslogs_stream_prefix: text().nullable(),
      awslogs_fetch_interval: seconds(),
      container_name: text().nullable(),
      propagate_tags: text().nullable(),
      quota_retry: json().nullable(),
      reattach: bool(),
      number_logs_exception: whole(0),
      skip_on_exit_code: z
        .union([z.int(), z.array(z.int())], { error: mustBe("a whole number or a list of them") })
        .nullable(),
      stop_task_on_failure: bool(),
      wait_for_completion: bool(),
      ...waiter(),
      ...ecsBase(),
    }),
    required: ["task_definition", "cluster", "overrides"],
    operatorClass: EcsRunTaskOperator,
  },
  EcsCreateClusterOperator: {
    about: "Makes a cluster of Amazon ECS and waits for it.",
    fields: () => ({
      cluster_name: name(),
      create_cluster_kwargs: json().nullable(),
      wait_for_completion: bool(),
      ...waiter(),
      ...ecsBase(),
    }),
    required: ["cluster_name"],
    operatorClass: EcsCreateClusterOperator,
  },
  EcsDeleteClusterOperator: {
    about: "Deletes a cluster of Amazon ECS and waits until it is gone.",
    fields: () => ({ cluster_name: name(), wait_for_completion: bool(), ...waiter(), ...ecsBase() }),
    required: ["cluster_name"],
    operatorClass: EcsDeleteClusterOperator,
  },
};
