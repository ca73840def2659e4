/**
 * Which instances of an upstream task an instance depends on (`_is_relevant_upstream` of ti_deps/deps/trigger_rule_dep.py,
 * `get_relevant_upstream_map_indexes` of models/taskinstance.py): all of them, but in a mapped task group those of its own
 * map index.
 * @module
 */

import { type MappedGroup, referencedTaskIds, type TriggerRule } from "../definition/index.ts";
import { mapLength } from "./map-length.ts";
import type { TaskInstance } from "./task-instance.ts";
import type { TaskModel } from "./task-model.ts";

/** A half-open range of map indexes. */
interface MapIndexes {
  readonly from: number;
  readonly to: number;
}

export function relevantInstances(instance: TaskInstance, upstream: TaskModel): readonly TaskInstance[] {
  const all = instance.dagRun.instances(upstream);
  if (instance.task.mappedGroups.length === 0) return all;
  if (seesAll(instance, upstream)) return all;
  const indexes = relevantMapIndexes(instance, upstream);
  if (indexes === undefined || all[0]?.mapIndex !== 0) return all; // one that is not expanded counts in any case
  const relevant = all.slice(Math.max(0, indexes.from), Math.max(0, indexes.to)); // map indexes are places
  const last = all.at(-1);
  return last === undefined || last.mapIndex >= 0 || relevant.includes(last) ? relevant : [...relevant, last];
}

/**
 * Tells if an instance of a task that is in the same mapped group as an upstream, and mapped no further, depends on no other
 * instance of it than that of its own map index.
 */
export function seesOwnIndexOnly(instance: TaskInstance, upstream: TaskModel): boolean {
  const { task, dagRun } = instance;
  const [group] = task.mappedGroups;
  if (group === undefined || group.groupId !== upstream.mappedGroups[0]?.groupId) return false;
  if (task.operator.expandInput !== undefined || upstream.operator.expandInput !== undefined) return false;
  if (seesAll(instance, upstream)) return false;
  const count = mapLength(dagRun, task.expandInputs);
  return count !== undefined && count > 0;
}

const FAST_RULES: readonly TriggerRule[] = ["one_success", "one_failed", "one_done"];

/**
 * In a mapped group, by a rule that need not wait for all, of an upstream over which nothing of it is mapped: see
 * `Rules.fastRulesInMappedGroupsSee`.
 */
function seesAll({ task, mapIndex }: TaskInstance, upstream: TaskModel): boolean {
  const { dag, operator, settings, expandInputs, mappedGroups } = task;
  const { triggerRule } = settings;
  const { fastRulesInMappedGroupsSee: sees } = dag.rules;
  if (sees === "the same map index") return false;
  if (sees === "all map indexes") {
    if (operator.taskGroupId !== mappedGroups[0]?.groupId || !FAST_RULES.includes(triggerRule)) return false;
  } else if (mapIndex >= 0 || !(FAST_RULES.includes(triggerRule) || triggerRule === "none_failed_min_one_success"))
    return false;
  const inputs = [...expandInputs, ...mappedGroups.map(({ expandInput }) => expandInput)];
  return !inputs.flatMap(referencedTaskIds).includes(upstream.taskId);
}

/** Undefined where the two have no mapped group in common, or it is not known yet what that is mapped over. */
function relevantMapIndexes({ dagRun, task, mapIndex }: TaskInstance, upstream: TaskModel): MapIndexes | undefined {
  const count = mapLength(dagRun, task.expandInputs);
  const common = commonGroups(task, upstream);
  const [innermost] = common;
  if (count === undefined || count === 0 || innermost === undefined) return undefined;
  const outside = common.map(({ expandInput }) => expandInput);
  const outsideCount = mapLength(dagRun, outside) ?? 1;
  const outsideIndex = Math.floor((mapIndex * outsideCount) / count);
  if (upstream.mappedGroups[0]?.groupId === innermost.groupId) return { from: outsideIndex, to: outsideIndex + 1 };
  // 2.7.2: it is by how much *this* task is expanded further, not the upstream, that the range is reckoned
  const further = Math.floor(count / outsideCount);
  return { from: outsideIndex * further, to: (outsideIndex + 1) * further };
}

/** The mapped groups that both are in, the innermost first. */
function commonGroups(task: TaskModel, upstream: TaskModel): readonly MappedGroup[] {
  const ids = new Set(task.mappedGroups.map(({ groupId }) => groupId));
  return upstream.mappedGroups.filter(({ groupId }) => ids.has(groupId));
}
