/**
 * Task groups in scenario files: the ids that they and their tasks go by.
 * @module
 */
import { objectsOf, type Raw } from "./raw.ts";

/** The ids of a DAG's task groups, with those of the groups that they are in; in the order of the file. */
export function groupIdsOf(dag: Raw): readonly string[] {
  const prefixes = new Map<unknown, boolean>();
  return objectsOf(dag["task_groups"]).map(
    ([, { group_id: label, parent_group: parent, prefix_group_id: prefixes_ }]) => {
      const id = prefixes.get(parent) === true ? `${String(parent)}.${String(label)}` : String(label);
      prefixes.set(id, prefixes_ !== false);
      return id;
    },
  );
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
