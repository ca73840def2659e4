/**
 * Task groups in scenario files: the ids that they and their tasks go by.
 * @module
 */

import { isObject } from "../options/index.ts";
import { objectsOf, type Raw } from "./raw.ts";

/** The ids of a DAG's task groups, with those of the groups that they are in; in the order of the file. */
export function groupIdsOf(dag: Raw): readonly string[] {
  const prefixes = new Map<unknown, boolean>();
  return objectsOf(dag["task_groups"]).map(
    ([, { group_id: label, parent_group: parent, prefix_group_id: isPrefix }]) => {
      const id = prefixes.get(parent) === true ? `${String(parent)}.${String(label)}` : String(label);
      prefixes.set(id, isPrefix !== false);
      return id;
    },
  );
}

/** The task groups of a DAG by their ids. */
export function groupsById(dag: Raw): ReadonlyMap<unknown, Raw> {
  const groups = objectsOf(dag["task_groups"]);
  return new Map(groupIdsOf(dag).map((id, i) => [id, groups[i]?.[1] ?? {}]));
}

interface RawGroup {
  readonly expand?: unknown;
  readonly expand_kwargs?: unknown;
  readonly parent_group?: unknown;
}

/** The names that a group is mapped over, and the groups that it is in; null where the keys of dictionaries may be any. */
export function groupArgumentsOf(groups: ReadonlyMap<unknown, Raw>, groupId: unknown): readonly string[] | null {
  const names: string[] = [];
  let group = groups.get(groupId);
  for (let depth = 0; group !== undefined && depth < groups.size; depth += 1) {
    const { expand, expand_kwargs: kwargs, parent_group: parent } = group as RawGroup;
    names.push(...Object.keys(isObject(expand) ? expand : {}));
    if (kwargs !== undefined) return null;
    group = groups.get(parent);
  }
  return names;
}

/** The tasks of a DAG as others name them: with the ids of the groups that they are in. */
export function tasksWithIds(dag: Raw): readonly (readonly [index: number, taskId: unknown, task: Raw])[] {
  const groups = objectsOf(dag["task_groups"]);
  const prefixing = new Set(groupIdsOf(dag).filter((_, i) => groups[i]?.[1]["prefix_group_id"] !== false));
  return objectsOf(dag["tasks"]).map(([index, task]) => {
    const { task_id: label, task_group: group } = task as { readonly task_id?: unknown; readonly task_group?: unknown };
    const isPrefixed = typeof label === "string" && typeof group === "string" && prefixing.has(group);
    return [index, isPrefixed ? `${group}.${label}` : label, task];
  });
}
